import Model

/// Amounts with the two decimals of the site, whatever the currency. Units: hundredths.
enum WooAmount {
    /// The amount of a sale in the currency's own minor units.
    static func of(_ minor: Int64, _ currency: Currency) -> Int64 {
        hundredths(ExactDecimal(coefficient: Int128(minor), scale: currency.exponent)) ?? 0
    }

    /// Reads text or a number; nil for anything else.
    static func read(_ value: JSON?) -> Int64? {
        switch value {
        case .string(let text)?: ExactDecimal(text.trimmed).flatMap(hundredths)
        case .number(let text)?: ExactDecimal(text).flatMap(hundredths)
        default: nil
        }
    }

    /// The amount as text, such as `12.30`.
    static func text(_ hundredths: Int64) -> String {
        let digits = String(hundredths.magnitude)
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return (hundredths < 0 ? "-" : "") + padded.dropLast(2) + "." + padded.suffix(2)
    }

    /// The amount as JSON text.
    static func json(_ hundredths: Int64) -> JSON { .string(text(hundredths)) }

    private static func hundredths(_ amount: ExactDecimal) -> Int64? {
        amount.rounded(toScale: 2).flatMap { Int64(exactly: $0.coefficient) }
    }
}
