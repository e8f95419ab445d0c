import HTTP
import Model

/// Keeps the requests of one remote within its manifest's limits, and learns from its answers what is left.
struct Budget: Sendable {
    /// What was given to one request; it must be given back.
    struct Permit: Sendable {
        let leave: @Sendable () async -> Void
    }

    /// The manifest's limits.
    let limits: [ManifestLimit]
    let meter: Meter

    /// Waits until the request may go.
    func enter(_ request: ManifestRequest, isSettling: Bool) async throws(HTTPError) -> Permit {
        Permit(leave: {})
    }

    /// Takes what an answer says is left.
    func correct(by answer: Answer) async {
        let scope = answer.scope
        for limit in limits {
            guard case .quota(_, let used, let left, let size, _) = limit.kind else { continue }
            let whole: Int? =
                switch size {
                case .fixed(let number): number
                case .read(let expr): Self.integer(expr, scope)
                case nil: nil
                }
            if let left, let number = Self.integer(left, scope) {
                meter.take(quotaLeft: number, of: whole)
            } else if let used, let number = Self.integer(used, scope), let whole {
                meter.take(quotaLeft: max(0, whole - number), of: whole)
            }
        }
    }

    private static func integer(_ expr: Expr, _ scope: Scope) -> Int? {
        (try? expr.texts(in: scope))?.first.flatMap { Int($0) }
    }
}
