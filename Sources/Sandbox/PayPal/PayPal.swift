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

    /// Every batch and item, and all that was paid, for `/_sandbox/state`.
    /// Shape: `{"objects": {"payouts": [...], "payout_items": [{"id","deleted","fields"}]}, "movements": [{"kind","id","key","amount", ...}]}`.
    public func state() -> JSON {
        account.withLock { account in
            let items = account.batches.flatMap { batch in batch.items.compactMap { account.items[$0] }.map { (batch, $0) } }
            let rows = items.map { _, item -> JSON in
                [
                    "id": .string(item.id), "deleted": false,
                    "fields": [
                        "sender_item_id": item.key.map { .string($0) } ?? .null, "receiver": .string(item.receiver),
                        "amount": .integer(item.amount), "currency": .string(item.currency), "payout_batch_id": .string(item.batch),
                        "set": item.set.map { .string($0.status) } ?? .null,
                    ],
                ]
            }
            let movements = items.map { batch, item -> JSON in
                [
                    "at": .string(item.created.iso), "kind": "paid", "id": .string(item.id), "key": .string(batch.key),
                    "item": item.key.map { .string($0) } ?? .null, "receiver": .string(item.receiver), "amount": .integer(item.amount),
                    "currency": .string(item.currency),
                ]
            }
            let batches = account.batches.map { batch -> JSON in
                [
                    "id": .string(batch.id), "deleted": false,
                    "fields": ["sender_batch_id": .string(batch.key), "items": .integer(batch.items.count)],
                ]
            }
            return [
                "vendor": "paypal", "objects": ["payouts": .array(batches), "payout_items": .array(rows)], "movements": .array(movements),
            ]
        }
    }

    /// Sets the state of an item, as PayPal or its receiver would: `update` of `payout_items` with `transaction_status`.
    /// - Throws: `SandboxError.edit` when there is no such item or state.
    public func edit(_ edit: PersonEdit, at now: Timestamp) throws(SandboxError) -> JSON {
        let states = ["SUCCESS", "FAILED", "PENDING", "UNCLAIMED", "RETURNED", "ONHOLD", "BLOCKED", "REFUNDED", "REVERSED", "DENIED"]
        guard ["payout_items", "payout_item"].contains(edit.object), edit.action == .update, let id = edit.id else {
            throw .edit(reason: "only the state of payout_items can be set")
        }
        guard let status = edit.fields["transaction_status"]?.string, states.contains(status) else {
            throw .edit(reason: "transaction_status is one of \(states.joined(separator: ", "))")
        }
        guard account.withLock({ $0.set(status, of: id, at: now) }) else { throw .edit(reason: "no payout item has that id") }
        return ["id": .string(id), "fields": ["transaction_status": .string(status)]]
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
