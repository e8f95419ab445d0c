import Model
import ProgramRules
import Storage

/// Everything that figures are made of, read at one instant.
struct ReportFacts: Sendable {
    let partners: [PartnerLife]
    let deals: [CreditedDeal]
    let referrals: [Referral]
    let buyers: [Buyer]

    init(_ tx: Transaction) throws {
        let deals = try CreditedDeals(tx: tx).all()
        let referrals = try Self.referrals(tx, deals)
        self.deals = deals
        self.referrals = referrals
        buyers = try Self.buyers(tx, deals)
        partners = try Self.partners(tx, deals, referrals)
    }

    /// The first instant at which anything happened; nil for an empty hub.
    var beginning: Timestamp? {
        let credited = deals.filter { !$0.shares.isEmpty }
        return (credited.map(\.opened) + credited.compactMap(\.won) + referrals.map(\.at) + partners.flatMap { $0.steps.values }).min()
    }

    /// The currencies in which anything came in.
    var currencies: Set<Currency> { Set(deals.filter { !$0.shares.isEmpty }.flatMap { $0.moves.map(\.amount.currency) }) }

    private static func referrals(_ tx: Transaction, _ deals: [CreditedDeal]) throws -> [Referral] {
        let leads = try HubSales(tx: tx).all(.referral).compactMap { lead in
            lead.ref("partner").map { Referral(id: lead.id, partner: $0, at: lead.time("submitted_at") ?? lead.createdAt) }
        }
        return leads
            + deals.filter { !$0.hasLead }.flatMap { deal in
                deal.shares.keys.sorted().map { Referral(id: deal.id, partner: $0, at: deal.opened) }
            }
    }

    private static func buyers(_ tx: Transaction, _ deals: [CreditedDeal]) throws -> [Buyer] {
        let customers = Dictionary(try HubSales(tx: tx).all(.customer).map { ($0.id, $0.values) }, uniquingKeysWith: { $1 })
        let won = deals.compactMap { deal in deal.won.map { (deal: deal, at: $0) } }
        return Dictionary(grouping: won) { $0.deal.buyer }.compactMap { buyer, deals -> Buyer? in
            guard let first = deals.min(by: { ($0.at, $0.deal.id) < ($1.at, $1.deal.id) }) else { return nil }
            let values = customers[buyer]
            var left: Timestamp?
            if case .timestamp(let time)? = values?["cancelled_at"] { left = time }
            var value: Money?
            if case .money(let amount)? = values?["lifetime_value"] { value = amount }
            var tickets: Int?
            if case .integer(let count)? = values?["support_tickets"] { tickets = Int(count) }
            return Buyer(
                id: buyer, came: first.at, partners: Set(first.deal.shares.keys), left: left, lifetimeValue: value, tickets: tickets)
        }.sorted { $0.id < $1.id }
    }

    private static func partners(_ tx: Transaction, _ deals: [CreditedDeal], _ referrals: [Referral]) throws -> [PartnerLife] {
        let facts = try HubPartners(tx: tx).facts()
        let history = try tx.history.all(.partner)
        let (links, clicks) = (try tx.figures.firstLinks(), try tx.figures.firstClicks())
        let firstReferrals = Dictionary(referrals.map { ($0.partner, $0.at) }, uniquingKeysWith: min)
        var firstSales: [EntityID: Timestamp] = [:]
        for deal in deals {
            guard let won = deal.won else { continue }
            for partner in deal.shares.keys { firstSales[partner] = min(firstSales[partner] ?? won, won) }
        }
        return try HubSales(tx: tx).all(.partner).map { partner in
            let stages = history[partner.id] ?? []
            let approved = stages.first { $0.state == PartnerStatus.approved.rawValue }
            var steps: [FunnelStep: Timestamp] = [:]
            steps[.applied] = partner.time("joined_at") ?? stages.first.map { $0.stateAt ?? $0.seenAt } ?? partner.createdAt
            steps[.approved] = approved.map { $0.stateAt ?? $0.seenAt }
            steps[.linkMade] = links[partner.id]
            steps[.firstClick] = clicks[partner.id]
            steps[.firstReferral] = firstReferrals[partner.id]
            steps[.firstSale] = firstSales[partner.id]
            return PartnerLife(
                id: partner.id, name: partner.values["name"]?.shownText ?? partner.id.text, values: partner.values,
                status: facts[partner.id]?.status ?? DatedValues(initial: nil, changes: []), steps: steps)
        }
    }
}
