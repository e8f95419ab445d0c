import Model

/// Carries out what a person does in the CRM; the same checks as for the interface, another source in the history.
struct HubSpotPersonEdit: Sendable {
    let edit: PersonEdit
    let now: Timestamp

    /// Changes the record and shows it afterwards.
    func apply(to store: inout HubSpotStore) throws(SandboxError) -> JSON {
        guard let kind = HubSpotKind(named: edit.object, portal: store.settings.portal) else {
            throw .edit(reason: "HubSpot has no object \(edit.object)")
        }
        let due = now + store.settings.indexLag
        if edit.action == .touch {
            let ids = edit.id.map { [Int64($0) ?? 0] } ?? store[kind].live.entries.map(\.id)
            for id in ids { store[kind].touch(id, at: now, visible: due) }
            return ["touched": .integer(ids.count)]
        }
        let source = HubSpotSource.person(user(store.catalog))
        var record: HubSpotRecord?
        do throws(HubSpotProblem) {
            switch edit.action {
            case .create: record = try store.create(values, kind, at: now, visible: due, by: source)
            case .update: record = try store.update(try id(edit.id), values, kind, at: now, visible: due, by: source)
            case .delete, .archive:
                let id = try id(edit.id)
                guard store[kind].archive(id, at: now) else { throw .notFound }
                record = store[kind].record(id)
            case .undelete: record = store[kind].restore(try id(edit.id), at: now, visible: due)
            case .touch: break
            case .merge: record = store.merge(try id(edit.into), try id(edit.id), kind, at: now, visible: due)
            }
        } catch { throw .edit(reason: error.message) }
        guard let record else { throw .edit(reason: "\(edit.object) has no record \(edit.id ?? "") that this can be done to") }
        return HubSpotState(store: store).json(record, kind)
    }

    /// The fields as HubSpot takes them: text, and empty text to clear.
    private var values: JSONObject {
        JSONObject(
            edit.fields.members.map { name, value in
                switch value {
                case .null: (name, "")
                case .number(let text): (name, .string(text))
                case .bool(let flag): (name, .string(String(flag)))
                default: (name, value)
                }
            })
    }

    private func id(_ text: String?) throws(HubSpotProblem) -> Int64 {
        guard let id = text.flatMap({ Int64($0) }) else { throw .notFound }
        return id
    }

    /// The user behind `by`: an owner's address, owner id or user id; else the portal's first user.
    private func user(_ catalog: HubSpotCatalog) -> Int {
        let named = catalog.owners.first { [$0.email, $0.id, String($0.user)].contains(edit.by) }
        return (named ?? catalog.owners.first)?.user ?? 1
    }
}
