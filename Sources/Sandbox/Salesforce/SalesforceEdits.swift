import Model

/// What a person of the org does to a record, with the checks that the org makes for people too.
enum SalesforceEdits {
    static func apply(_ edit: PersonEdit, _ store: inout SalesforceStore, at now: Timestamp) throws(SalesforceRefusal) -> JSON {
        guard let index = store.table(edit.object) else { throw missing("object \(edit.object)") }
        let writer = SalesforceWriter(user: try user(edit.by, store), now: now, late: edit.late)
        if edit.action == .create {
            let id = try writer.insert(index, edit.fields, into: &store)
            return try shown(id, index, store)
        }
        if edit.action == .touch, edit.id == nil {
            for serial in store.tables[index].live { writer.touch(index, serial, in: &store) }
            return ["touched": .integer(store.tables[index].live.count)]
        }
        let serial = try serial(edit.id ?? "", index, store)
        switch edit.action {
        case .update: try writer.update(index, serial, edit.fields, in: &store)
        case .delete, .archive: try writer.setDeleted(index, serial, true, in: &store)
        case .undelete: try writer.setDeleted(index, serial, false, in: &store)
        case .merge: try writer.merge(index, serial, into: try self.serial(edit.into ?? "", index, store), in: &store)
        case .touch: writer.touch(index, serial, in: &store)
        case .create: break
        }
        return try shown(store.tables[index].latest(serial).id, index, store)
    }

    private static func shown(_ id: String, _ index: Int, _ store: SalesforceStore) throws(SalesforceRefusal) -> JSON {
        let table = store.tables[index]
        return try SalesforceRows.show(table.latest(try serial(id, index, store)), table.object, fields: nil, "v63.0")
    }

    private static func serial(_ text: String, _ index: Int, _ store: SalesforceStore) throws(SalesforceRefusal) -> Int32 {
        guard let id = SalesforceID.widened(text), let serial = store.tables[index].serial(id) else { throw missing("record \(text)") }
        return serial
    }

    /// The user who acts, by id or name; the first person after the agent's own user where none is named.
    private static func user(_ text: String?, _ store: SalesforceStore) throws(SalesforceRefusal) -> String {
        guard let index = store.table("User") else { throw missing("user") }
        let table = store.tables[index]
        guard let text else { return SalesforceID.make(prefix: "005", serial: min(2, table.records.count)) }
        if let id = SalesforceID.widened(text), table.serial(id) != nil { return id }
        let place = table.object.place("Username")
        let found = table.records.first { record in place.flatMap { record.values[$0].string } == text }
        guard let found else { throw missing("user \(text)") }
        return found.id
    }

    private static func missing(_ what: String) -> SalesforceRefusal {
        SalesforceRefusal(status: 404, code: "NOT_FOUND", message: "there is no \(what)")
    }
}
