import Model
import ProgramRules
import Storage

/// The claims that partners have on the hub's deals: clicks, coupons, leads, registrations, reassignments (A2).
struct HubClaims {
    let tx: Transaction
    let deals: [Deal]

    /// All claims, with who is behind the visitors.
    func book() throws -> TouchBook {
        var touches: [Touch] = []
        var identities: [(visitor: String, customer: EntityID)] = []
        var visitors: Set<String> = []
        for deal in deals {
            guard let entity = try tx.entities.get(deal.id) else { continue }
            if let click = try entity.values["click"]?.shownText.flatMap({ try tx.clicks.get($0) }) {
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
        touches += try leads()
        touches += try tx.manualTouches.all().map { touch in
            Touch(id: touch.id, kind: .manual, partner: try now(touch.partner), at: touch.at, deal: try now(touch.deal))
        }
        return TouchBook(touches, identities: Identities(identities))
    }

    private func now(_ id: EntityID) throws -> EntityID { try tx.mergedEntities.resolve(id) }

    private func clicks(of visitor: String, deal: EntityID?) throws -> [Touch] {
        try tx.clicks.of(visitor: visitor).compactMap { click in
            guard click.verdict.name == "accepted", let partner = click.partner else { return nil }
            let id = deal.map { "\(click.id)/\($0.text)" } ?? click.id
            return Touch(
                id: id, kind: .click, partner: try now(partner), at: click.at, visitor: deal == nil ? visitor : nil, deal: deal,
                campaign: click.campaign)
        }
    }

    private func coupon(_ entity: Entity, _ deal: Deal) throws -> [Touch] {
        guard let code = entity.values["coupon"]?.shownText.flatMap(CouponCode.init),
            let link = try tx.trackingLinks.get(coupon: code.text)
        else { return [] }
        return [
            Touch(
                id: "coupon/\(deal.id.text)", kind: .coupon, partner: try now(link.partner), at: deal.openedAt, deal: deal.id,
                campaign: link.campaign)
        ]
    }

    /// A partner whom the CRM names on the deal registered it; so did whoever brought its referral, for as long as that protects.
    private func registration(_ entity: Entity, _ deal: Deal) throws -> [Touch] {
        var touches: [Touch] = []
        if let partner = entity.ref("partner") {
            touches.append(
                Touch(
                    id: "registered/\(deal.id.text)", kind: .registration, partner: try now(partner), at: deal.openedAt, deal: deal.id))
        }
        if let id = entity.ref("referral"), let referral = try tx.entities.get(try now(id)), let partner = referral.ref("partner") {
            touches.append(
                Touch(
                    id: "\(referral.id.text)/\(deal.id.text)", kind: .registration, partner: try now(partner),
                    at: min(referral.time("submitted_at") ?? referral.createdAt, deal.openedAt), deal: deal.id,
                    protectedUntil: referral.time("protected_until")))
        }
        return touches
    }

    private func leads() throws -> [Touch] {
        try HubSales(tx: tx).all(.referral).compactMap { referral in
            guard referral.deletedAt == nil, let partner = referral.ref("partner"), let customer = referral.ref("customer") else {
                return nil
            }
            return Touch(
                id: referral.id.text, kind: .lead, partner: try now(partner), at: referral.time("submitted_at") ?? referral.createdAt,
                customer: try now(customer))
        }
    }
}

/// The hub's partners as the rules see them.
struct HubPartners {
    let tx: Transaction

    /// Every partner, with the past. What a partner was first known as, it was before.
    func facts() throws -> [EntityID: PartnerFacts] {
        let history = try tx.history.all(.partner)
        var facts: [EntityID: PartnerFacts] = [:]
        for partner in try HubSales(tx: tx).all(.partner) {
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
