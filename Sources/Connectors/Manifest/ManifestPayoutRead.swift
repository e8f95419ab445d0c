import YAML

/// One way to read payouts at a vendor, and where each says what it is. Source: CONNECTORS.md 2.15.
public struct ManifestPayoutRead: Sendable {
    /// The request, where the items stand, the paging.
    public var way: ManifestReadWay
    /// The vendor's id of the item.
    public var id: Expr
    /// Our key of it.
    public var key: Expr?
    /// The vendor's id of its batch.
    public var batch: Expr?
    /// What the vendor's own books call the movement of money.
    public var transaction: Expr?
    /// How much.
    public var amount: ManifestMoneyPlace?
    /// The vendor's word for its state.
    public var state: Expr?
    /// What the vendor kept for it.
    public var fee: ManifestMoneyPlace?
    /// Why it stands as it does.
    public var reason: Expr?
    /// When that was last changed.
    public var at: ManifestTimePlace?

    /// Every expression but those of its request.
    var exprs: [Expr] {
        let places = [id, key, batch, transaction, state, reason, at?.at].compactMap { $0 }
        return way.responseExprs + places + (amount?.exprs ?? []) + (fee?.exprs ?? [])
    }

    static func kind(_ roots: ExprRoots) -> ValueKind<ManifestPayoutRead> {
        .map { reader in read(reader, roots) }
    }

    /// The keys of a way to read payouts among those of a map.
    static func read(_ reader: MapReader, _ roots: ExprRoots) -> ManifestPayoutRead? {
        let request = ManifestRequest.read(reader, roots: roots)
        let records = reader.required("records", .expr(.response), "where the items stand; a map is one item")
        let paginate = reader.optional("paginate", ManifestPaging.kind, "how the next page is asked for")
        let id = reader.required("id", .expr(.element), "the vendor's id of the item")
        func expr(_ key: String, _ meaning: String) -> Expr? { reader.optional(key, .expr(.element), meaning) }
        let (key, batch) = (expr("key", "our key of it"), expr("batch", "the vendor's id of its batch"))
        let transaction = expr("transaction", "what the vendor's own books call the movement of money")
        let amount = reader.optional("amount", ManifestMoneyPlace.kind, "how much")
        let state = expr("state", "the vendor's word for its state")
        let fee = reader.optional("fee", ManifestMoneyPlace.kind, "what the vendor kept for it")
        let reason = expr("reason", "why it stands as it does")
        let at = reader.optional("at", ManifestTimePlace.kind(.element), "when that was last changed")
        guard let request, let records, let id else { return nil }
        var way = ManifestReadWay(request: request, from: 1, records: records, isIDsOnly: false, lag: .zero)
        way.paginate = paginate
        return ManifestPayoutRead(
            way: way, id: id, key: key, batch: batch, transaction: transaction, amount: amount, state: state, fee: fee, reason: reason,
            at: at)
    }
}

/// How a vendor lists what it paid in a span of time, for settlement (P12). Source: docs/decisions/0014.
public struct ManifestPayoutReport: Sendable {
    /// The way.
    public var read: ManifestPayoutRead
    /// How far the list is behind the truth.
    public var lag: Duration
    /// The longest span that may be asked for at once; nil: any.
    public var reach: Duration?

    static var kind: ValueKind<ManifestPayoutReport> {
        .map { reader in
            let read = ManifestPayoutRead.read(reader, .template(["since", "until", "page"]))
            let lag = reader.value("lag", .duration, default: .zero, text: "0s", "how far the list is behind the truth")
            let reach = reader.optional("reach", .duration, "the longest span that may be asked for at once")
            return read.map { ManifestPayoutReport(read: $0, lag: lag, reach: reach) }
        }
    }
}
