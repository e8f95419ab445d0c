public import HTTP
public import Model

/// A vendor's stand-in: a state machine that turns one request into one answer. It holds its own records, checks its input as
/// strictly as the vendor documents, and knows nothing of connectors. Time comes from outside, so the same calls give the same answers.
public protocol Vendor: AnyObject, Sendable {
    /// The name used on the command line and in the sandbox's document, such as `salesforce`.
    var name: String { get }
    /// Answers one request at the given instant.
    func respond(to request: Request, at now: Timestamp) -> Response
}
