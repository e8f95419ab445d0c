import Model
import ProgramRules
import Storage

/// What the rows of a deal's history say happened. Sources stamp their changes by clocks of their own, often with one instant for several:
/// of two rows of one kind the later row happened later, whatever its stamp, so that the hub's present value is always the last.
struct DealEvents {
    let deal: EntityID
    let openedAt: Timestamp

    func events(_ stages: [StoredStage]) -> [SaleEvent] {
        var amounts: [SaleEvent] = []
        var moves: [SaleEvent] = []
        var paid: SaleEvent?
        // By which move the deal came to be won, while it is.
        var won: Int?
        var last: StoredStage?
        for stage in stages {
            if let news = self.amounts(stage, last) {
                // Which source told first changes nothing: what becomes known of an amount was so as long as the amount was.
                if let known = amounts.indices.last, let last, Self.completes(stage, last) {
                    amounts[known].change = news.change
                } else {
                    amounts.append(news)
                }
            }
            if stage.state != "won" { won = nil }
            if let won, let at = stage.wonAt, at != last?.wonAt { moves[won].at = at }
            if let move = move(stage, last) {
                if stage.state == "won", won == nil { won = moves.endIndex }
                moves.append(move)
            }
            paid = stage.paidAt.map { event("paid", paid?.place ?? stage.number, $0, .paid) }
            last = stage
        }
        return Self.inTurn(amounts) + Self.inTurn(moves) + [paid].compactMap { $0 }
    }

    /// None before the one before it.
    private static func inTurn(_ events: [SaleEvent]) -> [SaleEvent] {
        var events = events
        for index in events.indices.dropFirst() { events[index].at = max(events[index].at, events[index - 1].at) }
        return events
    }

    private func amounts(_ stage: StoredStage, _ last: StoredStage?) -> SaleEvent? {
        guard let amount = stage.amount else { return nil }
        let isSame =
            last?.amount == amount && last?.tax == stage.tax && last?.discount == stage.discount && last?.shipping == stage.shipping
        guard !isSame else { return nil }
        let amounts = SaleAmounts(amount, tax: stage.tax, discount: stage.discount, shipping: stage.shipping)
        // What a deal first amounted to, it amounted to from the beginning.
        let at = last?.amount == nil ? min(openedAt, stage.wonAt ?? openedAt) : stage.amountAt ?? stage.seenAt
        return event("amounts", stage.number, at, .amounts(amounts))
    }

    /// Whether a row says more of the same amount than the row before, and nothing else of it.
    private static func completes(_ stage: StoredStage, _ last: StoredStage) -> Bool {
        let parts = [(last.tax, stage.tax), (last.discount, stage.discount), (last.shipping, stage.shipping)]
        return last.amount == stage.amount && parts.allSatisfy { $0 == nil || $0 == $1 }
    }

    private func move(_ stage: StoredStage, _ last: StoredStage?) -> SaleEvent? {
        guard let state = stage.state, state != last?.state || stage.stage != last?.stage else { return nil }
        let outcome: DealOutcome = state == "won" ? .won : state == "open" ? .open : .lost
        let moved = [stage.stateAt, stage.stageAt].compactMap { $0 }.max() ?? stage.seenAt
        let isFirst = last?.state == nil
        let isNews = last?.state != state && (isFirst || stage.wonAt != last?.wonAt)
        let at: Timestamp =
            switch outcome {
            case .won: isNews ? stage.wonAt ?? stage.closedAt ?? stage.paidAt ?? moved : moved
            case .open: isFirst ? openedAt : moved
            case .lost: isFirst ? stage.closedAt ?? moved : moved
            }
        return event("stage", stage.number, at, .stage(stage.stage ?? state, pipeline: stage.pipeline, outcome: outcome))
    }

    private func event(_ name: String, _ row: Int64, _ at: Timestamp, _ change: SaleChange) -> SaleEvent {
        SaleEvent(id: "\(deal.text)/\(name)/\(row)", at: at, change: change, place: row)
    }
}
