import Model

/// The place of a commission in every count: by the time it was earned, then by line, then by partner. Late news changes it as if it had
/// come in time (A3).
struct EarnOrder: Hashable, Comparable {
    let at: Timestamp
    let line: String
    let partner: EntityID

    static func < (left: EarnOrder, right: EarnOrder) -> Bool {
        (left.at, left.line, left.partner) < (right.at, right.line, right.partner)
    }
}

/// A line's index and a partner: who may earn with what.
struct EarnItem: Hashable, Comparable {
    let line: Int
    let partner: EntityID

    static func < (left: EarnItem, right: EarnItem) -> Bool { (left.line, left.partner) < (right.line, right.partner) }
}

/// Rows in earn order, found by halving.
struct EarnRows<Row> {
    private(set) var orders: [EarnOrder] = []
    var rows: [Row] = []

    /// Where an order stands, or would.
    func place(of order: EarnOrder) -> (index: Int, isThere: Bool) {
        var (low, high) = (0, orders.count)
        while low < high {
            let middle = (low + high) / 2
            if orders[middle] < order { low = middle + 1 } else { high = middle }
        }
        return (low, low < orders.count && orders[low] == order)
    }

    mutating func insert(_ row: Row, _ order: EarnOrder, at index: Int) {
        orders.insert(order, at: index)
        rows.insert(row, at: index)
    }

    mutating func remove(at index: Int) {
        orders.remove(at: index)
        rows.remove(at: index)
    }
}
