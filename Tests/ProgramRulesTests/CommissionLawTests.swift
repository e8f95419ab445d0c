import Model
import ProgramRules
import Testing

/// What must hold for every program and every past.
@Suite struct CommissionLawTests {
    private static let seeds: ClosedRange<UInt64> = 1...150

    @Test func `A3 any permutation and repetition of events, touches and deals gives the same commissions and entries`() throws {
        for seed in Self.seeds {
            var world = try CommissionWorld(seed: seed)
            let result = try world.earn()
            for _ in 0..<3 {
                var deals = world.deals.shuffled(using: &world.random)
                for index in deals.indices {
                    let again = world.random.pick(deals[index].events)
                    deals[index].events = (deals[index].events + [again]).shuffled(using: &world.random)
                }
                let touches = (world.touches + world.touches.prefix(2)).shuffled(using: &world.random)
                #expect(try world.earn(deals: deals, touches: touches) == result, "seed \(seed)")
            }
        }
    }

    @Test func `A3 and L1 any split over runs books the same sums by commission and cause, balanced and without a rest`() throws {
        var corrections = 0
        for seed in Self.seeds {
            var world = try CommissionWorld(seed: seed)
            var ledger = Ledger()
            var frozen: [CommissionKey: FrozenTerms] = [:]
            let runs = 1 + world.random.below(4)
            let eventRun = Dictionary(
                uniqueKeysWithValues: world.deals.flatMap(\.events).map { ($0.id, world.random.below(runs)) })
            let touchRun = Dictionary(uniqueKeysWithValues: world.touches.map { ($0.id, world.random.below(runs)) })
            var last: EarnResult?
            for run in 0..<runs {
                let deals = world.deals.compactMap { deal -> Deal? in
                    var known = deal
                    known.events = deal.events.filter { (eventRun[$0.id] ?? 0) <= run }
                    return known.events.isEmpty ? nil : known
                }
                let touches = world.touches.filter { (touchRun[$0.id] ?? 0) <= run }
                let result = try world.earn(deals: deals, touches: touches, frozen: frozen)
                frozen.merge(result.frozen) { first, _ in first }
                let booked = BookedCommissions(ledger.entries)
                let now = Timestamp(seconds: 1_800_000_000 + Int64(run) * 86_400)
                for transaction in CommissionBooking.transactions(result, booked: booked, at: now) {
                    if transaction.cause.kind == .correction { corrections += 1 }
                    #expect(ledger.book(transaction) == nil, "seed \(seed)")
                }
                last = result
            }
            let whole = try world.earn()
            #expect(last?.commissions.map(\.amount) == whole.commissions.map(\.amount), "seed \(seed)")
            #expect(ledger.sums.values.allSatisfy { $0 == 0 }, "seed \(seed)")
            #expect(LedgerChain.fault(in: ledger.entries, end: ledger.head) == nil, "seed \(seed)")
            let rest = CommissionBooking.transactions(whole, booked: BookedCommissions(ledger.entries), at: Timestamp(seconds: 0))
            #expect(rest.isEmpty, "seed \(seed): \(rest)")
            for partner in world.partners.keys {
                #expect((ledger.owed(to: partner)[world.terms.currency] ?? 0) == Int128(whole.total(of: partner)), "seed \(seed)")
            }
        }
        #expect(corrections > 0)
    }

    @Test func `the steps of a commission sum to what stands, and nothing that stands is below zero`() throws {
        for seed in Self.seeds {
            let result = try CommissionWorld(seed: seed).earn()
            for commission in result.commissions {
                #expect(commission.entries.map(\.amount.minor).reduce(0, +) == commission.amount.minor, "seed \(seed)")
                #expect(commission.amount.minor >= 0, "seed \(seed)")
                var running: Int64 = 0
                for entry in commission.entries {
                    running += entry.amount.minor
                    #expect(running >= 0, "seed \(seed): more was taken back than was given")
                }
                if commission.earnedAt == nil { #expect(commission.amount.minor == 0, "seed \(seed)") }
            }
            let times = result.entries.map(\.at)
            #expect(times == times.sorted(), "seed \(seed)")
        }
    }

    @Test func `C5 no cap is ever exceeded`() throws {
        for seed in Self.seeds {
            let world = try CommissionWorld(seed: seed)
            let result = try world.earn()
            let zone = world.terms.zone
            func check(_ limit: Money?, _ group: (Commission) -> String?) {
                guard let limit else { return }
                var sums: [String: Int64] = [:]
                for commission in result.commissions where commission.earnedAt != nil {
                    if let name = group(commission) { sums[name, default: 0] += commission.amount.minor }
                }
                for (name, sum) in sums { #expect(sum <= limit.minor, "seed \(seed): \(name)") }
            }
            check(world.terms.caps.perDeal) { $0.deal?.text }
            check(world.terms.caps.perPartnerAndCustomer) { commission in
                commission.customer.map { "\(commission.key.partner.text) \($0.text)" }
            }
            check(world.terms.caps.perPartner?.limit) { commission in
                commission.earnedAt.map { "\(commission.key.partner.text) \(Period(.month, holding: $0, in: zone).text)" }
            }
            check(world.terms.caps.program?.limit) { commission in
                commission.earnedAt.map { Period(.quarter, holding: $0, in: zone).text }
            }
        }
    }

    @Test func `the banned earn nothing from the ban on, and a recruiter earns a fifth of what the recruited earn`() throws {
        var recruited = 0
        for seed in Self.seeds {
            let world = try CommissionWorld(seed: seed)
            let result = try world.earn()
            for commission in result.commissions {
                guard let at = commission.earnedAt, commission.amount.minor != 0 else { continue }
                let facts = try #require(world.partners[commission.key.partner])
                #expect(facts.may(.sale, at: at), "seed \(seed)")
            }
            guard world.terms.caps == CommissionCaps() else { continue }
            for origin in result.commissions where origin.key.partner.text.hasSuffix("02") && origin.key.kind != .recruiting {
                let line = "\(origin.key.line)/recruited/\(origin.key.partner.text)"
                let derived = result.commissions.first { $0.key.line == line }?.amount.minor ?? 0
                let fifth = Percentage(basisPoints: 2000).of(origin.amount)?.minor
                #expect(derived == fifth, "seed \(seed)")
                if derived > 0 { recruited += 1 }
            }
        }
        #expect(recruited > 0)
    }

    @Test func `C1 under new terms everything that was earned stays to the cent`() throws {
        for seed in Self.seeds {
            let world = try CommissionWorld(seed: seed)
            let before = try world.earn()
            var terms = world.terms
            terms.rules = [Bench.rule(.rate(Bench.percent(1)), id: "other")]
            terms.caps = CommissionCaps()
            let lines = SaleLines(deals: world.deals, touches: TouchBook(world.touches), terms: world.terms)
            let input = EarnInput(
                book: TermsBook(id: "new", terms: terms), archive: ["today": TermsBook(id: "today", terms: world.terms)],
                partners: world.partners, lines: lines.lines, frozen: before.frozen)
            let after = try Commissions.earn(input).get()
            let kept = after.commissions.filter { $0.frozen.book == "today" }
            // What never earned anything had nothing to freeze and may earn under the new terms.
            #expect(kept.map(\.key) == before.commissions.map(\.key), "seed \(seed)")
            let isUncapped = world.terms.caps == CommissionCaps()
            let hasTiers = world.terms.rules.contains { if case .tiers = $0.versions[0].pay { true } else { false } }
            if isUncapped, !hasTiers { #expect(kept.map(\.amount) == before.commissions.map(\.amount), "seed \(seed)") }
        }
    }
}
