import Model
import YAML

/// Reads what a provider says of payouts, as the manifest tells where each thing stands.
struct PayoutReader: Sendable {
    let access: RemoteAccess
    let payouts: ManifestPayouts

    /// Everything that a way gives, all pages of it.
    func all(_ read: ManifestPayoutRead, _ scope: Scope) async throws(ConnectorError) -> [PayoutItemReport] {
        var reports: [PayoutItemReport] = []
        // What money is decided by is read even while the budget is kept for it (R35).
        for (element, answer) in try await access.all(read.way, scope: scope, isSettling: true) {
            reports.append(try report(read, element, answer))
        }
        return reports
    }

    /// What one element says. An element that cannot be read is an error: a truth with holes is none.
    func report(_ read: ManifestPayoutRead, _ element: ScopeValue, _ answer: Answer) throws(ConnectorError) -> PayoutItemReport {
        let scope = answer.scope.around(element)
        let currencies = access.manifest.currencies
        return try access.evaluated(at: read.way.request.path) { () throws(EvaluationError) in
            guard let id = try text(read.id, scope) else { throw .missing(expression: read.id.text, at: read.id.place) }
            let (state, raw) = try self.state(read, scope)
            return PayoutItemReport(
                key: try read.key.flatMap { expr throws(EvaluationError) in try text(expr, scope) }, id: id,
                batch: try read.batch.flatMap { expr throws(EvaluationError) in try text(expr, scope) },
                transaction: try read.transaction.flatMap { expr throws(EvaluationError) in try text(expr, scope) },
                amount: try read.amount?.read(in: scope, currencies), state: state, rawState: raw,
                fee: try read.fee?.read(in: scope, currencies),
                reason: try read.reason.flatMap { expr throws(EvaluationError) in try text(expr, scope) }, at: try read.at?.read(in: scope))
        }
    }

    private func text(_ expr: Expr, _ scope: Scope) throws(EvaluationError) -> String? {
        guard let text = try expr.texts(in: scope).first, !text.isEmpty else { return nil }
        return text
    }

    /// Our word and the provider's; where none of our words fits, or two do, it is pending, for nothing may be concluded from it.
    private func state(_ read: ManifestPayoutRead, _ scope: Scope) throws(EvaluationError) -> (PayoutItemState, raw: String) {
        let raw = try read.state.flatMap { expr throws(EvaluationError) in try text(expr, scope) }
        var fitting: [PayoutItemState] = []
        for known in payouts.states {
            switch known.test {
            case .words(let words):
                if let raw, words.contains(raw) { fitting.append(known.state) }
            case .element(let match):
                if try match.holds(in: scope) { fitting.append(known.state) }
            }
        }
        guard let state = fitting.first, fitting.count == 1 else { return (.pending, raw ?? "unknown") }
        return (state, raw ?? state.rawValue)
    }
}
