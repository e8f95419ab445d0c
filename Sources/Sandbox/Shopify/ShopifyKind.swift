import Model

/// The kinds of record that the shop holds.
enum ShopifyKind: String, Sendable, CaseIterable {
    case orders
    case customers
    case refunds
    case discounts

    /// The type in the schema.
    var type: String {
        switch self {
        case .orders: "Order"
        case .customers: "Customer"
        case .refunds: "Refund"
        case .discounts: "DiscountCodeNode"
        }
    }

    /// The kind of a name: in the plural, the singular, or as the schema has it.
    static func named(_ name: String) -> ShopifyKind? {
        let name = name.lowercased()
        return allCases.first { [$0.rawValue, String($0.rawValue.dropLast()), $0.type.lowercased()].contains(name) }
    }

    /// The kind of a global id.
    static func of(_ id: String) -> ShopifyKind? { allCases.first { id.hasPrefix("gid://shopify/\($0.type)/") } }

    /// The scope that reads the kind, and the one that writes it.
    var scopes: (read: String, write: String) {
        switch self {
        case .orders, .refunds: ("read_orders", "write_orders")
        case .customers: ("read_customers", "write_customers")
        case .discounts: ("read_discounts", "write_discounts")
        }
    }
}
