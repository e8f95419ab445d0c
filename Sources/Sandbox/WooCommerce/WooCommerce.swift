public import HTTP
public import Model
import Synchronization

/// WooCommerce's stand-in: one shop with customers, coupons, orders and refunds, by wc/v3. Source: VENDORS.md section 4.
public final class WooCommerce: Vendor {
    /// What the shop is.
    public let settings: WooSettings
    private let shop: Mutex<WooShop>

    /// Makes a shop that holds what it took of a program.
    public init(_ data: ProgramData, settings: WooSettings = WooSettings()) {
        self.settings = settings
        var store = WooStore(settings: settings)
        WooSeed(data: data).fill(&store)
        shop = Mutex(WooShop(store: store))
    }

    /// `woocommerce`.
    public var name: String { "woocommerce" }

    /// Answers one request at the given instant, in the shape a fault asks for where one is given.
    public func respond(to request: Request, at now: Timestamp, under fault: FaultKind?) -> Response {
        shop.withLock { $0.respond(to: WooCall(request, at: now, under: fault)) }
    }

    /// Every record with its history, for `/_sandbox/state`.
    /// Shape: `{"objects": {"orders": [{"id","parent","deleted","gone","fields","history"}], ...}}`.
    public func state() -> JSON {
        shop.withLock { WooState(store: $0.store).json }
    }

    /// Changes a record as a person who works in the shop would, and shows the record afterwards.
    /// - Throws: `SandboxError.edit` when there is no such object or record, or WooCommerce would refuse the change.
    public func edit(_ edit: PersonEdit, at now: Timestamp) throws(SandboxError) -> JSON {
        try shop.withLock { shop throws(SandboxError) in try WooPersonEdit(edit: edit, now: now).apply(to: &shop.store) }
    }

    // MARK: For faults

    /// Where records stand in the shop's bodies.
    public var shape: RowShape {
        RowShape(
            lists: ["create", "update"],
            fixed: ["id", "number", "code", "currency", "order_key", "version", "username", "transaction_id"],
            choices: ["status", "discount_type", "role", "payment_method", "created_via"], marker: "id")
    }

    /// The kinds of record.
    public var objects: [String] { WooKind.allCases.map(\.rawValue) }

    /// What a call is about.
    public func subject(of request: Request) -> Subject? {
        let parts = RequestTarget(request).segments
        guard parts.count > 3, let kind = WooKind(rawValue: parts[3]) else { return nil }
        if parts.count > 5 { return Subject("refunds", id: parts.count > 6 ? parts[6] : nil) }
        return Subject(kind.rawValue, id: parts.count > 4 && Int(parts[4]) != nil ? parts[4] : nil)
    }

    /// All records of a kind.
    public func holdings(_ object: String) -> [Holding] {
        guard let kind = WooPersonEdit.kind(object) else { return [] }
        return shop.withLock { shop in
            shop.store.everything(kind).map { record in
                Holding(
                    object: kind.rawValue, id: String(record.id), isDeleted: record.isGone || record.isTrashed,
                    changed: record.modified ?? record.created, values: record.values)
            }
        }
    }

    /// A coupon's code, a customer's address.
    public func uniqueField(_ object: String) -> String? {
        switch WooPersonEdit.kind(object) {
        case .coupons?: "code"
        case .customers?: "email"
        default: nil
        }
    }

    /// A refusal as WordPress words it.
    public func refusal(_ status: Int, _ reason: String) -> Response {
        WooProblem(status: status, code: "rest_error", message: reason).response
    }

    /// Removes a deleted record for good and gives its id to the next of its kind.
    public func recycle(_ record: Holding) {
        shop.withLock { shop in
            guard let kind = WooPersonEdit.kind(record.object), let id = Int(record.id) else { return }
            shop.store.recycle(kind, id)
        }
    }

    /// Gives every record another id.
    public func refresh() {
        shop.withLock { $0.store.renumber() }
    }

    /// Keeps a copy of everything, unless there is one that is less than a minute old.
    public func keepReplica(at now: Timestamp) {
        shop.withLock { $0.keepReplica(at: now) }
    }
}
