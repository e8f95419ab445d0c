/// Commissions that share one limit (C5): in earn order each gets what the ones before it left.
struct CapGroup {
    private struct Row {
        let item: EarnItem
        var wanted: Int64
        var granted: Int64
        let limit: Int64
    }

    private var sorted = EarnRows<Row>()
    private var total: Int128 = 0
    private var lowest = Int64.max

    /// What a commission may have; nil if it is not there.
    func granted(_ order: EarnOrder) -> Int64? {
        let (index, isThere) = sorted.place(of: order)
        return isThere ? sorted.rows[index].granted : nil
    }

    /// Adds a commission or changes what it wants.
    /// - Returns: the other commissions whose grant changed.
    mutating func put(_ item: EarnItem, _ order: EarnOrder, wanted: Int64, limit: Int64) -> [EarnItem] {
        let (index, isThere) = sorted.place(of: order)
        let old = total
        lowest = min(lowest, limit)
        if isThere {
            total += Int128(wanted) - Int128(sorted.rows[index].wanted)
            sorted.rows[index].wanted = wanted
        } else {
            total += Int128(wanted)
            sorted.insert(Row(item: item, wanted: wanted, granted: 0, limit: limit), order, at: index)
        }
        // While everything fits, what one wants is nobody else's business.
        if old <= lowest, total <= lowest {
            sorted.rows[index].granted = wanted
            return []
        }
        return settle().filter { $0 != item }
    }

    /// Takes a commission out.
    /// - Returns: the commissions whose grant changed.
    mutating func remove(_ order: EarnOrder) -> [EarnItem] {
        let (index, isThere) = sorted.place(of: order)
        guard isThere else { return [] }
        let old = total
        total -= Int128(sorted.rows[index].wanted)
        sorted.remove(at: index)
        return old <= lowest ? [] : settle()
    }

    private mutating func settle() -> [EarnItem] {
        var changed: [EarnItem] = []
        var used: Int64 = 0
        for index in sorted.rows.indices {
            let row = sorted.rows[index]
            let granted = max(0, min(row.wanted, row.limit - used))
            used += granted
            guard granted != row.granted else { continue }
            sorted.rows[index].granted = granted
            changed.append(row.item)
        }
        return changed
    }
}
