public import HTTP
public import Model
import Synchronization

/// PayPal's stand-in: one account with Payouts and Transaction Search. Source: VENDORS.md section 6.
public final class PayPal: Vendor {
    /// What the account is, and its limits.
    public let settings: PayPalSettings
    private let account: Mutex<PayPalAccount>

    /// Makes an account that has paid nobody yet.
    public init(settings: PayPalSettings = PayPalSettings(), seed: UInt64 = 1) {
        self.settings = settings
        account = Mutex(PayPalAccount(settings: settings, seed: seed))
    }

    /// `paypal`.
    public var name: String { "paypal" }

    /// Answers one request at the given instant, in the shape a fault asks for where one is given.
    public func respond(to request: Request, at now: Timestamp, under fault: FaultKind?) -> Response {
        account.withLock { $0.respond(to: request, at: now, under: fault) }
    }

    /// Every batch and item, all that was paid and came back, and what is left, for `/_sandbox/state`: as of the last call or edit.
    /// Shape: `{"objects": {"payouts": [...], "payout_items": [{"id","deleted","fields"}]}, "movements": [{"kind","id","key", ...}],
    /// "balance": {"USD": minor}}`. An item is `paid` when its batch is taken, and `back` once it failed, was returned or taken back.
    public func state() -> JSON { account.withLock { PayPalState(account: $0).json } }

    /// Sets the state of an item, as PayPal or its receiver would: `update` of `payout_items` with `transaction_status`; or of a batch
    /// that PayPal is not through with: `update` of `payouts` with `batch_status` DENIED or CANCELED.
    /// - Throws: `SandboxError.edit` when there is no such item, batch or state.
    public func edit(_ edit: PersonEdit, at now: Timestamp) throws(SandboxError) -> JSON {
        guard edit.action == .update, let id = edit.id else { throw .edit(reason: "only states of payouts and payout_items can be set") }
        switch edit.object {
        case "payouts", "payout":
            let status = try Self.state("batch_status", of: edit, ["DENIED", "CANCELED"])
            guard account.withLock({ $0.setBatch(status, of: id, at: now) }) else {
                throw .edit(reason: "no batch that PayPal is not through with has that id")
            }
            return ["id": .string(id), "fields": ["batch_status": .string(status)]]
        case "payout_items", "payout_item":
            let status = try Self.state(
                "transaction_status", of: edit,
                ["SUCCESS", "FAILED", "PENDING", "UNCLAIMED", "RETURNED", "ONHOLD", "BLOCKED", "REFUNDED", "REVERSED", "DENIED"])
            guard account.withLock({ $0.set(status, of: id, at: now) }) else { throw .edit(reason: "no payout item has that id") }
            return ["id": .string(id), "fields": ["transaction_status": .string(status)]]
        default: throw .edit(reason: "only states of payouts and payout_items can be set")
        }
    }

    private static func state(_ name: String, of edit: PersonEdit, _ known: [String]) throws(SandboxError) -> String {
        guard let status = edit.fields[name]?.string, known.contains(status) else {
            throw .edit(reason: "\(name) is one of \(known.joined(separator: ", "))")
        }
        return status
    }

    // MARK: For faults

    /// Where records stand in the bodies.
    public var shape: RowShape {
        RowShape(lists: ["items"], fixed: ["payout_item_id", "transaction_id", "payout_batch_id", "transaction_status", "time_processed"])
    }

    /// The kinds of record.
    public var objects: [String] { ["payouts", "payout_items"] }

    /// A refusal as PayPal words it.
    public func refusal(_ status: Int, _ reason: String) -> Response {
        PayPalProblem(status: status, name: "USER_BUSINESS_ERROR", message: reason).response
    }
}
