@testable import Agent
import Connectors
import Model
import ProgramRules
import Storage
import Synchronization
import Testing

/// What is owed in the end is what was earned less what was paid: whoever was merged, whatever was taken back or paid twice (P11, L5).
@Suite struct PayoutAccountTests {
    @Test func `R24 what a merged partner was paid stands against the one who stays`() async throws {
        let bench = try PayoutBench()
        try bench.earn(0, 1000, key: "a")
        _ = try bench.approved()
        try await bench.send()
        bench.provider.deliver()
        try await bench.settle()
        _ = try bench.merge(0, into: 1)
        // What the next earn books: the sale is the other's now.
        try bench.takeBack(0, 1000, key: "a")
        try bench.earn(1, 1000, key: "a'", line: "a")
        let plan = try bench.plan()
        #expect(plan.payouts.isEmpty && plan.carried.map(\.reason) == [.nothingOwed])
        #expect(try BalanceProof(of: bench.partners[1], services: bench.services).owed.map(\.minor) == [0])
        try bench.earn(1, 1200, key: "b")
        #expect(try bench.renew() == [1200])
        #expect(try await bench.send().payouts.count == 1)
        bench.provider.deliver()
        try await bench.settle()
        #expect(try bench.provider.payments.map(\.amount.minor) == [1000, 1200] && bench.renew().isEmpty)
        #expect(try bench.problems().isEmpty)
        try bench.audit()
    }

    @Test func `R24 two partners of whom both were owed something are made one by a person only`() throws {
        let bench = try PayoutBench()
        try bench.set(1, ["payout_account": .text("p0@shop.example")])
        let (one, two) = (bench.partners[0], bench.partners[1])
        try bench.earn(0, 1000, key: "a")
        #expect(try bench.world.store.read { try !MoneyDifference.isBetween(one, two, in: $0) })
        try bench.earn(1, 500, key: "b")
        #expect(try bench.world.store.read { try MoneyDifference.isBetween(one, two, in: $0) })
    }

    @Test func `P11 a refund of what was not sent yet takes nothing off the next payout`() async throws {
        let bench = try PayoutBench("stripe", partners: 1)
        try bench.earn(0, 1000, key: "a")
        _ = try bench.approved()
        try bench.takeBack(0, 1000, key: "a")
        try bench.earn(0, 1200, key: "b")
        #expect(try bench.renew() == [1200])
        #expect(try await bench.send().withdrawn.count == 1)
        #expect(bench.provider.payments.map(\.amount.minor) == [1200])
        #expect(try bench.renew().isEmpty && bench.balance(.partner(bench.partners[0])) == 0)
        #expect(try bench.problems().isEmpty)
        try bench.audit()
    }

    @Test func `P11 what comes back of a commission that was taken back and absorbed is owed again`() async throws {
        let bench = try PayoutBench(partners: 1)
        try bench.earn(0, 1000, key: "a")
        let first = try #require(try bench.approved().first)
        try await bench.send()
        bench.provider.set(first, .unclaimed)
        try await bench.settle()
        #expect(try bench.states() == ["unclaimed"])
        try bench.takeBack(0, 1000, key: "a")
        try bench.earn(0, 1200, key: "b")
        #expect(try bench.renew() == [200])
        try await bench.send()
        bench.provider.deliver()
        try await bench.settle()
        bench.provider.set(first, .returned)
        try await bench.settle()
        #expect(try bench.renew() == [1000])
        #expect(try await bench.send().withdrawn.isEmpty)
        bench.provider.deliver()
        try await bench.settle()
        #expect(try bench.states().sorted() == ["paid", "paid", "returned"] && bench.balance(.partner(bench.partners[0])) == 0)
        try bench.audit()
    }

    /// A payout that was given up and paid by another, and shows as paid itself.
    private func paidTwice() async throws -> (bench: PayoutBench, first: String) {
        let bench = try PayoutBench("stripe", partners: 1)
        try bench.earn(0, 1000, key: "a")
        let first = try #require(try bench.approved().first)
        bench.provider.fault(.answerLost)
        bench.provider.state.withLock { $0.isBlind = true }
        try await bench.send()
        bench.world.clock.advance(.seconds(25 * 3600))
        try await bench.send()
        _ = try bench.decisions.decide(first, authorise: false, by: "ana")
        bench.provider.state.withLock { $0.isBlind = false }
        #expect(try bench.renew() == [1000])
        try await bench.send()
        try await bench.settle()
        #expect(try bench.states() == ["paid", "paid"] && bench.balance(.partner(bench.partners[0])) == 1000)
        return (bench, first)
    }

    @Test func `L5 money that was paid twice is absorbed by what is earned next, and counts again once it comes back`() async throws {
        let (bench, first) = try await paidTwice()
        #expect(try bench.problems().isEmpty && bench.renew().isEmpty)
        try bench.earn(0, 1200, key: "b")
        #expect(try bench.renew() == [200])
        try await bench.send()
        #expect(try bench.balance(.partner(bench.partners[0])) == 0 && bench.renew().isEmpty)
        bench.provider.set(first, .reversed)
        try await bench.settle()
        #expect(try bench.renew() == [1000])
        #expect(try bench.problems().isEmpty)
        try bench.audit()
    }

    @Test func `L5 where the ledger owes another sum than payouts may claim, a person looks before anything is paid`() async throws {
        let bench = try PayoutBench("stripe", partners: 1)
        try bench.earn(0, 1000, key: "a")
        let first = try #require(try bench.approved().first)
        try await bench.send()
        #expect(try bench.problems().isEmpty)
        try bench.world.store.write { tx in _ = try tx.payoutClaims.release(first, at: bench.world.clock.now()) }
        let plan = try bench.plan()
        #expect(plan.payouts.isEmpty && plan.carried.map(\.reason) == [.ledgerDiffers] && plan.exitCode == .raised)
        #expect(try bench.world.reviews().map(\.rule) == ["L5"])
        #expect(try bench.problems().count == 1)
    }

    // MARK: What persons decided

    private func finding(_ bench: PayoutBench, _ partner: Int, _ subject: FraudFinding.Subject) -> FraudFinding {
        FraudFinding(.person, partner: bench.partners[partner], subject: subject, evidence: [])
    }

    private func decide(_ bench: PayoutBench, _ finding: FraudFinding, _ verdict: String?, by person: String) throws {
        let now = bench.world.clock.now()
        try bench.world.store.write { tx in
            try tx.findings.put(Findings.row(finding, at: now, run: ""))
            try tx.findings.decide(finding.id, verdict, by: person, at: now, why: "")
        }
    }

    private func verdict(_ bench: PayoutBench, _ finding: FraudFinding) throws -> String? {
        try bench.world.store.read { tx in try tx.findings.get(finding.id).map { $0.verdict ?? "open" } }
    }

    @Test func `C7 what a person holds stays held when its partner is merged into another`() throws {
        let bench = try PayoutBench()
        try bench.earn(0, 1000, key: "a")
        try decide(bench, finding(bench, 0, .line("a")), nil, by: "ana")
        _ = try bench.merge(0, into: 1)
        try bench.takeBack(0, 1000, key: "a")
        try bench.earn(1, 1000, key: "a'", line: "a")
        #expect(try bench.plan().payouts.isEmpty)
        try decide(bench, finding(bench, 1, .line("a")), "released", by: "bo")
        #expect(try bench.plan().payouts.map(\.row.amount.minor) == [1000])
    }

    @Test func `C7 what was voided of a merged partner stays voided, and of the other nothing is`() throws {
        let bench = try PayoutBench()
        for (key, subject) in [("a", FraudFinding.Subject.line("a")), ("b", .partner)] {
            try bench.earn(0, 1000, key: key)
            try decide(bench, finding(bench, 0, subject), "voided", by: "ana")
        }
        try decide(bench, finding(bench, 1, .line("c")), "released", by: "ana")
        try decide(bench, finding(bench, 0, .line("c")), nil, by: "ana")
        _ = try bench.merge(0, into: 1)
        #expect(try verdict(bench, finding(bench, 1, .line("a"))) == "voided")
        #expect(try verdict(bench, finding(bench, 1, .line("b"))) == "voided")
        #expect(try verdict(bench, finding(bench, 1, .partner)) == nil)
        // One was released and the other waits: a person decides about the two together.
        #expect(try verdict(bench, finding(bench, 1, .line("c"))) == "open")
    }

    @Test func `R24 a merge that is taken back gives the findings back, with what was decided meanwhile`() throws {
        let bench = try PayoutBench()
        for key in ["a", "b"] { try decide(bench, finding(bench, 0, .line(key)), nil, by: "ana") }
        let merge = try bench.merge(0, into: 1)
        bench.world.clock.advance(.seconds(60))
        try decide(bench, finding(bench, 1, .line("b")), "voided", by: "bo")
        try decide(bench, finding(bench, 1, .line("new")), "voided", by: "bo")
        try bench.world.store.write { tx in try IdentitySplit(services: bench.services, tx: tx).split(merge, by: "cleo") }
        #expect(try ["a", "b", "new"].map { try verdict(bench, finding(bench, 0, .line($0))) } == ["open", "voided", "voided"])
        #expect(try ["a", "b"].map { try verdict(bench, finding(bench, 1, .line($0))) } == ["released", "released"])
    }
}
