import Crypto
public import Model
import Storage

/// One thing a plan would do: to a record at a remote, or (remote `hub`) to an entity. Its id is a hash of what it does, so that the same
/// intention has the same id whenever it is planned.
public struct Operation: Sendable, Equatable {
    /// What an operation does.
    public enum Kind: String, Sendable, CaseIterable {
        case create, update, delete, archive, link, unlink
    }

    /// A field's change.
    public struct Change: Sendable, Equatable {
        /// The value before; nil for none.
        public var old: FieldValue?
        /// The value after.
        public var new: FieldValue
        /// The policy that chose it, as in config.yaml.
        public var policy: String
        /// The remote it came from, or `hub`.
        public var from: String
        /// The rule, such as `R5`.
        public var rule: String
    }

    /// The remote's name, or `hub`.
    public var remote: String
    /// The object, or the kind of entity for the hub.
    public var object: String
    /// The record's id, where there is one.
    public var record: String?
    /// The entity it is about.
    public var entity: EntityID
    /// What it does.
    public var kind: Kind
    /// The fields it changes, by the hub's names.
    public var fields: [String: Change]
    /// What must be approved before it is done: `first-contact`, or nothing.
    public var approval: String?

    /// `op_` and 26 characters of a SHA-256 over remote, object, record or entity, kind, and fields old and new.
    public var id: String {
        let parts: [JSON] = [
            .string(remote), .string(object), .string(record ?? entity.text), .string(kind.rawValue),
            .object(
                JSONObject(
                    fields.sorted { $0.key < $1.key }.map { name, change in
                        (name, .array([change.old?.stored ?? .string("absent"), change.new.stored]))
                    })),
        ]
        let digest = Array(SHA256.hash(data: JSON.array(parts).canonicalBytes))
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        return "op_" + String(digest.prefix(26).map { alphabet[Int($0 & 31)] })
    }

    /// The operation as a line of a plan file and as an element of `plan --json`.
    public var json: JSON {
        var object = JSONObject([
            ("id", .string(id)), ("remote", .string(remote)), ("object", .string(self.object)),
            ("record", record.map(JSON.string) ?? .null), ("entity", .string(entity.text)), ("kind", .string(kind.rawValue)),
        ])
        object["fields"] = .object(
            JSONObject(
                fields.sorted { $0.key < $1.key }.map { name, change in
                    let parts: [(String, JSON)] = [
                        ("old", change.old?.printed ?? .null), ("new", change.new.printed), ("policy", .string(change.policy)),
                        ("from", .string(change.from)), ("rule", .string(change.rule)),
                    ]
                    return (name, .object(JSONObject(parts)))
                }))
        object["approval"] = approval.map(JSON.string)
        return .object(object)
    }
}

extension Operation.Kind {
    /// The kind as the outbox keeps it.
    var outbox: OutboxKind {
        switch self {
        case .create: .create
        case .update: .update
        case .delete: .delete
        case .archive: .archive
        case .link: .link
        case .unlink: .unlink
        }
    }
}
