import Model
import ProgramRules
import YAML

/// Reads `tiers` of a commission rule (C3). Whether the steps make sense is `TermsCheck`'s.
struct TierReader {
    /// The program's currency, if known.
    let currency: Currency?

    var kind: ValueKind<TierTable> {
        .map { reader in
            let measure = reader.value(
                "by", ValueKind<TierTable.Measure>.word(), default: .count, text: "count", "what is counted: sales, or their amount")
            let period = reader.required("per", ValueKind<PeriodLength>.word(), "when the count starts again, by the program's clocks")
            let isMarginal = reader.value(
                "marginal", .bool, default: true, "true: each sale at its own step; false: the whole period at the reached step")
            let steps = reader.required("steps", .list(of: step(measure), least: 1), "the steps, by where they start")
            guard let period, let steps else { return nil }
            return TierTable(measure: measure, period: period, isMarginal: isMarginal, steps: steps)
        }
    }

    private func step(_ measure: TierTable.Measure) -> ValueKind<TierTable.Step> {
        .map { reader in
            let above = reader.required("above", bound(measure), "the step holds beyond so many, or so much; the first is above 0")
            let rate = reader.required("pay", AmountReader.rate(in: currency), "what the step pays")
            guard let above, let rate else { return nil }
            return TierTable.Step(above: above, rate: rate)
        }
    }

    private func bound(_ measure: TierTable.Measure) -> ValueKind<Int64> {
        let count = ValueKind<Int>.integer(0...Int.max)
        let amount = AmountReader.amount(in: currency)
        return ValueKind("a number such as 5, or by amount one such as 1000 USD", form: .scalar) { node, place, session in
            if measure == .count || node.text == "0" { return count.read(node, place, session).map(Int64.init) }
            return amount.read(node, place, session)?.minor
        }
    }
}
