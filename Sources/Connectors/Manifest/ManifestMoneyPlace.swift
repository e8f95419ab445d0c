import Model
import YAML

/// Where an amount stands and in which form.
public struct ManifestMoneyPlace: Sendable {
    /// Where.
    public var at: Expr
    /// In which form.
    public var form: MoneyForm
    /// Where its currency stands; nil: it is always `currencyCode`.
    public var currency: Expr?
    /// The currency, where it is always the same.
    public var currencyCode: String?

    /// The amount, without its sign; nil if it is missing, null or none of its currency.
    func read(in scope: Scope, _ currencies: VendorCurrencies) throws(EvaluationError) -> Money? {
        guard let text = try at.texts(in: scope).first else { return nil }
        let said = try currency?.texts(in: scope).first
        guard let currency = (currencyCode ?? said).flatMap({ Currency($0) }) else { return nil }
        let money =
            switch form {
            case .text, .number: ExactDecimal(text).flatMap { Self.exact($0, currency) }
            case .minor: Int64(text).flatMap { currencies.money(minor: $0, in: currency) }
            }
        guard let money else { return nil }
        return money.minor < 0 ? money.negated : money
    }

    private static func exact(_ amount: ExactDecimal, _ currency: Currency) -> Money? {
        guard let (value, isExact) = amount.rounded(toScale: currency.exponent), isExact else { return nil }
        return Int64(exactly: value).map { Money(minor: $0, currency: currency) }
    }

    var exprs: [Expr] { [at, currency].compactMap { $0 } }

    static var kind: ValueKind<ManifestMoneyPlace> {
        .map("a money place such as {at: amount, currency: currency}") { reader in
            let at = reader.required("at", .expr(.element), "where; its sign is left out")
            let form = reader.value("form", ValueKind<MoneyForm>.word(), default: .text, text: "text", "in which form")
            let currency = reader.required("currency", .currency, "a code, or where it stands")
            guard let at, let currency else { return nil }
            return ManifestMoneyPlace(at: at, form: form, currency: currency.0, currencyCode: currency.1)
        }
    }
}
