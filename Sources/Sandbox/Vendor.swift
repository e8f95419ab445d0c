public import HTTP
public import Model

/// A vendor's stand-in: a state machine that turns one request into one answer. It holds its own records, checks its input as
/// strictly as the vendor documents, and knows nothing of connectors. Time comes from outside, so the same calls give the same answers.
public protocol Vendor: AnyObject, Sendable {
    /// The name used on the command line and in the sandbox's document, such as `salesforce`.
    var name: String { get }
    /// Answers one request at the given instant, in the shape a fault asks for where one is given.
    /// Promises: a fault of the wire (`FaultKind.isOfTheWire`) never arrives here; a fault that does not concern the call changes nothing.
    func respond(to request: Request, at now: Timestamp, under fault: FaultKind?) -> Response
    /// Every record with its history, for `/_sandbox/state`.
    func state() -> JSON
    /// Changes a record as a person who works at the vendor would, and shows the record afterwards.
    /// - Throws: `SandboxError.edit` when there is no such object or record, or the vendor would refuse the change.
    func edit(_ edit: PersonEdit, at now: Timestamp) throws(SandboxError) -> JSON
}

extension Vendor {
    /// Answers one request at the given instant, without a fault.
    public func respond(to request: Request, at now: Timestamp) -> Response {
        respond(to: request, at: now, under: nil)
    }
}
