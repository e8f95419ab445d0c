public import Model

/// One payout in a provider's report.
public struct ReportedItem: Hashable, Sendable {
    /// The intent that it names; nil if it names none of ours.
    public var intent: String?
    /// What the provider calls it.
    public var providerID: String
    /// The amount.
    public var amount: Money
    /// Its state now.
    public var status: ItemStatus

    /// Describes an item.
    public init(intent: String?, providerID: String, amount: Money, status: ItemStatus) {
        self.intent = intent
        self.providerID = providerID
        self.amount = amount
        self.status = status
    }
}

/// What does not agree (P12).
public enum SettlementFinding: Hashable, Sendable {
    /// The provider paid something that no payout names.
    case unknownItem(providerID: String, amount: Money)
    /// The provider paid one intent by several items.
    case paidTwice(intent: String, providerIDs: [String])
    /// A payout counts as paid, and the provider's report does not have it.
    case missingAtProvider(intent: String)
    /// The amounts differ: nothing is booked.
    case amountDiffers(intent: String, ours: Money, theirs: Money)
    /// The provider reports another state: it is applied.
    case stateMoved(intent: String, from: PayoutState.Phase, to: ItemStatus)
    /// The ledger has the money elsewhere than the payout.
    case ledgerDiffers(intent: String)
    /// What is out is undecided again at the provider: a part of it may have come back.
    case undecided(intent: String, ItemStatus)
    /// A payout is on its way since that instant, longer than any payment takes.
    case overdue(intent: String, since: Timestamp)
    /// The provider does not show a request that it took.
    case unreadable(request: String, reason: String)

    /// True if a person must look; a moved state explains itself.
    public var needsPerson: Bool {
        if case .stateMoved = self { return false }
        return true
    }
}

/// Compares ledger, payouts and a provider's report, item by item (P12).
public struct Settlement: Sendable {
    /// A payout as it is known here.
    public struct Known: Hashable, Sendable {
        /// The intent.
        public var intent: PayoutIntent
        /// Its state.
        public var state: PayoutState

        /// Describes a payout.
        public init(_ intent: PayoutIntent, _ state: PayoutState) {
            self.intent = intent
            self.state = state
        }
    }

    /// What does not agree, by intent.
    public let findings: [SettlementFinding]
    /// What the provider's report moves: events to apply to payouts.
    public let events: [String: PayoutState.Event]

    /// Compares.
    /// - Parameters:
    ///   - payouts: the payouts by that provider which the report must cover.
    ///   - report: the provider's items.
    ///   - ledger: the rows of the ledger.
    public init(payouts: [Known], report: [ReportedItem], ledger: some Sequence<LedgerEntry>) {
        var findings: [SettlementFinding] = []
        var events: [String: PayoutState.Event] = [:]
        let known = Dictionary(payouts.map { ($0.intent.id, $0) }) { first, _ in first }
        let items = Dictionary(grouping: report) { item in item.intent.flatMap { known[$0] == nil ? nil : $0 } ?? "" }
        for item in items[""] ?? [] where item.status.place != .partner {
            findings.append(.unknownItem(providerID: item.providerID, amount: item.amount))
        }
        let places = Self.places(ledger)
        for (id, payout) in known.sorted(by: { $0.key < $1.key }) {
            let own = (items[id] ?? []).sorted { $0.providerID < $1.providerID }
            findings += Self.compare(payout, own, &events)
            let amount = payout.state.phase == .draft && places[id] == nil ? [:] : Self.expected(payout)
            if places[id] ?? [:] != amount { findings.append(.ledgerDiffers(intent: id)) }
        }
        self.findings = findings
        self.events = events
    }

    private static func compare(
        _ payout: Known, _ items: [ReportedItem], _ events: inout [String: PayoutState.Event]
    ) -> [SettlementFinding] {
        let id = payout.intent.id
        var findings: [SettlementFinding] = []
        let isOut = payout.state.place == .provider || payout.state.place == .unclaimed
        let moved = items.filter { $0.status.place == .provider || $0.status.place == .unclaimed }
        if moved.count > 1 { findings.append(.paidTwice(intent: id, providerIDs: moved.map(\.providerID))) }
        guard let item = moved.first ?? items.last else {
            return isOut ? [.missingAtProvider(intent: id)] : []
        }
        guard item.amount == payout.intent.amount else {
            // Which of the two is true a person must say: neither is booked (P2).
            findings.append(.amountDiffers(intent: id, ours: payout.intent.amount, theirs: item.amount))
            return findings
        }
        if isOut, item.status.place == nil { findings.append(.undecided(intent: id, item.status)) }
        var next = payout.state
        if next.apply(.report(item.status)) != nil {
            events[id] = .report(item.status)
            findings.append(.stateMoved(intent: id, from: payout.state.phase, to: item.status))
        }
        return findings
    }

    /// What the ledger says of each payout: the sum by account, without fees.
    private static func places(_ ledger: some Sequence<LedgerEntry>) -> [String: [String: Int128]] {
        var places: [String: [String: Int128]] = [:]
        for entry in ledger where entry.causeKind == "claimed" || entry.causeKind == "released" || entry.causeKind.hasPrefix("provider:") {
            // What was changed from one currency into another stays nowhere.
            guard entry.account != Account.exchange.text else { continue }
            places[entry.subject, default: [:]][entry.account, default: 0] += Int128(entry.amount.minor)
        }
        return places.mapValues { $0.filter { $0.value != 0 } }.filter { !$0.value.isEmpty }
    }

    /// What the ledger must say: the partner was debited, and the place of the money credited.
    private static func expected(_ payout: Known) -> [String: Int128] {
        let (intent, place) = (payout.intent, payout.state.place)
        guard place != .partner else { return [:] }
        let credited = place.account(partner: intent.partner, provider: intent.destination.provider)
        return [Account.partner(intent.partner).text: Int128(intent.owed.minor), credited.text: -Int128(intent.amount.minor)]
    }
}
