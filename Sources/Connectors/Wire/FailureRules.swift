import Model

/// Says what a failure is, by the manifest's rules and the defaults of the language. Source: CONNECTORS.md 2.7.
struct FailureRules: Sendable {
    /// The manifest's `errors`.
    let general: ManifestErrors

    private static let longestMessage = 500

    /// What is wrong with a whole answer; nil if nothing is.
    /// `rules`: those of the request, asked before the general ones.
    /// `namesRecord`: true if the request's path names one record.
    func failure(of answer: Answer, rules: [ErrorRule], namesRecord: Bool) throws(EvaluationError) -> Failure? {
        if !(200..<300).contains(answer.status) {
            return try classed(answer, answer.scope, rules, otherwise: Self.usual(answer.status, namesRecord: namesRecord))
        }
        if answer.isUnreadable { return Failure(.retry, status: answer.status, message: "the answer cannot be read") }
        guard let failedWhen = general.failedWhen, try failedWhen.holds(in: answer.scope) else { return nil }
        return try classed(answer, answer.scope, rules, otherwise: .fatal)
    }

    /// What is wrong with one element of an answer's results. An answer that came at all was about that record alone.
    func failure(of element: ScopeValue, in answer: Answer, rules: [ErrorRule]) throws(EvaluationError) -> Failure {
        try classed(answer, answer.scope.with("it", element), rules, otherwise: .invalid)
    }

    /// The class of a status that no rule names.
    static func usual(_ status: Int, namesRecord: Bool) -> FailureClass {
        switch status {
        case 300: .duplicate
        case 304: .empty
        case 400, 422: .invalid
        case 401: .auth
        case 403: .forbidden
        case 404, 410: namesRecord ? .gone : .fatal
        case 408, 425, 500...: .retry
        case 409, 412: .conflict
        case 413, 414, 431: .split
        case 429: .throttled
        default: .fatal
        }
    }

    private func classed(
        _ answer: Answer, _ scope: Scope, _ rules: [ErrorRule], otherwise: FailureClass
    ) throws(EvaluationError) -> Failure {
        var failure = Failure(otherwise, status: answer.status)
        failure.code = try general.code?.texts(in: scope).first
        failure.message = try general.message?.texts(in: scope).first.map { String($0.prefix(Self.longestMessage)) }
        failure.field = try general.field?.texts(in: scope).first
        var inner = scope
        inner.variables["code"] = failure.code.map(ScopeValue.text)
        inner.variables["message"] = failure.message.map(ScopeValue.text)
        inner.variables["field"] = failure.field.map(ScopeValue.text)
        for rule in rules + general.rules where try rule.when.holds(in: inner) {
            failure.failureClass = rule.failureClass
            failure.existing = try rule.existing?.texts(in: inner) ?? []
            failure.wait = try wait(rule.wait, in: inner)
            break
        }
        if failure.wait == nil, [.throttled, .retry].contains(failure.failureClass) { failure.wait = answer.retryAfter }
        return failure
    }

    private func wait(_ wait: ErrorRule.Wait?, in scope: Scope) throws(EvaluationError) -> Duration? {
        switch wait {
        case nil: return nil
        case .fixed(let duration): return duration
        case .read(let expr):
            guard let text = try expr.texts(in: scope).first else { return nil }
            return Self.seconds(text)
        }
    }

    private static func seconds(_ text: String) -> Duration? {
        guard let number = ExactDecimal(text), number.coefficient >= 0, let (value, _) = number.rounded(toScale: 3),
            let milliseconds = Int64(exactly: value)
        else { return nil }
        return .milliseconds(milliseconds)
    }
}
