@testable import Agent
import Connectors
import Model
import ProgramRules
import Storage
import Synchronization
import Testing

/// The rail on a real store, against a provider in memory.
@Suite struct PayoutRunTests {
    @Test func `P1 a plan freezes and claims in one transaction, and the next one claims nothing twice`() throws {
        let bench = try PayoutBench()
        try bench.earn(0, 1000, key: "a")
        try bench.earn(0, 250, key: "b")
        try bench.earn(1, 400, key: "c")
        let report = try bench.plan()
        #expect(report.payouts.map(\.row.amount.minor).sorted() == [400, 1250] && report.exitCode == .raised)
        #expect(try bench.plan().payouts.isEmpty)
        #expect(try bench.balance(.clearing) == -1650)
        try bench.audit()
    }

    @Test func `W7 and P11 a clawback is absorbed, a small balance carried over, and a dry run writes nothing`() throws {
        var bench = try PayoutBench()
        try bench.earn(0, 1200, key: "a")
        try bench.earn(1, 4999, key: "c")
        let dollar = try #require(Currency("USD"))
        bench.rail.terms.thresholds = [dollar: Money(minor: 1200, currency: dollar)]
        #expect(try PayoutPlanRun(services: bench.services, rail: bench.rail).run(cutOff: bench.today, isDry: true).drafts.count == 2)
        #expect(try bench.states().isEmpty)
        bench.rail.terms.thresholds = [dollar: Money(minor: 5000, currency: dollar)]
        #expect(try bench.plan().carried.map(\.reason.text) == ["below_threshold", "below_threshold"])
    }

    @Test(arguments: ["paypal", "stripe"])
    func `the straight road: planned, approved, sent, settled, and the ledger agrees`(method: String) async throws {
        let bench = try PayoutBench(method)
        try bench.earn(0, 1000, key: "a")
        try bench.earn(1, 400, key: "b")
        #expect(try bench.approved().count == 2)
        let sent = try await bench.send()
        #expect(sent.exitCode == .done && sent.payouts.count == 2)
        bench.provider.deliver()
        let settled = try await bench.settle()
        #expect(settled.exitCode == .done && settled.findings[method]?.contains { $0.needsPerson } == false)
        #expect(try bench.states() == ["paid", "paid"])
        #expect(bench.provider.payments.map(\.amount.minor).sorted() == [400, 1000])
        #expect(try bench.balance(.provider(method)) == -1400)
        #expect(try await bench.send().payouts.isEmpty)
        try bench.audit()
    }

    @Test(arguments: ["paypal", "stripe"], PayoutProvider.Fault.allCases.filter { $0 != .stalledAfter && $0 != .stalledBefore })
    func `P5 whatever is lost, each payout is paid at most once`(method: String, fault: PayoutProvider.Fault) async throws {
        let bench = try PayoutBench(method)
        try bench.earn(0, 1000, key: "a")
        try bench.earn(1, 400, key: "b")
        _ = try bench.approved()
        bench.provider.fault(fault, fault)
        for _ in 0..<4 {
            try await bench.send()
            bench.provider.deliver()
            try await bench.settle()
        }
        let counts = Dictionary(grouping: bench.provider.payments, by: \.item).mapValues(\.count)
        #expect(counts.values.allSatisfy { $0 == 1 })
        #expect(try bench.states().count { $0 == "paid" } == bench.provider.payments.count)
        if fault != .refused { #expect(try bench.states() == ["paid", "paid"]) }
        try bench.audit()
    }

    @Test func `P6 after the key's life nothing is sent until a person authorises a new epoch, or gives it up`() async throws {
        for authorise in [true, false] {
            let bench = try PayoutBench("stripe", partners: 1)
            try bench.earn(0, 1000, key: "a")
            let id = try #require(try bench.approved().first)
            bench.provider.fault(.requestLost, .requestLost)
            #expect(try await bench.send().exitCode == .partial)
            bench.world.clock.advance(.seconds(25 * 3600))
            let late = try await bench.send()
            #expect(late.exitCode == .partial && late.raised == 1 && bench.provider.payments.isEmpty)
            #expect(try bench.states() == ["unknown"])
            #expect(try bench.world.reviews().count == 1)
            _ = try bench.decisions.decide(id, authorise: authorise, by: "ana")
            try await bench.send()
            #expect(bench.provider.payments.count == (authorise ? 1 : 0))
            #expect(try bench.states() == [authorise ? "paid" : "failed"])
            if authorise { #expect(bench.provider.keys.last == "\(id)-2") } else { #expect(try bench.plan().payouts.count == 1) }
            try bench.audit()
        }
    }

    @Test(arguments: [true, false])
    func `P8 one bad receiver sinks only itself, named or not`(isNamed: Bool) async throws {
        let bench = try PayoutBench(partners: 9)
        for partner in 0..<9 { try bench.earn(partner, 1000, key: "c\(partner)") }
        _ = try bench.approved()
        bench.provider.state.withLock { state in
            state.badReceivers = ["p4@shop.example"]
            state.names = isNamed
        }
        let report = try await bench.send()
        #expect(report.exitCode == .partial)
        bench.provider.deliver()
        try await bench.settle()
        #expect(try bench.states().count { $0 == "paid" } == 8 && bench.states().count { $0 == "failed" } == 1)
        #expect(bench.provider.payments.count == 8)
        try bench.audit()
    }

    @Test func `P9 what is not true any more is withdrawn, and its claims are free`() async throws {
        let bench = try PayoutBench(partners: 2)
        try bench.earn(0, 1000, key: "a")
        try bench.earn(1, 400, key: "b")
        _ = try bench.approved()
        try bench.world.store.write { tx in
            var partner = try #require(try tx.entities.get(bench.partners[0]))
            partner.values["status"] = .text("suspended")
            try tx.entities.put(partner)
            var other = try #require(try tx.entities.get(bench.partners[1]))
            other.values["payout_account"] = .text("thief@shop.example")
            try tx.entities.put(other)
        }
        let report = try await bench.send()
        #expect(report.withdrawn.map(\.row.reason).sorted { ($0 ?? "") < ($1 ?? "") } == ["destination_changed", "partner_not_payable"])
        #expect(bench.provider.payments.isEmpty && report.exitCode == .raised)
        #expect(try bench.balance(.clearing) == 0)
        // The new account is nobody's until a person stands for it.
        try bench.plan()
        _ = try bench.decisions.approve([], by: "ana")
        #expect(try await bench.send().waiting.flatMap(\.findings) == [.destinationNotApproved])
    }

    @Test func `P10 two persons over a limit, a cool-down, and brakes that stop the whole run`() async throws {
        var bench = try PayoutBench()
        try bench.earn(0, 1000, key: "a")
        try bench.earn(1, 400, key: "b")
        let dollar = try #require(Currency("USD"))
        bench.rail.terms.fourEyesAbove = [dollar: Money(minor: 500, currency: dollar)]
        bench.rail.terms.coolDownDays = 7
        bench.rail.terms.largestCount = 1
        let views = try bench.approved()
        #expect(try bench.states().sorted() == ["approved", "draft"])
        _ = try bench.decisions.approve([], by: " ANA ")
        #expect(try bench.states().sorted() == ["approved", "draft"])
        _ = try bench.decisions.approve([], by: "cleo")
        #expect(try bench.states() == ["approved", "approved"] && views.count == 2)
        #expect(try await bench.send().waiting.count == 2)
        bench.world.clock.advance(.seconds(8 * 86_400))
        let braked = try await bench.send()
        #expect(braked.exitCode == .brake && braked.brakes.map(\.name) == ["count"] && bench.provider.keys.isEmpty)
        #expect(try await bench.send(approving: ["count"]).exitCode == .brake)
        #expect(try await bench.send(approving: ["count"], by: "ana").brakes.isEmpty)
        #expect(bench.provider.payments.count == 2)
    }

    @Test func `P12 a reversal after success becomes an entry, and the partner is owed again`() async throws {
        let bench = try PayoutBench("stripe", partners: 1)
        try bench.earn(0, 1000, key: "a")
        let id = try #require(try bench.approved().first)
        try await bench.send()
        #expect(try bench.states() == ["paid"])
        bench.provider.set(id, .reversed)
        let report = try await bench.settle()
        #expect(report.findings["stripe"]?.map(\.kind) == ["state_moved"])
        #expect(try bench.states() == ["returned"] && bench.balance(.partner(bench.partners[0])) == -1000)
        #expect(try bench.plan().payouts.count == 1)
        try bench.audit()
    }

    @Test func `P12 what the provider paid and nobody knows goes before a person`() async throws {
        let bench = try PayoutBench("stripe", partners: 1)
        try bench.earn(0, 1000, key: "a")
        _ = try bench.approved()
        try await bench.send()
        let dollar = try #require(Currency("USD"))
        bench.provider.state.withLock {
            $0.payments.append(
                .init(id: "tx_9", batch: "x", key: "x", item: "payout_X", amount: Money(minor: 1, currency: dollar), state: .success))
        }
        let report = try await bench.settle()
        #expect(report.exitCode == .raised && report.findings["stripe"]?.map(\.kind) == ["unknown_item"])
        #expect(try bench.world.reviews().count == 1)
        try await bench.settle()
        #expect(try bench.world.reviews().count == 1)
    }

    @Test func `P13 a replayed answer is read before it is believed`() async throws {
        let bench = try PayoutBench("stripe", partners: 1)
        try bench.earn(0, 1000, key: "a")
        let id = try #require(try bench.approved().first)
        bench.provider.fault(.answerLost, .requestLost)
        bench.provider.state.withLock { $0.isBlind = true }
        try await bench.send()
        #expect(try bench.states() == ["unknown"])
        bench.provider.set(id, .reversed)
        bench.provider.state.withLock { $0.isBlind = false }
        try await bench.send()
        #expect(try bench.states() == ["failed"] && bench.provider.payments.count == 1)
        try bench.audit()
    }
}
