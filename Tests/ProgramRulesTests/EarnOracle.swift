import Model
import ProgramRules

/// What every commission must come to, computed from the end alone: no steps, no groups that move, everything sorted and counted anew. Slow
/// and plain, so that it cannot share the mistakes of the run it judges. It knows no recruiters and no foreign currencies.
struct EarnOracle {
    private struct Item {
        let key: CommissionKey
        let at: Timestamp
        let line: CommissionLine
        let version: RuleVersion
        let rule: String
        let state: State
        var amount: Int64 = 0
    }

    private struct State {
        var stands = false
        var earnedAt: Timestamp?
        var amounts: SaleAmounts?
        var tally = RefundTally()
        var shares: [Share]
    }

    private let terms: Terms
    private var items: [Item] = []

    /// The amounts of all commissions that stand, by key.
    static func amounts(_ lines: [CommissionLine], _ terms: Terms, _ partners: [EntityID: PartnerFacts]) -> [CommissionKey: Int64] {
        var oracle = EarnOracle(lines, terms, partners)
        oracle.rate()
        let caps = terms.caps
        oracle.limit(caps.perDeal?.minor) { $0.line.deal?.text }
        oracle.limit(caps.perPartnerAndCustomer?.minor) { item in item.line.customer.map { item.key.partner.text + $0.text } }
        oracle.limit(caps.perPartner?.limit.minor) { $0.key.partner.text + Period(.month, holding: $0.at, in: terms.zone).text }
        oracle.limit(caps.program?.limit.minor) { Period(.quarter, holding: $0.at, in: terms.zone).text }
        return Dictionary(uniqueKeysWithValues: oracle.items.filter { $0.amount != 0 }.map { ($0.key, $0.amount) })
    }

    private init(_ lines: [CommissionLine], _ terms: Terms, _ partners: [EntityID: PartnerFacts]) {
        self.terms = terms
        for line in lines {
            let state = Self.end(of: line)
            guard state.stands, let at = state.earnedAt else { continue }
            for share in state.shares where share.weight > 0 {
                guard let partner = partners[share.partner], partner.may(line.kind.act, at: at) else { continue }
                let facts = RuleFacts(partner: partner, sale: line.facts, amount: state.amounts?.amount, at: at)
                guard let (rule, version) = terms.rule(for: line.kind, facts) else { continue }
                let key = CommissionKey(line: line.id, partner: share.partner, kind: line.kind)
                items.append(Item(key: key, at: at, line: line, version: version, rule: rule.id, state: state))
            }
        }
        items.sort { ($0.at, $0.key.line, $0.key.partner) < ($1.at, $1.key.line, $1.key.partner) }
    }

    private static func end(of line: CommissionLine) -> State {
        var state = State(shares: line.shares)
        let known = line.changes.compactMap { change -> Int64? in
            guard case .amounts(let amounts) = change.effect else { return nil }
            return amounts.amount.minor
        }
        for change in line.changes {
            switch change.effect {
            case .stands: (state.stands, state.earnedAt) = (true, state.stands ? state.earnedAt : change.at)
            case .falls: state.stands = false
            case .amounts(let amounts): state.amounts = amounts
            case .takes(let money):
                if let whole = known.max() { _ = state.tally.take(money.minor, event: change.cause, of: whole) }
            case .givesBack(let event): _ = state.tally.giveBack(event)
            case .shares(let shares): state.shares = shares
            case .paid, .bars: break
            }
        }
        return state
    }

    /// The amount before caps: the deal's cap, then the split.
    private mutating func rate() {
        for index in items.indices {
            guard let rate = rate(of: items[index]) else { continue }
            var whole: Int64
            switch rate {
            case .flat(let amount), .perUnit(let amount): whole = kept(amount.minor, items[index].state, 1)
            case .percent(let share): whole = kept(base(items[index]), items[index].state, Int128(share.basisPoints), over: 10_000)
            }
            if let cap = terms.caps.perDeal { whole = min(whole, cap.minor) }
            items[index].amount = part(whole, items[index])
        }
    }

    private func rate(of item: Item) -> CommissionRate? {
        switch item.version.pay {
        case .rate(let rate): return rate
        case .tiers(let table):
            let period = Period(table.period, holding: item.at, in: terms.zone)
            let group = items.filter { other in
                other.key.partner == item.key.partner && other.rule == item.rule
                    && Period(table.period, holding: other.at, in: terms.zone) == period
            }
            let measures = group.map { measure($0, table) }
            let before = zip(group, measures).prefix { $0.0.key != item.key }.map(\.1).reduce(0, +)
            return table.step(before: before, total: measures.reduce(0, +)).map { table.steps[$0].rate }
        }
    }

    private func measure(_ item: Item, _ table: TierTable) -> Int64 {
        if table.measure == .amount { return part(kept(base(item), item.state, 1), item) }
        guard let whole = item.state.amounts?.amount.minor, whole > 0 else { return 1 }
        return item.state.tally.total < whole ? 1 : 0
    }

    /// The worlds of the laws take percentages of net and of gross.
    private func base(_ item: Item) -> Int64 {
        guard let amounts = item.state.amounts else { return 0 }
        let discount = amounts.discount?.minor ?? 0
        let taken = (amounts.tax?.minor ?? 0) + (amounts.shipping?.minor ?? 0)
        return max(0, item.version.base == .net ? amounts.amount.minor - taken : amounts.amount.minor + discount)
    }

    /// What is left of an amount after refunds, times a factor, rounded half-even once.
    private func kept(_ amount: Int64, _ state: State, _ factor: Int128, over divisor: Int128 = 1) -> Int64 {
        let whole = max(1, state.amounts?.amount.minor ?? 1)
        let kept = state.amounts == nil ? 1 : max(0, whole - state.tally.total)
        let (top, bottom) = (Int128(amount) * factor * Int128(kept), Int128(whole) * divisor)
        let (quotient, rest) = top.quotientAndRemainder(dividingBy: bottom)
        let isUp = rest * 2 > bottom || (rest * 2 == bottom && quotient % 2 == 1)
        return Int64(quotient) + (isUp ? 1 : 0)
    }

    private func part(_ amount: Int64, _ item: Item) -> Int64 {
        let parts = LargestRemainder.split(amount, by: item.state.shares.map(\.weight))
        return zip(item.state.shares, parts).first { $0.0.partner == item.key.partner }?.1 ?? 0
    }

    private mutating func limit(_ limit: Int64?, _ group: (Item) -> String?) {
        guard let limit else { return }
        var used: [String: Int64] = [:]
        for index in items.indices {
            guard let name = group(items[index]) else { continue }
            items[index].amount = min(items[index].amount, limit - (used[name] ?? 0))
            used[name, default: 0] += items[index].amount
        }
    }
}
