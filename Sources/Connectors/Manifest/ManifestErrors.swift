public import YAML

/// How answers that are failures are told and classed. Source: CONNECTORS.md 2.7.
public struct ManifestErrors: Sendable {
    /// A 2xx answer that is a failure.
    public var failedWhen: Match?
    /// Where a failure says its code.
    public var code: Expr?
    /// Where it says its message.
    public var message: Expr?
    /// Where it says which field it is about.
    public var field: Expr?
    /// The rules; the first that holds decides, then the defaults by status.
    public var rules: [ErrorRule] = []

    static var kind: ValueKind<ManifestErrors> {
        .map { reader in
            ManifestErrors(
                failedWhen: reader.optional("failed_when", .match(.response), "a 2xx answer that is a failure"),
                code: reader.optional("code", .expr(.failure), "where a failure says its code"),
                message: reader.optional("message", .expr(.failure), "where a failure says its message"),
                field: reader.optional("field", .expr(.failure), "where a failure says which field it is about"),
                rules: reader.optional("rules", .list(of: ErrorRule.kind), "the first that holds decides; then the defaults") ?? [])
        }
    }
}

/// One rule about failures.
public struct ErrorRule: Sendable {
    /// When it holds, over `status header body it code message field`.
    public var when: Match
    /// What the failure is.
    public var failureClass: FailureClass
    /// How long to wait; nil: Retry-After, else backoff.
    public var wait: Wait?
    /// For `duplicate`: ids of the records that exist already.
    public var existing: Expr?
    /// Where it stands.
    public var place: SourcePlace

    /// How long to wait.
    public enum Wait: Sendable, Hashable {
        /// So long.
        case fixed(Duration)
        /// As long as the answer says, in seconds.
        case read(Expr)
    }

    static var kind: ValueKind<ErrorRule> {
        .map { reader in
            let when = reader.required("when", .match(.rule), "when it holds")
            let failureClass = reader.required("is", ValueKind<FailureClass>.word(), "what the failure is")
            let wait = reader.optional("wait", .wait, "how long to wait; default Retry-After, else backoff")
            let existing = reader.optional("existing", .expr(.rule), "for duplicate: ids of the records that exist already")
            guard let when, let failureClass else { return nil }
            return ErrorRule(when: when, failureClass: failureClass, wait: wait, existing: existing, place: reader.node.place)
        }
    }
}

extension ValueKind where Value == ErrorRule.Wait {
    static var wait: ValueKind {
        ValueKind("a duration or an expression") { node, place, session in
            if let text = node.text, let duration = Quantity.duration(text) { return .fixed(duration) }
            return ValueKind<Expr>.expr(.rule).read(node, place, session).map(ErrorRule.Wait.read)
        }
    }
}
