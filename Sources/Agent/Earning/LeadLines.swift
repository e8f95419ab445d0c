import Model
import ProgramRules
import Storage

/// The lines of leads that reached a state for which a rule pays, or did (C1, C2).
struct LeadLines {
    let tx: Transaction
    let mergers: Mergers
    private let states: [String]

    init(tx: Transaction, mergers: Mergers, kinds: Set<CommissionKind>) {
        self.tx = tx
        self.mergers = mergers
        states = kinds.compactMap { kind -> String? in
            guard case .lead(let state) = kind else { return nil }
            return state
        }.sorted()
    }

    /// True if no rule pays for leads.
    var isEmpty: Bool { states.isEmpty }

    /// The lines of all referrals.
    func lines() throws -> [CommissionLine] {
        isEmpty ? [] : lines(of: try HubSales(tx: tx, mergers: mergers).all(.referral), try tx.history.all(.referral))
    }

    /// The lines of some referrals.
    func lines(of referrals: [Entity]) throws -> [CommissionLine] {
        isEmpty ? [] : lines(of: referrals.filter { $0.deletedAt == nil }, try tx.history.of(referrals.map(\.id)))
    }

    private func lines(of referrals: [Entity], _ history: [EntityID: [StoredStage]]) -> [CommissionLine] {
        referrals.flatMap { referral -> [CommissionLine] in
            guard let partner = referral.ref("partner") else { return [] }
            return states.compactMap { state in
                guard let reached = history[referral.id]?.first(where: { $0.state == state }) else { return nil }
                return SingleLines.lead(
                    referral.id, state: state, partner: mergers.now(partner), customer: referral.ref("customer").map(mergers.now),
                    at: reached.stateAt ?? reached.seenAt)
            }
        }
    }
}
