import Model

/// Writes records as one user at one instant, with the checks that Salesforce makes. It knows nothing of HTTP.
struct SalesforceWriter: Sendable {
    let user: String
    /// The instant of the write, in whole seconds.
    let now: Timestamp
    /// How long the write stays hidden from others.
    var late: Duration = .zero
    /// Whether a new contact or lead with an e-mail that is there already is refused by the org's duplicate rule.
    var refusesSameEmail = false

    private typealias System = SalesforceObject.System
    private var hiddenUntil: Timestamp? { late > .zero ? now + late : nil }

    init(user: String, now: Timestamp, late: Duration = .zero, refusesSameEmail: Bool = false) {
        self.user = user
        self.now = now
        self.late = late
        self.refusesSameEmail = refusesSameEmail
    }

    func insert(_ index: Int, _ body: JSONObject, into store: inout SalesforceStore) throws(SalesforceRefusal) -> String {
        let object = store.tables[index].object
        if body["Id"] != nil || body["id"] != nil {
            throw SalesforceRefusal(
                code: "INVALID_FIELD_FOR_INSERT_UPDATE", message: "cannot specify Id in an insert call", fields: ["Id"])
        }
        var values = [JSON](repeating: .null, count: object.fields.count)
        for (place, field) in object.fields.enumerated() {
            if field.kind == .boolean { values[place] = .bool(false) } else if let text = field.fallback { values[place] = .string(text) }
        }
        object.place("OwnerId").map { values[$0] = .string(user) }
        object.place("CurrencyIsoCode").map { values[$0] = .string("USD") }
        for (place, value) in try changes(body, object, creating: true) { values[place] = value }
        try SalesforceChecks.required(values, object)
        try SalesforceChecks.references(values, at: Array(values.indices), of: object, in: store)
        try SalesforceChecks.unique(values, of: index, except: nil, in: store)
        if refusesSameEmail { try SalesforceChecks.duplicates(values, of: index, in: store) }
        let seconds = now.seconds
        let id = SalesforceID.make(prefix: object.prefix, serial: Int(store.tables[index].nextSerial))
        store.stamp(&values, id: id, by: user, created: seconds, modified: seconds)
        SalesforceDerivation.apply(to: &values, of: object, changedAt: seconds)
        let serial = store.append(index, values, stamp: seconds, hiddenUntil: hiddenUntil)
        clearOtherPrimaries(index, serial, in: &store)
        return id
    }

    func update(
        _ index: Int, _ serial: Int32, _ body: JSONObject, in store: inout SalesforceStore
    ) throws(SalesforceRefusal) {
        let object = store.tables[index].object
        var record = store.tables[index].latest(serial)
        if record.isDeleted { throw .deleted }
        guard object.updateable else {
            throw SalesforceRefusal(
                code: "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message: "entity type \(object.name) does not support update")
        }
        let before = record.values
        let changes = try changes(body, object, creating: false)
        for (place, value) in changes { record.values[place] = value }
        try SalesforceChecks.required(record.values, object)
        // A lookup that is not touched may point to a record that has gone since.
        try SalesforceChecks.references(record.values, at: changes.map(\.place), of: object, in: store)
        try SalesforceChecks.unique(record.values, of: index, except: serial, in: store)
        SalesforceDerivation.apply(
            to: &record.values, of: object,
            changedAt: object.place("StageName").map { before[$0] != record.values[$0] } ?? false
                ? now.seconds : nil)
        write(index, serial, record, before: before, kind: "update", in: &store)
        clearOtherPrimaries(index, serial, in: &store)
    }

    /// Puts a record in the recycle bin, or takes it out.
    func setDeleted(
        _ index: Int, _ serial: Int32, _ deleted: Bool, in store: inout SalesforceStore
    ) throws(SalesforceRefusal) {
        var record = store.tables[index].latest(serial)
        guard record.isDeleted != deleted else {
            if deleted { throw .deleted }
            throw SalesforceRefusal(code: "UNDELETE_FAILED", message: "entity is not in the recycle bin")
        }
        if !deleted, record.values[min(System.master, record.values.count - 1)].string != nil, store.tables[index].object.mergeable {
            throw SalesforceRefusal(code: "UNDELETE_FAILED", message: "a merged record cannot be undeleted")
        }
        if !deleted { try SalesforceChecks.unique(record.values, of: index, except: serial, in: store) }
        let before = record.values
        record.values[System.isDeleted] = .bool(deleted)
        record.deletedAt = deleted ? now.seconds : nil
        write(index, serial, record, before: before, kind: deleted ? "delete" : "undelete", in: &store)
    }

    /// Merges one record into another: the first goes to the recycle bin and names its master, its children move to the second.
    func merge(
        _ index: Int, _ loser: Int32, into winner: Int32, in store: inout SalesforceStore
    ) throws(SalesforceRefusal) {
        let object = store.tables[index].object
        guard object.mergeable, loser != winner else {
            throw SalesforceRefusal(code: "INVALID_OPERATION", message: "cannot merge records of type \(object.name)")
        }
        if store.tables[index].latest(loser).isDeleted || store.tables[index].latest(winner).isDeleted { throw .deleted }
        let (from, to) = (store.tables[index].latest(loser).id, store.tables[index].latest(winner).id)
        for (child, table) in store.tables.enumerated() {
            for (place, field) in table.object.fields.enumerated() where field.indexed && field.referenceTo == [object.name] {
                for serial in table.find(place, from) ?? [] {
                    var record = store.tables[child].latest(serial)
                    let before = record.values
                    record.values[place] = .string(to)
                    write(child, serial, record, before: before, kind: "reparent", in: &store)
                }
            }
        }
        var record = store.tables[index].latest(loser)
        let before = record.values
        record.values[System.master] = .string(to)
        record.values[System.isDeleted] = .bool(true)
        record.deletedAt = now.seconds
        write(index, loser, record, before: before, kind: "merge", in: &store)
        let master = store.tables[index].latest(winner)
        write(index, winner, master, before: master.values, kind: "merge", in: &store)
    }

    /// Stamps a record without changing it, as a bulk job does.
    func touch(_ index: Int, _ serial: Int32, in store: inout SalesforceStore) {
        let record = store.tables[index].latest(serial)
        write(index, serial, record, before: record.values, kind: "touch", in: &store)
    }

    // MARK: Parts

    private func changes(
        _ body: JSONObject, _ object: SalesforceObject, creating: Bool
    ) throws(SalesforceRefusal) -> [(place: Int, value: JSON)] {
        var changes: [(place: Int, value: JSON)] = []
        for (name, value) in body.members where name != "attributes" {
            guard let place = object.place(name) else { throw .noColumn(name, object.name) }
            let field = object.fields[place]
            guard creating ? field.createable : field.updateable else {
                throw SalesforceRefusal(
                    code: "INVALID_FIELD_FOR_INSERT_UPDATE",
                    message: "Unable to create/update fields: \(field.name). Please check the security settings of this field and verify "
                        + "that it is read/write for your profile or permission set.",
                    fields: [field.name])
            }
            let stored = try SalesforceValue.stored(value, in: field)
            changes.append((place, stored == .null && field.kind == .boolean ? .bool(false) : stored))
        }
        return changes
    }

    private func write(
        _ index: Int, _ serial: Int32, _ changed: SalesforceRecord, before: [JSON], kind: String, in store: inout SalesforceStore
    ) {
        var record = changed
        let seconds = now.seconds
        let old = record.values.indices.filter { record.values[$0] != before[$0] }.map { (place: $0, old: before[$0]) }
        record.history.append(.init(at: seconds, by: user, kind: kind, values: old))
        let stamp = SalesforceTime.text(seconds: seconds)
        record.values[System.modifiedDate] = .string(stamp)
        record.values[System.modifiedBy] = .string(user)
        record.values[System.modstamp] = .string(stamp)
        record.stamp = seconds
        store.replace(index, serial, with: record, hiddenUntil: hiddenUntil)
    }

    /// A deal has one primary contact: a new one takes the place of the old.
    private func clearOtherPrimaries(_ index: Int, _ serial: Int32, in store: inout SalesforceStore) {
        let object = store.tables[index].object
        let row = store.tables[index].latest(serial)
        guard object.name == "OpportunityContactRole", let primary = object.place("IsPrimary"),
            let parent = object.place("OpportunityId"), row.values[primary] == .bool(true), let deal = row.values[parent].string
        else { return }
        for other in store.tables[index].find(parent, deal) ?? [] where other != serial {
            var record = store.tables[index].latest(other)
            guard record.values[primary] == .bool(true) else { continue }
            let before = record.values
            record.values[primary] = .bool(false)
            write(index, other, record, before: before, kind: "update", in: &store)
        }
    }
}
