import HTTP
import Model

/// Keeps the requests of one remote within its manifest's limits, and learns from its answers what is left.
struct Pacing: Sendable {
    private let limits: [ManifestLimit]
    private let pacer: Pacer
    private let meter: Meter

    /// Starts with nothing spent.
    init(limits: [ManifestLimit], meter: Meter, ticker: Ticker) {
        self.limits = limits
        self.meter = meter
        pacer = Pacer(limits.map(Self.budget), ticker: ticker)
    }

    /// Waits until the request may go.
    func enter(_ request: ManifestRequest, isSettling: Bool) async throws(HTTPError) -> Pacer.Permit {
        try await pacer.acquire(Draw(cost: request.cost, name: request.limit, priority: isSettling ? .settle : .ordinary))
    }

    /// Ends a request that has no answer.
    func leave(_ permit: Pacer.Permit) async { await pacer.release(permit) }

    /// Ends a request and takes over what its answer says is left.
    func leave(_ permit: Pacer.Permit, answer: Answer) async {
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
        await pacer.release(permit, corrections: corrections)
    }

    /// Lets no request like this go for so long, because the remote said so.
    func hold(_ request: ManifestRequest, for pause: Duration) async { await pacer.hold(for: pause, name: request.limit) }

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
        return Int(exactly: whole)
    }
}

extension ManifestLimit.Size {
    /// The size, where it is a number.
    var fixed: Int? {
        if case .fixed(let number) = self { number } else { nil }
    }
}
