import Model

/// Says which index of a table serves a condition.
enum SOQLIndex {
    private typealias System = SalesforceObject.System

    /// The rows with a value that a condition asks for, if the field has an index; more rows than fit, never fewer.
    static func rows(for condition: SOQLBound.Condition, in table: SalesforceTable) -> [Int32]? {
        let (path, values): (SOQLBound.Path, [JSON])
        switch condition {
        case .compare(let field, .equal, let value): (path, values) = (field, [value])
        case .oneOf(let field, let wanted, false): (path, values) = (field, Array(wanted))
        default: return nil
        }
        guard path.hops.isEmpty, !values.contains(.null) else { return nil }
        if path.place == System.id { return values.compactMap { $0.string.flatMap { table.serial($0) } } }
        var rows: [Int32] = []
        for value in values {
            guard let text = value.string, let found = table.find(path.place, text) else { return nil }
            rows += found
        }
        return rows
    }

    /// The seconds between which SystemModstamp must lie, if a condition bounds it.
    static func range(of terms: [SOQLBound.Condition]) -> (from: Int64, to: Int64)? {
        var (from, to) = (Int64.min, Int64.max)
        var isBounded = false
        for term in terms {
            guard case .compare(let path, let comparison, let operand) = term, path.hops.isEmpty, path.place == System.modstamp,
                let text = operand.string, let instant = Timestamp(iso: text)
            else { continue }
            let whole = instant.milliseconds % 1000 == 0
            switch comparison {
            case .equal: (from, to) = (max(from, instant.seconds), min(to, instant.seconds + 1))
            case .atLeast, .greater: from = max(from, instant.seconds)
            case .less: to = min(to, whole ? instant.seconds : instant.seconds + 1)
            case .atMost: to = min(to, instant.seconds + 1)
            case .unequal, .like: continue
            }
            isBounded = true
        }
        return isBounded ? (from, to) : nil
    }

    /// Whether an order is that of the index by stamp: SystemModstamp, then Id, both ascending.
    static func isStampOrder(_ orders: [SOQLBound.Order]) -> Bool {
        guard let first = orders.first, first.path.hops.isEmpty, first.path.place == System.modstamp, !first.descending else {
            return false
        }
        return orders.count == 1 || (orders.count == 2 && isIDOrder(Array(orders.dropFirst())))
    }

    /// Whether an order is that of the records' numbers.
    static func isIDOrder(_ orders: [SOQLBound.Order]) -> Bool {
        orders.count == 1 && orders[0].path.hops.isEmpty && orders[0].path.place == System.id && !orders[0].descending
    }
}
