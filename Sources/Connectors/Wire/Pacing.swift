import HTTP
import Model

/// Keeps the requests of one remote within its manifest's limits, and learns from its answers what is left.
struct Pacing: Sendable {
    private let limits: [ManifestLimit]
    /// The pacers, each with the places of its budgets among the limits: those of other remotes first, by name, then its own.
    private let pacers: [(pacer: Pacer, places: [Int])]
    private let meter: Meter

    /// The right to make one request.
    struct Permit: Sendable {
        fileprivate var parts: [Pacer.Permit]
    }

    /// Starts with nothing spent.
    init(limits: [ManifestLimit], shared: SharedLimits = SharedLimits(), meter: Meter, ticker: Ticker) {
        self.limits = limits
        self.meter = meter
        // The order is the same for all, so that no two remotes wait for each other.
        var pacers: [(pacer: Pacer, places: [Int])] = []
        for place in limits.indices.sorted(by: { limits[$0].shared ?? "" < limits[$1].shared ?? "" }) {
            let pacer = shared.pacer(of: limits[place], budget: Self.budget(limits[place]), ticker: ticker)
            if let pacer { pacers.append((pacer, [place])) }
        }
        let own = limits.indices.filter { limits[$0].shared == nil }
        self.pacers = pacers + [(Pacer(own.map { Self.budget(limits[$0]) }, ticker: ticker), own)]
    }

    /// Waits until the request may go.
    func enter(_ request: ManifestRequest, isSettling: Bool) async throws(HTTPError) -> Permit {
        let draw = Draw(cost: request.cost, name: request.limit, priority: isSettling ? .settle : .ordinary)
        var permit = Permit(parts: [])
        do throws(HTTPError) {
            for (pacer, _) in pacers { permit.parts.append(try await pacer.acquire(draw)) }
            return permit
        } catch {
            await leave(permit)
            throw error
        }
    }

    /// Ends a request that has no answer.
    func leave(_ permit: Permit) async {
        for ((pacer, _), part) in zip(pacers, permit.parts) { await pacer.release(part) }
    }

    /// Ends a request and takes over what its answer says is left.
    func leave(_ permit: Permit, answer: Answer) async {
        var corrections: [Int: Correction] = [:]
        let scope = answer.scope
        for (place, limit) in limits.enumerated() {
            if let correction = Self.correction(limit, in: scope) { corrections[place] = correction }
            guard case .quota(_, _, _, let size, _) = limit.kind, let found = corrections[place] else { continue }
            var whole = found.size
            if case .fixed(let number) = size { whole = number }
            if let left = found.left ?? whole.flatMap({ whole in found.used.map { max(0, whole - $0) } }) {
                meter.take(quotaLeft: left, of: whole)
            }
        }
        for ((pacer, places), part) in zip(pacers, permit.parts) {
            var own: [Int: Correction] = [:]
            for (index, place) in places.enumerated() { own[index] = corrections[place] }
            await pacer.release(part, corrections: own)
        }
    }

    /// How long a refused request waits where a bucket says what it costs: until the bucket holds that much again. Nil: none says so.
    func pause(after answer: Answer) -> Duration? {
        let scope = answer.scope
        return limits.compactMap { limit -> Duration? in
            guard case .bucket(let level, let restore, _, let cost?, _) = limit.kind, let cost = Self.integer(cost, scope),
                let level = Self.integer(level, scope), let restore = Self.integer(restore, scope), restore > 0
            else { return nil }
            // Whole seconds, upwards: the remote's own count is some requests ahead of what it told.
            return .seconds(max(1, (max(0, cost - level) + restore - 1) / restore))
        }.max()
    }

    /// Lets no request like this go for so long, because the remote said so; what is shared waits with it.
    func hold(_ request: ManifestRequest, for pause: Duration) async {
        for (pacer, _) in pacers { await pacer.hold(for: pause, name: request.limit) }
    }

    private static func budget(_ limit: ManifestLimit) -> Budget {
        let kind: Budget.Kind =
            switch limit.kind {
            case .rate(let max, let per, _, _): .rate(max: max, per: per)
            case .concurrency(let max): .concurrency(max: max)
            case .quota(let per, _, _, let size, let reserve): .quota(size: size?.fixed, per: per, reservePercent: reserve / 100)
            case .bucket(_, _, _, _, let reserve): .bucket(size: nil, restorePerSecond: nil, reservePercent: reserve / 100)
            }
        return Budget(name: limit.name, kind)
    }

    private static func correction(_ limit: ManifestLimit, in scope: Scope) -> Correction? {
        let correction: Correction
        switch limit.kind {
        case .concurrency: return nil
        case .rate(_, _, let left, let size): correction = Correction(left: integer(left, scope), size: integer(size, scope))
        case .quota(_, let used, let left, let size, _):
            correction = Correction(left: integer(left, scope), used: integer(used, scope), size: integer(size?.expr, scope))
        case .bucket(let level, let restore, let size, _, _):
            correction = Correction(
                left: integer(level, scope), size: integer(size, scope), restorePerSecond: integer(restore, scope))
        }
        return correction == Correction() ? nil : correction
    }

    private static func integer(_ expr: Expr?, _ scope: Scope) -> Int? {
        guard let text = (try? expr?.texts(in: scope))?.first, let (whole, _) = ExactDecimal(text)?.rounded(toScale: 0) else { return nil }
        // More than any remote counts, and what is reckoned with it would not fit.
        return whole.magnitude <= 1_000_000_000_000_000 ? Int(exactly: whole) : nil
    }
}

extension ManifestLimit.Size {
    /// The size, where it is a number.
    var fixed: Int? {
        if case .fixed(let number) = self { number } else { nil }
    }
}
