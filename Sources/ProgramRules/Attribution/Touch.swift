public import Model

/// What gives a partner a claim on a deal, in the order of its force (A2): a later kind beats an earlier one.
public enum TouchKind: String, CaseIterable, Hashable, Comparable, Sendable {
    /// An accepted click.
    case click
    /// A lead that the partner brought.
    case lead
    /// The partner's coupon on the order.
    case coupon
    /// The partner registered the deal.
    case registration
    /// A person gave the deal to the partner.
    case manual

    /// How strong it is. Clicks and leads are equals.
    public var force: Int {
        switch self {
        case .click, .lead: 0
        case .coupon: 1
        case .registration: 2
        case .manual: 3
        }
    }

    /// Orders by force, then by name.
    public static func < (left: TouchKind, right: TouchKind) -> Bool { (left.force, left.rawValue) < (right.force, right.rawValue) }
}

/// One recorded claim on a customer or a deal.
public struct Touch: Hashable, Sendable {
    /// The touch's id: of a click the click's, of a lead the referral's.
    public var id: String
    /// What it is.
    public var kind: TouchKind
    /// Whose claim it is.
    public var partner: EntityID
    /// When it happened, at its source.
    public var at: Timestamp
    /// The customer, once known.
    public var customer: EntityID?
    /// The keyed hash of the visitor, until then.
    public var visitor: String?
    /// The deal, for coupons, registrations and reassignments.
    public var deal: EntityID?
    /// The campaign of the link.
    public var campaign: String?
    /// For a registration: until when it protects.
    public var protectedUntil: Timestamp?

    /// Describes a touch.
    public init(
        id: String, kind: TouchKind, partner: EntityID, at: Timestamp, customer: EntityID? = nil, visitor: String? = nil,
        deal: EntityID? = nil, campaign: String? = nil, protectedUntil: Timestamp? = nil
    ) {
        self.id = id
        self.kind = kind
        self.partner = partner
        self.at = at
        self.customer = customer
        self.visitor = visitor
        self.deal = deal
        self.campaign = campaign
        self.protectedUntil = protectedUntil
    }

    /// Orders touches: the earlier first, of one instant the lower id.
    public static func comesFirst(_ left: Touch, _ right: Touch) -> Bool { (left.at, left.id) < (right.at, right.id) }
}

/// Which customer is behind a visitor; it may become known long after the click (A3).
public struct Identities: Hashable, Sendable {
    private var customers: [String: EntityID] = [:]

    /// Makes an empty table.
    public init() {}

    /// Makes a table from pairs of visitor hash and customer. Of two customers of one visitor the lower id stands, in any order.
    public init(_ pairs: some Sequence<(visitor: String, customer: EntityID)>) {
        for pair in pairs {
            customers[pair.visitor] = customers[pair.visitor].map { min($0, pair.customer) } ?? pair.customer
        }
    }

    /// The customer of a touch: named by the touch, or known by its visitor.
    public func customer(of touch: Touch) -> EntityID? { touch.customer ?? touch.visitor.flatMap { customers[$0] } }
}
