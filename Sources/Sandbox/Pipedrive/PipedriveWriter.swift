import Model

/// Writes records as one user at one instant, with the checks and consequences that Pipedrive has. It knows nothing of HTTP.
struct PipedriveWriter: Sendable {
    let user: Int
    let now: Timestamp
    var concealment: PipedriveConcealment?

    /// Makes a record.
    func create(_ kind: PipedriveKind, _ body: JSONObject, in store: inout PipedriveStore) throws(PipedriveProblem) -> PipedriveRecord {
        var values = try PipedriveValues(store: store, kind: kind).checked(body, creating: true)
        if values["owner_id"] == nil { values["owner_id"] = .integer(user) }
        if kind == .deals {
            if values["status"] == nil { values["status"] = "open" }
            if values["value"] == nil { values["value"] = 0 }
            if values["currency"] == nil { values["currency"] = .string(store.settings.currency) }
            if values["stage_id"] == nil { values["stage_id"] = .integer(values["pipeline_id"] == 2 ? 5 : 1) }
            settle(&values, before: nil)
        }
        let record = store.create(kind, values, at: now)
        conceal(kind, record.id, before: nil, in: &store)
        return record
    }

    /// Changes a record.
    func update(
        _ kind: PipedriveKind, _ id: Int, _ body: JSONObject, in store: inout PipedriveStore
    ) throws(PipedriveProblem) -> PipedriveRecord {
        guard let before = store.record(kind, id), !before.isDeleted else { throw .notFound(kind) }
        var values = try PipedriveValues(store: store, kind: kind).checked(body, creating: false)
        if kind == .persons, values["name"] == nil, values["first_name"] != nil || values["last_name"] != nil {
            let parts = ["first_name", "last_name"].compactMap { (values[$0] ?? before.value($0)).string }
            values["name"] = .string(parts.joined(separator: " "))
        }
        if kind == .deals { settle(&values, before: before) }
        guard let record = store.change(kind, id, values, action: "update", by: user, at: now) else { throw .notFound(kind) }
        conceal(kind, id, before: before, in: &store)
        return record
    }

    /// Deletes a record, or brings it back.
    func setDeleted(_ kind: PipedriveKind, _ id: Int, _ deleted: Bool, in store: inout PipedriveStore) throws(PipedriveProblem) {
        guard let before = store.record(kind, id), before.isDeleted != deleted else { throw .notFound(kind) }
        _ = store.change(kind, id, [:], deleted: deleted, action: deleted ? "delete" : "undelete", by: user, at: now)
        conceal(kind, id, before: before, in: &store)
    }

    /// A stage names its pipeline; a status sets the times that go with it.
    private func settle(_ values: inout [String: JSON], before: PipedriveRecord?) {
        if let stage = values["stage_id"], let known = PipedriveCatalog.stages.first(where: { .integer($0.id) == stage }) {
            values["pipeline_id"] = .integer(known.pipeline)
            if before?.value("stage_id") != stage { values["stage_change_time"] = .string(now.iso) }
        }
        guard let status = values["status"], status != before?.value("status") else { return }
        let given = { [values] (name: String) -> JSON in values[name] ?? .string(now.iso) }
        let (won, lost) = (status == "won", status == "lost")
        let times: [(String, JSON)] = [
            ("won_time", won ? given("won_time") : .null), ("lost_time", lost ? given("lost_time") : .null),
            ("close_time", won || lost ? given("close_time") : .null),
        ]
        for (name, value) in times { values[name] = value }
    }

    private func conceal(_ kind: PipedriveKind, _ id: Int, before: PipedriveRecord?, in store: inout PipedriveStore) {
        guard var concealment else { return }
        concealment.before = before
        store.conceal(kind, id, concealment)
    }
}
