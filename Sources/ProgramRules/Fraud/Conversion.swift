public import Model

/// A lead or a sale as the fraud screen sees it.
public struct Conversion: Hashable, Sendable {
    /// The line that earns.
    public var line: String
    /// Who would earn.
    public var partner: EntityID
    /// The customer; nil for a guest.
    public var customer: EntityID?
    /// What is known of a guest.
    public var guest: PersonFacts
    /// When it happened.
    public var at: Timestamp
    /// The last click of the partner before it; nil if it came by a coupon or a registration.
    public var click: Click?
    /// The order's own number, if it has one.
    public var order: String?
    /// True if it claims that the customer is new.
    public var isNewCustomer: Bool
    /// What would be earned.
    public var amount: Money?

    /// Describes a conversion.
    public init(
        line: String, partner: EntityID, customer: EntityID?, guest: PersonFacts = PersonFacts(), at: Timestamp, click: Click? = nil,
        order: String? = nil, isNewCustomer: Bool = false, amount: Money? = nil
    ) {
        self.line = line
        self.partner = partner
        self.customer = customer
        self.guest = guest
        self.at = at
        self.click = click
        self.order = order
        self.isNewCustomer = isNewCustomer
        self.amount = amount
    }

    /// Orders conversions by time, then by line.
    static func comesFirst(_ left: Conversion, _ right: Conversion) -> Bool { (left.at, left.line) < (right.at, right.line) }
}

/// A click and whose it was, as the fraud screen sees it.
public struct PartnerClick: Hashable, Sendable {
    /// The click.
    public var click: Click
    /// The partner of its link.
    public var partner: EntityID

    /// Describes a click.
    public init(_ click: Click, partner: EntityID) {
        self.click = click
        self.partner = partner
    }

    /// Orders clicks by time, then by id.
    static func comesFirst(_ left: PartnerClick, _ right: PartnerClick) -> Bool {
        (left.click.at, left.click.id) < (right.click.at, right.click.id)
    }
}
