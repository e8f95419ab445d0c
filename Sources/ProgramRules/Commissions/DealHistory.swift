import Model

/// What a deal's events mean for each line that it may earn with (A5).
struct DealHistory {
    private let deal: Deal
    private let events: [SaleEvent]

    init(_ deal: Deal) {
        self.deal = deal
        events = deal.ordered
    }

    /// The sale, the stages that a rule pays for, and the later payments. They have no shares yet.
    func lines(stages: Set<String>) -> [CommissionLine] {
        let sale = line("", .sale, events.compactMap(saleChange))
        return [sale] + stages.sorted().compactMap(stage) + renewals
    }

    private func line(_ suffix: String, _ kind: CommissionKind, _ changes: [LineChange]) -> CommissionLine {
        var facts = deal.facts
        if facts.pipeline == nil { facts.pipeline = pipeline }
        return CommissionLine(
            id: deal.id.text + suffix, kind: kind, deal: deal.id, customer: deal.customer, facts: facts, shares: [], changes: changes)
    }

    /// The pipeline in which the deal was last won, or else last seen.
    private var pipeline: String? {
        var last: String?
        var won: String?
        for case .stage(_, let pipeline?, let outcome) in events.map(\.change) {
            last = pipeline
            if outcome == .won { won = pipeline }
        }
        return won ?? last
    }

    private func saleChange(_ event: SaleEvent) -> LineChange? {
        switch event.change {
        case .amounts(let amounts): change(event, .amounts, .amounts(amounts))
        case .stage(_, _, let outcome): outcome == .won ? change(event, .earned, .stands) : change(event, .undone, .falls)
        case .paid: change(event, .earned, .paid)
        case .refund, .dispute, .restored: taking(event, payment: nil)
        case .renewal: nil
        }
    }

    /// A stage counts once it was reached, and for ever: what the partner did for it was done.
    private func stage(_ name: String) -> CommissionLine? {
        let reached = events.first { event in
            guard case .stage(name, _, _) = event.change else { return false }
            return true
        }
        guard let reached else { return nil }
        let amounts = events.compactMap { event -> LineChange? in
            guard case .amounts(let amounts) = event.change else { return nil }
            return change(event, .amounts, .amounts(amounts))
        }
        let own = [change(reached, .earned, .stands), change(reached, .earned, .paid)]
        let all = (amounts + own).enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        return line("/stage:\(name)", .stage(name), all.map(\.element))
    }

    private var renewals: [CommissionLine] {
        var payments: [String] = []
        for case .renewal(let payment, _) in events.map(\.change) where !payments.contains(payment) { payments.append(payment) }
        return payments.map { payment in
            let changes = events.flatMap { event -> [LineChange] in
                if case .renewal(payment, let amounts) = event.change {
                    return [
                        change(event, .amounts, .amounts(amounts)), change(event, .earned, .stands), change(event, .earned, .paid),
                    ]
                }
                return [taking(event, payment: payment)].compactMap { $0 }
            }
            return line("/payment:\(payment)", .renewal, changes)
        }
    }

    /// Refunds and disputes of one payment, and what gives back (L5).
    private func taking(_ event: SaleEvent, payment: String?) -> LineChange? {
        switch event.change {
        case .refund(let amount, payment): change(event, .refund, .takes(amount))
        case .dispute(let amount, payment): change(event, .dispute, .takes(amount))
        case .restored(let taken):
            // The line that knows the event gives back; for the others it is nothing.
            change(event, .restored, .givesBack(event: taken))
        default: nil
        }
    }

    private func change(_ event: SaleEvent, _ reason: EntryReason, _ effect: LineEffect) -> LineChange {
        LineChange(at: event.at, cause: event.id, reason: reason, effect: effect)
    }
}
