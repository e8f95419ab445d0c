import Model

/// Checks the values of a write and brings them into the form that Pipedrive stores.
struct PipedriveValues: Sendable {
    let store: PipedriveStore
    let kind: PipedriveKind

    /// Reads the body of a create or an update: Pipedrive's own fields beside `custom_fields`, which holds the company's.
    func checked(_ body: JSONObject, creating: Bool) throws(PipedriveProblem) -> [String: JSON] {
        var values: [String: JSON] = [:]
        for (name, value) in body.members {
            if name == "custom_fields" {
                guard let own = value.object else { throw .invalid("custom_fields must be an object") }
                for (key, value) in own.members {
                    guard let field = store.catalog.field(key, kind), field.isCustom else {
                        throw .invalid("custom_fields.\(key) is not a valid custom field")
                    }
                    values[key] = try stored(value, field)
                }
                continue
            }
            let times = ["add_time", "update_time"]
            guard let field = store.catalog.field(name, kind), !field.isCustom, !field.readOnly || times.contains(name) else {
                throw .invalid("\(name) is not allowed")
            }
            if !times.contains(name) { values[name] = try stored(value, field) }
        }
        if kind == .persons { named(&values, creating: creating) }
        if creating || values[kind.title] != nil {
            guard values[kind.title]?.string?.trimmed.isEmpty == false else { throw .invalid("\(kind.title) is required") }
        }
        return values
    }

    /// A person has one name, of which the parts are cut, or which is put together of them.
    private func named(_ values: inout [String: JSON], creating: Bool) {
        if let name = values["name"]?.string, values["first_name"] == nil, values["last_name"] == nil {
            let words = name.split(separator: " ")
            values["first_name"] = words.first.map { .string(String($0)) }
            values["last_name"] = words.count > 1 ? .string(words.dropFirst().joined(separator: " ")) : .null
        } else if creating, values["name"] == nil {
            let name = [values["first_name"], values["last_name"]].compactMap { $0?.string }.joined(separator: " ")
            if !name.isEmpty { values["name"] = .string(name) }
        }
    }

    private func stored(_ value: JSON, _ field: PipedriveField) throws(PipedriveProblem) -> JSON {
        if value == .null { return .null }
        switch field.form {
        case .varchar, .text, .phone, .status: return try text(value, field)
        case .double: return try number(value, field)
        case .int, .user, .org, .people, .stage: return try reference(value, field)
        case .boolean:
            guard value.bool != nil else { throw .invalid("\(field.key) must be a boolean") }
            return value
        case .date:
            guard let day = value.string, CalendarDate(day) != nil else { throw .invalid("\(field.key) must be a date YYYY-MM-DD") }
            return value
        case .time:
            guard let instant = value.string.flatMap({ Timestamp(iso: $0) }) else {
                throw .invalid("\(field.key) must be an RFC 3339 time")
            }
            return .string(instant.iso)
        case .monetary:
            guard let amount = value["value"], let currency = value["currency"]?.string else {
                throw .invalid("\(field.key) must have value and currency")
            }
            return ["value": try number(amount, field), "currency": .string(currency)]
        case .enum, .set: return try option(value, field)
        case .emails, .phones: return try contacts(value, field)
        }
    }

    private func text(_ value: JSON, _ field: PipedriveField) throws(PipedriveProblem) -> JSON {
        guard let text = value.string else { throw .invalid("\(field.key) must be a string") }
        guard field.form == .text || text.unicodeScalars.count <= 255 else { throw .invalid("\(field.key) is longer than 255 characters") }
        if field.form == .status, !["open", "won", "lost"].contains(text) { throw .invalid("status must be one of [open, won, lost]") }
        if field.key == "currency", !PipedriveCatalog.currencies.contains(text) { throw .invalid("currency \(text) is not supported") }
        return text.isEmpty ? .null : value
    }

    private func number(_ value: JSON, _ field: PipedriveField) throws(PipedriveProblem) -> JSON {
        guard case .number = value else { throw .invalid("\(field.key) must be a number") }
        return value
    }

    private func reference(_ value: JSON, _ field: PipedriveField) throws(PipedriveProblem) -> JSON {
        guard let id = value.integer.map({ Int($0) }) else { throw .invalid("\(field.key) must be a number") }
        let exists =
            switch field.form {
            case .user: store.catalog.users.contains { $0.id == id }
            case .org: store.record(.organizations, id)?.isDeleted == false
            case .people: store.record(.persons, id)?.isDeleted == false
            case .stage: PipedriveCatalog.stages.contains { $0.id == id }
            default: field.key != "pipeline_id" || PipedriveCatalog.pipelines.contains { $0.id == id }
            }
        guard exists else { throw .invalid("\(field.key): \(id) does not exist") }
        return value
    }

    private func option(_ value: JSON, _ field: PipedriveField) throws(PipedriveProblem) -> JSON {
        if field.key == "label_ids" { return value }
        let given = field.form == .set ? value.array ?? [.null] : [value]
        for one in given where !field.options.contains(where: { .integer($0.id) == one }) {
            throw .invalid("\(field.key): \(one.text) is not one of [\(field.options.map { String($0.id) }.joined(separator: ", "))]")
        }
        return value
    }

    private func contacts(_ value: JSON, _ field: PipedriveField) throws(PipedriveProblem) -> JSON {
        guard let rows = value.array else { throw .invalid("\(field.key) must be an array") }
        var kept: [JSON] = []
        for (place, row) in rows.enumerated() {
            guard let text = row["value"]?.string,
                row.object?.members.allSatisfy({ ["value", "primary", "label"].contains($0.name) }) == true
            else { throw .invalid("\(field.key) must be objects with value, primary and label") }
            if text.isEmpty { continue }
            kept.append([
                "label": row["label"] ?? "work", "value": .string(text),
                "primary": .bool(row["primary"]?.bool ?? (place == 0)),
            ])
        }
        return kept.isEmpty ? .null : .array(kept)
    }
}
