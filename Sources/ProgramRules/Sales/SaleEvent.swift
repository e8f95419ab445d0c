public import Model

/// How a deal stands in its pipeline.
public enum DealOutcome: String, CaseIterable, Hashable, Sendable {
    /// Undecided.
    case open
    /// Won.
    case won
    /// Lost.
    case lost
}

/// What happened to a deal.
public enum SaleChange: Hashable, Sendable {
    /// It moved to a stage (A5).
    case stage(String, pipeline: String?, outcome: DealOutcome)
    /// Its amounts became known, or changed.
    case amounts(SaleAmounts)
    /// It was paid: the hold begins (C7).
    case paid
    /// A later payment of a subscription, by its id.
    case renewal(payment: String, SaleAmounts)
    /// Money was given back, of a later payment if one is named (L5).
    case refund(Money, payment: String?)
    /// The customer took money back through the bank.
    case dispute(Money, payment: String?)
    /// A refund failed or a dispute was won: the event of that id does not count any more.
    case restored(event: String)
}

/// One event of a deal's history.
public struct SaleEvent: Hashable, Sendable {
    /// The event's id: the same event read again has the same.
    public var id: String
    /// When it happened, at its source.
    public var at: Timestamp
    /// What happened.
    public var change: SaleChange
    /// Which of several of one kind and instant came first, as its source told them.
    public var place: Int64

    /// Describes an event.
    public init(id: String, at: Timestamp, change: SaleChange, place: Int64 = 0) {
        self.id = id
        self.at = at
        self.change = change
        self.place = place
    }

    /// Orders events by time; of one instant by what must be known first, then as they were told, then by id.
    public static func comesFirst(_ left: SaleEvent, _ right: SaleEvent) -> Bool {
        (left.at, left.change.rank, left.place, left.id) < (right.at, right.change.rank, right.place, right.id)
    }
}

extension SaleChange {
    /// Amounts are known before what happens at the same instant, and money is taken before it is given back.
    var rank: Int {
        switch self {
        case .amounts: 0
        case .stage: 1
        case .renewal: 2
        case .paid: 3
        case .refund, .dispute: 4
        case .restored: 5
        }
    }
}

/// A deal with its history: what earns.
public struct Deal: Hashable, Sendable {
    /// The deal.
    public var id: EntityID
    /// The customer.
    public var customer: EntityID?
    /// When it was opened.
    public var openedAt: Timestamp
    /// What the conditions of the rules read.
    public var facts: SaleFacts
    /// What happened, in any order; an id given twice counts once.
    public var events: [SaleEvent]

    /// Describes a deal.
    public init(id: EntityID, customer: EntityID?, openedAt: Timestamp, facts: SaleFacts = SaleFacts(), events: [SaleEvent]) {
        self.id = id
        self.customer = customer
        self.openedAt = openedAt
        self.facts = facts
        self.events = events
    }

    /// The events in order, each once: an id means one event, and of two versions of one the canonical lower holds.
    var ordered: [SaleEvent] {
        var seen: Set<String> = []
        return events.sorted(by: SaleEvent.comesFirst).filter { seen.insert($0.id).inserted }
    }

    /// What attribution asks.
    public var subject: Attribution.Subject { Attribution.Subject(id: id, customer: customer, openedAt: openedAt) }
}
