import Model

/// Where the money of an intent is, as accounts of the ledger.
public enum MoneyPlace: String, CaseIterable, Hashable, Sendable {
    /// The program owes it to the partner: nothing is claimed.
    case partner
    /// Claimed, and not known to have left.
    case clearing
    /// At the provider, for a receiver who has not taken it.
    case unclaimed
    /// Gone to the partner.
    case provider

    /// The account.
    func account(partner: EntityID, provider: String) -> Account {
        switch self {
        case .partner: .partner(partner)
        case .clearing: .clearing
        case .unclaimed: .unclaimed(provider)
        case .provider: .provider(provider)
        }
    }
}

/// How a provider reports one payout. Source: PayPal Payouts, `transaction_status` of an item; a transfer at Stripe is `success` once it is
/// made and `reversed` when it is.
public enum ItemStatus: String, CaseIterable, Hashable, Sendable {
    /// The money arrived.
    case success
    /// The provider works on it.
    case pending
    /// The provider looks at it.
    case onHold = "onhold"
    /// Nobody has taken it yet; it comes back by itself after 30 days.
    case unclaimed
    /// It was not sent.
    case failed
    /// It was refused.
    case denied
    /// It was stopped.
    case blocked
    /// It was taken back before it was taken.
    case cancelled
    /// It came back unclaimed.
    case returned
    /// The receiver gave it back.
    case refunded
    /// The provider took it back.
    case reversed

    /// Where the money is then; nil while that is undecided.
    public var place: MoneyPlace? {
        switch self {
        case .success: .provider
        case .pending, .onHold: nil
        case .unclaimed: .unclaimed
        case .failed, .denied, .blocked, .cancelled, .returned, .refunded, .reversed: .partner
        }
    }
}

/// The state of one payout (section 8): what happened so far, moved by events.
public struct PayoutState: Hashable, Sendable {
    /// The states.
    public enum Phase: String, CaseIterable, Hashable, Sendable {
        /// Frozen, waiting for approval.
        case draft
        /// Approved.
        case approved
        /// A request is under way, or the provider works on it.
        case submitted
        /// Nobody knows whether the provider acted (P5).
        case unknown
        /// The money arrived.
        case paid
        /// It definitely was not sent: the claims are free.
        case failed
        /// It came back.
        case returned
        /// Nobody has taken it yet.
        case unclaimed
        /// It was withdrawn before it was sent.
        case withdrawn
    }

    /// What happens to a payout.
    public enum Event: Hashable, Sendable {
        /// Enough persons approved it.
        case approve
        /// It is withdrawn, or preflight found something.
        case withdraw
        /// A request is about to be sent.
        case send
        /// The answer is in doubt (P5).
        case doubt
        /// The provider definitely refused it (P7).
        case refuse
        /// The request that carried it was definitely refused for a reason that lies in none of its payouts, such as credentials: it may
        /// go with another request.
        case recall
        /// The provider reports its state.
        case report(ItemStatus)
    }

    /// What an event brings with it.
    public struct Outcome: Hashable, Sendable {
        /// The move of money to book; nil if none.
        public let move: Move?
        /// True if the claimed entries are free for another payout.
        public let isReleased: Bool
        /// True if the provider contradicts what was known: a person must look.
        public let isAlarm: Bool
    }

    /// A move of the whole amount.
    public struct Move: Hashable, Sendable {
        /// Where the money was.
        public let from: MoneyPlace
        /// Where it is.
        public let to: MoneyPlace

        /// Describes a move.
        public init(from: MoneyPlace, to: MoneyPlace) {
            self.from = from
            self.to = to
        }
    }

    /// The state.
    public private(set) var phase: Phase
    /// Where the money is.
    public private(set) var place: MoneyPlace
    /// Counts the changes, for compare-and-set (P4).
    public private(set) var revision: Int64

    /// The state of a payout that was just frozen: its entries are claimed.
    public init() {
        phase = .draft
        place = .clearing
        revision = 1
    }

    /// Reads a state back.
    public init(phase: Phase, place: MoneyPlace, revision: Int64) {
        self.phase = phase
        self.place = place
        self.revision = revision
    }

    /// Applies an event.
    /// - Returns: what it brings; nil if it does not fit the state, which then stays as it is.
    public mutating func apply(_ event: Event) -> Outcome? {
        switch (phase, event) {
        case (.draft, .approve): return become(.approved, .clearing)
        case (.draft, .withdraw), (.approved, .withdraw): return become(.withdrawn, .partner)
        case (.approved, .send), (.unknown, .send): return become(.submitted, .clearing)
        case (.submitted, .doubt): return become(.unknown, .clearing)
        case (.submitted, .recall): return become(.approved, .clearing)
        case (.submitted, .refuse), (.unknown, .refuse): return become(.failed, .partner)
        case (.draft, .report(let status)), (.approved, .report(let status)), (.withdrawn, .report(let status)):
            return contradicted(status)
        case (_, .report(let status)): return report(status)
        default: return nil
        }
    }

    private mutating func report(_ status: ItemStatus) -> Outcome? {
        guard let to = status.place else {
            // The provider has it: no doubt any more, and nothing decided.
            return phase == .unknown ? become(.submitted, .clearing) : nil
        }
        let next: Phase =
            switch to {
            case .provider: .paid
            case .unclaimed: .unclaimed
            case .partner: place == .clearing ? .failed : .returned
            case .clearing: phase
            }
        // What was over does not begin again by itself: the claims may be in another payout by now.
        let isAlarm = place == .partner && to != .partner
        guard phase != next, place != to else { return nil }
        return become(next, to, isAlarm: isAlarm)
    }

    /// A provider that has what was never sent from here, as after a backup was put back: it is not owed any more (P12), and a person
    /// must look.
    private mutating func contradicted(_ status: ItemStatus) -> Outcome? {
        switch status.place {
        case .provider: become(.paid, .provider, isAlarm: true)
        case .unclaimed: become(.unclaimed, .unclaimed, isAlarm: true)
        case nil, .clearing: become(.submitted, .clearing, isAlarm: true)
        case .partner: nil
        }
    }

    private mutating func become(_ next: Phase, _ to: MoneyPlace, isAlarm: Bool = false) -> Outcome {
        let move = place == to ? nil : Move(from: place, to: to)
        (phase, place) = (next, to)
        revision += 1
        return Outcome(move: move, isReleased: move?.to == .partner, isAlarm: isAlarm)
    }
}
