import HTTP
import Model

/// One answer of a remote, read as far as the manifest looks into it.
struct Answer: Sendable {
    /// The status.
    var status: Int
    /// The header fields, names as they came.
    var headers: [(name: String, value: String)]
    /// The body's tree; text that is not JSON is one string, an empty body is null.
    var body: JSON
    /// True if the body was to be JSON and is not, or was cut.
    var isUnreadable = false
    /// True if its class says that there is nothing (304).
    var isEmpty = false
    /// How long the remote asks to wait.
    var retryAfter: Duration?
    /// Where it was asked.
    var url: WebURL
    /// The values of config.yaml, which expressions may always use.
    var config: ScopeValue

    /// The scope of response places.
    var scope: Scope {
        var variables = Scope.response(status: status, headers: headers, body: body)
        variables["response"] = .map(variables)
        variables["config"] = config
        return Scope(variables)
    }
}
