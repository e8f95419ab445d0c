public import Model
import YAML

/// How a vendor counts the amounts of currencies that it does not count as ISO 4217 does. Source: docs/decisions/0013.
public struct VendorCurrencies: Sendable, Hashable {
    /// What is said of one currency.
    public struct Entry: Sendable, Hashable {
        /// Digits behind the point; nil: as ISO 4217 has them.
        public var digits: Int?
        /// What an amount must be a multiple of, in the vendor's minor units.
        public var step: Int64
    }

    private let entries: [String: Entry]

    /// As ISO 4217 has all of them.
    static let usual = VendorCurrencies(entries: [:])

    /// The vendor's minor units of an amount; nil if it cannot say the amount exactly.
    public func minor(of money: Money) -> Int64? {
        let entry = entries[money.currency.code]
        let own = money.currency.exponent
        let amount = ExactDecimal(coefficient: Int128(money.minor), scale: own)
        guard let (value, isExact) = amount.rounded(toScale: entry?.digits ?? own), isExact, let minor = Int64(exactly: value) else {
            return nil
        }
        return minor % (entry?.step ?? 1) == 0 ? minor : nil
    }

    /// The amount that so many of the vendor's minor units are; nil if it is none in whole minor units.
    public func money(minor: Int64, in currency: Currency) -> Money? {
        let scale = entries[currency.code]?.digits ?? currency.exponent
        let amount = ExactDecimal(coefficient: Int128(minor), scale: scale)
        guard let (value, isExact) = amount.rounded(toScale: currency.exponent), isExact, let own = Int64(exactly: value) else {
            return nil
        }
        return Money(minor: own, currency: currency)
    }

    /// The amount as decimal text with the digits that the vendor takes; nil if it cannot say the amount exactly.
    public func text(of money: Money) -> String? {
        guard let minor = minor(of: money) else { return nil }
        let places = entries[money.currency.code]?.digits ?? money.currency.exponent
        let digits = String(minor.magnitude)
        // All digits are written, zeros too: 5.00, not 5.
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let sign = minor < 0 ? "-" : ""
        return places == 0 ? sign + padded : sign + padded.dropLast(places) + "." + padded.suffix(places)
    }

    static var kind: ValueKind<VendorCurrencies> {
        let entry: ValueKind<Entry> = .map { reader in
            let digits = reader.optional("digits", .integer(0...4), "digits behind the point; default those of ISO 4217")
            let step = reader.value("step", .count, default: 1, "what an amount must be a multiple of, in the vendor's minor units")
            return Entry(digits: digits, step: Int64(step))
        }
        let name = "a map by currency code, such as {JPY: {digits: 0}}"
        return ValueKind<[(name: String, value: Entry)]>.names(of: entry).map(name) { named in
            guard named.allSatisfy({ Currency($0.name)?.code == $0.name }) else { return nil }
            return VendorCurrencies(entries: Dictionary(named.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
        }
    }
}
