import Model

/// Carries out what a person does in the company; the same checks as for the interface.
struct PipedrivePersonEdit: Sendable {
    let edit: PersonEdit
    let now: Timestamp

    /// Changes the record and shows it afterwards.
    func apply(to store: inout PipedriveStore) throws(SandboxError) -> JSON {
        guard let kind = PipedriveSubject.kind(edit.object) else { throw .edit(reason: "Pipedrive has no object \(edit.object)") }
        let named = store.catalog.users.first { [$0.email, String($0.id)].contains(edit.by) }
        let user = (named ?? store.catalog.users.dropFirst().first)?.id ?? store.catalog.users[0].id
        var writer = PipedriveWriter(user: user, now: now.truncated(to: .seconds(1)))
        if edit.late > .zero { writer.concealment = PipedriveConcealment(until: now + edit.late, isOfSearchAlone: false) }
        if edit.action == .touch {
            let ids = edit.id.map { [Int($0) ?? 0] } ?? store.records(kind).filter { !$0.isDeleted }.map(\.id)
            for id in ids { _ = store.change(kind, id, [:], action: "touch", by: user, at: writer.now) }
            return ["touched": .integer(ids.count)]
        }
        do throws(PipedriveProblem) {
            let id = try self.act(kind, writer, &store)
            return store.record(kind, id).map { PipedriveState(store: store).json($0, kind) } ?? .null
        } catch { throw .edit(reason: "\(error.error)") }
    }

    private func act(_ kind: PipedriveKind, _ writer: PipedriveWriter, _ store: inout PipedriveStore) throws(PipedriveProblem) -> Int {
        let id = edit.id.flatMap { Int($0) } ?? 0
        switch edit.action {
        case .create: return try writer.create(kind, body(kind, store), in: &store).id
        case .update: return try writer.update(kind, id, body(kind, store), in: &store).id
        case .delete, .archive: try writer.setDeleted(kind, id, true, in: &store)
        case .undelete: try writer.setDeleted(kind, id, false, in: &store)
        case .merge:
            let into = edit.into.flatMap { Int($0) } ?? 0
            guard store.merge(kind, id, into: into, by: writer.user, at: writer.now) != nil else { throw .notFound(kind) }
            return into
        case .touch: break
        }
        return id
    }

    /// The fields as the interface takes them: the company's own go under `custom_fields`.
    private func body(_ kind: PipedriveKind, _ store: PipedriveStore) -> JSONObject {
        var body = JSONObject()
        var own = edit.fields["custom_fields"]?.object ?? JSONObject()
        for (name, value) in edit.fields.members where name != "custom_fields" {
            if store.catalog.field(name, kind)?.isCustom == true { own[name] = value } else { body[name] = value }
        }
        if own.count > 0 { body["custom_fields"] = .object(own) }
        return body
    }
}
