import Model
import ProgramRules
import Storage

/// Which milestones partners have reached, and the bonuses that these bring (C2, section 9).
struct MilestonePlay {
    let tx: Transaction
    let terms: Terms
    /// True if what the hub knows to be reached stays reached; false for other terms than those that were agreed.
    let isHistory: Bool

    /// Every milestone that was reached. `input` has all lines of the partners, without bonuses.
    func reached(_ input: EarnInput) throws -> [Reward] {
        guard !terms.milestones.isEmpty else { return [] }
        let measures = Set(terms.milestones.map(\.measure))
        var progress: [Rewards.Progress] = []
        if measures.contains(.sales) || measures.contains(.revenue) {
            progress += PartnerProgress.sales(input.lines, partners: input.partners, terms: terms, rates: input.rates)
        }
        if measures.contains(.referrals) { progress += try referrals(input.partners) }
        if measures.contains(.earnings), case .success(let result) = Commissions.earn(input) {
            progress += PartnerProgress.earnings(result, in: terms.currency)
        }
        return Rewards.reached(progress, milestones: terms.milestones)
    }

    /// The lines of bonuses: for milestones that are reached now, and for those that the hub knows to have been reached, whatever late news
    /// took away since.
    func bonuses(_ reached: [Reward]) throws -> [CommissionLine] {
        var instants: [Place: Timestamp] = [:]
        for reward in reached { instants[Place(milestone: reward.rule, partner: reward.receiver.id)] = reward.at }
        for row in isHistory ? try tx.rewards.all() : [] where row.commission == nil {
            let place = Place(milestone: row.rule, partner: try tx.mergedEntities.resolve(row.receiver))
            if instants[place] == nil { instants[place] = row.at }
        }
        return instants.sorted { $0.key < $1.key }.map { SingleLines.bonus($0.key.milestone, partner: $0.key.partner, at: $0.value) }
    }

    private struct Place: Hashable, Comparable {
        let milestone: String
        let partner: EntityID

        static func < (left: Place, right: Place) -> Bool {
            (left.milestone, left.partner) < (right.milestone, right.partner)
        }
    }

    private func referrals(_ partners: [EntityID: PartnerFacts]) throws -> [Rewards.Progress] {
        var steps: [EntityID: [Rewards.Progress.Step]] = [:]
        for referral in try HubSales(tx: tx).all(.referral) {
            guard referral.deletedAt == nil, let partner = referral.ref("partner") else { continue }
            let at = referral.time("submitted_at") ?? referral.createdAt
            let owner = try tx.mergedEntities.resolve(partner)
            guard partners[owner]?.may(.lead, at: at) == true else { continue }
            steps[owner, default: []].append(.init(at: at, by: 1))
        }
        return steps.sorted { $0.key < $1.key }.map { Rewards.Progress(partner: $0.key, measure: .referrals, steps: $0.value) }
    }
}
