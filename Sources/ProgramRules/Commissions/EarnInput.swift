public import Model

/// Everything that decides commissions.
public struct EarnInput: Sendable {
    /// The terms of today, for what is new.
    public var book: TermsBook
    /// Earlier terms by name, for what was created under them.
    public var archive: [String: TermsBook]
    /// The partners.
    public var partners: [EntityID: PartnerFacts]
    /// The lines. Promises asked for: with a line come all others of the tier and cap periods that it counts in.
    public var lines: [CommissionLine]
    /// What earlier runs froze.
    public var frozen: [CommissionKey: FrozenTerms]
    /// Exchange rates.
    public var rates: ExchangeRates
    /// The guards that stand.
    public var guards = Guards()
    /// What persons voided of what recruiters earn: those lines are made while the others are played.
    public var verdicts: [RecruitVerdict] = []

    /// Describes the input.
    public init(
        book: TermsBook, archive: [String: TermsBook] = [:], partners: [EntityID: PartnerFacts], lines: [CommissionLine],
        frozen: [CommissionKey: FrozenTerms] = [:], rates: ExchangeRates = ExchangeRates()
    ) {
        self.book = book
        self.archive = archive
        self.partners = partners
        self.lines = lines
        self.frozen = frozen
        self.rates = rates
    }
}

/// A person's verdict about what a recruiter earns.
public struct RecruitVerdict: Hashable, Sendable {
    /// The line; nil for all that the recruiter has when it is given.
    public var line: String?
    /// Who earns nothing any more.
    public var recruiter: EntityID
    /// The finding behind it.
    public var cause: String
    /// When.
    public var at: Timestamp
}

/// A commission that cannot be computed yet (C4, L4).
public struct WaitingCommission: Hashable, Sendable {
    /// Which.
    public let key: CommissionKey
    /// Why.
    public let reason: WaitReason
}

/// A refund that is not booked, because a person must look at it (L5, W6).
public struct RefusedRefund: Hashable, Sendable {
    /// The line.
    public let line: String
    /// The refund's event.
    public let event: String
    /// When.
    public let at: Timestamp
}

/// Commissions as all events together make them.
public struct EarnResult: Hashable, Sendable {
    /// The commissions that ever were anything, by key.
    public let commissions: [Commission]
    /// What waits; no total contains it.
    public let waiting: [WaitingCommission]
    /// Refunds that were refused.
    public let refusedRefunds: [RefusedRefund]
    /// Lines of which an amount was looked up in the file of rates, because none is frozen: another file may change them.
    public let askedRates: Set<String>

    /// What later runs must be given again.
    public var frozen: [CommissionKey: FrozenTerms] {
        Dictionary(uniqueKeysWithValues: commissions.map { ($0.key, $0.frozen) })
    }

    /// All entries of all commissions, in the order of time.
    public var entries: [CommissionEntry] {
        commissions.flatMap(\.entries).sorted { ($0.at, $0.cause, $0.key) < ($1.at, $1.cause, $1.key) }
    }
}

/// Why nothing was computed: what was earned before could not be computed again.
public enum EarnRefusal: Error, Hashable, Sendable {
    /// A frozen commission names a book of terms that is not given.
    case unknownBook(String)
    /// Two lines have one id.
    case duplicateLine(String)
}
