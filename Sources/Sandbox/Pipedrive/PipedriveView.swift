import Model

/// Shows records as version 2 does: Pipedrive's own fields flat, the company's under `custom_fields`, null where nothing was set.
struct PipedriveView: Sendable {
    let store: PipedriveStore
    let kind: PipedriveKind
    /// The keys of the company's fields to show; nil for all.
    var own: Set<String>?

    /// One record.
    func json(_ record: PipedriveRecord) -> JSON {
        var body = JSONObject()
        var custom = JSONObject()
        for field in store.catalog.fields(kind) {
            if field.isCustom {
                if own?.contains(field.key) ?? true { custom[field.key] = record.value(field.key) }
            } else {
                body[field.key] = shown(record.value(field.key), field)
            }
        }
        if kind == .deals { for key in ["origin_id", "channel", "arr", "mrr", "acv"] { body[key] = .null } }
        body["custom_fields"] = .object(custom)
        return .object(body)
    }

    private func shown(_ value: JSON, _ field: PipedriveField) -> JSON {
        guard value == .null else { return value }
        switch field.form {
        case .emails, .phones: return []
        case .set where field.key == "label_ids": return []
        case .boolean: return false
        default: return field.key == "visible_to" ? 3 : .null
        }
    }
}
