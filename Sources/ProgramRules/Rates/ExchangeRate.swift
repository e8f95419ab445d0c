public import Model

/// What one currency is worth in another on a day, as a fraction of two exact decimals (L4).
public struct ExchangeRate: Hashable, Sendable {
    /// The currency that is given.
    public let from: Currency
    /// The currency that is had for it.
    public let to: Currency
    /// The day of the rate.
    public let day: CalendarDate
    /// Who published it.
    public let source: String
    /// What one unit of `from` is worth, above the line.
    public let numerator: ExactDecimal
    /// The same, below the line; a published rate has 1 here, an inverse or a cross rate another published rate.
    public let denominator: ExactDecimal

    /// Describes a rate; nil unless both parts are above zero.
    public init?(
        from: Currency, to: Currency, day: CalendarDate, source: String, numerator: ExactDecimal,
        denominator: ExactDecimal = ExactDecimal(coefficient: 1, scale: 0)
    ) {
        guard numerator.coefficient > 0, denominator.coefficient > 0 else { return nil }
        self.from = from
        self.to = to
        self.day = day
        self.source = source
        self.numerator = numerator
        self.denominator = denominator
    }

    /// The factors that turn minor units of `from` into minor units of `to`, above and below the line: to be rounded once with what else
    /// is multiplied (C6).
    var factors: (above: [Int128], below: [Int128]) {
        (
            [numerator.coefficient, Exact.power(ofTen: denominator.scale), Exact.power(ofTen: to.exponent)],
            [denominator.coefficient, Exact.power(ofTen: numerator.scale), Exact.power(ofTen: from.exponent)]
        )
    }

    /// An amount in the other currency, rounded half-even; nil if it is not in `from` or does not fit.
    public func convert(_ amount: Money) -> Money? {
        guard amount.currency == from else { return nil }
        let (above, below) = factors
        return Exact.quotient([Int128(amount.minor)] + above, over: below).map { Money(minor: $0, currency: to) }
    }

    /// The rate as it is kept.
    public var json: JSON {
        [
            "from": .string(from.code), "to": .string(to.code), "day": .string(day.text), "source": .string(source),
            "numerator": .string(numerator.text), "denominator": .string(denominator.text),
        ]
    }

    /// Reads back what was kept; nil for what is no rate.
    public init?(_ json: JSON) {
        guard let from = json["from"]?.string.flatMap(Currency.init), let to = json["to"]?.string.flatMap(Currency.init),
            let day = json["day"]?.string.flatMap({ CalendarDate($0) }), let source = json["source"]?.string,
            let above = json["numerator"]?.string.flatMap({ ExactDecimal($0) }),
            let below = json["denominator"]?.string.flatMap({ ExactDecimal($0) })
        else { return nil }
        self.init(from: from, to: to, day: day, source: source, numerator: above, denominator: below)
    }

    /// The rate as a person reads it, such as `1 EUR = 1.0812 USD (ECB, 2026-03-02)`.
    public var text: String {
        let value = denominator.coefficient == 1 && denominator.scale == 0 ? numerator.text : "\(numerator.text) / \(denominator.text)"
        return "1 \(from.code) = \(value) \(to.code) (\(source), \(day.text))"
    }
}
