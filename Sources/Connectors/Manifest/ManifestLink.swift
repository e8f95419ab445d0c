public import YAML

/// A named link of an object to another. Source: CONNECTORS.md 2.12.
public struct ManifestLink: Sendable {
    /// The link's name.
    public var name: String
    /// The object it leads to.
    public var to: String
    /// True if it may lead to several records.
    public var isMany: Bool
    /// How it is read, over ids.
    public var read: [ManifestLinkRead]
    /// How one is added; empty: it cannot be.
    public var add: [ManifestWriteWay]
    /// How one is removed; empty: it cannot be.
    public var remove: [ManifestWriteWay]
    /// How links that carry a label are told apart and written.
    public var labels: ManifestLinkLabels?
    /// Where it stands.
    public var place: SourcePlace

    static let writeRoots = ExprRoots.template(["op", "ops"])

    static var kind: ValueKind<ManifestLink> {
        .map { reader in
            let to = reader.required("to", .text, "the object it leads to")
            let many = reader.value("many", .bool, default: false, "true if it may lead to several records")
            let read = reader.required("read", .oneOrMore(of: ManifestLinkRead.kind), "how it is read, over ids")
            let add = reader.optional("add", .oneOrMore(of: ManifestWriteWay.kind(writeRoots)), "how one is added; op.id, op.to")
            let remove = reader.optional("remove", .oneOrMore(of: ManifestWriteWay.kind(writeRoots)), "how one is removed; op.id, op.to")
            let labels = reader.optional("labels", ManifestLinkLabels.kind, "how links with a label are told apart and written")
            guard let to, let read else { return nil }
            return ManifestLink(
                name: "", to: to, isMany: many, read: read, add: add ?? [], remove: remove ?? [], labels: labels,
                place: reader.node.place)
        }
    }
}

/// One way to read a link.
public struct ManifestLinkRead: Sendable {
    /// The request, the batch, where the elements stand, the paging.
    public var way: ManifestReadWay
    /// The id that an element starts from.
    public var fromID: Expr
    /// Where in an element the records stand to which it leads; nil: the element itself.
    public var to: Expr?
    /// The id of a record to which it leads, in one of these.
    public var toID: Expr
    /// The place in an element's own further targets: the id is asked for again from there until there is none.
    public var next: Expr?

    static var kind: ValueKind<ManifestLinkRead> {
        .map { reader in
            let request = ManifestRequest.read(reader, roots: .template(["id", "ids", "starts", "page"]))
            let batch = reader.optional("batch", ManifestBatch.kind, "how many ids one request carries")
            let from = reader.optional("from", .count, "used from so many ids on; default 1, 2 with batch") ?? (batch == nil ? 1 : 2)
            let records = reader.required("records", .expr(.response), "where the elements stand")
            let paginate = reader.optional("paginate", ManifestPaging.kind, "how the next page is asked for")
            let fromID = reader.required("from_id", .expr(.element), "the id that an element starts from")
            let to = reader.optional("to", .expr(.element), "where in an element the targets stand; default the element")
            let toID = reader.required("to_id", .expr(.element), "the target's id")
            let next = reader.optional("next", .expr(.element), "where an element's targets go on; asked for again with it in starts")
            guard let request, let records, let fromID, let toID else { return nil }
            var way = ManifestReadWay(request: request, from: from, records: records, isIDsOnly: false, lag: .zero)
            (way.batch, way.paginate) = (batch, paginate)
            return ManifestLinkRead(way: way, fromID: fromID, to: to, toID: toID, next: next)
        }
    }
}

/// How links with a label are told apart and written. The remote's ids of labels differ by account, so they are asked for, once,
/// before the first use.
public struct ManifestLinkLabels: Sendable {
    /// The request that lists the labels, and where they stand.
    public var list: ManifestReadWay
    /// A label's name; compared without regard to case.
    public var name: Expr
    /// A label's id: `label.id` in `add` and `remove`.
    public var id: Expr
    /// The names of the labels that a target carries.
    public var of: Expr
    /// How a link with a label is added.
    public var add: [ManifestWriteWay]
    /// How the label is taken off a link.
    public var remove: [ManifestWriteWay]

    static var kind: ValueKind<ManifestLinkLabels> {
        .map { reader in
            let roots = ManifestLink.writeRoots.with("label")
            let request = ManifestRequest.read(reader, roots: .template(["page"]))
            let records = reader.required("records", .expr(.response), "where the labels stand")
            let paginate = reader.optional("paginate", ManifestPaging.kind, "how the next page is asked for")
            let name = reader.required("name", .expr(.element), "a label's name")
            let id = reader.required("id", .expr(.element), "a label's id; label.id in add and remove")
            let of = reader.required("of", .expr(.element), "the names of the labels that a target carries")
            let add = reader.optional("add", .oneOrMore(of: ManifestWriteWay.kind(roots)), "how a link with a label is added")
            let remove = reader.optional("remove", .oneOrMore(of: ManifestWriteWay.kind(roots)), "how the label is taken off a link")
            guard let request, let records, let name, let id, let of else { return nil }
            var list = ManifestReadWay(request: request, from: 1, records: records, isIDsOnly: false, lag: .zero)
            list.paginate = paginate
            return ManifestLinkLabels(list: list, name: name, id: id, of: of, add: add ?? [], remove: remove ?? [])
        }
    }
}
