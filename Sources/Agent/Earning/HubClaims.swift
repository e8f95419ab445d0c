import Model
import ProgramRules
import Storage

/// The claims that partners have on the hub's deals: clicks, coupons, leads, registrations, reassignments (A2).
struct HubClaims {
    let tx: Transaction
    let mergers: Mergers
    let deals: [Deal]
    /// The entities of the deals, as far as they are at hand.
    var entities: [EntityID: Entity] = [:]

    /// All claims on all deals, with who is behind the visitors.
    func book() throws -> TouchBook {
        var touches: [Touch] = []
        var identities: [(visitor: String, customer: EntityID)] = []
        var visitors: Set<String> = []
        for deal in deals {
            guard let entity = try entity(deal) else { continue }
            if let click = try named(entity) {
                visitors.insert(click.visitor)
                if let customer = deal.customer {
                    identities.append((click.visitor, customer))
                } else {
                    touches += try clicks(of: click.visitor, deal: deal.id)
                }
            }
            touches += try coupon(entity, deal) + registration(entity, deal)
        }
        for visitor in visitors { touches += try clicks(of: visitor, deal: nil) }
        touches += leads(try HubSales(tx: tx, mergers: mergers).all(.referral)) + manual(try tx.manualTouches.all())
        return TouchBook(touches, identities: Identities(identities))
    }

    /// The claims on these deals, which are all that their customers have. Who is behind the visitors was noted before.
    func book(of customers: Set<EntityID>) throws -> TouchBook {
        var touches: [Touch] = []
        let behind = try tx.visitors.customers(behind: tx.visitors.visitors(ofCustomers: customers))
        for deal in deals {
            guard let entity = try entity(deal) else { continue }
            if deal.customer == nil, let click = try named(entity) { touches += try clicks(of: click.visitor, deal: deal.id) }
            touches += try coupon(entity, deal) + registration(entity, deal)
        }
        for (visitor, customer) in behind where customers.contains(customer) { touches += try clicks(of: visitor, deal: nil) }
        touches += leads(try tx.entities.referring(.referral, by: "customer", to: mergers.all(of: customers)))
        touches += manual(try tx.manualTouches.of(mergers.all(of: deals.map(\.id))))
        return TouchBook(touches, identities: Identities(behind.map { (visitor: $0.key, customer: $0.value) }))
    }

    private func entity(_ deal: Deal) throws -> Entity? { try entities[deal.id] ?? tx.entities.get(deal.id) }

    private func named(_ entity: Entity) throws -> StoredClick? {
        try entity.values["click"]?.shownText.flatMap { try tx.clicks.get($0) }
    }

    private func clicks(of visitor: String, deal: EntityID?) throws -> [Touch] {
        try tx.clicks.of(visitor: visitor).compactMap { click in
            guard click.verdict.name == "accepted", let partner = click.partner else { return nil }
            let id = deal.map { "\(click.id)/\($0.text)" } ?? click.id
            return Touch(
                id: id, kind: .click, partner: mergers.now(partner), at: click.at, visitor: deal == nil ? visitor : nil, deal: deal,
                campaign: click.campaign)
        }
    }

    private func manual(_ touches: [ManualTouch]) -> [Touch] {
        touches.map { touch in
            Touch(
                id: touch.id, kind: .manual, partner: mergers.now(touch.partner), at: touch.at, deal: mergers.now(touch.deal))
        }
    }

    private func coupon(_ entity: Entity, _ deal: Deal) throws -> [Touch] {
        guard let code = entity.values["coupon"]?.shownText.flatMap(CouponCode.init),
            let link = try tx.trackingLinks.get(coupon: code.text)
        else { return [] }
        return [
            Touch(
                id: "coupon/\(deal.id.text)", kind: .coupon, partner: mergers.now(link.partner), at: deal.openedAt, deal: deal.id,
                campaign: link.campaign)
        ]
    }

    /// A partner whom the CRM names on the deal registered it; so did whoever brought its referral, for as long as that protects.
    private func registration(_ entity: Entity, _ deal: Deal) throws -> [Touch] {
        var touches: [Touch] = []
        if let partner = entity.ref("partner") {
            touches.append(
                Touch(
                    id: "registered/\(deal.id.text)", kind: .registration, partner: mergers.now(partner), at: deal.openedAt, deal: deal.id))
        }
        if let id = entity.ref("referral"), let referral = try tx.entities.get(mergers.now(id)), let partner = referral.ref("partner") {
            touches.append(
                Touch(
                    id: "\(referral.id.text)/\(deal.id.text)", kind: .registration, partner: mergers.now(partner),
                    at: min(referral.time("submitted_at") ?? referral.createdAt, deal.openedAt), deal: deal.id,
                    protectedUntil: referral.time("protected_until")))
        }
        return touches
    }

    private func leads(_ referrals: [Entity]) -> [Touch] {
        referrals.compactMap { referral in
            guard referral.deletedAt == nil, let partner = referral.ref("partner"), let customer = referral.ref("customer") else {
                return nil
            }
            return Touch(
                id: referral.id.text, kind: .lead, partner: mergers.now(partner), at: referral.time("submitted_at") ?? referral.createdAt,
                customer: mergers.now(customer))
        }
    }
}

/// The hub's partners as the rules see them.
struct HubPartners {
    let tx: Transaction

    /// Every partner, with the past.
    func facts() throws -> [EntityID: PartnerFacts] {
        try facts(try HubSales(tx: tx).all(.partner), try tx.history.all(.partner))
    }

    /// Some partners and who recruited them, with the past.
    func facts(of partners: Set<EntityID>) throws -> [EntityID: PartnerFacts] {
        let recruiters = try tx.entities.get(partners).values.compactMap { $0.ref("recruiter") }
        let ids = try partners.union(recruiters.map { try tx.mergedEntities.resolve($0) })
        return try facts(try tx.entities.get(ids).values.filter { $0.deletedAt == nil }, try tx.history.of(ids))
    }

    /// What a partner was first known as, it was before.
    private func facts(_ partners: [Entity], _ history: [EntityID: [StoredStage]]) throws -> [EntityID: PartnerFacts] {
        var facts: [EntityID: PartnerFacts] = [:]
        for partner in partners {
            let stages = history[partner.id] ?? []
            let statuses = stages.compactMap { stage in
                stage.state.flatMap { PartnerStatus(rawValue: $0) }.map { (from: stage.stateAt ?? stage.seenAt, value: $0) }
            }
            let cohorts = stages.map { stage in
                (from: stage.stageAt ?? stage.seenAt, value: Set([stage.stage].compactMap { $0 }))
            }
            facts[partner.id] = PartnerFacts(
                id: partner.id, kind: partner.values["kind"].flatMap { PartnerKind(rawValue: $0.display) },
                status: DatedValues(initial: statuses.first?.value, changes: Array(statuses.dropFirst())),
                cohorts: DatedValues(initial: cohorts.first?.value ?? [], changes: Array(cohorts.dropFirst())),
                country: partner.values["country"]?.shownText,
                recruiter: try partner.ref("recruiter").map { try tx.mergedEntities.resolve($0) })
        }
        return facts
    }
}
