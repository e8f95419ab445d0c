import Model
import ProgramRules
import Storage

/// What was earned and stands, as far as the fraud screen looks at it.
struct Earned {
    var line: String
    var partner: EntityID
    var kind: String
    var deal: EntityID?
    var customer: EntityID?
    var at: Timestamp
    var amount: Money

    /// A commission as it was computed; nil if it does not stand.
    init?(_ commission: Commission) {
        guard let at = commission.earnedAt else { return nil }
        (line, partner, kind) = (commission.key.line, commission.key.partner, commission.key.kind.text)
        (deal, customer, self.at, amount) = (commission.deal, commission.customer, at, commission.amount)
    }

    /// A commission as it is kept; nil if it does not stand.
    init?(_ row: StoredCommission) {
        guard let at = row.earnedAt else { return nil }
        (line, partner, kind) = (row.line, row.partner, row.kind)
        (deal, customer, self.at, amount) = (row.deal, row.customer, at, row.amount)
    }

    /// The deal or the lead that it is about.
    var subject: EntityID? { deal ?? EntityID(String(line.prefix { $0 != "/" })) }
}

/// What the fraud screen looks at, gathered from the hub.
struct FraudMaterial {
    let tx: Transaction
    let mergers: Mergers
    /// Deals whose clicks count: those that were earned with, and the others of their customers.
    let deals: Set<EntityID>
    let earned: [Earned]

    /// The leads and sales that stand, with the people and clicks behind them, and other sales under the same order numbers.
    func gather() throws -> FraudScreen.Material {
        let entities = try tx.entities.get(deals)
        let visitors = try visitors(entities)
        var clicks: [EntityID: [PartnerClick]] = [:]
        for (buyer, names) in visitors {
            for name in names.sorted() { clicks[buyer, default: []] += try tx.clicks.of(visitor: name).compactMap(partnerClick) }
        }
        let guests = try guests(entities, visitors)
        let conversions = earned.map { conversion($0, clicks, entities, guests) }
        var material = FraudScreen.Material(conversions: try conversions + others(with: conversions))
        var seen: Set<String> = []
        material.clicks = clicks.values.flatMap { $0 }.filter { seen.insert($0.click.id).inserted }
        let partners = try tx.entities.get(Set(earned.map(\.partner)))
        material.partners = partners.mapValues { person($0.values, account: "payout_account", visitors: []) }
        let customers = try tx.entities.get(Set(earned.compactMap(\.customer)))
        for (id, customer) in customers {
            material.customers[id] = person(customer.values, account: nil, visitors: visitors[id] ?? [])
        }
        return material
    }

    /// The visitors behind the clicks that deals name, by customer; of a guest's deal by the deal.
    private func visitors(_ deals: [EntityID: Entity]) throws -> [EntityID: Set<String>] {
        var visitors: [EntityID: Set<String>] = [:]
        for deal in deals.values {
            guard let id = deal.values["click"]?.shownText, let click = try tx.clicks.get(id) else { continue }
            visitors[deal.ref("customer").map(mergers.now) ?? deal.id, default: []].insert(click.visitor)
        }
        return visitors
    }

    /// Who is behind what was earned without a customer: a lead says it, or else the clicks.
    private func guests(_ deals: [EntityID: Entity], _ visitors: [EntityID: Set<String>]) throws -> [EntityID: PersonFacts] {
        var leads: [EntityID: EntityID] = [:]
        for subject in Set(earned.lazy.filter { $0.customer == nil }.compactMap(\.subject)) {
            let lead = subject.kind == .referral ? subject : deals[subject]?.ref("referral")
            if let lead { leads[subject] = mergers.now(lead) }
        }
        let known = try tx.entities.get(Set(leads.values))
        var guests = visitors.mapValues { PersonFacts(visitors: $0) }
        for (subject, lead) in leads {
            guests[subject] = person(known[lead]?.values ?? [:], account: nil, visitors: visitors[subject] ?? [])
        }
        return guests
    }

    /// Sales of other deals under the same order numbers, with nothing but what tells that.
    private func others(with conversions: [Conversion]) throws -> [Conversion] {
        let own = Set(earned.map(\.line))
        let deals = try tx.earningWork.sharing(orders: Set(conversions.compactMap(\.order)))
        guard !deals.isEmpty else { return [] }
        let orders = try tx.entities.get(deals).compactMapValues { $0.values["order_number"]?.shownText }
        return try tx.commissions.of(lines: deals.map(\.text)).compactMap { row in
            guard let earned = Earned(row), !own.contains(row.line), let deal = row.deal, row.kind == CommissionKind.sale.text else {
                return nil
            }
            return Conversion(line: row.line, partner: row.partner, customer: row.customer, at: earned.at, order: orders[deal])
        }
    }

    private func conversion(
        _ earned: Earned, _ clicks: [EntityID: [PartnerClick]], _ deals: [EntityID: Entity], _ guests: [EntityID: PersonFacts]
    ) -> Conversion {
        let known = (earned.customer ?? earned.subject).flatMap { clicks[$0] } ?? []
        let own = known.filter { $0.partner == earned.partner && $0.click.at <= earned.at }
        let deal = earned.kind == CommissionKind.sale.text ? earned.deal.flatMap { deals[$0] } : nil
        return Conversion(
            line: earned.line, partner: earned.partner, customer: earned.customer,
            guest: earned.subject.flatMap { guests[$0] } ?? PersonFacts(), at: earned.at,
            click: own.max { ($0.click.at, $0.click.id) < ($1.click.at, $1.click.id) }?.click,
            order: deal?.values["order_number"]?.shownText, amount: earned.amount)
    }

    private func partnerClick(_ click: StoredClick) -> PartnerClick? {
        guard let partner = click.partner, click.verdict.name != "bot" else { return nil }
        let facts = Click(
            id: click.id, code: click.code, at: click.at, visitor: click.visitor, address: click.address, agent: click.agent,
            referrer: click.referrer, parameters: click.parameters, isProbe: click.isProbe)
        return PartnerClick(facts, partner: mergers.now(partner))
    }

    private func person(_ values: FieldValues, account: String?, visitors: Set<String>) -> PersonFacts {
        PersonFacts(
            email: values["email"]?.shownText, domain: values["domain"]?.shownText, account: account.flatMap { values[$0]?.shownText },
            visitors: visitors)
    }
}
