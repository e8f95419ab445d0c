import Model

/// Shows records as the REST interface does.
struct WooView: Sendable {
    let store: WooStore
    let home: String

    /// One record.
    func json(_ kind: WooKind, _ record: WooRecord) -> JSON {
        var members: [(String, JSON)] = [("id", .integer(record.id))]
        if kind == .orders || kind == .refunds { members.append(("parent_id", .integer(record.parent))) }
        members += record.values.members.map { ($0.name, $0.value) }
        members += store.time.members("date_created", record.created)
        if kind != .refunds { members += store.time.members("date_modified", record.modified) }
        switch kind {
        case .orders:
            members += store.time.members("date_paid", record.dates["date_paid"])
            members += store.time.members("date_completed", record.dates["date_completed"])
            let refunds = store.refunds(of: record.id).map { refund -> JSON in
                let amount = -(WooAmount.read(refund.values["amount"]) ?? 0)
                return ["id": .integer(refund.id), "reason": refund.values["reason"] ?? "", "total": WooAmount.json(amount)]
            }
            members.append(("refunds", .array(refunds)))
        case .coupons: members += store.time.members("date_expires", record.dates["date_expires"])
        case .customers: members.append(("avatar_url", "https://secure.gravatar.com/avatar/?s=96&d=mm&r=g"))
        case .refunds: break
        }
        members.append(("_links", links(kind, record)))
        return .object(JSONObject(members))
    }

    /// Of an answer only the members that `_fields` names, such as `id,billing.email`.
    static func only(_ fields: String?, _ body: JSON) -> JSON {
        guard let fields, !fields.isEmpty else { return body }
        if let rows = body.array { return .array(rows.map { only(fields, $0) }) }
        guard let object = body.object else { return body }
        let names = fields.split(separator: ",").map { $0.split(separator: ".").map { String($0).trimmed } }
        return .object(
            JSONObject(
                object.members.compactMap { name, value in
                    let paths = names.filter { $0.first == name }
                    guard !paths.isEmpty else { return nil }
                    let inner = paths.compactMap { $0.count > 1 ? $0.dropFirst().joined(separator: ".") : nil }
                    return (name, inner.count == paths.count ? only(inner.joined(separator: ","), value) : value)
                }))
    }

    private func links(_ kind: WooKind, _ record: WooRecord) -> JSON {
        let base = "\(home)/wp-json/wc/v3"
        let path = kind == .refunds ? "\(base)/orders/\(record.parent)/refunds" : "\(base)/\(kind.rawValue)"
        return [
            "self": [["href": .string("\(path)/\(record.id)")]], "collection": [["href": .string(path)]],
        ]
    }
}
