import Connectors
import Model
import Synchronization

/// A provider of payouts in memory that keeps its own count of what it really paid, with the faults of a real one.
final class PayoutProvider: PayoutGateway {
    /// What goes wrong with a request.
    enum Fault: CaseIterable {
        /// Nothing.
        case none
        /// It never arrives, and nobody says so.
        case requestLost
        /// It is carried out, and the answer is lost.
        case answerLost
        /// A 500 that is kept under the key though the money moved.
        case storedFailure
        /// A 429 or 503: nothing was done.
        case busy
        /// A definite 400.
        case refused
        /// Nothing left this machine.
        case notSent
        /// It is carried out, and whoever sent it stalls before it hears of it.
        case stalledAfter
        /// Whoever sends it stalls before it leaves.
        case stalledBefore
    }

    /// A payment that was really made.
    struct Payment {
        var id: String
        var batch: String
        var key: String
        var item: String
        var amount: Money
        var state: PayoutItemState
    }

    struct State {
        var payments: [Payment] = []
        var batches: [String: (id: String, at: Timestamp)] = [:]
        var faults: [Fault] = []
        var badReceivers: Set<String> = []
        var names = true
        var isBlind = false
        /// Batches that it does not show any more.
        var shut: Set<String> = []
        /// It keeps its list to itself.
        var isListShut = false
        /// The program's account there is empty.
        var isPoor = false
        /// What else it has under every key.
        var others: [String] = []
        var submits = 0
        var keys: [String] = []
        var stalled: [CheckedContinuation<Void, Never>] = []
        var watcher: CheckedContinuation<Void, Never>?
        var tasks: [Task<Void, Never>] = []
        var mark: String?
    }

    let abilities: PayoutAbilities
    let clock: ManualClock
    let state = Mutex(State())

    init(_ clock: ManualClock, batch: Int, keyLife: Duration, isSettledAtOnce: Bool, canFind: Bool) {
        self.clock = clock
        abilities = PayoutAbilities(
            keyLife: keyLife, largestBatch: batch, isOneCurrency: true, receiverKinds: ["email", "account"],
            isSettledAtOnce: isSettledAtOnce, canFindByKey: canFind, canList: true)
    }

    static func stripe(_ clock: ManualClock) -> PayoutProvider {
        PayoutProvider(clock, batch: 1, keyLife: .seconds(86_400), isSettledAtOnce: true, canFind: true)
    }

    static func paypal(_ clock: ManualClock) -> PayoutProvider {
        PayoutProvider(clock, batch: 15_000, keyLife: .seconds(30 * 86_400), isSettledAtOnce: false, canFind: false)
    }

    // MARK: What tests say

    func fault(_ faults: Fault...) { state.withLock { $0.faults += faults } }
    func set(_ item: String, _ new: PayoutItemState) {
        state.withLock { state in
            for index in state.payments.indices where state.payments[index].item == item { state.payments[index].state = new }
        }
    }
    var payments: [Payment] { state.withLock { $0.payments } }
    var keys: [String] { state.withLock { $0.keys } }

    /// Runs a task until it ends, or stalls in a request.
    func untilStalled(_ body: @escaping @Sendable () async -> Void) async {
        await withCheckedContinuation { done in
            state.withLock { $0.watcher = done }
            let task = Task {
                await body()
                self.fire()
            }
            state.withLock { $0.tasks.append(task) }
        }
    }

    private func fire() {
        let watcher = state.withLock { state in
            defer { state.watcher = nil }
            return state.watcher
        }
        watcher?.resume()
    }

    /// Lets all who stall go on.
    func wake() {
        let stalled = state.withLock { state in
            defer { state.stalled = [] }
            return state.stalled
        }
        for one in stalled { one.resume() }
    }

    /// Waits until all who were begun are through: what is read before that may change while it is read.
    func untilAllEnded() async {
        wake()
        for task in state.withLock({ $0.tasks }) { await task.value }
    }

    private func stall() async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.stalled.append(continuation) }
            fire()
        }
    }

    // MARK: The gateway

    var mark: String? { state.withLock { $0.mark } }

    func prove() async throws(ConnectorError) {}

    func submit(_ batch: PayoutBatch) async -> PayoutAnswer {
        let fault = state.withLock { state in
            state.submits += 1
            state.keys.append(batch.key)
            return state.faults.isEmpty ? .none : state.faults.removeFirst()
        }
        if fault == .stalledBefore {
            await stall()
            // The transport looks at the clock at the last moment.
            guard clock.now() <= batch.notAfter else { return .notSent(reason: "too late") }
        }
        switch fault {
        case .requestLost: return .doubtful(reason: "timeout")
        case .busy: return .doubtful(reason: "429")
        case .notSent: return .notSent(reason: "no connection")
        default: break
        }
        let answer = accept(batch, fault)
        if fault == .stalledAfter { await stall() }
        if case .accepted = answer, fault == .answerLost || fault == .storedFailure { return .doubtful(reason: "lost") }
        return answer
    }

    private func accept(_ batch: PayoutBatch, _ fault: Fault) -> PayoutAnswer {
        let now = clock.now()
        return state.withLock { state in
            if let known = state.batches[batch.key], now - known.at < abilities.keyLife {
                return abilities.isSettledAtOnce ? .accepted(id: known.id, isReplay: true, items: []) : .duplicate(id: known.id)
            }
            if state.isPoor { return .refused(code: "INSUFFICIENT_FUNDS", message: "no", items: []) }
            if fault == .refused { return .refused(code: "400", message: "no", items: []) }
            let bad = batch.items.filter { state.badReceivers.contains($0.receiver) }
            if !bad.isEmpty { return .refused(code: "VALIDATION", message: "receiver", items: state.names ? bad.map(\.key) : []) }
            let id = "b_\(state.batches.count + 1)_\(state.payments.count)"
            state.batches[batch.key] = (id, now)
            for item in batch.items {
                state.payments.append(
                    Payment(
                        id: "tx_\(state.payments.count + 1)", batch: id, key: batch.key, item: item.key, amount: item.amount,
                        state: abilities.isSettledAtOnce ? .success : .pending))
            }
            return .accepted(id: id, isReplay: false, items: [])
        }
    }

    func find(key: String, id: String?) async -> PayoutLookUp {
        state.withLock { state in
            if state.isBlind { return .failed(.cancelled) }
            guard abilities.canFindByKey, let found = state.batches[key] else { return .notFound }
            return .found(id: found.id, others: state.others)
        }
    }

    func read(id: String) async throws(ConnectorError) -> [PayoutItemReport] {
        let (items, isBlind, isShut) = state.withLock { ($0.payments.filter { $0.batch == id }, $0.isBlind, $0.shut.contains(id)) }
        if isBlind { throw .cancelled }
        if isShut { throw .refused(place: "payouts.status", Failure(.gone, status: 404)) }
        return items.map(report)
    }

    func item(id: String) async throws(ConnectorError) -> PayoutItemReport { throw .cancelled }

    /// The list has what moved, by the names of its bookings, which read items name too.
    func report(since: Timestamp, until: Timestamp) async throws(ConnectorError) -> [PayoutItemReport] {
        if state.withLock({ $0.isListShut }) { throw .refused(place: "payouts.report", Failure(.forbidden, status: 403)) }
        return payments.filter { [.success, .unclaimed, .reversed, .returned, .refunded].contains($0.state) }.map { payment in
            var row = report(payment)
            if !abilities.isSettledAtOnce { row.id = row.transaction ?? row.id }
            return row
        }
    }

    private func report(_ payment: Payment) -> PayoutItemReport {
        PayoutItemReport(
            key: payment.item, id: payment.id, batch: payment.batch, transaction: "booking_\(payment.id)", amount: payment.amount,
            state: payment.state,
            rawState: payment.state.rawValue, at: clock.now())
    }

    /// It made a payment of which nobody here knows.
    func pay(_ item: String, _ amount: Money, _ state: PayoutItemState = .success) {
        self.state.withLock {
            let id = "tx_x\($0.payments.count + 1)"
            $0.payments.append(Payment(id: id, batch: "elsewhere", key: "elsewhere", item: item, amount: amount, state: state))
        }
    }

    /// What is pending arrives.
    func deliver() {
        state.withLock { state in
            for index in state.payments.indices where state.payments[index].state == .pending { state.payments[index].state = .success }
        }
    }
}
