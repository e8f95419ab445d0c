import Model
import ProgramRules
import Testing

/// Planning, approving and checking payouts.
@Suite struct PayoutPlanTests {
    private func entry(
        _ sequence: Int64, _ amount: String, partner: Int = 1, state: CommissionState = .approved, due: String = "2026-03-01T00:00:00Z",
        claimedBefore: Bool = false
    ) throws -> ClaimableEntry {
        ClaimableEntry(
            sequence: sequence, partner: try Bench.partner(partner), owed: try Bench.money(amount), commission: "sale d_\(sequence)",
            state: state, dueAt: try Bench.at(due), wasClaimedBefore: claimedBefore)
    }

    private func plan(
        _ entries: [ClaimableEntry], zone: String = "UTC", minimum: String? = nil, status: PartnerStatus = .approved
    ) throws
        -> PayoutPlan
    {
        var terms = try Bench.terms(zone: zone)
        if let minimum {
            let money = try Bench.money(minimum)
            terms.payouts.thresholds = [money.currency: money]
        }
        let destination = try #require(Destination(provider: "stripe", account: "acct_1"))
        let payees = Dictionary(
            uniqueKeysWithValues: try (1...3).map { (try Bench.partner($0), PayoutPlan.Payee(status: status, destination: destination)) })
        return PayoutPlan(entries: entries, payees: payees, cutOff: try Bench.day("2026-03-31"), terms: terms)
    }

    @Test func `W11 a balance below the threshold is carried over, one at it is paid`() throws {
        let plan = try plan([entry(1, "49.99 USD", partner: 1), entry(2, "50.00 USD", partner: 2)], minimum: "50.00 USD")
        #expect(plan.drafts.map(\.amount.text) == ["50.00 USD"])
        #expect(plan.carried.map(\.due) == [4999])
        #expect(plan.carried.map(\.reason) == [.belowThreshold(try Bench.money("50.00 USD"))])
    }

    @Test func `W7 a refund after the payout makes the balance -3, and the next 12 pay 9`() throws {
        let clawback = try entry(5, "-3.00 USD", state: .paid, claimedBefore: true)
        let alone = try plan([clawback])
        #expect(alone.drafts.isEmpty && alone.carried.map(\.due) == [-300] && alone.carried.map(\.reason) == [.nothingOwed])
        let next = try plan([clawback, entry(7, "12.00 USD")])
        #expect(next.drafts.map(\.amount.text) == ["9.00 USD"])
        #expect(next.drafts.first?.claims.map(\.entry) == [5, 7])
    }

    @Test func `L5 of a commission of which nothing stands every entry counts once a part was paid, or none`() throws {
        let free = try entry(7, "12.00 USD")
        // Paid 10.00, taken back, won again at 8.00, taken back: 10.00 are owed back, not 18.00.
        let news: [(Int64, String)] = [(2, "-10.00 USD"), (3, "8.00 USD"), (4, "-8.00 USD")]
        let rows = try news.map { try entry($0.0, $0.1, state: .voided, claimedBefore: true) }
        #expect(try plan(rows + [free]).drafts.map(\.amount.text) == ["2.00 USD"])
        let returned = try entry(1, "10.00 USD", state: .voided, claimedBefore: true)
        #expect(try plan([returned, free]).drafts.map(\.amount.text) == ["22.00 USD"])
        let unpaid = [try entry(1, "10.00 USD", state: .voided), try entry(2, "-10.00 USD", state: .voided)]
        #expect(try plan(unpaid + [free]).drafts.map(\.amount.text) == ["12.00 USD"])
        #expect(try plan([entry(1, "10.00 USD", state: .held, claimedBefore: true)]).drafts.isEmpty)
    }

    @Test func `L5 where the ledger says something else than the claims nothing is paid`() throws {
        var entry = try self.entry(1, "10.00 USD")
        entry.isAccounted = false
        let plan = try plan([entry, self.entry(2, "5.00 USD", partner: 2)])
        #expect(plan.drafts.map(\.amount.minor) == [500] && plan.carried.map(\.reason) == [.ledgerDiffers])
    }

    @Test func `P11 what is not due at the end of the cut-off day in the program's zone waits`() throws {
        let edge = "2026-04-01T03:59:59Z"
        #expect(try plan([entry(1, "5.00 USD", due: edge)], zone: "America/New_York").drafts.count == 1)
        #expect(try plan([entry(1, "5.00 USD", due: "2026-04-01T04:00:00Z")], zone: "America/New_York").drafts.isEmpty)
        #expect(try plan([entry(1, "5.00 USD", due: edge)]).drafts.isEmpty)
    }

    @Test func `what is pending, held, claimed, paid or voided is not claimed, and neither is its clawback before a claim`() throws {
        for state in CommissionState.allCases where state != .approved {
            #expect(try plan([entry(1, "5.00 USD", state: state), entry(2, "-1.00 USD", state: state)]).drafts.isEmpty, "\(state)")
        }
        // A commission on hold does not shrink what others are due.
        let mixed = try plan([entry(1, "5.00 USD"), entry(2, "12.00 USD", state: .pending), entry(3, "-3.00 USD", state: .pending)])
        #expect(mixed.drafts.map(\.amount.text) == ["5.00 USD"])
    }

    @Test func `currencies are never added up, and each is a payout of its own`() throws {
        let plan = try plan([entry(1, "5.00 USD"), entry(2, "7.00 EUR"), entry(3, "1.00 USD")])
        #expect(plan.drafts.map(\.amount.text) == ["7.00 EUR", "6.00 USD"])
    }

    @Test func `a suspended partner, one without destination and one whom nobody knows are not paid`() throws {
        #expect(try plan([entry(1, "5.00 USD")], status: .suspended).carried.map(\.reason) == [.partnerNotPayable])
        #expect(try plan([entry(1, "5.00 USD", partner: 9)]).carried.map(\.reason) == [.partnerNotPayable])
        let partner = try Bench.partner(1)
        let plan = PayoutPlan(
            entries: [try entry(1, "5.00 USD")], payees: [partner: .init(status: .approved, destination: nil)],
            cutOff: try Bench.day("2026-03-31"), terms: try Bench.terms())
        #expect(plan.carried.map(\.reason) == [.noDestination])
        #expect(Destination(provider: "paypal", account: "  ") == nil)
    }

    @Test func `P2 each entry is in one place, whatever the order, and drafts are the sums of their claims`() throws {
        var random = Seeded(11)
        for _ in 0..<300 {
            let entries = try (1...20).map { number in
                ClaimableEntry(
                    sequence: Int64(number), partner: try Bench.partner(1 + random.below(3)),
                    owed: Money(minor: Int64(random.below(4000)) - 1500, currency: try Bench.currency(random.pick(["USD", "EUR"]))),
                    commission: "c\(number)", state: random.pick([.approved, .approved, .pending, .paid]),
                    dueAt: try Bench.at("2026-03-01T00:00:00Z"), wasClaimedBefore: random.chance(50))
            }
            let first = try plan(entries, minimum: "10.00 USD")
            #expect(try plan(entries.shuffled(using: &random), minimum: "10.00 USD") == first)
            let claimed = first.drafts.flatMap(\.claims)
            #expect(Set(claimed.map(\.entry)).count == claimed.count)
            for draft in first.drafts {
                #expect(draft.claims.map(\.owed).reduce(0, +) == draft.amount.minor && draft.amount.minor > 0)
            }
        }
    }

    // MARK: Approvals

    private func intent(_ amount: String = "9.00 USD", account: String = "acct_1") throws -> PayoutIntent {
        let destination = try #require(Destination(provider: "stripe", account: account))
        return PayoutIntent(
            id: "po_1", partner: try Bench.partner(1), destination: destination, amount: try Bench.money(amount),
            claims: [.init(entry: 7, owed: 1200), .init(entry: 5, owed: -300)])
    }

    @Test func `R36 an approval signs everything that is frozen, and the order of claims is not part of it`() throws {
        let one = try intent()
        let turned = PayoutIntent(
            id: one.id, partner: one.partner, destination: one.destination, amount: one.amount, claims: one.claims.reversed())
        #expect(turned.hash == one.hash)
        let others = [
            PayoutIntent(id: "po_2", partner: one.partner, destination: one.destination, amount: one.amount, claims: one.claims),
            PayoutIntent(id: one.id, partner: try Bench.partner(2), destination: one.destination, amount: one.amount, claims: one.claims),
            try intent(account: "acct_2"), try intent("9.01 USD"), try intent("9.00 EUR"),
            PayoutIntent(id: one.id, partner: one.partner, destination: one.destination, amount: one.amount, claims: [one.claims[0]]),
            PayoutIntent(
                id: one.id, partner: one.partner, destination: one.destination, amount: one.amount,
                claims: [.init(entry: 5, owed: -301), one.claims[1]]),
        ]
        #expect(Set(others.map(\.hash) + [one.hash]).count == others.count + 1)
    }

    @Test func `P10 two persons over the limit, and one person twice is one`() throws {
        var terms = PayoutTerms()
        terms.fourEyesAbove = [try Bench.currency("USD"): try Bench.money("9.00 USD")]
        let now = Timestamp(seconds: 0)
        func missing(_ intent: PayoutIntent, _ names: [String], hash: String? = nil) -> Int {
            PayoutApprovals.missing(intent, names.map { PayoutApproval(by: $0, at: now, hash: hash ?? intent.hash) }, terms)
        }
        let (small, large) = (try intent("9.00 USD"), try intent("9.01 USD"))
        #expect(missing(small, []) == 1 && missing(small, ["ana"]) == 0)
        #expect(missing(large, ["ana"]) == 1 && missing(large, ["ana", " ANA "]) == 1 && missing(large, ["ana", "bo"]) == 0)
        #expect(missing(small, [" "]) == 1 && missing(small, ["\u{200B}"]) == 1)
        for other in ["Ana  Lee", "ana\u{00A0}lee", "a\u{200D}na lee\u{FEFF}", "\tANA\nLEE\u{3164}", "ana lee\u{0007}"] {
            #expect(missing(large, ["ana lee", other]) == 1, "\(other)")
        }
        #expect(missing(large, ["ana lee", "analee"]) == 0)
        #expect(missing(small, ["ana"], hash: large.hash) == 1)
        #expect(missing(try intent("900.00 EUR"), ["ana"]) == 0)
    }

    // MARK: Preflight

    private func preflight(_ intent: PayoutIntent) throws -> Preflight {
        let now = try Bench.at("2026-04-01T00:00:00Z")
        return Preflight(
            entries: [
                5: try entry(5, "-3.00 USD", state: .paid, claimedBefore: true), 7: try entry(7, "12.00 USD", state: .claimed),
            ], status: .approved,
            destination: DestinationRecord(intent.destination, approvedBy: "bo", approvedAt: now - .seconds(7 * 86_400)),
            approvals: [PayoutApproval(by: "ana", at: now, hash: intent.hash)], terms: PayoutTerms())
    }

    @Test func `P9 what was frozen must still be true right before the first request`() throws {
        let intent = try intent()
        let now = try Bench.at("2026-04-01T00:00:00Z")
        func findings(_ change: (inout Preflight) throws -> Void) throws -> [PreflightFinding] {
            var preflight = try preflight(intent)
            try change(&preflight)
            return preflight.findings(intent, at: now)
        }
        #expect(try findings { _ in }.isEmpty)
        #expect(try findings { $0.entries[7]?.state = .held } == [.claimNotApproved(entry: 7)])
        // What is owed again of a commission that was taken back goes, unless more of it was booked since.
        func again(_ open: Int64) throws -> [PreflightFinding] {
            try findings {
                $0.entries[7]?.state = .voided
                $0.entries[7]?.wasClaimedBefore = true
                $0.entries[7]?.openOwed = open
            }
        }
        #expect(try again(0).isEmpty)
        #expect(try again(-800) == [.claimNotApproved(entry: 7)])
        #expect(try findings { $0.entries[7]?.state = .voided } == [.claimNotApproved(entry: 7)])
        #expect(try findings { $0.entries[7]?.owed = try Bench.money("11.99 USD") } == [.sumDiffers(claimed: 899, intent: 900)])
        #expect(try findings { $0.entries[5] = nil } == [.claimUnknown(entry: 5), .sumDiffers(claimed: 1200, intent: 900)])
        #expect(try findings { $0.entries[7]?.partner = try Bench.partner(2) }.contains(.claimUnknown(entry: 7)))
        #expect(try findings { $0.status = .suspended } == [.partnerNotPayable])
        #expect(try findings { $0.status = nil } == [.partnerNotPayable])
        #expect(try findings { $0.approvals = [] } == [.approvalsMissing(1)])
        let other = try #require(Destination(provider: "stripe", account: "acct_9"))
        #expect(try findings { $0.destination?.destination = other } == [.destinationChanged])
        #expect(try findings { $0.destination = nil } == [.destinationChanged])
    }

    @Test func `P10 a new destination waits for an approval and for its cool-down`() throws {
        let intent = try intent()
        let now = try Bench.at("2026-04-01T00:00:00Z")
        var preflight = try preflight(intent)
        preflight.destination?.approvedAt = now - .seconds(7 * 86_400 - 1)
        #expect(preflight.findings(intent, at: now) == [.coolDown(until: now + .seconds(1))])
        #expect(preflight.findings(intent, at: now + .seconds(1)).isEmpty)
        preflight.destination?.approvedBy = nil
        #expect(preflight.findings(intent, at: now + .seconds(1)) == [.destinationNotApproved])
    }

    @Test(arguments: [
        ("paypal", "ana@shop.example", true), ("paypal", "ana@shop", false), ("paypal", "ana shop@x.example", false),
        ("paypal", "a@b@c.example", false), ("paypal", "@x.example", false), ("paypal", "a@x..example", false),
        ("stripe", "acct_1", true), ("stripe", "acct_", false), ("stripe", "cus_1", false), ("manual", "DE00 1234", true),
    ])
    func `P8 a receiver has the form that its provider takes`(provider: String, account: String, isGood: Bool) throws {
        #expect(Receiver.isPlausible(try #require(Destination(provider: provider, account: account))) == isGood)
    }

    // MARK: Brakes and batches

    private func intents(_ count: Int, provider: String = "paypal", currency: String = "USD") throws -> [PayoutIntent] {
        let destination = try #require(Destination(provider: provider, account: "a@b.example"))
        return try (1...count).map { number in
            PayoutIntent(
                id: "po_\(1000 + number)", partner: try Bench.partner(number), destination: destination,
                amount: Money(minor: 1000, currency: try Bench.currency(currency)), claims: [])
        }
    }

    @Test func `P10 over a cap on sum, count or new recipients nothing is sent`() throws {
        var terms = PayoutTerms()
        terms.largestCount = 3
        terms.mostNewRecipients = 2
        terms.largestSum = [try Bench.currency("USD"): try Bench.money("30.00 USD")]
        let three = try intents(3)
        let known: Set<EntityID> = [try Bench.partner(1)]
        #expect(PayoutBrakes.evaluate(three, paidBefore: known, terms).isEmpty)
        #expect(PayoutBrakes.evaluate(three, paidBefore: [], terms).map(\.name) == ["new_recipients"])
        let four = PayoutBrakes.evaluate(try intents(4), paidBefore: known.union([try Bench.partner(2)]), terms)
        #expect(four.map(\.name) == ["count", "sum/USD"])
        #expect(four.map(\.found) == [4, 4000] && four.map(\.allowed) == [3, 3000])
        #expect(PayoutBrakes.evaluate([], paidBefore: [], terms).isEmpty)
    }

    @Test func `P8 a request holds one currency and at most what the provider takes`() throws {
        let rules = ProviderRules(
            name: "paypal", keyLife: .seconds(10), margin: .seconds(1), isSettledAtOnce: false, largestBatch: 4)
        let all = try intents(9) + intents(3, currency: "EUR") + intents(2, provider: "stripe")
        let batches = Batching.batches(all, rules: rules)
        #expect(batches.map(\.count) == [3, 4, 4, 1])
        #expect(batches.allSatisfy { Set($0.map(\.amount.currency)).count == 1 })
        #expect(ProviderRules.paypal.largestBatch == 15_000 && ProviderRules.stripe.largestBatch == 1)
    }
}
