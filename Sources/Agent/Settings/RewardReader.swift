import Model
import ProgramRules
import YAML

/// Reads `rewards` and `milestones` of terms (PROGRAM section 9).
struct RewardReader {
    /// The program's currency, if known.
    let currency: Currency?

    var reward: ValueKind<RewardRule> {
        .map { reader in
            let id = reader.required("id", TermsNames.id, "the reward's name, which never changes")
            let kind = reader.required("for", CommissionRuleReader.kind, "what it comes with: a commission of this kind that stands")
            let partner = reader.optional("partner", grants, "what the partner gets")
            let customer = reader.optional("customer", grants, "what the customer gets, once")
            if !reader.session.isSurvey, !reader.has("partner"), !reader.has("customer") {
                reader.session.report(reader.node, reader.place, expected: "partner, customer or both")
            }
            guard let id, let kind else { return nil }
            return RewardRule(id: id, kind: kind, referrer: partner ?? [], referee: customer ?? [])
        }
    }

    var milestone: ValueKind<Milestone> {
        .map { reader in
            let id = reader.required("id", TermsNames.id, "the milestone's name, which never changes")
            let counts = ValueKind<Int>.count
            let amount = AmountReader.amount(in: currency)
            reader.atMostOne(of: Milestone.Measure.allCases.map(\.rawValue))
            let referrals = reader.optional("referrals", counts, "reached with so many referrals")
            let sales = reader.optional("sales", counts, "reached with so many sales that stand")
            let revenue = reader.optional("revenue", amount, "reached when the sales that stand amount to so much")
            let earnings = reader.optional("earnings", amount, "reached when the commissions that stand amount to so much")
            let brings = reader.required("brings", grants, "what it brings the partner")
            let reached: [(Milestone.Measure, Int64?)] = [
                (.referrals, referrals.map(Int64.init)), (.sales, sales.map(Int64.init)), (.revenue, revenue?.minor),
                (.earnings, earnings?.minor),
            ]
            let measures = Milestone.Measure.allCases.map(\.rawValue)
            if !reader.session.isSurvey, !measures.contains(where: reader.has) {
                reader.session.report(reader.node, reader.place, expected: "one of \(measures.joined(separator: ", "))")
            }
            guard let id, let brings, let (measure, least) = reached.first(where: { $0.1 != nil }), let least else { return nil }
            return Milestone(id: id, measure: measure, atLeast: least, grants: brings)
        }
    }

    private var grants: ValueKind<[RewardGrant]> { .list(of: grant, least: 1) }

    private var grant: ValueKind<RewardGrant> {
        .map { reader in
            let kinds = ["credit", "coupon", "free_months", "badge", "access", "tier", "bonus"]
            reader.atMostOne(of: kinds)
            let amount = AmountReader.amount(in: currency)
            let grants: [RewardGrant?] = [
                reader.optional("credit", amount, "credit on the account at the payment provider").map { .credit($0) },
                reader.optional("coupon", AmountReader.rate(in: currency), "a coupon in the shop with a share or an amount off")
                    .flatMap { coupon($0, reader) },
                reader.optional("free_months", .count, "months that cost nothing").map { .freeMonths($0) },
                reader.optional("badge", .text, "a badge to show").map { .badge($0) },
                reader.optional("access", .text, "access to something, such as research").map { .access($0) },
                reader.optional("tier", .text, "a step of the partner program").map { .tier($0) },
                reader.optional("bonus", amount, "money, as a commission of kind bonus").map { .bonus($0) },
            ]
            if !reader.session.isSurvey, !kinds.contains(where: reader.has) {
                reader.session.report(reader.node, reader.place, expected: "one of \(kinds.joined(separator: ", "))")
            }
            return grants.compactMap { $0 }.first
        }
    }

    private func coupon(_ rate: CommissionRate, _ reader: MapReader) -> RewardGrant? {
        switch rate {
        case .percent(let share) where share.basisPoints > 0: return .couponShare(share)
        case .flat(let amount) where amount.minor > 0: return .couponAmount(amount)
        case .percent, .flat, .perUnit:
            reader.refuseValue(of: "coupon", expected: "a share or an amount off, above zero")
            return nil
        }
    }
}
