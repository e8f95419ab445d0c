import Model

/// Amounts as the Admin API writes them: decimal text in the shop's money and in the buyer's.
struct ShopifyAmount: Sendable {
    /// The currency of the shop's books.
    let currency: String
    /// The currency that the buyer paid in.
    let presentment: String
    /// What one unit of the first is in the second. Units: thousandths.
    let rate: Int64

    /// The money of an order.
    init(_ order: ShopifyRecord) {
        currency = order.text("currency")
        presentment = order.values["presentment"]?.string ?? currency
        rate = order.values["rate"]?.integer ?? 1000
    }

    /// Both moneys.
    func bag(_ minor: Int64) -> JSON {
        let paid = (minor * rate + 500) / 1000
        return ["shopMoney": Self.money(minor, currency), "presentmentMoney": Self.money(paid, presentment)]
    }

    /// One money, such as `184.1` of a currency.
    static func money(_ minor: Int64, _ code: String) -> JSON {
        ["amount": .string(text(minor, code)), "currencyCode": .string(code)]
    }

    /// The shortest text with one place behind the point, where the currency has any: `12.0`, `184.1`, `199.65`.
    static func text(_ minor: Int64, _ code: String) -> String {
        guard let currency = Currency(code) else { return String(minor) }
        var text = Money(minor: minor, currency: currency).amountText
        guard currency.exponent > 0 else { return text }
        while text.hasSuffix("0"), !text.hasSuffix(".0") { text.removeLast() }
        return text
    }

    /// Reads a decimal, as text or as a number; nil for what is none, or has more places than the currency.
    static func minor(_ value: JSON?, _ code: String) -> Int64? {
        let text: String? =
            switch value {
            case .string(let text)?: text
            case .number(let text)?: text
            default: nil
            }
        guard let currency = Currency(code), let amount = text.flatMap({ ExactDecimal($0) }),
            let (coefficient, exact) = amount.rounded(toScale: currency.exponent), exact
        else { return nil }
        return Int64(exactly: coefficient)
    }
}
