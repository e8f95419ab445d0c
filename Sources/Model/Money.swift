/// A currency by its ISO 4217 code.
public struct Currency: Hashable, Comparable, Sendable {
    /// The code in upper case, such as `USD`.
    public let code: String

    /// Makes a currency from three letters in any case; nil for anything else.
    public init?(_ code: String) {
        let upper = code.uppercased()
        guard upper.utf8.count == 3, upper.utf8.allSatisfy({ $0 >= 65 && $0 <= 90 }) else { return nil }
        self.code = upper
    }

    /// How many digits the minor unit has behind the point. Source: ISO 4217; every code not named here has two.
    public var exponent: Int {
        switch code {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF": 0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        case "CLF", "UYW": 4
        default: 2
        }
    }

    /// Orders by code.
    public static func < (left: Currency, right: Currency) -> Bool { left.code < right.code }
}

/// An amount of one currency, in whole minor units. Amounts of different currencies never meet.
public struct Money: Hashable, Sendable {
    /// The amount in minor units, such as cents.
    public let minor: Int64
    /// The currency.
    public let currency: Currency

    /// Makes an amount from minor units.
    public init(minor: Int64, currency: Currency) {
        self.minor = minor
        self.currency = currency
    }

    /// Makes an amount from a decimal in major units, rounded half-even at the minor unit.
    /// - Returns: nil if it does not fit 64 bits.
    public init?(rounding amount: ExactDecimal, currency: Currency) {
        guard let (coefficient, _) = amount.rounded(toScale: currency.exponent), let minor = Int64(exactly: coefficient) else { return nil }
        self.init(minor: minor, currency: currency)
    }

    /// Reads `12.30 USD`; nil for other text and for more places than the currency has.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, let amount = ExactDecimal(String(parts[0])), let currency = Currency(String(parts[1])),
            let (coefficient, exact) = amount.rounded(toScale: currency.exponent), exact, let minor = Int64(exactly: coefficient)
        else { return nil }
        self.init(minor: minor, currency: currency)
    }

    /// The amount in major units with all its places, such as `12.30`.
    public var amountText: String {
        let digits = String(minor.magnitude)
        let places = currency.exponent
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let sign = minor < 0 ? "-" : ""
        return places == 0 ? sign + padded : sign + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// The amount and its currency, such as `12.30 USD`.
    public var text: String { "\(amountText) \(currency.code)" }
}
