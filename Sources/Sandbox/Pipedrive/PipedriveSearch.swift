import Model

/// Searches: `/{kind}/search` by words, and `/itemSearch/field` by the value of one field. Both go by an index that may lag.
struct PipedriveSearch: Sendable {
    let call: PipedriveCall
    let store: PipedriveStore

    /// `GET /api/v2/{kind}/search`.
    func words(_ kind: PipedriveKind) throws(PipedriveProblem) -> JSON {
        try call.allow(["term", "fields", "exact_match", "limit", "cursor", "organization_id", "person_id", "status", "include_fields"])
        let isExact = call.target["exact_match"] == "true"
        let term = try self.term(isExact: isExact)
        let fields = call.target["fields"].map { $0.split(separator: ",").map(String.init) }
        let limit = try call.number("limit", default: 100, 1...500)
        let found = records(kind).filter { record in
            texts(record, kind, fields).contains { isExact ? $0.lowercased() == term : $0.lowercased().contains(term) }
        }
        let items = found.prefix(limit).map { record -> JSON in ["result_score": .number("1.22"), "item": item(record, kind)] }
        return ["success": true, "data": ["items": .array(items)], "additional_data": ["next_cursor": .null]]
    }

    /// `GET /api/v2/itemSearch/field`.
    func field() throws(PipedriveProblem) -> JSON {
        try call.allow(["term", "entity_type", "field", "match", "limit", "cursor"])
        let match = call.target["match"] ?? "exact"
        let term = try self.term(isExact: match == "exact")
        guard let kind = PipedriveKind.allCases.first(where: { $0.singular == call.target["entity_type"] }) else {
            throw .invalid("entity_type must be one of [organization, person, deal]")
        }
        guard let field = store.catalog.fields(kind).first(where: { [$0.key, $0.listedKey].contains(call.target["field"]) }) else {
            throw .invalid("field does not exist")
        }
        let found = records(kind).compactMap { record -> JSON? in
            let texts = Self.texts(record.value(field.key))
            let hit = texts.first { text in
                match == "exact"
                    ? text.lowercased() == term
                    : match == "beginning" ? text.lowercased().hasPrefix(term) : text.lowercased().contains(term)
            }
            return hit.map { ["id": .integer(record.id), "name": .string($0)] }
        }
        return ["success": true, "data": .array(found), "additional_data": ["next_cursor": .null]]
    }

    private func term(isExact: Bool) throws(PipedriveProblem) -> String {
        let term = (call.target["term"] ?? "").lowercased()
        guard term.count >= (isExact ? 1 : 2) else { throw .invalid("term must be at least \(isExact ? 1 : 2) characters long") }
        return term
    }

    private func records(_ kind: PipedriveKind) -> [PipedriveRecord] {
        if call.fault == .emptyList || call.fault == .permissionLost { return [] }
        return store.records(kind).compactMap { store.visible(kind, $0.id, at: call.now, inSearch: true) }.filter { !$0.isDeleted }
    }

    private func texts(_ record: PipedriveRecord, _ kind: PipedriveKind, _ wanted: [String]?) -> [String] {
        store.catalog.fields(kind).filter { field in
            let name = field.isCustom ? "custom_fields" : field.listedKey
            return wanted?.contains(name) ?? ["name", "title", "email", "phone", "custom_fields"].contains(name)
        }.flatMap { Self.texts(record.value($0.key)) }
    }

    private static func texts(_ value: JSON) -> [String] {
        value.array.map { $0.compactMap { $0["value"]?.string } } ?? value.string.map { [$0] } ?? []
    }

    private func item(_ record: PipedriveRecord, _ kind: PipedriveKind) -> JSON {
        var item = JSONObject([
            ("id", .integer(record.id)), ("type", .string(kind.singular)), (kind.title, record.value(kind.title)), ("visible_to", 3),
            ("owner", ["id": record.value("owner_id")]),
        ])
        if kind == .persons {
            item["phones"] = .array(Self.texts(record.value("phones")).map { .string($0) })
            item["emails"] = .array(Self.texts(record.value("emails")).map { .string($0) })
        }
        let own = store.catalog.fields(kind).filter(\.isCustom).flatMap { Self.texts(record.value($0.key)) }
        item["custom_fields"] = .array(own.map { .string($0) })
        item["notes"] = []
        return .object(item)
    }
}
