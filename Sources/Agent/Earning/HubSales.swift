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
