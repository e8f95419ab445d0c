import Model

/// All records of the org, by object. It makes no checks of its own; `SalesforceWriter` does.
struct SalesforceStore: Sendable {
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

    /// The ids of the users by their usernames.
    var users: [String: String] {
        guard let index = table("User"), let place = tables[index].object.place("Username") else { return [:] }
        let pairs = tables[index].records.compactMap { user in user.values[place].string.map { ($0, user.id) } }
        return Dictionary(pairs) { first, _ in first }
    }

    mutating func settle(_ now: Timestamp) {
        for index in tables.indices { tables[index].settle(now) }
    }

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

    /// Adds a record under its id, and says its number.
    mutating func append(_ index: Int, _ values: [JSON], stamp: Int64, hiddenUntil: Timestamp?) -> Int32 {
        let serial = tables[index].append(values, stamp: stamp)
        if let hiddenUntil { tables[index].conceal(serial, before: nil, until: hiddenUntil) }
        return serial
    }

    /// Puts a record's new state in the place of the old.
    mutating func replace(_ index: Int, _ serial: Int32, with record: SalesforceRecord, hiddenUntil: Timestamp?) {
        if let hiddenUntil { tables[index].conceal(serial, before: tables[index].latest(serial), until: hiddenUntil) }
        tables[index].replace(serial, with: record)
    }

    /// Removes a deleted record for good and gives its id to the next of its object.
    mutating func recycle(_ index: Int, id: String) {
        if let serial = tables[index].serial(id) { tables[index].recycle(serial) }
    }

    /// Empties the recycle bin of what has lain there for 15 days.
    mutating func emptyBin(_ now: Timestamp) {
        let limit = now.seconds - 15 * 86_400
        for index in tables.indices {
            for serial in tables[index].bin where (tables[index].latest(serial).deletedAt ?? limit) < limit { tables[index].purge(serial) }
        }
    }

    /// Fills the fields that every object has.
    func stamp(_ values: inout [JSON], id: String, by user: String, created: Int64, modified: Int64) {
        values[System.id] = .string(id)
        values[System.isDeleted] = .bool(false)
        values[System.createdDate] = .string(SalesforceTime.text(seconds: created))
        values[System.createdBy] = .string(user)
        values[System.modifiedDate] = .string(SalesforceTime.text(seconds: modified))
        values[System.modifiedBy] = .string(user)
        values[System.modstamp] = .string(SalesforceTime.text(seconds: modified))
    }
}
