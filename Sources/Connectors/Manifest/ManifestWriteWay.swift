import YAML

/// One way to write. Source: CONNECTORS.md 2.8 and 2.12.
public struct ManifestWriteWay: Sendable {
    /// The request.
    public var request: ManifestRequest
    /// It is used from so many operations on.
    public var from: Int
    /// How many operations one request carries; nil: one.
    public var batch: ManifestBatch?
    /// True if the request carries a precondition.
    public var isGuarded: Bool
    /// How the answer is told apart by operation; empty: success is the request's.
    public var results: [ManifestResult]
    /// What is sent for null; nil: as the object says.
    public var nullAs: NullForm?

    static var kind: ValueKind<ManifestWriteWay> { kind(.template(["op", "ops", "external_key", "parent"])) }

    static func kind(_ roots: ExprRoots) -> ValueKind<ManifestWriteWay> {
        .map { reader in
            let request = ManifestRequest.read(reader, roots: roots)
            let batch = reader.optional("batch", ManifestBatch.kind, "how many operations one request carries")
            let from = reader.optional("from", .count, "used from so many on; default 1, 2 with batch") ?? (batch == nil ? 1 : 2)
            let guarded = reader.value("guarded", .bool, default: false, "the request carries a precondition")
            let results = reader.optional("results", .oneOrMore(of: ManifestResult.kind), "how the answer is told apart by operation")
            let nullAs = reader.optional("null_as", .nullForm, "what is sent for null; default the object's")
            return request.map {
                ManifestWriteWay(
                    request: $0, from: from, batch: batch, isGuarded: guarded, results: results ?? [], nullAs: nullAs)
            }
        }
    }
}

/// How elements of an answer tell what became of operations. Source: CONNECTORS.md 2.12, X20.
public struct ManifestResult: Sendable {
    /// How an element names its operation.
    public enum Key: Sendable, Hashable {
        /// By its place in the list.
        case index
        /// By the record's id.
        case id(Expr)
        /// By the operation's key.
        case key(Expr)
        /// By the hub's key.
        case entity(Expr)
        /// Of a link, by the id it starts from and the id it leads to.
        case link(from: Expr, to: Expr)
    }

    /// Where the elements stand; nil: the body is the one element.
    public var each: Expr?
    /// How an element names its operation; nil: there is one operation.
    public var by: Key?
    /// When an element is a success.
    public var ok: Match
    /// The record's id.
    public var id: Expr?
    /// The record as it is afterwards.
    public var record: Expr?
    /// True if the batch answers as a whole.
    public var isAll: Bool

    static var kind: ValueKind<ManifestResult> {
        .map { reader in
            ManifestResult(
                each: reader.optional("each", .expr(.response), "where the elements stand; default the body as the one element"),
                by: reader.optional("by", .resultKey, "how an element names its operation"),
                ok: reader.value("ok", .match(.element), default: .always(true), text: "true", "when an element is a success"),
                id: reader.optional("id", .expr(.element), "the record's id"),
                record: reader.optional("record", .expr(.element), "the record as it is afterwards"),
                isAll: reader.value("all", .bool, default: false, "the batch answers as a whole"))
        }
    }
}

extension ValueKind where Value == ManifestResult.Key {
    static var resultKey: ValueKind {
        let name = "index, {id: expr}, {key: expr}, {entity: expr} or {id: expr, to: expr}"
        return ValueKind(name) { node, place, session in
            if node.text == "index" { return .index }
            guard node.entries?.isEmpty == false || session.isSurvey else {
                session.report(node, place, expected: name)
                return nil
            }
            let reader = MapReader(node, at: place, in: session)
            reader.atMostOne(of: ["id", "key", "entity"])
            reader.atMostOne(of: ["to", "key", "entity"])
            let id = reader.optional("id", .expr(.element), "by the record's id; of a link the id it starts from")
            let to = reader.optional("to", .expr(.element), "of a link, with id: the id it leads to")
            let key = reader.optional("key", .expr(.element), "by the operation's key")
            let entity = reader.optional("entity", .expr(.element), "by the hub's key")
            reader.finish()
            if let to {
                if let id { return .link(from: id, to: to) }
                session.report(Diagnostic(node.place, path: place.path, found: "to without id", expected: "id, where the link starts"))
            }
            return id.map(ManifestResult.Key.id) ?? key.map(ManifestResult.Key.key) ?? entity.map(ManifestResult.Key.entity)
        }
    }
}
