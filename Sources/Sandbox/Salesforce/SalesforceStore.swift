import Model

/// All records of the org, and the writes on them with the checks that Salesforce makes. It knows nothing of HTTP.
struct SalesforceStore: Sendable {
    /// Who writes and when, and how long the write stays hidden from others.
    struct Writer: Sendable {
        let user: String
        let now: Timestamp
        var late: Duration = .zero
        /// Whether a new contact or lead with an e-mail that is there already is refused by the org's duplicate rule.
        var refusesSameEmail = false
    }

    private(set) var tables: [SalesforceTable]
    private let places: [String: Int]
    private typealias System = SalesforceObject.System

    init() {
        tables = SalesforceObjects.all.map { SalesforceTable($0) }
        places = Dictionary(uniqueKeysWithValues: SalesforceObjects.all.enumerated().map { ($0.element.name.lowercased(), $0.offset) })
    }

    /// The index of an object's table by its name in any case.
    func table(_ name: String) -> Int? { places[name.lowercased()] }

    /// The table that an id belongs to.
    func table(ofID id: String) -> Int? { tables.firstIndex { id.hasPrefix($0.object.prefix) } }

    mutating func settle(_ now: Timestamp) {
        for index in tables.indices { tables[index].settle(now) }
    }

    // MARK: Writes

    /// Puts a record in without checks or stamps of its own: the org's first data.
    mutating func seed(_ index: Int, _ fields: [(String, JSON)], by user: String, created: Int64, modified: Int64) -> String {
        let object = tables[index].object
        var values = [JSON](repeating: .null, count: object.fields.count)
        for (place, field) in object.fields.enumerated() where field.kind == .boolean { values[place] = .bool(false) }
        for (name, value) in fields { object.place(name).map { values[$0] = value } }
        let id = SalesforceID.make(prefix: object.prefix, serial: tables[index].records.count + 1)
        stamp(&values, id: id, by: user, created: created, modified: modified)
        SalesforceDerivation.apply(to: &values, of: object, changedAt: nil)
        _ = tables[index].append(values, stamp: modified)
        return id
    }

    mutating func insert(_ index: Int, _ body: JSONObject, _ writer: Writer) throws(SalesforceRefusal) -> String {
        let object = tables[index].object
        if body["Id"] != nil || body["id"] != nil {
            throw SalesforceRefusal(
                code: "INVALID_FIELD_FOR_INSERT_UPDATE", message: "cannot specify Id in an insert call", fields: ["Id"])
        }
        var values = [JSON](repeating: .null, count: object.fields.count)
        for (place, field) in object.fields.enumerated() {
            if field.kind == .boolean { values[place] = .bool(false) } else if let text = field.fallback { values[place] = .string(text) }
        }
        object.place("OwnerId").map { values[$0] = .string(writer.user) }
        object.place("CurrencyIsoCode").map { values[$0] = .string("USD") }
        for (place, value) in try changes(body, object, creating: true) { values[place] = value }
        try SalesforceChecks.required(values, object)
        try SalesforceChecks.references(values, of: object, in: self)
        try SalesforceChecks.unique(values, of: index, except: nil, in: self)
        if writer.refusesSameEmail { try SalesforceChecks.duplicates(values, of: index, in: self) }
        let seconds = writer.now.seconds
        let id = SalesforceID.make(prefix: object.prefix, serial: tables[index].records.count + 1)
        stamp(&values, id: id, by: writer.user, created: seconds, modified: seconds)
        SalesforceDerivation.apply(to: &values, of: object, changedAt: seconds)
        let serial = tables[index].append(values, stamp: seconds)
        if writer.late > .zero { tables[index].conceal(serial, before: nil, until: writer.now + writer.late) }
        clearOtherPrimaries(index, serial, writer)
        return id
    }

    mutating func update(_ index: Int, _ serial: Int32, _ body: JSONObject, _ writer: Writer) throws(SalesforceRefusal) {
        let object = tables[index].object
        var record = tables[index].latest(serial)
        if record.isDeleted { throw .deleted }
        guard object.updateable else {
            throw SalesforceRefusal(
                code: "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message: "entity type \(object.name) does not support update")
        }
        let before = record.values
        for (place, value) in try changes(body, object, creating: false) { record.values[place] = value }
        try SalesforceChecks.required(record.values, object)
        try SalesforceChecks.references(record.values, of: object, in: self)
        try SalesforceChecks.unique(record.values, of: index, except: serial, in: self)
        SalesforceDerivation.apply(
            to: &record.values, of: object, changedAt: object.place("StageName").map { before[$0] != record.values[$0] } ?? false
                ? writer.now.seconds : nil)
        write(index, serial, record, before: before, kind: "update", writer)
        clearOtherPrimaries(index, serial, writer)
    }

    /// Puts a record in the recycle bin, or takes it out.
    mutating func setDeleted(_ index: Int, _ serial: Int32, _ deleted: Bool, _ writer: Writer) throws(SalesforceRefusal) {
        var record = tables[index].latest(serial)
        guard record.isDeleted != deleted else {
            if deleted { throw .deleted }
            throw SalesforceRefusal(code: "UNDELETE_FAILED", message: "entity is not in the recycle bin")
        }
        if !deleted, record.values[min(System.master, record.values.count - 1)].string != nil, tables[index].object.mergeable {
            throw SalesforceRefusal(code: "UNDELETE_FAILED", message: "a merged record cannot be undeleted")
        }
        if !deleted { try SalesforceChecks.unique(record.values, of: index, except: serial, in: self) }
        let before = record.values
        record.values[System.isDeleted] = .bool(deleted)
        record.deletedAt = deleted ? writer.now.seconds : nil
        write(index, serial, record, before: before, kind: deleted ? "delete" : "undelete", writer)
    }

    /// Merges one record into another: the first goes to the recycle bin and names its master, its children move to the second.
    mutating func merge(_ index: Int, _ loser: Int32, into winner: Int32, _ writer: Writer) throws(SalesforceRefusal) {
        let object = tables[index].object
        guard object.mergeable, loser != winner else {
            throw SalesforceRefusal(code: "INVALID_OPERATION", message: "cannot merge records of type \(object.name)")
        }
        if tables[index].latest(loser).isDeleted || tables[index].latest(winner).isDeleted { throw .deleted }
        let (from, to) = (tables[index].latest(loser).id, tables[index].latest(winner).id)
        for (child, table) in tables.enumerated() {
            for (place, field) in table.object.fields.enumerated() where field.indexed && field.referenceTo == [object.name] {
                for serial in table.find(place, from) ?? [] {
                    var record = tables[child].latest(serial)
                    let before = record.values
                    record.values[place] = .string(to)
                    write(child, serial, record, before: before, kind: "reparent", writer)
                }
            }
        }
        var record = tables[index].latest(loser)
        let before = record.values
        record.values[System.master] = .string(to)
        record.values[System.isDeleted] = .bool(true)
        record.deletedAt = writer.now.seconds
        write(index, loser, record, before: before, kind: "merge", writer)
        let master = tables[index].latest(winner)
        write(index, winner, master, before: master.values, kind: "merge", writer)
    }

    /// Empties the recycle bin of what has lain there for 15 days.
    mutating func emptyBin(_ now: Timestamp) {
        let limit = now.seconds - 15 * 86_400
        for index in tables.indices {
            for serial in tables[index].bin where (tables[index].latest(serial).deletedAt ?? limit) < limit { tables[index].purge(serial) }
        }
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

    private mutating func write(
        _ index: Int, _ serial: Int32, _ changed: SalesforceRecord, before: [JSON], kind: String, _ writer: Writer
    ) {
        var record = changed
        let seconds = writer.now.seconds
        let old = record.values.indices.filter { record.values[$0] != before[$0] }.map { (place: $0, old: before[$0]) }
        record.history.append(.init(at: seconds, by: writer.user, kind: kind, values: old))
        let stamp = SalesforceTime.text(seconds: seconds)
        record.values[System.modifiedDate] = .string(stamp)
        record.values[System.modifiedBy] = .string(writer.user)
        record.values[System.modstamp] = .string(stamp)
        record.stamp = seconds
        if writer.late > .zero {
            tables[index].conceal(serial, before: tables[index].latest(serial), until: writer.now + writer.late)
        }
        tables[index].replace(serial, with: record)
    }

    /// A deal has one primary contact: a new one takes the place of the old.
    private mutating func clearOtherPrimaries(_ index: Int, _ serial: Int32, _ writer: Writer) {
        let table = tables[index]
        guard table.object.name == "OpportunityContactRole", let primary = table.object.place("IsPrimary"),
            let parent = table.object.place("OpportunityId"), table.latest(serial).values[primary] == .bool(true),
            let deal = table.latest(serial).values[parent].string
        else { return }
        for other in table.find(parent, deal) ?? [] where other != serial && table.latest(other).values[primary] == .bool(true) {
            var record = tables[index].latest(other)
            let before = record.values
            record.values[primary] = .bool(false)
            write(index, other, record, before: before, kind: "update", writer)
        }
    }

    private func stamp(_ values: inout [JSON], id: String, by user: String, created: Int64, modified: Int64) {
        values[System.id] = .string(id)
        values[System.isDeleted] = .bool(false)
        values[System.createdDate] = .string(SalesforceTime.text(seconds: created))
        values[System.createdBy] = .string(user)
        values[System.modifiedDate] = .string(SalesforceTime.text(seconds: modified))
        values[System.modifiedBy] = .string(user)
        values[System.modstamp] = .string(SalesforceTime.text(seconds: modified))
    }
}
