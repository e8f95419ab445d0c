import Model
import ProgramRules
import Storage

/// The hub's deals and payments as the rules see them: each deal with everything that ever happened to it (A5).
struct HubSales {
    let tx: Transaction
    let mergers: Mergers

    private static let pageSize = 1_000

    init(tx: Transaction, mergers: Mergers? = nil) throws {
        self.tx = tx
        self.mergers = try mergers ?? Mergers(tx)
    }

    /// Every deal that is not merged into another.
    func deals() throws -> [Deal] {
        var deals: [Deal] = []
        var last: EntityID?
        while true {
            let page = try tx.entities.page(.deal, after: last, limit: Self.pageSize)
            deals += try self.deals(page)
            last = page.last?.id
            if page.count < Self.pageSize { return deals }
        }
    }

    /// Those of some deals that are not merged into others.
    func deals(_ entities: [Entity]) throws -> [Deal] {
        let own = entities.filter { mergers.now($0.id) == $0.id }
        let history = try tx.history.of(own.map(\.id))
        let payments = try payments(of: own.map(\.id))
        let customers = try tx.entities.get(Set(own.compactMap { $0.ref("customer") }.map(mergers.now)))
        return own.map { entity -> Deal in
            let stages = history[entity.id] ?? []
            let opened = entity.time("opened_at") ?? entity.time("won_at") ?? stages.first?.openedAt ?? entity.createdAt
            let customer = entity.ref("customer").map(mergers.now)
            var events = DealEvents(deal: entity.id, openedAt: opened).events(stages)
            events += PaymentEvents(payments[entity.id] ?? []).events
            let facts = SaleFacts(customerCountry: customer.flatMap { customers[$0] }?.values["country"]?.shownText)
            return Deal(id: entity.id, customer: customer, openedAt: opened, facts: facts, events: events)
        }
    }

    private func payments(of deals: [EntityID]) throws -> [EntityID: [Entity]] {
        var byDeal: [EntityID: [Entity]] = [:]
        for payment in try tx.entities.referring(.payment, by: "deal", to: mergers.all(of: deals)) {
            guard let deal = payment.ref("deal") else { continue }
            byDeal[mergers.now(deal), default: []].append(payment)
        }
        return byDeal
    }

    /// Every entity of a kind.
    func all(_ kind: EntityKind) throws -> [Entity] {
        var all: [Entity] = []
        while true {
            let page = try tx.entities.page(kind, after: all.last?.id, limit: Self.pageSize)
            all += page
            if page.count < Self.pageSize { return all }
        }
    }
}

/// What the rows of a deal's history say happened.
struct DealEvents {
    let deal: EntityID
    let openedAt: Timestamp

    func events(_ stages: [StoredStage]) -> [SaleEvent] {
        var events: [SaleEvent] = []
        var last: StoredStage?
        var amounts: Int?
        for stage in stages {
            if let news = self.amounts(stage, last) {
                // Which source told first changes nothing: what becomes known of an amount was so as long as the amount was.
                if let place = amounts, let last, Self.completes(stage, last) {
                    events[place] = SaleEvent(id: events[place].id, at: events[place].at, change: news.change)
                } else {
                    amounts = events.count
                    events.append(news)
                }
            }
            events += state(stage, last)
            if let paid = stage.paidAt, last?.paidAt == nil { events.append(event("paid", stage, paid, .paid)) }
            last = stage
        }
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
        return event("amounts", stage, at, .amounts(amounts))
    }

    /// Whether a row says more of the same amount than the row before, and nothing else of it.
    private static func completes(_ stage: StoredStage, _ last: StoredStage) -> Bool {
        let parts = [(last.tax, stage.tax), (last.discount, stage.discount), (last.shipping, stage.shipping)]
        return last.amount == stage.amount && parts.allSatisfy { $0 == nil || $0 == $1 }
    }

    private func state(_ stage: StoredStage, _ last: StoredStage?) -> [SaleEvent] {
        guard let state = stage.state, state != last?.state || stage.stage != last?.stage else { return [] }
        let outcome: DealOutcome = state == "won" ? .won : state == "open" ? .open : .lost
        let moved = [stage.stateAt, stage.stageAt].compactMap { $0 }.max() ?? stage.seenAt
        let isFirst = last?.state == nil
        let at: Timestamp =
            switch outcome {
            case .won: isFirst || stage.wonAt != last?.wonAt ? stage.wonAt ?? stage.closedAt ?? stage.paidAt ?? moved : moved
            case .open: isFirst ? openedAt : moved
            case .lost: isFirst ? stage.closedAt ?? moved : moved
            }
        return [event("stage", stage, at, .stage(stage.stage ?? state, pipeline: stage.pipeline, outcome: outcome))]
    }

    private func event(_ name: String, _ stage: StoredStage, _ at: Timestamp, _ change: SaleChange) -> SaleEvent {
        SaleEvent(id: "\(deal.text)/\(name)/\(stage.number)", at: at, change: change)
    }
}

/// What the payments of a deal say happened (L5).
struct PaymentEvents {
    let events: [SaleEvent]

    init(_ payments: [Entity]) {
        let ordered = payments.compactMap { payment -> (entity: Entity, at: Timestamp, amount: Money)? in
            guard let at = payment.time("occurred_at"), case .money(let amount)? = payment.values["amount"] else { return nil }
            return (payment, at, amount)
        }.sorted { ($0.at, $0.entity.id) < ($1.at, $1.entity.id) }
        var events: [SaleEvent] = []
        var disputes: [(id: String, amount: Money)] = []
        var hasCharge = false
        for (payment, at, amount) in ordered {
            let id = payment.id.text
            switch payment.values["kind"]?.display {
            case "refund": events.append(SaleEvent(id: id, at: at, change: .refund(amount, payment: nil)))
            case "dispute":
                events.append(SaleEvent(id: id, at: at, change: .dispute(amount, payment: nil)))
                disputes.append((id, amount))
            case "dispute_won":
                guard let place = disputes.lastIndex(where: { $0.amount == amount }) ?? disputes.indices.last else { continue }
                events.append(SaleEvent(id: id, at: at, change: .restored(event: disputes.remove(at: place).id)))
            default:
                let isLater = hasCharge && payment.values["invoice"]?.isBlank == false
                hasCharge = true
                let renewal = SaleChange.renewal(payment: payment.values["provider_id"]?.display ?? id, SaleAmounts(amount))
                events.append(SaleEvent(id: id, at: at, change: isLater ? renewal : .paid))
            }
        }
        self.events = events
    }
}

extension Entity {
    /// The instant that a field holds.
    func time(_ field: String) -> Timestamp? {
        guard case .timestamp(let time)? = values[field] else { return nil }
        return time
    }

    /// The entity that a field refers to.
    func ref(_ field: String) -> EntityID? {
        guard case .ref(let id)? = values[field] else { return nil }
        return id
    }
}

extension FieldValue {
    /// The text that a person reads; nil of a blank.
    var shownText: String? { isBlank ? nil : display }
}
