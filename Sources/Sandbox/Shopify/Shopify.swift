public import HTTP
public import Model
import Synchronization

/// Shopify's stand-in: one shop with customers, discount codes, orders and refunds, by the GraphQL Admin API. Source: VENDORS.md section 3.
public final class Shopify: Vendor {
    /// What the shop is.
    public let settings: ShopifySettings
    private let shop: Mutex<ShopifyShop>

    /// Makes a shop that holds what it took of a program.
    public init(_ data: ProgramData, settings: ShopifySettings = ShopifySettings()) {
        self.settings = settings
        var store = ShopifyStore()
        ShopifySeed(data: data, settings: settings).fill(&store)
        shop = Mutex(ShopifyShop(store: store, settings: settings))
    }

    /// `shopify`.
    public var name: String { "shopify" }

    /// Answers one request at the given instant, in the shape a fault asks for where one is given.
    public func respond(to request: Request, at now: Timestamp, under fault: FaultKind?) -> Response {
        shop.withLock { $0.respond(to: ShopifyCall(request, at: now, under: fault)) }
    }

    /// Every record with its history, for `/_sandbox/state`.
    /// Shape: `{"objects": {"orders": [{"id","deleted","created","modified","fields","history"}], ...}}`; amounts are minor units.
    public func state() -> JSON {
        shop.withLock { ShopifyState(store: $0.store).json }
    }

    /// Changes a record as a person who works in the shop would, and shows the record afterwards.
    /// - Throws: `SandboxError.edit` when there is no such object or record, or Shopify would refuse the change.
    public func edit(_ edit: PersonEdit, at now: Timestamp) throws(SandboxError) -> JSON {
        try shop.withLock { shop throws(SandboxError) in
            try ShopifyPersonEdit(edit: edit, now: now, settings: settings).apply(to: &shop.store)
        }
    }

    // MARK: For faults

    /// Where records stand in the bodies, of answers and of variables.
    public var shape: RowShape {
        RowShape(
            lists: ["data", "orders", "customers", "codeDiscountNodes", "nodes", "node", "edges", "variables", "input"],
            fixed: ["id", "query", "after", "before", "name", "legacyResourceId", "currencyCode", "code", "createdAt", "updatedAt"],
            choices: ["displayFinancialStatus", "displayFulfillmentStatus", "state", "status", "sourceName"], marker: "id")
    }

    /// The kinds of record.
    public var objects: [String] { ShopifyKind.allCases.map(\.rawValue) }

    /// What a call is about: the first field of its query that is a kind, and the record that its variables name.
    public func subject(of request: Request) -> Subject? {
        guard let body = ShopifyCall(request, at: Timestamp(seconds: 0), under: nil).members, let text = body["query"]?.string else {
            return nil
        }
        let variables = body["variables"]
        let id = variables?["id"]?.string ?? variables?["input"]?["id"]?.string
        let named = ["orders": ShopifyKind.orders, "customer": .customers, "iscount": .discounts, "refund": .refunds]
        let kind =
            id.flatMap { ShopifyKind.of($0) }
            ?? ["orders", "customer", "iscount", "refund"].first { text.contains($0) }.flatMap { named[$0] }
        return kind.map { Subject($0.rawValue, id: id) }
    }

    /// All records of a kind.
    public func holdings(_ object: String) -> [Holding] {
        guard let kind = ShopifyKind.named(object) else { return [] }
        return shop.withLock { shop in
            shop.store.everything(kind).map { record in
                Holding(
                    object: kind.rawValue, id: record.id, isDeleted: record.isGone, changed: record.updated, values: record.values)
            }
        }
    }

    /// A discount's code, a customer's address.
    public func uniqueField(_ object: String) -> String? {
        switch ShopifyKind.named(object) {
        case .discounts?: "code"
        case .customers?: "email"
        default: nil
        }
    }

    /// A refusal as Shopify words it.
    public func refusal(_ status: Int, _ reason: String) -> Response { Answer.json(status, ["errors": .string(reason)]) }

    /// Removes a deleted record for good and gives its id to the next of its kind.
    public func recycle(_ record: Holding) {
        shop.withLock { shop in
            if let kind = ShopifyKind.named(record.object) { shop.store.recycle(kind, record.id) }
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
