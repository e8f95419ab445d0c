/// How one budget stands. Pure: time comes in, a verdict comes out.
struct BudgetState: Sendable, Equatable {
    /// Whether a draw may go.
    enum Verdict: Sendable, Equatable {
        /// There is room.
        case go
        /// Not yet: after so long, or when a call ends if that cannot be known.
        case wait(Duration?)
        /// Not within a time worth waiting.
        case spent(Duration)
    }

    let budget: Budget
    private var size: Int?
    private var reservePercent = 0
    private var window: MovingWindow
    private var calls = 0
    private var costUnderWay = 0
    private var level: Double?
    private var levelAt = Duration.zero
    private var restore = 0.0

    init(_ budget: Budget) {
        self.budget = budget
        window = MovingWindow(span: .zero)
        switch budget.kind {
        case .rate(let max, let per):
            size = Swift.max(1, max)
            // Calls that leave evenly may arrive bunched; three per cent keep the remote's own windows from overflowing.
            window = MovingWindow(span: per + per * 3 / 100)
        case .concurrency(let max): size = Swift.max(1, max)
        case .quota(let size, let per, let reserve):
            (self.size, reservePercent) = (size, reserve)
            window = MovingWindow(span: per)
        case .bucket(let size, let perSecond, let reserve):
            (self.size, reservePercent, restore) = (size, reserve, Double(perSecond ?? 0))
            level = size.map(Double.init)
        }
    }

    /// Whether the draw may go now; nothing is spent by asking.
    mutating func verdict(_ draw: Draw, at now: Duration) -> Verdict {
        guard let size else {
            if case .bucket = budget.kind, calls > 0 { return .wait(nil) }
            return .go
        }
        switch budget.kind {
        case .concurrency: return calls < size ? .go : .wait(nil)
        case .rate:
            window.expire(at: now)
            let over = window.total + min(draw.cost, size) - size
            return over <= 0 ? .go : .wait(window.wait(toFree: over, at: now))
        case .quota(_, let per, _):
            window.expire(at: now)
            let over = window.total + draw.cost - (size - reserve(of: size, for: draw))
            return over <= 0 ? .go : .spent(window.wait(toFree: over, at: now) ?? per)
        case .bucket:
            refill(at: now, size: size)
            let floor = reserve(of: size, for: draw)
            let missing = Double(min(draw.cost, size - floor) + floor) - (level ?? 0)
            guard missing > 0 else { return .go }
            return .wait(restore > 0 ? .milliseconds(Int64((missing / restore * 1000).rounded(.up))) : nil)
        }
    }

    /// Spends what the draw costs.
    mutating func take(_ draw: Draw, at now: Duration) {
        calls += 1
        costUnderWay += draw.cost
        switch budget.kind {
        case .rate, .quota: window.add(draw.cost, at: now)
        case .bucket: level = level.map { $0 - Double(draw.cost) }
        case .concurrency: break
        }
    }

    /// The call has ended.
    mutating func release(_ draw: Draw) {
        calls -= 1
        costUnderWay -= draw.cost
    }

    /// Takes over what an answer says. A rate is only ever counted up: the remote's window may have just begun anew while ours,
    /// which moves, has not. A quota and a level are the remote's to tell, less what is still under way.
    mutating func correct(_ correction: Correction, at now: Duration) {
        if let read = correction.size, read > 0 { size = read }
        if let read = correction.restorePerSecond, read > 0 { restore = Double(read) }
        guard let size else { return }
        let used = (correction.used ?? correction.left.map { size - $0 }).map { min(max(0, $0), size) }
        switch budget.kind {
        case .rate:
            window.expire(at: now)
            if let used, used > window.total { window.set(total: used, at: now) }
        case .quota:
            window.expire(at: now)
            if let used { window.set(total: max(used, min(window.total, used + costUnderWay)), at: now) }
        case .bucket:
            refill(at: now, size: size)
            if let left = correction.left { level = Double(left - costUnderWay) }
        case .concurrency: break
        }
    }

    /// How the budget stands.
    mutating func report(at now: Duration) -> BudgetReport {
        window.expire(at: now)
        if let size { refill(at: now, size: size) }
        switch budget.kind {
        case .rate(_, let per), .quota(_, let per, _):
            return BudgetReport(name: budget.name, left: size.map { max(0, $0 - window.total) }, of: size, per: per)
        case .concurrency: return BudgetReport(name: budget.name, left: size.map { max(0, $0 - calls) }, of: size, per: nil)
        case .bucket: return BudgetReport(name: budget.name, left: level.map { max(0, Int($0)) }, of: size, per: nil)
        }
    }

    private func reserve(of size: Int, for draw: Draw) -> Int {
        draw.priority == .settle ? 0 : size * min(max(0, reservePercent), 90) / 100
    }

    private mutating func refill(at now: Duration, size: Int) {
        guard case .bucket = budget.kind else { return }
        let seconds = (now - levelAt) / .seconds(1)
        level = min(Double(size), (level ?? Double(size)) + max(0, seconds) * restore)
        levelAt = now
    }
}
