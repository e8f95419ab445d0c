import Model
import ProgramRules
import Testing

/// The run that moves step by step, against a count of the end alone.
@Suite struct EarnOracleTests {
    private func world(_ seed: UInt64) throws -> CommissionWorld {
        var world = try CommissionWorld(seed: seed)
        for id in world.partners.keys { world.partners[id]?.recruiter = nil }
        return world
    }

    @Test func `C3 and C5 after any past each commission is what its tiers and caps give at the end`() throws {
        var (capped, tiered) = (0, 0)
        for seed in 1...UInt64(400) {
            let world = try world(seed)
            let lines = SaleLines(deals: world.deals, touches: TouchBook(world.touches), terms: world.terms).lines
            let expected = EarnOracle.amounts(lines, world.terms, world.partners)
            let result = try world.earn()
            let standing = result.commissions.filter { $0.amount.minor != 0 }.map { ($0.key, $0.amount.minor) }
            let found = Dictionary(uniqueKeysWithValues: standing)
            #expect(found == expected, "seed \(seed)")
            capped += result.entries.count { $0.reason == .cap }
            tiered += result.entries.count { $0.reason == .tier }
        }
        #expect(capped > 20 && tiered > 20)
    }

    @Test func `A4 and C6 over all partners a deal without caps and tiers earns what one partner would`() throws {
        for seed in 1...UInt64(150) {
            var world = try world(seed)
            world.terms.rules = [Bench.rule(.rate(Bench.percent(1234)))]
            world.terms.caps = CommissionCaps()
            for id in world.partners.keys { world.partners[id]?.status = DatedValues(.approved) }
            let split = try world.earn()
            world.terms.attribution.model = .lastClick
            let whole = try world.earn()
            func sums(_ result: EarnResult) -> [String: Int64] {
                Dictionary(result.commissions.map { ($0.key.line, $0.amount.minor) }, uniquingKeysWith: +).filter { $0.value != 0 }
            }
            #expect(sums(split) == sums(whole), "seed \(seed)")
        }
    }

    @Test func `one line moved in a month of many moves no other, and the order of 2,000 sales is kept`() throws {
        let table = TierTable(
            measure: .count, period: .lifetime, isMarginal: true,
            steps: [.init(above: 0, rate: Bench.percent(1000)), .init(above: 1000, rate: Bench.percent(2000))])
        let terms = try Bench.terms(rules: [Bench.rule(.tiers(table))])
        let start = try Bench.at("2026-01-01T00:00:00Z")
        let amounts = SaleAmounts(try Bench.money("10.00 USD"))
        let share = [Share(partner: try Bench.partner(1), weight: 10_000)]
        let lines = (0..<2000).map { number in
            let at = start + .seconds(Int64(number) * 60)
            var changes = [
                LineChange(at: at, cause: "a\(number)", reason: .amounts, effect: .amounts(amounts)),
                LineChange(at: at, cause: "w\(number)", reason: .earned, effect: .stands),
            ]
            if number == 500 {
                changes.append(
                    LineChange(at: start + .seconds(999_999), cause: "lost", reason: .undone, effect: .falls))
            }
            return CommissionLine(id: "line-\(number)", kind: .sale, shares: share, changes: changes)
        }
        let input = EarnInput(book: TermsBook(id: "b", terms: terms), partners: try Bench.partners(1), lines: lines)
        let result = try Commissions.earn(input).get()
        // 1,000 at 1.00, 999 at 2.00: the sale that fell made room below the step for exactly one.
        #expect(result.total == 1000 * 100 + 999 * 200)
        #expect(result.entries.filter { $0.reason == .tier }.map(\.key.line) == ["line-1000"])
        #expect(result.entries.count == 2002)
    }
}
