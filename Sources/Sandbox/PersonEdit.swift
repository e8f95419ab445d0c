public import Model

/// A change that a person makes at the vendor, past the interface that the agent uses: the body of `POST /_sandbox/edit`.
public struct PersonEdit: Sendable, Equatable {
    /// What the person does.
    public enum Action: String, Sendable, CaseIterable {
        /// Changes fields.
        case update
        /// Makes a record.
        case create
        /// Deletes a record as far as the vendor's own button does.
        case delete
        /// Archives a record; at a vendor without an archive the same as `delete`.
        case archive
        /// Brings a deleted or archived record back.
        case undelete
        /// Merges the record into another, which survives.
        case merge
        /// Runs a bulk job over all live records of the kind, or over one: each changes at that instant, no value of a mapped field does.
        case touch
    }

    /// What the person does.
    public var action: Action
    /// The kind of record in the vendor's words, such as `Account` or `companies`.
    public var object: String
    /// The record; nil for `create`, and for `touch` of all.
    public var id: String?
    /// The fields to set and their values; null clears.
    public var fields: JSONObject
    /// The record that survives a merge.
    public var into: String?
    /// Who did it, in the vendor's words for a user; nil for the sandbox's first user.
    public var by: String?
    /// How long after its stamp the change becomes visible, as with a long transaction; zero for at once.
    public var late: Duration

    /// Describes an edit.
    public init(
        _ action: Action, object: String, id: String? = nil, fields: JSONObject = JSONObject(), into: String? = nil, by: String? = nil,
        late: Duration = .zero
    ) {
        self.action = action
        self.object = object
        self.id = id
        self.fields = fields
        self.into = into
        self.by = by
        self.late = late
    }

    /// Reads an edit from the body of a control call.
    /// - Throws: `SandboxError.edit` naming the member that is missing or wrong.
    public init(_ body: JSON) throws(SandboxError) {
        guard let object = body["object"]?.string else { throw .edit(reason: "object is missing") }
        let word = body["action"]?.string ?? Action.update.rawValue
        guard let action = Action(rawValue: word) else { throw .edit(reason: "no action is called \(word)") }
        let id = body["id"]?.string
        guard id != nil || action == .create || action == .touch else { throw .edit(reason: "id is missing") }
        let into = body["into"]?.string
        guard into != nil || action != .merge else { throw .edit(reason: "into is missing") }
        self.init(
            action, object: object, id: id, fields: body["fields"]?.object ?? JSONObject(), into: into, by: body["by"]?.string,
            late: .seconds(max(0, body["late"]?.integer ?? 0)))
    }
}
