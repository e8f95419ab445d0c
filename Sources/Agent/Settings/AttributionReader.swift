import ProgramRules
import YAML

/// Reads `attribution` and `campaigns` of terms (A1, A6).
enum AttributionReader {
    /// The rules of attribution; what is not said holds as in `standard`.
    static func kind(_ standard: AttributionTerms = AttributionTerms()) -> ValueKind<AttributionTerms> {
        .map { reader in
            let model = reader.value(
                "model", ValueKind<AttributionModel>.word(), default: standard.model, text: "last_click", "whose touch is credited (A1)")
            let window = reader.value(
                "window", AmountReader.days(least: 1), default: standard.windowDays, text: "30d",
                "for how long before the deal was opened a touch counts, both ends included (A1)")
            let recurring = reader.optional("recurring", recurring, "for how long later payments of the customer earn too (A6)")
            return AttributionTerms(model: model, windowDays: window, recurring: recurring ?? standard.recurring)
        }
    }

    private static var recurring: ValueKind<RecurringTerms> {
        .map { reader in
            let months = reader.optional("months", .count, "for so many calendar months after the first commission")
            let payments = reader.optional("payments", .count, "for so many payments, the first included; whichever ends first ends it")
            guard months != nil || payments != nil else {
                if !reader.has("months"), !reader.has("payments") {
                    reader.session.report(reader.node, reader.place, expected: "months, payments or both")
                }
                return nil
            }
            return RecurringTerms(months: months, payments: payments)
        }
    }
}
