import Model
import ProgramRules

/// A payment provider that forgets keys, a network that loses and delays, two executors that stall and crash, and a person who looks at
/// the provider's own books. The provider counts what it really paid.
struct ProviderWorld {
    /// What the provider answered to a key and will answer again.
    private struct Memory {
        let seenAt: Timestamp
        let answer: ProviderAnswer
        let id: String
    }

    private struct Request {
        let key: String
        let epoch: Int
        let arrivesAt: Timestamp
    }

    /// What an executor still has to do, whenever it gets to it.
    private struct Chore {
        let action: ShipmentAction
    }

    private(set) var shipment: Shipment
    private(set) var random: Seeded
    private(set) var now = Timestamp(seconds: 1_800_000_000)
    /// The ids of all payments that were really made.
    private(set) var payments: [(id: String, key: String)] = []
    /// What happened, for proving that the schedule reached it.
    private(set) var seen: Set<String> = []
    private var memory: [String: Memory] = [:]
    private var requests: [Request] = []
    private var answers: [(epoch: Int, answer: ProviderAnswer)] = []
    private var chores: [Chore] = []
    private var settled = false
    private let realKeyLife: Duration
    private var isCalm = false

    init(seed: UInt64, rules: ProviderRules, realKeyLife: Duration? = nil) {
        random = Seeded(seed)
        shipment = Shipment(id: "po_1", intents: ["po_1"], rules: rules)
        self.realKeyLife = realKeyLife ?? rules.keyLife
    }

    /// Lives through a wild schedule and then a calm one, in which everything that can end ends.
    mutating func live(steps: Int) {
        for _ in 0..<steps { step() }
        isCalm = true
        for _ in 0..<60 {
            while !requests.isEmpty || !answers.isEmpty || !chores.isEmpty { settleOne() }
            if shipment.phase == .refused || (shipment.phase == .accepted && settled) { return }
            executor()
            person()
            pass(.seconds(7200))
        }
    }

    private mutating func settleOne() {
        if !requests.isEmpty { deliver() }
        if !answers.isEmpty { answer() }
        if !chores.isEmpty { work() }
    }

    private mutating func step() {
        switch random.below(100) {
        case 0..<22: executor()
        case 22..<44: work()
        case 44..<64: deliver()
        case 64..<80: answer()
        case 80..<85: crash()
        case 85..<90: person()
        case 90..<97: pass(.seconds(Int64(random.below(1200))))
        default: pass(.milliseconds(Int64(random.below(125)) * shipment.rules.keyLife.milliseconds / 100))
        }
    }

    /// Time passes. No request is under way for longer than the margin: what is due arrives on the way.
    private mutating func pass(_ duration: Duration) {
        let end = now + duration
        while let due = requests.indices.filter({ requests[$0].arrivesAt <= end }).min(by: {
            requests[$0].arrivesAt < requests[$1].arrivesAt
        }) {
            arrive(requests.remove(at: due))
        }
        now = max(now, end)
    }

    /// Stores a new state by compare-and-set and queues what it asks for. One of two executors that read the same state loses.
    private mutating func apply(_ event: ShipmentEvent, read: Shipment) {
        var next = read
        let actions = next.apply(event, at: now)
        guard read.revision == shipment.revision else {
            seen.insert("lost the compare-and-set")
            return
        }
        if case .authorise = event, next.epoch > shipment.epoch { seen.insert("new epoch") }
        shipment = next
        chores += actions.map(Chore.init)
    }

    private mutating func executor() {
        let read = shipment
        apply(read.phase == .ready ? .begin : .resume, read: read)
        // The other executor had read the same row.
        if random.chance(30) { apply(read.phase == .ready ? .begin : .resume, read: read) }
    }

    private mutating func work() {
        guard !chores.isEmpty else { return }
        let chore = chores.remove(at: random.below(chores.count))
        switch chore.action {
        case .post(let key, let epoch, let notAfter):
            guard now <= notAfter else {
                seen.insert("too late to send")
                return
            }
            // A request is under way for less than the margin.
            requests.append(Request(key: key, epoch: epoch, arrivesAt: now + .seconds(Int64(random.below(3000)))))
        case .lookUp(let keys, let providerID): lookUp(keys, providerID)
        case .settle, .read: settled = true
        case .release: seen.insert("released")
        case .askPerson: seen.insert("asked a person")
        case .alarm: seen.insert("alarm")
        }
    }

    private mutating func lookUp(_ keys: [String], _ providerID: String?) {
        let read = shipment
        let found = payments.last { keys.contains($0.key) || $0.id == providerID }
        // A listing may be late, or not come at all.
        if !isCalm, random.chance(15) { return apply(.lookedUp(.failed), read: read) }
        if let found, isCalm || random.chance(60) { return apply(.lookedUp(.found(id: found.id)), read: read) }
        if found != nil { seen.insert("empty listing though paid") }
        apply(.lookedUp(.notFound), read: read)
    }

    private mutating func deliver() {
        guard !requests.isEmpty else { return }
        let chosen = requests[random.below(requests.count)].arrivesAt
        if chosen > now { pass(chosen - now) } else { arrive(requests.remove(at: requests.firstIndex { $0.arrivesAt == chosen } ?? 0)) }
    }

    private mutating func arrive(_ request: Request) {
        if now < request.arrivesAt { now = request.arrivesAt }
        if !isCalm, random.chance(15) {
            seen.insert("request lost")
            answers.append((request.epoch, .doubtful))
            return
        }
        let answer = provider(request.key)
        if !isCalm, random.chance(25) {
            seen.insert("answer lost")
            if random.chance(50) { answers.append((request.epoch, .doubtful)) }
            return
        }
        answers.append((request.epoch, answer))
    }

    /// The provider: what it knows it repeats; what it forgot it does again.
    private mutating func provider(_ key: String) -> ProviderAnswer {
        if let known = memory[key], now - known.seenAt < realKeyLife {
            // Some things are refused before the key is looked at: a token that ran out, a receiver that was closed since.
            if !isCalm, random.chance(15) {
                seen.insert("refused after it paid")
                return .refused(code: "401")
            }
            seen.insert("replayed")
            if case .accepted(let id, _) = known.answer {
                return shipment.rules.isSettledAtOnce ? .accepted(id: id, isReplay: true) : .duplicate(id: id)
            }
            return known.answer
        }
        if memory[key] != nil { seen.insert("key forgotten") }
        switch isCalm ? 0 : random.below(100) {
        case 0..<55: return pay(key, stored: nil)
        case 55..<65:
            // A 500 that is stored under the key, though the money moved.
            seen.insert("500 stored")
            return pay(key, stored: .doubtful)
        case 65..<75: return .doubtful
        case 75..<88:
            memory[key] = Memory(seenAt: now, answer: .doubtful, id: "")
            return .doubtful
        default:
            seen.insert("refused")
            return .refused(code: "400")
        }
    }

    private mutating func pay(_ key: String, stored: ProviderAnswer?) -> ProviderAnswer {
        let id = "tr_\(payments.count + 1)"
        payments.append((id, key))
        let answer = stored ?? .accepted(id: id, isReplay: false)
        memory[key] = Memory(seenAt: now, answer: answer, id: id)
        return answer
    }

    private mutating func answer() {
        guard !answers.isEmpty else { return }
        let (epoch, answer) = answers.remove(at: random.below(answers.count))
        apply(.answer(epoch: epoch, answer), read: shipment)
    }

    /// An executor dies: what it was going to do is never done, and nobody hears the answers to what it sent.
    private mutating func crash() {
        seen.insert("crash")
        chores.removeAll()
        answers.removeAll()
    }

    /// A person looks at the provider's own books, once nothing is under way any more.
    private mutating func person() {
        guard shipment.phase == .waitsForPerson, requests.isEmpty, payments.isEmpty else { return }
        let name = random.chance(10) ? " " : "ana"
        apply(random.chance(60) ? .authorise(by: name) : .abandon(by: name), read: shipment)
    }
}
