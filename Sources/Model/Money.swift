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

    /// True if ISO 4217 lists the code as a currency in use. Source: ISO 4217, list one, without funds, metals and test codes.
    public var isListed: Bool { Self.listed.contains(code) }

    private static let listed = Set(
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC
        CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD
        JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
        NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
        SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """.split(whereSeparator: \.isWhitespace).map(String.init))

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

    /// The sum of two amounts of one currency.
    /// - Returns: nil if the currencies differ or the sum does not fit 64 bits.
    public func adding(_ other: Money) -> Money? {
        guard currency == other.currency else { return nil }
        let (sum, overflow) = minor.addingReportingOverflow(other.minor)
        return overflow ? nil : Money(minor: sum, currency: currency)
    }

    /// The amount with the other sign; nil for the one amount whose opposite does not fit 64 bits.
    public var negated: Money? {
        let (opposite, overflow) = Int64(0).subtractingReportingOverflow(minor)
        return overflow ? nil : Money(minor: opposite, currency: currency)
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
