import Model

/// All records of the shop, and the index that listings read, which learns of each change a little later.
struct ShopifyStore: Sendable {
    /// How others see a change.
    struct Timing: Sendable {
        /// When searches and sorted listings know of it.
        var indexed: Timestamp
        /// When anybody sees it; nil for at once.
        var visible: Timestamp?
    }

    private struct Hidden: Sendable {
        let until: Timestamp
        let before: ShopifyRecord?
    }

    private var tables: [ShopifyKind: [String: ShopifyRecord]] = [:]
    private var index: [ShopifyKind: [String: ShopifyRecord]] = [:]
    private var due: [(at: Timestamp, kind: ShopifyKind, id: String, record: ShopifyRecord?)] = []
    private var hidden: [String: Hidden] = [:]
    private var recycled: [ShopifyKind: String] = [:]
    private var nextNumber: Int64 = 6_700_000_000_001
    private var refundsByOrder: [String: [String]] = [:]
    private var ordersByCustomer: [String: [String]] = [:]

    // MARK: Reading

    /// The record of an id as the shop's people know it; nil where it is gone.
    func record(_ id: String) -> ShopifyRecord? {
        ShopifyKind.of(id).flatMap { tables[$0]?[id] }.flatMap { $0.isGone ? nil : $0 }
    }

    /// The record as others see it.
    func visible(_ id: String, at now: Timestamp) -> ShopifyRecord? {
        if let hidden = hidden[id], hidden.until > now { return hidden.before }
        return record(id)
    }

    /// All records of a kind by number, those that are gone too.
    func everything(_ kind: ShopifyKind) -> [ShopifyRecord] { (tables[kind] ?? [:]).values.sorted { $0.number < $1.number } }

    /// What a listing of a kind sees: the index, or each record as it stands.
    mutating func listed(_ kind: ShopifyKind, byIndex: Bool, at now: Timestamp) -> [ShopifyRecord] {
        guard byIndex else { return (tables[kind] ?? [:]).keys.compactMap { visible($0, at: now) } }
        settle(at: now)
        return Array((index[kind] ?? [:]).values)
    }

    /// The refunds of an order, oldest first.
    func refunds(of order: String) -> [ShopifyRecord] { (refundsByOrder[order] ?? []).compactMap { record($0) } }

    /// The orders of a customer, oldest first.
    func orders(of customer: String) -> [ShopifyRecord] { (ordersByCustomer[customer] ?? []).compactMap { record($0) } }

    /// What was given back of an order. Units: minor units of its currency.
    func refunded(_ order: String) -> Int64 { refunds(of: order).reduce(0) { $0 + $1.amount("amount") } }

    /// A discount by its code, in any case.
    func discount(_ code: String) -> ShopifyRecord? {
        (tables[.discounts] ?? [:]).values.first { !$0.isGone && $0.text("code").lowercased() == code.lowercased() }
    }

    /// A customer by a value that is theirs alone.
    func customer(_ name: String, _ value: String) -> ShopifyRecord? {
        (tables[.customers] ?? [:]).values.first { !$0.isGone && $0.text(name).lowercased() == value.lowercased() }
    }

    // MARK: Writing

    /// The number of the next record or part of one.
    mutating func number() -> Int64 {
        defer { nextNumber += 1 }
        return nextNumber
    }

    /// Puts a record of the shop's first data in; everybody knows it.
    mutating func seed(_ kind: ShopifyKind, created: Timestamp, updated: Timestamp, _ values: JSONObject) -> String {
        let id = "gid://shopify/\(kind.type)/\(number())"
        let record = ShopifyRecord(id: id, created: created, updated: updated, values: values)
        keep(kind, record)
        index[kind, default: [:]][id] = record
        return id
    }

    /// Makes a record of values that were checked.
    mutating func create(_ kind: ShopifyKind, _ values: JSONObject, at now: Timestamp, _ timing: Timing) -> String {
        let id = recycled.removeValue(forKey: kind) ?? "gid://shopify/\(kind.type)/\(number())"
        let record = ShopifyRecord(id: id, created: now, updated: now, values: values)
        keep(kind, record)
        announce(kind, id, before: nil, timing)
        return id
    }

    /// Puts a changed record in the place of the one there was, and stamps it.
    mutating func replace(_ kind: ShopifyKind, _ record: ShopifyRecord, action: String, at now: Timestamp, _ timing: Timing) {
        var record = record
        let before = tables[kind]?[record.id]
        let names = before.map { old in old.values.members.filter { record.values[$0.name] != $0.value } } ?? []
        record.history.append(.init(at: now, action: action, before: JSONObject(names.map { ($0.name, $0.value) })))
        record.updated = now
        tables[kind]?[record.id] = record
        announce(kind, record.id, before: before, timing)
    }

    /// Removes a record for good, an order with its refunds.
    mutating func remove(_ kind: ShopifyKind, _ id: String, at now: Timestamp, _ timing: Timing) {
        guard var record = record(id) else { return }
        if kind == .orders { for refund in refunds(of: id) { remove(.refunds, refund.id, at: now, timing) } }
        let before = record
        record.isGone = true
        record.updated = now
        tables[kind]?[id] = record
        announce(kind, id, before: before, timing)
    }

    /// Brings a record back that was gone.
    mutating func restore(_ kind: ShopifyKind, _ id: String, at now: Timestamp, _ timing: Timing) -> Bool {
        guard var record = tables[kind]?[id], record.isGone else { return false }
        record.isGone = false
        replace(kind, record, action: "undelete", at: now, timing)
        return true
    }

    // MARK: For faults

    /// Forgets a record that is gone and gives its id to the next of its kind.
    mutating func recycle(_ kind: ShopifyKind, _ id: String) {
        if tables[kind]?.removeValue(forKey: id) != nil { recycled[kind] = id }
    }

    /// Gives every record another id; what points to one points to it still.
    mutating func renumber() {
        func moved(_ id: String) -> String {
            guard let kind = ShopifyKind.of(id), let number = id.split(separator: "/").last.flatMap({ Int64($0) }) else { return id }
            return "gid://shopify/\(kind.type)/\(number + 1_000_000_000)"
        }
        let old = tables
        (tables, index, due, hidden, refundsByOrder, ordersByCustomer) = ([:], [:], [], [:], [:], [:])
        for kind in [ShopifyKind.customers, .discounts, .orders, .refunds] {
            for record in (old[kind] ?? [:]).values.sorted(by: { $0.number < $1.number }) {
                var values = record.values
                for name in ["customer", "order"] { if let id = values[name]?.string { values[name] = .string(moved(id)) } }
                var copy = ShopifyRecord(id: moved(record.id), created: record.created, updated: record.updated, values: values)
                (copy.isGone, copy.history) = (record.isGone, record.history)
                keep(kind, copy)
                if !copy.isGone { index[kind, default: [:]][copy.id] = copy }
            }
        }
        nextNumber += 1_000_000_000
    }

    private mutating func keep(_ kind: ShopifyKind, _ record: ShopifyRecord) {
        tables[kind, default: [:]][record.id] = record
        if kind == .refunds { refundsByOrder[record.text("order"), default: []].append(record.id) }
        if kind == .orders, let customer = record.values["customer"]?.string {
            ordersByCustomer[customer, default: []].append(record.id)
        }
    }

    private mutating func announce(_ kind: ShopifyKind, _ id: String, before: ShopifyRecord?, _ timing: Timing) {
        due.append((max(timing.indexed, timing.visible ?? timing.indexed), kind, id, record(id)))
        if let until = timing.visible { hidden[id] = Hidden(until: until, before: before) }
    }

    private mutating func settle(at now: Timestamp) {
        guard due.contains(where: { $0.at <= now }) else { return }
        for entry in due where entry.at <= now {
            // A change that was long on its way is no news once a later one is known.
            if let known = index[entry.kind]?[entry.id], let record = entry.record, record.updated < known.updated { continue }
            index[entry.kind, default: [:]][entry.id] = entry.record
        }
        due.removeAll { $0.at <= now }
    }
}
