public import Model
import ProgramRules
import Storage

/// Compares, month by month, what customers cost with what they may cost (C5); over that, new commissions wait for a person.
struct CostWatch {
    let tx: Transaction
    let terms: TermsSettings
    let run: String
    let now: Timestamp
    let guards: Guards

    /// Judges the months in which new commissions were earned, and the present one. Commissions, attributions and deals are stored.
    /// - Returns: the months that are judged, in their order; empty without a limit.
    func watch(new: [Commission]) throws -> [CustomerCost] {
        guard let limit = terms.book.terms.allowableCAC else { return [] }
        let zone = terms.book.terms.zone
        var months: [Period: [Commission]] = [Period(.month, holding: now, in: zone): []]
        for commission in new {
            guard let at = commission.earnedAt, commission.amount.minor > 0 else { continue }
            months[Period(.month, holding: at, in: zone), default: []].append(commission)
        }
        var costs: [CustomerCost] = []
        for (month, commissions) in months.sorted(by: { $0.key < $1.key }) {
            guard var cost = try cost(month, limit, zone) else { continue }
            if cost.judgement == .over, guards.stands(.allowableCost) {
                for commission in commissions { try hold(commission, cost) }
                cost.held = commissions.count
            }
            costs.append(cost)
        }
        return costs
    }

    private func cost(_ month: Period, _ limit: Money, _ zone: ProgramZone) throws -> CustomerCost? {
        guard let first = month.start, let next = month.end else { return nil }
        let (start, end) = (zone.start(of: first), zone.start(of: next))
        let commissions = try tx.programSums.commissions(from: start, until: end, in: limit.currency)
        let won = try tx.programSums.customersWon(from: start, until: end)
        // Of the present month the days that have begun.
        let tomorrow = CalendarDate(daysSinceEpoch: zone.day(of: now).daysSinceEpoch + 1)
        let other = terms.costs.costs(from: first, until: min(next, tomorrow)).map { $0.platform + $0.management } ?? 0
        let judgement = AllowableCost.judge(commissions: commissions, costs: other, customersWon: won, limit: limit.minor)
        guard let share = judgement.share else { return nil }
        let spent = commissions.addingReportingOverflow(other)
        guard !spent.overflow else { return nil }
        return CustomerCost(
            month: month.text, judgement: CustomerCost.Judgement(judgement), share: share, customers: won,
            spent: Money(minor: spent.partialValue, currency: limit.currency), limit: limit)
    }

    private func hold(_ commission: Commission, _ cost: CustomerCost) throws {
        let evidence = [
            Evidence("month", cost.month), Evidence("spent", cost.spent.text), Evidence("customers won", String(cost.customers)),
            Evidence("allowed for each", cost.limit.text),
        ]
        let finding = FraudFinding(
            .allowableCost, partner: commission.key.partner, subject: .line(commission.key.line), evidence: evidence)
        try tx.findings.put(Findings.row(finding, at: now, run: run))
    }
}

/// What the customers won in a month cost against what they may cost.
public struct CustomerCost: Sendable, Equatable {
    /// How that is judged.
    public enum Judgement: String, Sendable {
        /// Below four fifths of what is allowed.
        case within
        /// From four fifths on.
        case warns
        /// All of it or more: new commissions wait for a person.
        case over
    }

    /// The month, such as `2026-03`.
    public var month: String
    /// How it is judged.
    public var judgement: Judgement
    /// What was spent of what is allowed. Units: basis points.
    public var share: Int
    /// How many customers were won.
    public var customers: Int
    /// Commissions and other costs.
    public var spent: Money
    /// What one customer may cost.
    public var limit: Money
    /// How many commissions wait because of it since this run.
    public var held = 0

    /// The month as `earn --json` prints it.
    public var json: JSON {
        [
            "month": .string(month), "judgement": .string(judgement.rawValue), "share": .integer(share), "customers": .integer(customers),
            "spent": spent.json, "allowed": limit.json, "held": .integer(held),
        ]
    }
}

extension CustomerCost.Judgement {
    fileprivate init(_ cost: AllowableCost) {
        switch cost {
        case .noJudgement, .within: self = .within
        case .warns: self = .warns
        case .over: self = .over
        }
    }
}
