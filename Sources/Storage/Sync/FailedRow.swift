public import Model

/// A row that could not be written or read, kept until it can (R17).
public struct FailedRow: Sendable, Equatable {
    /// What the kind of a failed read is called.
    public static let read = "read"

    /// The remote.
    public var remote: String
    /// The object.
    public var object: String
    /// What failed: the operation's kind, or `read`.
    public var kind: String
    /// The entity; nil for a read of a record that is not linked.
    public var entity: EntityID?
    /// The record; nil for a create.
    public var recordID: String?
    /// The hash of what was to be written: another one is worth another try.
    public var intendedHash: Int64?
    /// The class of the failure.
    public var failureClass: String
    /// The vendor's code.
    public var code: String?
    /// The vendor's message.
    public var message: String
    /// The field it is about, by the remote's name.
    public var field: String?
    /// How often it was tried.
    public var attempts: Int
    /// Not to be tried before this time; nil while only a change makes it worth another try.
    public var nextAt: Timestamp?
    /// When it first failed.
    public var since: Timestamp
    /// The fingerprint of the object's schema then: another one is worth another try.
    public var schemaFingerprint: String

    /// Describes one.
    public init(
        remote: String, object: String, kind: String, entity: EntityID?, recordID: String?, intendedHash: Int64? = nil,
        failureClass: String, code: String? = nil, message: String, field: String? = nil, attempts: Int = 1, nextAt: Timestamp? = nil,
        since: Timestamp, schemaFingerprint: String = ""
    ) {
        self.remote = remote
        self.object = object
        self.kind = kind
        self.entity = entity
        self.recordID = recordID
        self.intendedHash = intendedHash
        self.failureClass = failureClass
        self.code = code
        self.message = message
        self.field = field
        self.attempts = attempts
        self.nextAt = nextAt
        self.since = since
        self.schemaFingerprint = schemaFingerprint
    }

    /// What the row is about: for a read the record, else the entity.
    public var subject: String { kind == Self.read ? recordID ?? entity?.text ?? "" : entity?.text ?? recordID ?? "" }
}
