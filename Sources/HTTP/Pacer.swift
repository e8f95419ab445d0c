/// Keeps the calls to one remote within its budgets: each call acquires a permit first and releases it with what the answer says.
///
/// Promises: no declared budget is exceeded in any window; calls go in the order they came, settling reads first (R35); one that
/// lacks a named budget holds nobody up who does not need that budget.
public actor Pacer {
    /// The right to make one call.
    public struct Permit: Sendable {
        fileprivate let id: UInt64
        fileprivate let draw: Draw
    }

    private struct Waiter {
        let id: UInt64
        let draw: Draw
        var wakesAt: Duration?
        var signal: AsyncStream<Void>.Continuation?
    }

    private enum Outcome {
        case granted
        case refused(Duration)
    }

    private let ticker: Ticker
    private let patience: Duration
    private var states: [BudgetState]
    private var holds: [String?: Duration] = [:]
    private var waiters: [Waiter] = []
    private var outcomes: [UInt64: Outcome] = [:]
    private var underWay: Set<UInt64> = []
    private var lastID: UInt64 = 0
    private var nextWake: Duration?

    /// A pacer of the given budgets; a call that would wait longer than `patience` is refused instead.
    public init(_ budgets: [Budget], patience: Duration = .seconds(300), ticker: Ticker = .live) {
        states = budgets.map(BudgetState.init)
        self.patience = patience
        self.ticker = ticker
    }

    /// Waits until the call may go.
    ///
    /// Throws: `budgetSpent` if that is too far off; `cancelled`.
    public func acquire(_ draw: Draw = Draw()) async throws(HTTPError) -> Permit {
        lastID += 1
        let id = lastID
        enqueue(Waiter(id: id, draw: draw))
        while true {
            pump()
            switch outcomes.removeValue(forKey: id) {
            case .granted: return Permit(id: id, draw: draw)
            case .refused(let wait): throw .budgetSpent(seconds: Pacer.wholeSeconds(wait))
            case nil: break
            }
            await rest(id)
            if Task.isCancelled {
                leave(id, draw)
                throw .cancelled
            }
        }
    }

    /// Ends a call and takes over what its answer says, by the budget's place in the list given at the start.
    public func release(_ permit: Permit, corrections: [Int: Correction] = [:]) {
        guard underWay.remove(permit.id) != nil else { return }
        for place in states.indices where applies(place, to: permit.draw) { states[place].release(permit.draw) }
        correct(corrections)
    }

    /// Makes one call within the budgets; `reading` finds what the answer says about them, by place.
    ///
    /// Throws: what `acquire` and the call throw.
    public func paced(
        _ draw: Draw = Draw(), reading: @Sendable (Response) -> [Int: Correction] = { _ in [:] },
        _ call: @Sendable () async throws(HTTPError) -> Response
    ) async throws(HTTPError) -> Response {
        let permit = try await acquire(draw)
        do {
            let response = try await call()
            release(permit, corrections: reading(response))
            return response
        } catch {
            release(permit)
            throw error
        }
    }

    /// Takes over what is known of budgets, by place: from an answer, or as kept from an earlier run.
    public func correct(_ corrections: [Int: Correction]) {
        let now = ticker.now()
        for (place, correction) in corrections where states.indices.contains(place) { states[place].correct(correction, at: now) }
        pump()
    }

    /// Lets no call go for so long, because the remote said so; with a name only calls that draw from that budget.
    public func hold(for pause: Duration, name: String? = nil) {
        let until = ticker.now() + pause
        holds[name] = max(holds[name] ?? until, until)
        pump()
    }

    /// How the budgets stand, in their order.
    public func report() -> [BudgetReport] {
        let now = ticker.now()
        return states.indices.map { states[$0].report(at: now) }
    }

    /// How many calls are waiting.
    public var waiting: Int { waiters.count }

    private func enqueue(_ waiter: Waiter) {
        let isFirst = waiter.draw.priority == .settle
        let place = isFirst ? waiters.firstIndex { $0.draw.priority == .ordinary } : nil
        waiters.insert(waiter, at: place ?? waiters.count)
    }

    /// Lets go whoever can, in order. Whoever cannot keeps what it lacks from those behind, so that nobody starves.
    private func pump() {
        let now = ticker.now()
        var lacking: Set<Int> = []
        var nextWake: Duration?
        var left: [Waiter] = []
        for waiter in waiters {
            let places = states.indices.filter { applies($0, to: waiter.draw) }
            let isFree = lacking.isDisjoint(with: places)
            switch isFree ? judge(waiter.draw, places: places, at: now, lacking: &lacking) : .wait(nil) {
            case .go:
                for place in places { states[place].take(waiter.draw, at: now) }
                underWay.insert(waiter.id)
                end(waiter, .granted)
            case .spent(let wait): end(waiter, .refused(wait))
            case .wait(let wait):
                if let wait { nextWake = min(nextWake ?? now + wait, now + wait) }
                left.append(waiter)
            }
        }
        waiters = left
        // Somebody has to wake at that moment; if nobody will, the first one is asked to see to it.
        self.nextWake = nextWake
        if !isNextWakeSeenTo { waiters.first?.signal?.yield() }
    }

    private func judge(_ draw: Draw, places: [Int], at now: Duration, lacking: inout Set<Int>) -> BudgetState.Verdict {
        var longest: Duration?
        var mustWait = false
        for until in [holds[nil], draw.name.flatMap { holds[$0] }].compactMap({ $0 }) where until > now {
            mustWait = true
            longest = max(longest ?? .zero, until - now)
        }
        for place in places {
            switch states[place].verdict(draw, at: now) {
            case .go: break
            case .spent(let wait): return .spent(wait)
            case .wait(let wait):
                mustWait = true
                lacking.insert(place)
                if let wait { longest = max(longest ?? .zero, wait) }
            }
        }
        if let longest, longest > patience { return .spent(longest) }
        return mustWait ? .wait(longest) : .go
    }

    private func end(_ waiter: Waiter, _ outcome: Outcome) {
        outcomes[waiter.id] = outcome
        waiter.signal?.yield()
    }

    /// Sleeps until somebody signals, or as the one who sees to it until the next moment at which anything can change.
    private func rest(_ id: UInt64) async {
        guard let place = waiters.firstIndex(where: { $0.id == id }) else { return }
        let (stream, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        waiters[place].signal = signal
        waiters[place].wakesAt = isNextWakeSeenTo ? nil : nextWake
        let pause = waiters[place].wakesAt.map { max(.zero, $0 - ticker.now()) }
        await Pacer.wait(for: stream, atMost: pause, ticker: ticker)
        guard let place = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters[place].signal = nil
        waiters[place].wakesAt = nil
    }

    /// True when nothing changes by time alone, or somebody wakes when it does.
    private var isNextWakeSeenTo: Bool {
        guard let nextWake else { return true }
        return waiters.contains { waiter in waiter.wakesAt.map { $0 <= nextWake } ?? false }
    }

    private func leave(_ id: UInt64, _ draw: Draw) {
        waiters.removeAll { $0.id == id }
        if case .granted = outcomes.removeValue(forKey: id) { release(Permit(id: id, draw: draw)) }
        pump()
    }

    private func applies(_ place: Int, to draw: Draw) -> Bool {
        guard let name = states[place].budget.name else { return true }
        return name == draw.name
    }

    private static func wait(for stream: AsyncStream<Void>, atMost pause: Duration?, ticker: Ticker) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in stream { break } }
            if let pause { group.addTask { try? await ticker.sleep(pause) } }
            _ = await group.next()
            group.cancelAll()
        }
    }

    private static func wholeSeconds(_ duration: Duration) -> Int {
        max(1, Int(clamping: duration.components.seconds) + (duration.components.attoseconds > 0 ? 1 : 0))
    }
}
