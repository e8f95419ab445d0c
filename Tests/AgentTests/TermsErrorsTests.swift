import Agent
import Testing

/// What `terms` of config.yaml refuses: each row changes sound terms in one place and says the complaint.
@Suite struct TermsErrorsTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var change: String
        var into: String
        var says: String
        var testDescription: String { into }
    }

    private static func row(_ change: String, _ into: String, _ says: String) -> Row { Row(change: change, into: into, says: says) }

    private static let days = "expected a number of whole days of at least"

    static let attribution = [
        row(
            "model: last_click", "model: lastclick",
            #"17:24: terms.attribution.model: found "lastclick", expected one of first_click, last_click, linear, position, registered; did you mean "last_click"?"#
        ),
        row("window: 30d", "window: 0d", #"17:44: terms.attribution.window: found "0d", \#(days) 1d, such as 30d"#),
        row("window: 30d", "window: 30", #"terms.attribution.window: found "30", \#(days) 1d"#),
        row("window: 30d", "window: 36h", #"terms.attribution.window: found "36h", \#(days) 1d"#),
        row("{months: 12}", "{months: 0}", #"terms.attribution.recurring.months: found "0", expected a whole number of at least 1"#),
        row("{months: 12}", "{}", "terms.attribution.recurring: found a map, expected months, payments or both"),
        row("{months: 12}", "{month: 12}", #"found the unknown key "month", expected one of months, payments; did you mean "months"?"#),
        row("{window: 60d}", "{window: -1d}", #"terms.campaigns.spring.window: found "-1d", \#(days) 1d"#),
        row("attribution: {", "atribution: {", #"did you mean "attribution"?"#),
    ]

    static let rules = [
        row(
            "id: launch", "id: Launch",
            #"20:12: terms.commissions[0].id: found "Launch", expected 1 to 64 small letters, digits, - or _"#),
        row("{id: launch, ", "{", "terms.commissions[0]: found no id, expected id (1 to 64 small letters, digits, - or _)"),
        row("id: tiers", "id: launch", "found the name launch twice, expected each name once"),
        row(
            "for: sale, when: {campaign", "for: sales, when: {campaign", #"terms.commissions[0].for: found "sales", expected one of sale,"#),
        row("lead:meeting", "lead:meting", #"terms.commissions[3].for: found "meting", expected one of new, qualified, meeting,"#),
        row(
            "of: net", "of: nett",
            #"terms.commissions[0].of: found "nett", expected one of gross, net_of_tax, net, margin; did you mean "net"?"#),
        row("hold: 30d", "hold: -1d", #"terms.commissions[0].hold: found "-1d", \#(days) 0d"#),
        row(
            "until: 2026-07-01", "until: 2026-02-30",
            #"terms.commissions[0].until: found "2026-02-30", expected a day such as 2026-03-01"#),
        row("until: 2026-07-01", "from: 2026-08-01, until: 2026-07-01", "found a version that ends before it begins"),
        row("{from: 2026-03-01", "{from: 2026-02-01", "found the versions 1 and 2026-02-01 on one day"),
        row(
            "for: sale\n      versions", "for: sale\n      pay: 3%\n      versions",
            #"terms.commissions[2].pay: found "pay", expected it in each of the versions"#),
        row(
            ", when: {campaign: launch}, pay: 20%, of: net, hold: 30d, until: 2026-07-01", ", pay: 20%",
            "found a rule that never applies, expected it before the rule launch"),
    ]

    static let pay = [
        row(
            "pay: 20%", "pay: -20%",
            #"20:62: terms.commissions[0].pay: found "-20%", expected a percentage such as 10%, an amount such as 25.00 USD, or 2.00 USD a unit; nothing here may be below zero"#
        ),
        row("pay: 20%", "pay: 120%", "a share lies between 0% and 100%, with two places at most"),
        row("pay: 20%", "pay: 20", "; with its currency or %: 20 USD, 20%"),
        row("pay: 20%", "pay: 20.00 XQX", "ISO 4217 lists no XQX"),
        row("pay: 20%", "pay: 20.00 EUR", "the program reckons in USD"),
        row("pay: 20%", "pay: 20.001 USD", "USD has 2 places behind the point"),
        row("pay: 20%", "pay: -2.00 USD a unit", "nothing here may be below zero"),
        row("pay: 20%, ", "", "terms.commissions[0]: found no pay, expected pay or tiers"),
        row(
            "pay: 20%", "pay: 20%, tiers: {per: month, steps: [{above: 0, pay: 1%}]}",
            "found pay and tiers, expected at most one of pay, tiers"),
        row("per: month, steps", "steps", "terms.commissions[1].tiers: found no per, expected per (one of month, quarter, year, lifetime)"),
        row("{above: 5,", "{above: 0,", "terms.commissions[1].tiers.steps: found overlapping steps at 0, expected steps in rising order"),
        row("{above: 0,", "{above: 1,", "terms.commissions[1].tiers.steps: found a first step above 1, expected a first step above 0"),
        row("pay: 15%", "pay: 5.00 USD", "terms.commissions[1].tiers.steps: found percentages and amounts in one table"),
        row(
            "[{above: 0, pay: 10%}, {above: 5, pay: 15%}]", "[]",
            "terms.commissions[1].tiers.steps: found a list, expected a list of at least 1"),
        row("{above: 5,", "{above: five,", #"terms.commissions[1].tiers.steps[1].above: found "five", expected"#),
        row("per: month, steps", "per: month, marginal: no, steps", #"tiers.marginal: found "no", expected true or false"#),
    ]

    static let conditions = [
        row("{campaign: launch}", "{campain: launch}", #"did you mean "campaign"?"#),
        row("{new_customer: true}", "{new_customer: yes}", #"terms.commissions[1].when.new_customer: found "yes", expected true or false"#),
        row("{campaign: launch}", "{at_least: 100.00 USD, below: 50.00 USD}", "expected an amount above 100.00 USD"),
        row("{campaign: launch}", "{below: 0.00 USD}", "expected an amount above zero: no deal lies below it"),
        row("{campaign: launch}", "{partner_kind: agency}", #"found "agency", expected one of affiliate, customer, company"#),
        row("{campaign: launch}", "{customer_country: USA}", #"found "USA", expected a country such as US"#),
        row("{campaign: launch}", "{partner: p_1}", #"found "p_1", expected a partner's id"#),
    ]

    static let rest = [
        row(
            "per_deal: 500.00 USD", "per_deal: 500.00",
            "terms.caps.per_deal: found \"500.00\", expected an amount such as 25.00 USD; with its"),
        row("per_deal: 500.00 USD", "per_dael: 500.00 USD", #"did you mean "per_deal"?"#),
        row("20000.00 USD, per: month", "20000.00 USD, per: week", #"terms.caps.program.per: found "week", expected one of month"#),
        row("allowable_cac: 80.00 USD", "allowable_cac: -80.00 USD", "terms.allowable_cac: found \"-80.00 USD\", expected an amount"),
        row("platform: 1500.00 USD", "platform: 1500.00 EUR", "the program reckons in USD"),
        row("base: EUR", "base: ERU", #"terms.rates.base: found "ERU", expected a currency such as USD"#),
        row("file: rates.csv, ", "", "terms.rates: found no file, expected file (a text)"),
        row("max_age: 3d", "max_age: 3", #"terms.rates.max_age: found "3", \#(days) 0d"#),
        row("burst: 10", "burst: 1", #"terms.fraud.burst: found "1", expected a whole number from 2 to 1000000"#),
        row(
            "ceiling: 500.00 USD", "ceiling: lots",
            #"terms.fraud.auto_approval_ceiling: found "lots", expected an amount such as 25.00 USD"#),
        row(
            "{coupon: 10%}", "{coupon: 0%}",
            #"terms.rewards[0].customer[0].coupon: found "0%", expected a share or an amount off, above zero"#),
        row("{credit: 20.00 USD}", "{cash: 20.00 USD}", #"found the unknown key "cash""#),
        row(
            ", partner: [{credit: 20.00 USD}], customer: [{coupon: 10%}]", "",
            "terms.rewards[0]: found a map, expected partner, customer or both"),
        row(
            #"for: "lead:meeting""#, #"for: "bonus:tan""#,
            "found a bonus for the milestone tan, expected the name of one of terms.milestones"),
        row("sales: 10", "sales: 0", #"terms.milestones[0].sales: found "0", expected a whole number of at least 1"#),
        row(
            "sales: 10", "sales: 10, revenue: 5.00 USD",
            "found sales and revenue, expected at most one of referrals, sales, revenue, earnings"),
        row("sales: 10, ", "", "terms.milestones[0]: found a map, expected one of referrals, sales, revenue, earnings"),
        row("{badge: Ten}", "{}", "terms.milestones[0].brings[0]: found a map, expected one of credit, coupon, free_months"),
    ]

    @Test(arguments: attribution + rules + pay + conditions + rest)
    func `malformed terms are told with their place, what was found and what may stand there`(row: Row) throws {
        try #require(TermsSample.text.contains(row.change))
        let (settings, diagnostics) = SettingsSample.read(TermsSample.text.replacing(row.change, with: row.into, maxReplacements: 1))
        #expect(settings == nil)
        #expect(diagnostics.contains { $0.contains(row.says) }, "\(diagnostics)")
    }
}
