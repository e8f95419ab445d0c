import YAML

/// One way to read records. Source: CONNECTORS.md 2.8 and 2.11.
public struct ManifestReadWay: Sendable {
    /// The request.
    public var request: ManifestRequest
    /// It is used from so many records, ids or values on.
    public var from: Int
    /// How many ids or values one request carries; nil: one.
    public var batch: ManifestBatch?
    /// Where the records stand: a list, or one map, which is one record. For `history` a list of the entries of one field.
    public var records: Expr
    /// True if the elements only name records, which are then read by id.
    public var isIDsOnly: Bool
    /// How far the index is behind the data.
    public var lag: Duration
    /// How the next page is asked for; nil: there is one.
    public var paginate: ManifestPaging?
    /// How many names `select` may hold; nil: any number.
    public var selectMax: Int?
    /// How many characters the names of `select` may have together.
    public var selectMaxCharacters: Int?
    /// The span that is asked for.
    public var window: ManifestWindow?
    /// The record's id, in `deleted` and `ids_only` reads; nil: the object's.
    public var id: Expr?
    /// When it was deleted or changed; in `history` when the value was set.
    public var at: ManifestTimePlace?
    /// The id of the winner of a merge; nil: the object's.
    public var mergedInto: Expr?
    /// In `history`: the value.
    public var value: Expr?

    static func kind(_ read: ManifestReadKind) -> ValueKind<ManifestReadWay> {
        .map { reader in
            let request = ManifestRequest.read(reader, roots: read.roots)
            let batch = reader.optional("batch", ManifestBatch.kind, "how many ids or values one request carries")
            let roots: ExprRoots = read == .history ? .response.with("name") : .response
            let records = reader.required("records", .expr(roots), "where the records stand")
            let (most, characters) = select(reader)
            let element: ExprRoots = read == .history ? .history : .element
            let isWindowed = read == .changes || read == .deleted
            var way = ManifestReadWay(
                request: request ?? .nothing(reader), from: 1, records: records ?? .nothing(at: reader.node.place), isIDsOnly: false,
                lag: .zero)
            way.batch = batch
            let from = reader.optional("from", .count, "used from so many on; default 1, 2 with batch")
            way.from = from ?? (batch == nil ? 1 : 2)
            way.isIDsOnly = reader.value("ids_only", .bool, default: false, "the elements only name records")
            way.lag = reader.value("lag", .duration, default: .zero, text: "0s", "how far the index is behind the data")
            way.paginate = reader.optional("paginate", ManifestPaging.kind, "how the next page is asked for")
            way.selectMax = most
            way.selectMaxCharacters = characters
            if isWindowed {
                way.window =
                    read == .changes
                    ? reader.required("window", ManifestWindow.kind, "the span that is asked for")
                    : reader.optional("window", ManifestWindow.kind, "the span that is asked for")
            }
            way.id = reader.optional("id", .expr(element), "the record's id, where it is not the object's")
            way.at = reader.optional("at", ManifestTimePlace.kind(element), "when it happened")
            way.mergedInto = reader.optional("merged_into", .expr(element), "the id of the winner of a merge")
            if read == .history {
                way.value = reader.required("value", .expr(element), "the value")
                if way.at == nil, !reader.has("at") { _ = reader.required("at", ValueKind<YAMLNode>.any, "when it was set") }
            }
            return request == nil || records == nil ? nil : way
        }
    }

    private static func select(_ reader: MapReader) -> (Int?, Int?) {
        let kind: ValueKind<(Int?, Int?)> = .map { select in
            (
                select.optional("max", .count, "how many names are asked for at once"),
                select.optional("max_chars", .count, "how many characters the names may have together")
            )
        }
        return reader.optional("select", kind, "longer lists of names are asked for in parts") ?? (nil, nil)
    }

    /// Every expression that is read at an answer.
    var responseExprs: [Expr] {
        var exprs = [records]
        switch paginate?.kind {
        case .page(_, let pages, let more): exprs += [pages, more].compactMap { $0 }
        case .offset(_, let total, let more): exprs += [total, more].compactMap { $0 }
        case .cursor(let next), .nextURL(let next): exprs.append(next)
        case .keyset(_, _, let more): exprs += [more].compactMap { $0 }
        case nil: break
        }
        return exprs + [paginate?.counts].compactMap { $0 } + (paginate?.stop?.exprs ?? [])
    }
}

/// The kinds of read. Source: CONNECTORS.md 2.11.
public enum ManifestReadKind: String, Sendable, Hashable, CaseIterable {
    /// What changed in a window.
    case changes
    /// Everything.
    case full
    /// Tombstones.
    case deleted
    /// Records by id.
    case byIDs = "by_ids"
    /// Records by the value of a field.
    case byKey = "by_key"
    /// Records of one change time.
    case ties
    /// Former values of fields.
    case history

    /// What it reads, for the reference.
    var meaning: String {
        switch self {
        case .changes: "what changed in a window; without it every run is full"
        case .full: "every record"
        case .deleted: "tombstones; the word none must be said"
        case .byIDs: "records by id"
        case .byKey: "records by the value of a field"
        case .ties: "records whose modified time is since, id above page.id, for an instant that fills a cap"
        case .history: "former values of fields of one record"
        }
    }

    /// What its templates know.
    var roots: ExprRoots {
        switch self {
        case .changes, .deleted, .ties: .template(["since", "until", "select", "page", "parent"])
        case .full: .template(["select", "page", "parent"])
        case .byIDs: .template(["id", "ids", "select", "page", "parent"])
        case .byKey: .template(["key", "value", "values", "select", "page", "parent"])
        case .history: .template(["id", "names", "page", "parent"])
        }
    }
}
