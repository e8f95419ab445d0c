import Model
import ProgramRules

/// Amounts by currency, which never meet (L4).
struct Purse: Sendable, Equatable {
    private(set) var sums: [Currency: Int128] = [:]

    /// A purse with an amount.
    init(_ amount: Money? = nil) {
        if let amount { add(amount) }
    }

    mutating func add(_ amount: Money) { sums[amount.currency, default: 0] += Int128(amount.minor) }

    mutating func add(_ minor: Int128, _ currency: Currency) { sums[currency, default: 0] += minor }

    mutating func add(_ other: Purse) { for (currency, minor) in other.sums { sums[currency, default: 0] += minor } }

    /// What it holds of a currency; nil if that does not fit 64 bits.
    func minor(_ currency: Currency) -> Int64? { Int64(exactly: sums[currency] ?? 0) }

    /// What it holds, by currency; what is zero is left out.
    var amounts: [Money] {
        sums.sorted { $0.key < $1.key }.compactMap { currency, minor in
            guard minor != 0, let minor = Int64(exactly: minor) else { return nil }
            return Money(minor: minor, currency: currency)
        }
    }

    var currencies: Set<Currency> { Set(sums.filter { $0.value != 0 }.keys) }

    /// A part of ten thousand of it, rounded half-even once in each currency.
    var tenThousandth: Purse {
        var part = Purse()
        for (currency, minor) in sums { part.add(Int128(Exact.quotient([minor], over: [10_000]) ?? 0), currency) }
        return part
    }
}
