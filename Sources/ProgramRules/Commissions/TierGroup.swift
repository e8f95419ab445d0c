/// The sales of one partner under one rule in one period, with the step of each (C3).
struct TierGroup {
    struct Row {
        let item: EarnItem
        let table: TierTable
        var measure: Int64
        var before: Int128 = 0
        var step: Int?
    }

    private var sorted = EarnRows<Row>()
    private var total: Int128 = 0
    private var tables: [TierTable] = []

    /// The step of the sale in that place; nil if it is not there.
    func step(_ order: EarnOrder) -> Int? {
        let (index, isThere) = sorted.place(of: order)
        return isThere ? sorted.rows[index].step : nil
    }

    /// Adds a sale or changes what it counts for.
    /// - Returns: the sales whose step changed, without this one.
    mutating func put(_ item: EarnItem, _ order: EarnOrder, _ table: TierTable, measure: Int64) -> [EarnItem] {
        let (index, isThere) = sorted.place(of: order)
        let old = total
        if !tables.contains(table) { tables.append(table) }
        if isThere {
            total += Int128(measure) - Int128(sorted.rows[index].measure)
            sorted.rows[index].measure = measure
        } else {
            total += Int128(measure)
            sorted.insert(Row(item: item, table: table, measure: measure), order, at: index)
        }
        return settle(from: index, oldTotal: old).filter { $0 != item }
    }

    /// Takes a sale out.
    /// - Returns: the sales whose step changed.
    mutating func remove(_ order: EarnOrder) -> [EarnItem] {
        let (index, isThere) = sorted.place(of: order)
        guard isThere else { return [] }
        let old = total
        total -= Int128(sorted.rows[index].measure)
        sorted.remove(at: index)
        return settle(from: index, oldTotal: old)
    }

    /// Counts anew from a place on. Where sales are paid at the step of their whole period, all may move, but only if the total passed a
    /// step: without that a month of many sales would be counted anew for each of them.
    private mutating func settle(from index: Int, oldTotal: Int128) -> [EarnItem] {
        let all = hasPassedStep(oldTotal)
        var changed: [EarnItem] = []
        if all { for place in 0..<min(index, sorted.rows.count) { move(place, sorted.rows[place].before, &changed) } }
        var running = index > 0 && index <= sorted.rows.count ? sorted.rows[index - 1].before + Int128(sorted.rows[index - 1].measure) : 0
        for place in index..<max(index, sorted.rows.count) {
            if place > index, sorted.rows[place].before == running, !all { break }
            move(place, running, &changed)
            running += Int128(sorted.rows[place].measure)
        }
        return changed
    }

    private mutating func move(_ place: Int, _ before: Int128, _ changed: inout [EarnItem]) {
        let row = sorted.rows[place]
        let step = row.table.step(before: Int64(clamping: before), total: Int64(clamping: total))
        sorted.rows[place].before = before
        guard step != row.step else { return }
        sorted.rows[place].step = step
        changed.append(row.item)
    }

    /// True if the total passed a step of a table that pays the whole period at the reached one.
    private func hasPassedStep(_ oldTotal: Int128) -> Bool {
        tables.contains { table in
            guard !table.isMarginal else { return false }
            let steps = [oldTotal, total].map { table.step(before: 0, total: Int64(clamping: $0)) }
            return steps[0] != steps[1]
        }
    }
}
