import Model

/// One record: the values of all its fields at their places, and how it came to be.
struct SalesforceRecord: Sendable {
    /// One change after the record was made.
    struct Change: Sendable {
        let at: Int64
        let by: String
        let kind: String
        let values: [(place: Int, old: JSON)]
    }

    var values: [JSON]
    /// The seconds of SystemModstamp, by which the table is ordered.
    var stamp: Int64
    var deletedAt: Int64?
    var isPurged = false
    var history: [Change] = []

    var id: String { values[SalesforceObject.System.id].string ?? "" }
    var isDeleted: Bool { deletedAt != nil }
}

/// The records of one object, found by number, by a field's value, and in the order of their stamps without a scan.
struct SalesforceTable: Sendable {
    /// A place in the order of stamps; the number breaks ties, as ids sort like numbers.
    struct StampKey: Comparable, Sendable {
        let stamp: Int64
        let serial: Int32

        static func < (left: StampKey, right: StampKey) -> Bool { (left.stamp, left.serial) < (right.stamp, right.serial) }
    }

    /// A record whose latest change is not committed yet: others still see it as it was, or not at all.
    private struct Concealed: Sendable {
        let until: Timestamp
        let before: SalesforceRecord?
    }

    let object: SalesforceObject
    /// All records by number; the first number is 1.
    private(set) var records: [SalesforceRecord] = []
    private(set) var byStamp: [StampKey] = []
    private var finders: [Int: [String: [Int32]]] = [:]
    private var concealed: [Int32: Concealed] = [:]
    private let indexed: [Int]
    private var recycled: Int32?

    init(_ object: SalesforceObject) {
        self.object = object
        indexed = object.fields.indices.filter { object.fields[$0].indexed }
        for place in indexed { finders[place] = [:] }
    }

    /// The numbers of records whose latest change is not visible yet.
    var uncommitted: [Int32] { concealed.keys.sorted() }

    func serial(_ id: String) -> Int32? {
        guard let serial = SalesforceID.serial(id, prefix: object.prefix), records.indices.contains(serial - 1) else { return nil }
        return records[serial - 1].isPurged ? nil : Int32(serial)
    }

    /// The record as it truly is.
    func latest(_ serial: Int32) -> SalesforceRecord { records[Int(serial) - 1] }

    /// The record as others see it; nil while it is not committed, and once it is gone for good.
    func visible(_ serial: Int32) -> SalesforceRecord? {
        if !concealed.isEmpty, let hidden = concealed[serial] { return hidden.before }
        let record = records[Int(serial) - 1]
        return record.isPurged ? nil : record
    }

    /// The numbers of records that have, or had when they were concealed, that value in an indexed field; nil if the field has no index.
    func find(_ place: Int, _ value: String) -> [Int32]? {
        finders[place].map { $0[Self.key(value)] ?? [] }
    }

    /// The numbers of records stamped from one second on and before another, in order.
    func stamped(from: Int64, to: Int64) -> ArraySlice<StampKey> {
        let start = Self.first(in: byStamp, notBefore: StampKey(stamp: from, serial: 0))
        let end = Self.first(in: byStamp, notBefore: StampKey(stamp: to, serial: 0))
        return byStamp[start..<max(start, end)]
    }

    /// The number of the next record.
    var nextSerial: Int32 { recycled ?? Int32(records.count + 1) }

    mutating func append(_ values: [JSON], stamp: Int64) -> Int32 {
        let serial = nextSerial
        let record = SalesforceRecord(values: values, stamp: stamp)
        if recycled == nil { records.append(record) } else { records[Int(serial) - 1] = record }
        recycled = nil
        for place in indexed { link(place, values[place], serial) }
        insert(StampKey(stamp: stamp, serial: serial))
        return serial
    }

    /// Replaces a record, keeping every index true.
    mutating func replace(_ serial: Int32, with record: SalesforceRecord) {
        let old = records[Int(serial) - 1]
        for place in indexed where old.values[place] != record.values[place] {
            unlink(place, old.values[place], serial)
            link(place, record.values[place], serial)
        }
        if old.stamp != record.stamp {
            remove(StampKey(stamp: old.stamp, serial: serial))
            insert(StampKey(stamp: record.stamp, serial: serial))
        }
        records[Int(serial) - 1] = record
    }

    /// Removes a record for good: nothing of it stays to be found.
    mutating func purge(_ serial: Int32) {
        let record = records[Int(serial) - 1]
        for place in indexed { unlink(place, record.values[place], serial) }
        remove(StampKey(stamp: record.stamp, serial: serial))
        records[Int(serial) - 1].isPurged = true
    }

    /// Removes a record for good and gives its number to the next one.
    mutating func recycle(_ serial: Int32) {
        purge(serial)
        recycled = serial
    }

    /// Hides the change that is about to be made until an instant; `before` is what others see meanwhile.
    mutating func conceal(_ serial: Int32, before: SalesforceRecord?, until: Timestamp) {
        concealed[serial] = Concealed(until: until, before: concealed[serial]?.before ?? before)
    }

    /// Commits what was to be hidden until now.
    mutating func settle(_ now: Timestamp) {
        if concealed.isEmpty { return }
        concealed = concealed.filter { $0.value.until > now }
    }

    /// The numbers of records that are neither deleted nor gone.
    var live: [Int32] {
        records.indices.filter { !records[$0].isDeleted && !records[$0].isPurged }.map { Int32($0 + 1) }
    }

    /// The numbers of records in the recycle bin.
    var bin: [Int32] {
        records.indices.filter { records[$0].isDeleted && !records[$0].isPurged }.map { Int32($0 + 1) }
    }

    private static func key(_ value: String) -> String { value.lowercased() }

    private mutating func link(_ place: Int, _ value: JSON, _ serial: Int32) {
        guard let text = value.string else { return }
        finders[place]?[Self.key(text), default: []].append(serial)
    }

    private mutating func unlink(_ place: Int, _ value: JSON, _ serial: Int32) {
        guard let text = value.string else { return }
        finders[place]?[Self.key(text)]?.removeAll { $0 == serial }
    }

    private mutating func insert(_ key: StampKey) {
        if let last = byStamp.last, last > key {
            byStamp.insert(key, at: Self.first(in: byStamp, notBefore: key))
        } else {
            byStamp.append(key)
        }
    }

    private mutating func remove(_ key: StampKey) {
        let place = Self.first(in: byStamp, notBefore: key)
        if place < byStamp.count, byStamp[place] == key { byStamp.remove(at: place) }
    }

    private static func first(in keys: [StampKey], notBefore key: StampKey) -> Int {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
