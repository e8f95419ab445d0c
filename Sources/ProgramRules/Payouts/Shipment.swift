public import Model

/// One request to a provider, for one intent or a batch of them: a state machine that never pays twice (P3 to P7, P13).
///
/// The state is stored before each action it asks for, by compare-and-set on `revision` (P4). Whoever finds it stored and does not know
/// how far it got sends `.resume`.
public struct Shipment: Hashable, Sendable {
    /// How far it is.
    public enum Phase: String, CaseIterable, Hashable, Sendable {
        /// Nothing was sent under this epoch.
        case ready
        /// A person authorised another epoch: the earlier keys are looked up once more before anything is sent.
        case checking
        /// A request is under way.
        case sending
        /// Nobody knows whether the provider acted (P5).
        case unknown
        /// The key's life is over: only a person decides (P6).
        case waitsForPerson = "waits_for_person"
        /// The provider has it.
        case accepted
        /// The provider definitely does not have it (P7).
        case refused
    }

    /// The shipment's id: the intent's, or the batch's.
    public let id: String
    /// The intents, in order.
    public let intents: [String]
    /// The provider.
    public let rules: ProviderRules
    /// How far it is.
    public private(set) var phase = Phase.ready
    /// Which attempt that a person authorised, from 1.
    public private(set) var epoch = 1
    /// When this epoch's key was first used, stored before the request (P3).
    public private(set) var firstSentAt: Timestamp?
    /// How many requests were begun under this epoch's key.
    public private(set) var attempts = 0
    /// What the provider calls it.
    public private(set) var providerID: String?
    /// Who authorised epochs after the first, in order.
    public private(set) var authorisations: [String] = []
    /// Counts the changes, for compare-and-set (P4).
    public private(set) var revision: Int64 = 1

    /// A shipment of which nothing was sent.
    public init(id: String, intents: [String], rules: ProviderRules) {
        self.id = id
        self.intents = intents
        self.rules = rules
    }

    /// Reads a shipment back.
    public init(
        id: String, intents: [String], rules: ProviderRules, phase: Phase, epoch: Int, firstSentAt: Timestamp?, attempts: Int,
        providerID: String?, authorisations: [String], revision: Int64
    ) {
        self.init(id: id, intents: intents, rules: rules)
        self.phase = phase
        self.epoch = max(1, epoch)
        self.firstSentAt = firstSentAt
        self.attempts = attempts
        self.providerID = providerID
        self.authorisations = authorisations
        self.revision = revision
    }

    /// The key of an epoch (P3): never a hash of what is in it.
    public func key(_ epoch: Int) -> String { "\(id)-\(epoch)" }

    /// The key of this epoch.
    public var key: String { key(epoch) }

    /// The keys of all epochs, the latest first.
    public var keys: [String] { (1...epoch).reversed().map(key) }

    /// The last instant at which a request may leave under this epoch's key; nil before the first.
    public var deadline: Timestamp? { firstSentAt.map { $0 + rules.keyLife - rules.margin } }

    /// Applies an event.
    /// - Returns: what to do, once the new state is stored; nothing for an event that does not fit.
    public mutating func apply(_ event: ShipmentEvent, at now: Timestamp) -> [ShipmentAction] {
        let before = self
        let actions = transition(event, now)
        if self != before { revision += 1 }
        return actions
    }

    private mutating func transition(_ event: ShipmentEvent, _ now: Timestamp) -> [ShipmentAction] {
        switch event {
        case .begin: return begin(now)
        case .resume: return resume(now)
        case .answer(let epoch, let answer): return answered(answer, epoch: epoch)
        case .notSent(let epoch): return notSent(epoch)
        case .lookedUp(let found): return lookedUp(found, now)
        case .listed(let isWhole): return listed(isWhole)
        case .held: return held()
        case .keyDoubted: return keyDoubted()
        case .authorise(let person): return authorise(person)
        case .abandon(let person): return abandon(person)
        }
    }

    /// A person says that the provider never had it; also of a new epoch under which nothing was sent yet, though the earlier keys cannot
    /// be looked up.
    private mutating func abandon(_ person: String) -> [ShipmentAction] {
        let isUnused = epoch > 1 && attempts == 0 && (phase == .ready || phase == .checking)
        guard phase == .waitsForPerson || isUnused, !PlainText.isBlank(person) else { return [] }
        authorisations.append(person)
        phase = .refused
        return [.release]
    }

    /// The request never left this machine: it does not count. Others under the same key still do.
    private mutating func notSent(_ epoch: Int) -> [ShipmentAction] {
        guard phase == .sending, epoch == self.epoch, attempts > 0 else { return [] }
        attempts -= 1
        guard attempts == 0 else {
            phase = .unknown
            return []
        }
        firstSentAt = nil
        // What a person authorised stays authorised; a first request is over, as if it had been refused.
        phase = epoch == 1 ? .refused : .ready
        return epoch == 1 ? [.release] : []
    }

    private mutating func begin(_ now: Timestamp) -> [ShipmentAction] {
        guard phase == .ready else { return [] }
        guard epoch == 1 else {
            phase = .checking
            return [.lookUp(keys: keys, providerID: providerID)]
        }
        return send(now)
    }

    private mutating func send(_ now: Timestamp) -> [ShipmentAction] {
        phase = .sending
        attempts += 1
        firstSentAt = firstSentAt ?? now
        return [.post(key: key, epoch: epoch, notAfter: deadline ?? now)]
    }

    /// Picks up what a crash or a silence left.
    private mutating func resume(_ now: Timestamp) -> [ShipmentAction] {
        switch phase {
        case .ready, .refused: return []
        case .accepted: return providerID.map { [.read(providerID: $0)] } ?? []
        case .sending: phase = .unknown
        case .unknown, .checking, .waitsForPerson: break
        }
        return [.lookUp(keys: keys, providerID: providerID)]
    }

    private mutating func answered(_ answer: ProviderAnswer, epoch answered: Int) -> [ShipmentAction] {
        let isLate = answered != epoch
        switch answer {
        case .accepted(let id, let isReplay): return accept(id, isReplay: isReplay || isLate, isLate: isLate)
        case .duplicate(let id): return accept(id, isReplay: true, isLate: isLate)
        case .refused:
            guard phase == .sending, !isLate else { return [] }
            // Only the first request of a key is settled by a refusal: of an earlier one nobody knows whether it paid.
            if attempts == 1 {
                phase = .refused
                return [.release]
            }
            phase = .unknown
            return [.lookUp(keys: keys, providerID: providerID)]
        case .doubtful:
            guard phase == .sending, !isLate else { return [] }
            phase = .unknown
            return [.lookUp(keys: keys, providerID: providerID)]
        }
    }

    private mutating func accept(_ id: String, isReplay: Bool, isLate: Bool) -> [ShipmentAction] {
        switch phase {
        case .accepted where providerID == nil:
            // It was found in a list, and now it has a name.
            providerID = id
            return [.read(providerID: id)]
        case .accepted, .refused:
            // A second acceptance under another name, or one after the claims were let go, is money twice: a person must know.
            return providerID == id ? [] : [.alarm(providerID: id)]
        default:
            // The key of an earlier epoch paid after all: if the new one was used too, the money may have left twice.
            let isTwice = isLate && attempts > 0
            phase = .accepted
            providerID = id
            // A replayed answer shows the state at creation (P13).
            let next: ShipmentAction = rules.isSettledAtOnce && !isReplay ? .settle(providerID: id) : .read(providerID: id)
            return isTwice ? [.alarm(providerID: id), next] : [next]
        }
    }

    private mutating func lookedUp(_ result: LookUpResult, _ now: Timestamp) -> [ShipmentAction] {
        switch (phase, result) {
        case (.unknown, .found(let id)), (.checking, .found(let id)), (.waitsForPerson, .found(let id)), (.sending, .found(let id)):
            phase = .accepted
            providerID = id
            return [.read(providerID: id)]
        case (.refused, .found(let id)): return [.alarm(providerID: id)]
        case (.checking, .notFound): return send(now)
        case (.unknown, .notFound), (.unknown, .failed):
            if let deadline, now <= deadline {
                // An empty listing means unknown, not absent: the same key makes sending again harmless while the provider knows it.
                return result == .notFound ? send(now) : []
            }
            phase = .waitsForPerson
            return [.askPerson]
        default: return []
        }
    }

    /// The provider's own list shows that it took the request, though nobody knows what it calls it.
    private mutating func listed(_ isWhole: Bool) -> [ShipmentAction] {
        guard [.unknown, .checking, .waitsForPerson].contains(phase) else { return [] }
        phase = isWhole ? .accepted : .waitsForPerson
        return []
    }

    /// Nothing goes out that is not true any more: a new epoch goes back to the person who authorised it; of a key in use nobody knows what
    /// became of it, and it stays unknown.
    private mutating func held() -> [ShipmentAction] {
        if phase == .checking { phase = .waitsForPerson }
        return []
    }

    /// Where the key is not known, or nobody can tell for how long it is, it protects from nothing.
    private mutating func keyDoubted() -> [ShipmentAction] {
        guard [.sending, .unknown, .checking].contains(phase) else { return [] }
        phase = .waitsForPerson
        return [.askPerson]
    }

    private mutating func authorise(_ person: String) -> [ShipmentAction] {
        guard phase == .waitsForPerson, !PlainText.isBlank(person) else { return [] }
        authorisations.append(person)
        phase = .ready
        epoch += 1
        attempts = 0
        firstSentAt = nil
        return []
    }
}

/// What happens to a shipment.
public enum ShipmentEvent: Hashable, Sendable {
    /// Send it.
    case begin
    /// Find out how far it got.
    case resume
    /// An answer to the request of an epoch.
    case answer(epoch: Int, ProviderAnswer)
    /// The request of an epoch never left this machine: no connection, no credentials, or too late.
    case notSent(epoch: Int)
    /// The result of a look-up.
    case lookedUp(LookUpResult)
    /// The provider's own list names all payouts of the request, or some: then a person decides about the others.
    case listed(isWhole: Bool)
    /// It would be sent, but preflight finds something (P9).
    case held
    /// It would go to another account than before, or its times were taken from a clock that was ahead: its key proves nothing (P6).
    case keyDoubted
    /// A person looked and authorises another epoch (P6).
    case authorise(by: String)
    /// A person looked and says that the provider never had it.
    case abandon(by: String)
}

/// How a provider answered a request.
public enum ProviderAnswer: Hashable, Sendable {
    /// It has it, under this id. A replay is an answer that it gave before (P13).
    case accepted(id: String, isReplay: Bool)
    /// It had it already, under this id (P5).
    case duplicate(id: String)
    /// A definite 4xx.
    case refused(code: String)
    /// No answer, a timeout, a 5xx, 409, 429, or a duplicate without an id (P5).
    case doubtful
}

/// What a look-up gave.
public enum LookUpResult: Hashable, Sendable {
    /// The provider has it, under this id.
    case found(id: String)
    /// The listing was complete and empty, which proves nothing (P5).
    case notFound
    /// There was no answer.
    case failed
}

/// What a shipment asks for.
public enum ShipmentAction: Hashable, Sendable {
    /// Send the request under that key; not after that instant, whatever held it up.
    case post(key: String, epoch: Int, notAfter: Timestamp)
    /// Ask the provider for these keys, the latest first, and for the id if there is one.
    case lookUp(keys: [String], providerID: String?)
    /// Read the provider's object and its items before believing anything.
    case read(providerID: String)
    /// The money moved: all intents are paid.
    case settle(providerID: String)
    /// Nothing was paid: let the claims go (P7).
    case release
    /// Put it before a person (P6).
    case askPerson
    /// The provider may have paid twice: put it before a person at once.
    case alarm(providerID: String)
}
