import Model

/// A write that others do not see yet.
struct WooConcealment: Sendable {
    let until: Timestamp
    let isOfSearchAlone: Bool
    var before: WooRecord?
}

/// All records of the shop, by kind and id. Orders, coupons and refunds share one sequence of ids, as posts do.
struct WooStore: Sendable {
    let settings: WooSettings
    let time: WooTime
    private var tables: [WooKind: [Int: WooRecord]] = [:]
    private var nextPost = 101
    private var nextUser = 2
    private var nextItem = 1
    private var recycled: [WooKind: Int] = [:]
    private var concealed: [WooKind: [Int: WooConcealment]] = [:]
    /// The ids of refunds by their order.
    private var refundIDs: [Int: [Int]] = [:]

    init(settings: WooSettings) {
        self.settings = settings
        time = WooTime(zone: settings.zone)
    }

    /// The record of an id as the shop's people know it; nil where it is gone.
    func record(_ kind: WooKind, _ id: Int) -> WooRecord? { tables[kind]?[id].flatMap { $0.isGone ? nil : $0 } }

    /// The record as others see it, or as listings do; nil while it is not to be seen at all.
    func visible(_ kind: WooKind, _ id: Int, at now: Timestamp, inSearch: Bool = false) -> WooRecord? {
        if let hidden = concealed[kind]?[id], hidden.until > now, inSearch || !hidden.isOfSearchAlone { return hidden.before }
        return record(kind, id)
    }

    /// All records of a kind by id, those that are gone too.
    func everything(_ kind: WooKind) -> [WooRecord] { (tables[kind] ?? [:]).values.sorted { $0.id < $1.id } }

    /// What listings of a kind see, by id.
    func listed(_ kind: WooKind, at now: Timestamp) -> [WooRecord] {
        (tables[kind] ?? [:]).keys.sorted().compactMap { visible(kind, $0, at: now, inSearch: true) }
    }

    /// The refunds of an order, oldest first.
    func refunds(of order: Int) -> [WooRecord] { (refundIDs[order] ?? []).compactMap { record(.refunds, $0) } }

    /// What is left of an order's total. Units: hundredths.
    func remaining(_ order: WooRecord) -> Int64 {
        (WooAmount.read(order.values["total"]) ?? 0) - refunds(of: order.id).reduce(0) { $0 + (WooAmount.read($1.values["amount"]) ?? 0) }
    }

    /// A coupon by its code, in any case, also from the trash.
    func coupon(_ code: String) -> WooRecord? {
        (tables[.coupons] ?? [:]).values.first { !$0.isGone && $0.text("code") == code.lowercased() }
    }

    /// A customer by the address, in any case.
    func customer(_ email: String) -> WooRecord? {
        (tables[.customers] ?? [:]).values.first { !$0.isGone && $0.email.lowercased() == email.lowercased() }
    }

    /// The number of the next line or row of meta data.
    mutating func item() -> JSON {
        defer { nextItem += 1 }
        return .integer(nextItem)
    }

    /// Makes a record of values that were checked.
    mutating func create(_ kind: WooKind, _ values: JSONObject, parent: Int = 0, at now: Timestamp) -> WooRecord {
        let id = recycled.removeValue(forKey: kind) ?? next(kind)
        var record = WooRecord(id: id, created: now, modified: kind == .customers ? nil : now, values: values)
        record.parent = parent
        keep(kind, record)
        return record
    }

    /// Puts a record of the shop's first data in, under the next id.
    mutating func seed(_ kind: WooKind, _ make: (Int) -> WooRecord) -> WooRecord {
        let record = make(next(kind))
        keep(kind, record)
        return record
    }

    /// Puts a changed record in the place of the one there was, and stamps it.
    mutating func replace(_ kind: WooKind, _ record: WooRecord, action: String, at now: Timestamp) {
        var record = record
        let before = tables[kind]?[record.id]
        let names = before.map { old in old.values.members.filter { record.values[$0.name] != $0.value } } ?? []
        record.history.append(.init(at: now, action: action, before: JSONObject(names.map { ($0.name, $0.value) })))
        record.modified = now
        tables[kind]?[record.id] = record
    }

    /// Removes a record for good; it stays for the sandbox's controls.
    mutating func remove(_ kind: WooKind, _ id: Int, at now: Timestamp) {
        guard var record = record(kind, id) else { return }
        record.isGone = true
        record.modified = now
        tables[kind]?[id] = record
        concealed[kind]?[id] = nil
    }

    /// Hides the change that was just made.
    mutating func conceal(_ kind: WooKind, _ id: Int, _ concealment: WooConcealment) {
        concealed[kind, default: [:]][id] = concealment
    }

    /// Brings a record back that was gone.
    mutating func restore(_ kind: WooKind, _ id: Int, at now: Timestamp) -> Bool {
        guard var record = tables[kind]?[id], record.isGone else { return false }
        record.isGone = false
        tables[kind]?[id] = record
        replace(kind, record, action: "undelete", at: now)
        return true
    }

    /// Forgets a record that is gone and gives its id to the next of its kind.
    mutating func recycle(_ kind: WooKind, _ id: Int) {
        if tables[kind]?.removeValue(forKey: id) != nil { recycled[kind] = id }
    }

    /// Gives every record another id; what points to one points to it still.
    mutating func renumber() {
        let offset = 100_000
        for kind in WooKind.allCases {
            var moved: [Int: WooRecord] = [:]
            for old in everything(kind) {
                var record = WooRecord(id: old.id + offset, created: old.created, modified: old.modified, values: old.values)
                (record.dates, record.isGone, record.parent) = (old.dates, old.isGone, old.parent == 0 ? 0 : old.parent + offset)
                if let customer = old.values["customer_id"]?.integer, customer > 0 {
                    record.values["customer_id"] = .integer(customer + Int64(offset))
                }
                moved[record.id] = record
            }
            tables[kind] = moved
        }
        refundIDs = Dictionary(grouping: everything(.refunds), by: \.parent).mapValues { $0.map(\.id) }
        nextPost += offset
        nextUser += offset
        concealed = [:]
    }

    private mutating func keep(_ kind: WooKind, _ record: WooRecord) {
        tables[kind, default: [:]][record.id] = record
        if kind == .refunds { refundIDs[record.parent, default: []].append(record.id) }
    }

    private mutating func next(_ kind: WooKind) -> Int {
        if kind == .customers {
            defer { nextUser += 1 }
            return nextUser
        }
        defer { nextPost += 1 }
        return nextPost
    }
}
