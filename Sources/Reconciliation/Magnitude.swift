import Model

/// A value that has an order, and the unit in which it has it: values of different units are never compared.
struct Magnitude: Comparable {
    /// What it counts: `number`, `time`, or the currency's code.
    let unit: String
    private let number: ExactDecimal

    /// Nil for a value without an order.
    init?(_ value: FieldValue) {
        switch value {
        case .integer(let whole): (unit, number) = ("number", ExactDecimal(coefficient: Int128(whole), scale: 0))
        case .decimal(let decimal): (unit, number) = ("number", decimal)
        case .money(let money): (unit, number) = (money.currency.code, ExactDecimal(coefficient: Int128(money.minor), scale: 0))
        case .date(let day): (unit, number) = ("day", ExactDecimal(coefficient: Int128(day.daysSinceEpoch), scale: 0))
        case .timestamp(let instant): (unit, number) = ("time", ExactDecimal(coefficient: Int128(instant.milliseconds), scale: 0))
        default: return nil
        }
    }

    static func < (left: Magnitude, right: Magnitude) -> Bool { left.number < right.number }
}
