import Model

/// What one rate gives of one sale, rounded once (C6).
struct Valuation {
    let amounts: SaleAmounts?
    /// What was taken back, in minor units.
    let taken: RefundTally
    let exchange: ExchangeRate?
    let currency: Currency
    /// False only where a proof does without the rule that an amount waits for its rate (L4).
    var needsRate = true

    /// The whole commission of a rate, before caps and before it is split.
    func commission(_ rate: CommissionRate, base: CommissionBase) -> Result<Int64, WaitReason> {
        switch rate {
        case .flat(let amount): return proportional(Int128(amount.minor), units: 1)
        case .perUnit(let amount): return proportional(Int128(amount.minor), units: Int128(max(0, amounts?.units ?? 1)))
        case .percent(let share):
            return factors(base).flatMap { above, below in
                fitting(Exact.quotient(above + [Int128(share.basisPoints)], over: below + [Int128(LargestRemainder.whole)]))
            }
        }
    }

    /// What the base that remains is worth in the program's currency, for tiers that count amounts.
    func worth(_ base: CommissionBase) -> Result<Int64, WaitReason> {
        factors(base).flatMap { above, below in fitting(Exact.quotient(above, over: below)) }
    }

    /// True if something of the sale remains: a sale that was taken back in full counts for no tier.
    var remains: Bool {
        guard let amounts, amounts.amount.minor > 0 else { return true }
        return taken.remaining(of: amounts.amount.minor) > 0
    }

    private func fitting(_ value: Int64?) -> Result<Int64, WaitReason> { value.map(Result.success) ?? .failure(.tooLarge) }

    /// An amount for each, less the share of the sale that was taken back.
    private func proportional(_ amount: Int128, units: Int128) -> Result<Int64, WaitReason> {
        guard let whole = amounts?.amount.minor, whole > 0 else { return fitting(Exact.quotient([amount, units], over: [1])) }
        return fitting(Exact.quotient([amount, units, Int128(taken.remaining(of: whole))], over: [Int128(whole)]))
    }

    /// The base that remains, in the program's currency, as factors above and below the line.
    private func factors(_ base: CommissionBase) -> Result<(above: [Int128], below: [Int128]), WaitReason> {
        guard let amounts else { return .failure(.noAmount) }
        guard amounts.amount.minor >= 0 else { return .failure(.negativeAmount) }
        return amounts.base(base).flatMap { value in
            var above = [Int128(value.minor)]
            var below: [Int128] = [1]
            if amounts.amount.minor > 0 {
                above.append(Int128(taken.remaining(of: amounts.amount.minor)))
                below.append(Int128(amounts.amount.minor))
            }
            guard value.currency != currency, needsRate || exchange != nil else { return .success((above, below)) }
            guard let exchange, exchange.from == value.currency, exchange.to == currency else { return .failure(.mixedCurrencies) }
            return .success((above + exchange.factors.above, below + exchange.factors.below))
        }
    }
}
