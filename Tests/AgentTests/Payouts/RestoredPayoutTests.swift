@testable import Agent
import Connectors
import Model
import ProgramRules
import Storage
import Synchronization
import Testing

/// The rail on a store that was put back: what was paid since is found in the provider's own list before anything is paid again.
@Suite struct RestoredPayoutTests {
    /// Two approved payouts, as a backup has them; the ids in order.
    private func restored(_ method: String = "stripe") throws -> (bench: PayoutBench, ids: [String]) {
        let bench = try PayoutBench(method)
        try bench.earn(0, 1000, key: "a")
        try bench.earn(1, 400, key: "b")
        return (bench, try bench.approved())
    }

    /// The store was put back, and a sync has read everything since.
    private func putBack(_ bench: PayoutBench) throws {
        try bench.world.store.write { tx in
            try Restoration.demandAudit("test", at: bench.world.clock.now(), tx)
            try Restoration.endAudit(tx)
        }
        bench.world.clock.advance(.seconds(60))
    }

    private func amount(_ bench: PayoutBench, _ id: String) throws -> Money {
        try #require(try bench.world.store.read { try $0.payouts.get(id)?.amount })
    }

    private func state(_ bench: PayoutBench, _ id: String) throws -> String? {
        try bench.world.store.read { try $0.payouts.get(id)?.state }
    }

    @Test func `P12 nothing is paid before settle has read the list, and what stands there is paid already`() async throws {
        let (bench, ids) = try restored()
        bench.provider.pay(ids[0], try amount(bench, ids[0]))
        try putBack(bench)
        await #expect(throws: RunError.refused(.payout(.storeRestored))) { try await bench.send() }
        let settled = try await bench.settle()
        #expect(settled.exitCode == .raised && settled.raised == 1 && !settled.isAuditDue)
        #expect(try state(bench, ids[0]) == "paid" && state(bench, ids[1]) == "approved")
        #expect(try bench.world.reviews().count == 1)
        try await bench.send()
        #expect(try bench.states() == ["paid", "paid"] && bench.provider.payments.count == 2)
        #expect(try await bench.settle().exitCode == .done)
        try bench.audit()
    }

    @Test(arguments: ["draft", "approved", "withdrawn"], [PayoutItemState.success, .unclaimed])
    func `P12 what the provider has is not owed any more, whatever the old store calls it`(
        phase: String, item: PayoutItemState
    ) async throws {
        let bench = try PayoutBench("stripe", partners: 1)
        try bench.earn(0, 1000, key: "a")
        try bench.approveDestinations()
        let id = try #require(try bench.plan().payouts.first?.row.id)
        if phase != "draft" { _ = try bench.decisions.approve([id], by: "ana") }
        if phase == "withdrawn" { _ = try bench.decisions.withdraw([id], by: "ana", why: nil) }
        #expect(try state(bench, id) == phase)
        bench.provider.pay(id, try amount(bench, id), item)
        #expect(try await bench.settle().raised == 1)
        #expect(try state(bench, id) == (item == .success ? "paid" : "unclaimed"))
        #expect(try bench.plan().payouts.isEmpty)
        try await bench.send()
        #expect(bench.provider.payments.count == 1)
        #expect(try bench.balance(.partner(bench.partners[0])) == 0 && bench.balance(.clearing) == 0)
        try bench.audit()
    }

    @Test func `P12 a payment that the old store cannot know keeps all from being paid until a person decides`() async throws {
        let (bench, ids) = try restored()
        bench.provider.pay("payout_lost", try amount(bench, ids[0]))
        try putBack(bench)
        for _ in 0..<2 {
            let settled = try await bench.settle()
            #expect(settled.isAuditDue && settled.exitCode == .raised && settled.findings["stripe"]?.map(\.kind) == ["unknown_item"])
            await #expect(throws: RunError.self) { try await bench.send() }
        }
        let review = try #require(try bench.world.reviews().first)
        _ = try Reviews(services: bench.services).accept(review.id, candidate: nil, by: "ana")
        let settled = try await bench.settle()
        #expect(!settled.isAuditDue && settled.exitCode == .done)
        #expect(settled.json["findings"]?["stripe"]?[0]?["needs_person"] == false)
        #expect(try await bench.send().count(.paid) == 2)
        // What a person decided about one payment is said of no other.
        bench.provider.pay("payout_lost", try amount(bench, ids[0]))
        #expect(try await bench.settle().exitCode == .raised)
    }

    @Test func `P12 a list that cannot be read lets nothing go`() async throws {
        let (bench, _) = try restored()
        try putBack(bench)
        bench.provider.state.withLock { $0.isListShut = true }
        #expect(try await bench.settle().isAuditDue)
        await #expect(throws: RunError.self) { try await bench.send() }
        bench.provider.state.withLock { $0.isListShut = false }
        #expect(try await bench.settle().exitCode == .done)
        #expect(try await bench.send().count(.paid) == 2)
    }
}
