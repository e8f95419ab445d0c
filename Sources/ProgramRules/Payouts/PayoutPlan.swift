public import Model

/// What one run would pay, and what it carries over, before anybody is asked (P1, P11).
public struct PayoutPlan: Hashable, Sendable {
    /// A payout that would be frozen.
    public struct Draft: Hashable, Sendable {
        /// The partner.
        public let partner: EntityID
        /// Where the money goes.
        public let destination: Destination
        /// How much: the sum of the claims (P2), in the currency in which the partner is paid.
        public let amount: Money
        /// What it is for.
        public let claims: [PayoutIntent.Claim]
        /// The rate at which the claims are paid; nil where they are of the same currency.
        public let exchange: ExchangeRate?

        /// Freezes the draft under an id.
        public func intent(id: String) -> PayoutIntent {
            PayoutIntent(id: id, partner: partner, destination: destination, amount: amount, claims: claims, exchange: exchange)
        }
    }

    /// Why a balance is not paid now.
    public enum Reason: Hashable, Sendable {
        /// What the ledger owes is not the sum of what no payout claims: a person must look (L5).
        case ledgerDiffers
        /// It is below the threshold.
        case belowThreshold(Money)
        /// It is zero or below: it absorbs what is earned next.
        case nothingOwed
        /// The partner's status does not allow a payout.
        case partnerNotPayable
        /// The partner has no destination.
        case noDestination
        /// It does not fit 64 bits.
        case tooLarge
        /// The partner is paid in a currency for which the day has no rate (L4).
        case noRate(Currency)
        /// Too few customers have paid for a first payout: a person must look.
        case thinFirstPayout(FraudFinding)
    }

    /// A balance that waits.
    public struct Carried: Hashable, Sendable {
        /// The partner.
        public let partner: EntityID
        /// The currency.
        public let currency: Currency
        /// What is due, in minor units.
        public let due: Int128
        /// Why it waits.
        public let reason: Reason
    }

    /// What would be paid, by partner and currency.
    public let drafts: [Draft]
    /// What waits, by partner and currency.
    public let carried: [Carried]

    /// What the planner asks of a partner.
    public struct Payee: Hashable, Sendable {
        /// The status now.
        public var status: PartnerStatus
        /// Where the money goes; nil while the partner has not said.
        public var destination: Destination?
        /// The currency in which the partner is paid; nil for that of the balance.
        public var currency: Currency?
        /// What speaks against a first payout, until a person decides.
        public var thin: FraudFinding?

        /// Describes a partner.
        public init(status: PartnerStatus, destination: Destination?, currency: Currency? = nil, thin: FraudFinding? = nil) {
            self.status = status
            self.destination = destination
            self.currency = currency
            self.thin = thin
        }
    }

    /// Plans the payouts of a cut-off day. Promises: talks to nobody; the same input gives the same plan; every entry is in one draft at
    /// most.
    /// - Parameters:
    ///   - entries: the entries that no payout has claimed.
    ///   - payees: the partners; one who is missing is not paid.
    ///   - cutOff: the last day that counts, by the program's clocks.
    ///   - terms: thresholds and zone.
    public init(entries: [ClaimableEntry], payees: [EntityID: Payee], cutOff: CalendarDate, terms: Terms) {
        self.init(entries: entries, payees: payees, cutOff: cutOff, zone: terms.zone, terms: terms.payouts)
    }

    /// Plans the payouts of a cut-off day by the settings of payouts alone.
    /// `rate` gives that of the cut-off day from one currency to another; nil where there is none.
    public init(
        entries: [ClaimableEntry], payees: [EntityID: Payee], cutOff: CalendarDate, zone: ProgramZone, terms: PayoutTerms,
        rate: (Currency, Currency) -> ExchangeRate? = { _, _ in nil }
    ) {
        let end = zone.start(of: CalendarDate(daysSinceEpoch: cutOff.daysSinceEpoch + 1))
        var balances: [Balance: [ClaimableEntry]] = [:]
        for entry in entries where Self.counts(entry, before: end) {
            balances[Balance(partner: entry.partner, currency: entry.owed.currency), default: []].append(entry)
        }
        var drafts: [Draft] = []
        var carried: [Carried] = []
        for (balance, entries) in balances.sorted(by: { $0.key < $1.key }) {
            guard entries.allSatisfy(\.isAccounted) else {
                let due = entries.map { Int128($0.owed.minor) }.reduce(0, +)
                carried.append(Carried(partner: balance.partner, currency: balance.currency, due: due, reason: .ledgerDiffers))
                continue
            }
            let due = entries.map { Int128($0.owed.minor) }.reduce(0, +)
            switch Self.decide(due, balance, payees[balance.partner], terms, rate) {
            case .success(let (amount, exchange, destination)):
                let claims = entries.map { PayoutIntent.Claim(entry: $0.sequence, owed: $0.owed.minor) }.sorted { $0.entry < $1.entry }
                drafts.append(
                    Draft(partner: balance.partner, destination: destination, amount: amount, claims: claims, exchange: exchange))
            case .failure(let refusal):
                carried.append(Carried(partner: balance.partner, currency: balance.currency, due: due, reason: refusal.reason))
            }
        }
        self.drafts = drafts
        self.carried = carried
    }

    private struct Balance: Hashable, Comparable {
        let partner: EntityID
        let currency: Currency

        static func < (left: Balance, right: Balance) -> Bool { (left.partner, left.currency) < (right.partner, right.currency) }
    }

    private struct Refusal: Error {
        let reason: Reason
    }

    /// An approved commission's entries count once its hold ended before the cut-off; what is taken back of a commission that was paid
    /// counts at once, or the partner would be paid what is not theirs.
    private static func counts(_ entry: ClaimableEntry, before end: Timestamp) -> Bool {
        if entry.isCorrection { return true }
        guard entry.state == .approved, let due = entry.dueAt else { return false }
        return due < end
    }

    private static func decide(
        _ due: Int128, _ balance: Balance, _ payee: Payee?, _ terms: PayoutTerms, _ rate: (Currency, Currency) -> ExchangeRate?
    ) -> Result<(Money, ExchangeRate?, Destination), Refusal> {
        guard due > 0 else { return .failure(Refusal(reason: .nothingOwed)) }
        guard let minor = Int64(exactly: due) else { return .failure(Refusal(reason: .tooLarge)) }
        guard let payee, payee.status.allows(.payout) else { return .failure(Refusal(reason: .partnerNotPayable)) }
        let owed = Money(minor: minor, currency: balance.currency)
        var (amount, exchange) = (owed, ExchangeRate?.none)
        if let wanted = payee.currency, wanted != owed.currency {
            exchange = rate(owed.currency, wanted)
            guard let paid = exchange?.convert(owed) else { return .failure(Refusal(reason: .noRate(wanted))) }
            guard paid.minor > 0 else { return .failure(Refusal(reason: .nothingOwed)) }
            amount = paid
        }
        // A minimum of the currency that is paid comes before one of the currency that is owed.
        let limits = [amount, owed].compactMap { money in terms.thresholds[money.currency].map { (money, $0) } }
        if let (money, threshold) = limits.first, money.minor < threshold.minor {
            return .failure(Refusal(reason: .belowThreshold(threshold)))
        }
        guard let destination = payee.destination else { return .failure(Refusal(reason: .noDestination)) }
        if let finding = payee.thin { return .failure(Refusal(reason: .thinFirstPayout(finding))) }
        return .success((amount, exchange, destination))
    }
}
