import Model
import ProgramRules
import YAML

/// Reads `caps` and `costs` of terms: what commissions may add up to, and what the program costs beside them (C5).
struct CapReader {
    /// The program's currency, if known.
    let currency: Currency?

    var caps: ValueKind<CommissionCaps> {
        .map { reader in
            CommissionCaps(
                perDeal: reader.optional("per_deal", amount, "the most for one deal, all its partners together"),
                perPartnerAndCustomer: reader.optional(
                    "per_partner_and_customer", amount, "the most that a partner earns with one customer, for ever"),
                perPartner: reader.optional("per_partner", periodic, "the most that a partner earns in a period"),
                program: reader.optional("program", periodic, "the most that the program pays in a period"))
        }
    }

    var costs: ValueKind<MonthlyCosts> {
        let kind = ValueKind<[MonthlyCosts.Rate]>.oneOrMore(of: monthly)
        return kind.map { MonthlyCosts($0) }
    }

    private var amount: ValueKind<Money> { AmountReader.amount(in: currency) }

    private var periodic: ValueKind<CommissionCaps.Periodic> {
        .map { reader in
            let limit = reader.required("most", amount, "the limit")
            let period = reader.required("per", ValueKind<PeriodLength>.word(), "when it starts again, by the program's clocks")
            guard let limit, let period else { return nil }
            return CommissionCaps.Periodic(limit: limit, period: period)
        }
    }

    private var monthly: ValueKind<MonthlyCosts.Rate> {
        .map { reader in
            let from = reader.optional("from", AmountReader.day, "the first day of these costs; from ever where nothing is said")
            let platform = reader.optional("platform", amount, "what the platform costs a month")
            let management = reader.optional("management", amount, "what the people cost a month")
            return MonthlyCosts.Rate(from: from, platform: platform?.minor ?? 0, management: management?.minor ?? 0)
        }
    }
}
