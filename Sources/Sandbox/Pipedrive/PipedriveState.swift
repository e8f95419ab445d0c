import Model

/// Everything the company holds, for a test to look at: never an answer of Pipedrive.
struct PipedriveState: Sendable {
    let store: PipedriveStore

    /// All kinds with all their records, by id.
    var json: JSON {
        let kinds = PipedriveKind.allCases.map { kind in (kind.rawValue, JSON.array(store.records(kind).map { json($0, kind) })) }
        return ["vendor": "pipedrive", "objects": .object(JSONObject(kinds))]
    }

    /// One record with its values and their history, all by key.
    func json(_ record: PipedriveRecord, _ kind: PipedriveKind) -> JSON {
        let fields = store.catalog.fields(kind).map { ($0.key, record.value($0.key)) }.filter { $0.1 != .null }
        let history = record.history.map { change -> JSON in
            [
                "at": .string(change.at.iso), "by": .integer(change.by), "action": .string(change.action), "before": .object(change.before),
            ]
        }
        return [
            "id": .string(String(record.id)), "deleted": .bool(record.isDeleted), "fields": .object(JSONObject(fields)),
            "history": .array(history),
        ]
    }
}
