/// The kinds of record the shop keeps, by their names in paths.
enum WooKind: String, CaseIterable, Sendable {
    case orders
    case customers
    case coupons
    case refunds

    /// The name in error codes.
    var type: String {
        switch self {
        case .orders: "shop_order"
        case .customers: "customer"
        case .coupons: "shop_coupon"
        case .refunds: "shop_order_refund"
        }
    }

    /// Whether a record goes to the trash before it is gone.
    var hasTrash: Bool { self == .orders || self == .coupons }

    /// The statuses of an order in the order WordPress tells them.
    static let statuses = [
        "pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "checkout-draft",
    ]
}
