public import HTTP
public import Model

/// A vendor's stand-in: a state machine that turns one request into one answer. It holds its own records, checks its input as
/// strictly as the vendor documents, and knows nothing of connectors. Time comes from outside, so the same calls give the same answers.
public protocol Vendor: AnyObject, Sendable {
    /// The name used on the command line and in the sandbox's document, such as `salesforce`.
    var name: String { get }
    /// Answers one request at the given instant, in the shape a fault asks for where one is given.
    /// Promises: only faults of the place `vendor` arrive here, and those of the wire that concern keys of idempotency; a fault that does
    /// not concern the call changes nothing.
    func respond(to request: Request, at now: Timestamp, under fault: FaultKind?) -> Response
    /// Every record with its history, for `/_sandbox/state`.
    func state() -> JSON
    /// Changes a record as a person who works at the vendor would, and shows the record afterwards.
    /// - Throws: `SandboxError.edit` when there is no such object or record, or the vendor would refuse the change.
    func edit(_ edit: PersonEdit, at now: Timestamp) throws(SandboxError) -> JSON

    // What faults need to know of a vendor; one that answers nothing here meets fewer of them.

    /// Where records stand in its bodies.
    var shape: RowShape { get }
    /// The kinds of record it holds.
    var objects: [String] { get }
    /// What a call is about; nil where that is no record.
    func subject(of request: Request) -> Subject?
    /// All records of a kind, deleted ones too.
    func holdings(_ object: String) -> [Holding]
    /// The field of a kind whose values no two records share.
    func uniqueField(_ object: String) -> String?
    /// A refusal with that status in its shape of errors.
    func refusal(_ status: Int, _ reason: String) -> Response
    /// Removes a deleted record for good, and gives its id to the next record of its kind.
    func recycle(_ record: Holding)
    /// Gives every record a new id, as a test environment has after it was refreshed.
    func refresh()
    /// Keeps a copy of everything, unless there is one that is less than a minute old, to answer reads from under `old-replica`.
    func keepReplica(at now: Timestamp)
}

extension Vendor {
    /// Answers one request at the given instant, without a fault.
    public func respond(to request: Request, at now: Timestamp) -> Response {
        respond(to: request, at: now, under: nil)
    }

    /// No records.
    public var shape: RowShape { RowShape() }
    /// No kinds.
    public var objects: [String] { [] }
    /// No record.
    public func subject(of request: Request) -> Subject? { nil }
    /// No records.
    public func holdings(_ object: String) -> [Holding] { [] }
    /// No field.
    public func uniqueField(_ object: String) -> String? { nil }
    /// A body that says why.
    public func refusal(_ status: Int, _ reason: String) -> Response { Answer.json(status, ["error": .string(reason)]) }
    /// Nothing.
    public func recycle(_ record: Holding) {}
    /// Nothing.
    public func refresh() {}
    /// Nothing.
    public func keepReplica(at now: Timestamp) {}
}
