import Model
import ProgramRules
import Storage

/// What a run must look at anew.
struct EarningScope {
    /// Units whose lines may be others now.
    var units: Set<EarningUnit> = []
    /// Deals and referrals that changed, whether or not the hub still has them.
    var subjects: Set<String> = []
    /// Lines to play though they say the same as before.
    var lines: Set<String> = []
}

/// Finds what a run must look at anew, and notes who is behind the visitors.
struct ScopeFinder {
    let tx: Transaction
    let mergers: Mergers
    let guards: Guards

    /// Everything: nothing that was known before counts.
    func everything() throws -> EarningScope {
        var scope = EarningScope()
        let owners = try tx.visitors.owners().map(now)
        try tx.visitors.replaceAll(owners)
        try tx.earningIndex.removeAll()
        try tx.attributions.removeAll()
        try tx.waiting.removeAll()
        scope.units = Set(owners.map { EarningUnit(deal: $0.deal, customer: $0.customer) })
        for referral in try HubSales(tx: tx, mergers: mergers).all(.referral) { scope.units.insert(.referral(referral.id)) }
        // What was earned with a line that is no more is taken back.
        scope.lines = Set(try tx.commissions.lines().map(CommissionLine.origin))
        return scope
    }

    /// What work asks for.
    func changed(_ work: [EarningWork]) throws -> EarningScope {
        var scope = EarningScope()
        var deals: Set<EntityID> = []
        var customers: Set<EntityID> = []
        var referrals: Set<EntityID> = []
        var coupons: Set<String> = []
        for item in work {
            let id = EntityID(item.subject)
            let both = id.map { Set([$0, mergers.now($0)]) } ?? []
            switch item.kind {
            case "deal": deals.formUnion(both)
            case "customer": customers.formUnion(both)
            case "referral": referrals.formUnion(both)
            case "partner":
                guard let id else { continue }
                let forever = (from: Timestamp(milliseconds: .min), until: Timestamp(milliseconds: .max))
                // Who recruited others earns with what they sell.
                for partner in [id] + (try tx.entities.referring(.partner, by: "recruiter", to: both).map(\.id)) {
                    scope.lines.formUnion(try tx.earningIndex.lines(of: mergers.now(partner), from: forever.from, until: forever.until))
                    scope.lines.formUnion(try tx.earningIndex.lines(of: partner, from: forever.from, until: forever.until))
                }
                deals.formUnion(try tx.attributions.deals(of: id))
                referrals.formUnion(try tx.entities.referring(.referral, by: "partner", to: [id]).map(\.id))
            case "coupon": coupons.insert(item.subject)
            // Without the guard the first computation of a deal is the last word (A3).
            case "visitor" where guards.stands(.lateClicks):
                deals.formUnion(try tx.visitors.deals(of: item.subject))
            case "line": scope.lines.formUnion(try tx.earningIndex.lines(below: CommissionLine.origin(item.subject)).map(\.id))
            default: break
            }
        }
        if !coupons.isEmpty {
            for row in try tx.earningWork.coupons() where CouponCode(row.coupon).map({ coupons.contains($0.text) }) == true {
                deals.insert(row.deal)
            }
        }
        try follow(referrals, &deals, &customers)
        try claim(deals, customers, &scope)
        for referral in referrals { scope.units.insert(.referral(referral)) }
        scope.subjects = Set((Array(deals) + Array(referrals)).map(\.text))
        return scope
    }

    /// A referral has a claim on its customer's deals and on those that name it.
    private func follow(_ referrals: Set<EntityID>, _ deals: inout Set<EntityID>, _ customers: inout Set<EntityID>) throws {
        guard !referrals.isEmpty else { return }
        for referral in try tx.entities.get(referrals).values {
            if let customer = referral.ref("customer") { customers.insert(mergers.now(customer)) }
        }
        deals.formUnion(try tx.entities.referring(.deal, by: "referral", to: referrals).map { mergers.now($0.id) })
    }

    /// The units of deals and customers. Where it is another customer now who is behind a visitor, both are looked at.
    private func claim(_ deals: Set<EntityID>, _ customers: Set<EntityID>, _ scope: inout EarningScope) throws {
        let owners = try tx.visitors.owners(of: deals).map(now).filter { mergers.now($0.deal) == $0.deal }
        var customers = customers
        // A deal that is gone, or is another one now, may have bound its customer's other deals (A6).
        for deal in try tx.entities.get(deals).values {
            if let customer = deal.ref("customer") { customers.insert(mergers.now(customer)) }
        }
        for owner in owners {
            if let customer = owner.customer { customers.insert(customer) } else { scope.units.insert(.deal(owner.deal)) }
        }
        var visitors = try tx.visitors.visitors(ofDeals: deals)
        visitors.formUnion(owners.compactMap(\.visitor))
        let before = try tx.visitors.customers(behind: visitors)
        try tx.visitors.put(owners, insteadOf: deals)
        let after = try tx.visitors.customers(behind: visitors)
        for visitor in visitors where before[visitor] != after[visitor] {
            customers.formUnion([before[visitor], after[visitor]].compactMap { $0 })
        }
        scope.units.formUnion(customers.map(EarningUnit.customer))
    }

    private func now(_ owner: DealOwner) -> DealOwner {
        DealOwner(deal: owner.deal, customer: owner.customer.map(mergers.now), visitor: owner.visitor)
    }
}
