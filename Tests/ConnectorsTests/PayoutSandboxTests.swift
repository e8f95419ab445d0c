import Connectors
import Foundation
import Model
import Sandbox
import Testing

/// The gateway against the providers' stand-ins: what was paid is counted in their own books.
@Suite struct PayoutSandboxTests {
    private func paid(_ bench: SandboxBench) -> [JSON] {
        bench.vendor.state()["movements"]?.array?.filter { $0["kind"] == "paid" } ?? []
    }

    private func gateway(_ bench: SandboxBench) throws -> any PayoutGateway { try #require(bench.connector.payouts) }

    private func batch(
        _ bench: SandboxBench, _ key: String, _ receivers: [String], kind: String, amount: String = "12.30 USD"
    ) throws -> PayoutBatch {
        let items = try receivers.enumerated().map { index, receiver in
            PayoutItem(key: "\(key)_\(index)", amount: try #require(Money(amount)), receiver: receiver, receiverKind: kind)
        }
        return PayoutBatch(key: key, items: items, notAfter: bench.clock.now() + .seconds(3600))
    }

    private func stripe(faults: String = "") throws -> SandboxBench {
        let bench = try SandboxBench.stripe(faults: faults)
        try bench.hand(.create, "accounts", nil, ["id": "acct_partner", "email": "p@example.com"])
        return bench
    }

    private func one(_ bench: SandboxBench, _ key: String, amount: String = "12.30 USD") throws -> PayoutBatch {
        try batch(bench, key, ["acct_partner"], kind: "account", amount: amount)
    }

    @Test func `a transfer is made once for its key, found by it, and read as success (P3, P5)`() async throws {
        let bench = try stripe()
        let gateway = try gateway(bench)
        try await gateway.prove()
        guard case .accepted(let id, false, _) = await gateway.submit(try one(bench, "po_1-1")) else {
            Issue.record("not accepted")
            return
        }
        #expect(await gateway.submit(try one(bench, "po_1-1")) == .accepted(id: id, isReplay: true, items: []))
        #expect(await gateway.find(key: "po_1-1", id: nil) == .found(id: id, others: []))
        #expect(await gateway.find(key: "po_2-1", id: nil) == .notFound)
        let item = try await gateway.read(id: id)
        #expect(item.map(\.key) == ["po_1-1_0"] && item.map(\.state) == [.success] && item.map(\.amount?.text) == ["12.30 USD"])
        #expect(paid(bench).count == 1)
    }

    @Test func `under the same key other content is no refusal, for the key was used (P5)`() async throws {
        let bench = try stripe()
        let gateway = try gateway(bench)
        _ = await gateway.submit(try one(bench, "po_1-1"))
        guard case .doubtful = await gateway.submit(try one(bench, "po_1-1", amount: "99 USD")) else {
            Issue.record("a used key counts as refused")
            return
        }
        #expect(paid(bench).count == 1)
    }

    @Test func `after its life the same key pays again, which is why nothing is sent after it (P6)`() async throws {
        let bench = try stripe()
        let gateway = try gateway(bench)
        let early = try one(bench, "po_1-1")
        _ = await gateway.submit(early)
        bench.clock.advance(by: .seconds(25 * 3600))
        guard case .notSent = await gateway.submit(early) else {
            Issue.record("it was sent after its last instant")
            return
        }
        #expect(paid(bench).count == 1)
        _ = await gateway.submit(try one(bench, "po_1-1"))
        #expect(paid(bench).count == 2)
        guard case .found(_, let others) = await gateway.find(key: "po_1-1", id: nil) else {
            Issue.record("nothing is found")
            return
        }
        #expect(others.count == 1)
    }

    @Test func `a 500 that the key keeps stays a doubt, and a look-up tells that nothing was paid`() async throws {
        let bench = try stripe(faults: "http-500@stripe:POST /v1/transfers=#1")
        let gateway = try gateway(bench)
        for _ in 0..<3 {
            guard case .doubtful = await gateway.submit(try one(bench, "po_1-1")) else {
                Issue.record("a 500 is no doubt")
                return
            }
        }
        #expect(await gateway.find(key: "po_1-1", id: nil) == .notFound)
        #expect(paid(bench).isEmpty)
    }

    @Test(arguments: [
        ("acct_nobody", "12.30 USD", "resource_missing"), ("acct_partner", "900000 USD", "balance_insufficient"),
        ("acct_partner", "1 PLN", "balance_insufficient"),
    ])
    func `what Stripe refuses for certain is refused, and nothing is paid (P7)`(receiver: String, amount: String, code: String) async throws
    {
        let bench = try stripe()
        let answer = await (try gateway(bench)).submit(try batch(bench, "po_1-1", [receiver], kind: "account", amount: amount))
        guard case .refused(code, _, _) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(paid(bench).isEmpty)
    }

    @Test func `what was reversed afterwards is read so, and stands so in the list (P12)`() async throws {
        let bench = try stripe()
        let gateway = try gateway(bench)
        guard case .accepted(let id, _, _) = await gateway.submit(try one(bench, "po_1-1")) else { return }
        _ = await gateway.submit(try one(bench, "po_2-1"))
        try bench.hand(.update, "transfers", id, [:])
        #expect(try await gateway.item(id: id).state == .reversed)
        let now = bench.clock.now()
        let listed = try await gateway.report(since: now - .seconds(3600), until: now + .seconds(3600))
        #expect(listed.map(\.key) == ["po_2-1_0", "po_1-1_0"] && listed.map(\.state) == [.success, .reversed])
    }

    /// Sends, looks up and sends again as a rail does, until the provider has it; nil if it never does.
    private func settle(_ bench: SandboxBench, _ make: () throws -> PayoutBatch) async throws -> String? {
        let gateway = try gateway(bench)
        for _ in 0..<40 {
            switch await gateway.submit(try make()) {
            case .accepted(let id, _, _), .duplicate(let id?): return id
            case .refused(let code, let message, _):
                Issue.record("refused: \(code) \(message)")
                return nil
            case .duplicate, .notSent, .doubtful:
                if case .found(let id, let others) = await gateway.find(key: try make().key, id: nil) {
                    #expect(others.isEmpty)
                    return id
                }
                // What kept failing is left alone for a while.
                bench.clock.advance(by: .seconds(61))
            }
        }
        return nil
    }

    private static let faults = [
        "response-lost=0.15", "request-lost=0.15", "http-503=0.1", "rate-limited=0.1", "http-409=0.1", "http-408=0.05",
        "reset-mid-body=0.1",
        "truncated-json=0.1", "duplicate-delivery=0.1", "html-login=0.05", "http-502=0.05",
    ].joined(separator: ",")

    @Test func `under every fault, 300 payouts are paid exactly once by their provider's own books (P3, P5)`() async throws {
        let bench = try stripe(faults: Self.faults)
        for index in 0..<300 {
            _ = try #require(try await settle(bench) { try one(bench, "po_\(index)-1", amount: "1 USD") })
        }
        let keys = paid(bench).compactMap { $0["key"]?.string }
        #expect(keys.count == 300 && Set(keys).count == 300)
    }

    @Test func `a batch is paid once, though its answer was lost, and the same key leads to it for 30 days (P5)`() async throws {
        let bench = try SandboxBench.paypal(faults: "response-lost@paypal:POST /v1/payments/payouts=#1")
        let gateway = try gateway(bench)
        try await gateway.prove()
        let people = ["a@example.com", "nobody@example.com", "locked@example.com", "reversed@example.com"]
        guard case .doubtful = await gateway.submit(try batch(bench, "sh_1-1", people, kind: "email")) else {
            Issue.record("a lost answer is no doubt")
            return
        }
        guard case .duplicate(let id?) = await gateway.submit(try batch(bench, "sh_1-1", people, kind: "email")) else {
            Issue.record("the same key does not lead to the batch")
            return
        }
        #expect(paid(bench).count == 4)
        #expect(try await gateway.read(id: id).map(\.state) == [.pending, .pending, .pending, .pending])
        bench.clock.advance(by: .seconds(60))
        #expect(try await gateway.read(id: id).map(\.state) == [.success, .unclaimed, .failed, .success])
        bench.clock.advance(by: .seconds(6 * 86_400))
        #expect(try await gateway.read(id: id).map(\.state) == [.success, .unclaimed, .failed, .reversed])
        bench.clock.advance(by: .seconds(25 * 86_400))
        let last = try await gateway.read(id: id)
        #expect(last.map(\.state) == [.success, .returned, .failed, .reversed])
        #expect(last.map(\.key) == (0..<4).map { "sh_1-1_\($0)" })
        #expect(last.map(\.amount?.text) == Array(repeating: "12.30 USD", count: 4))
        let first = try #require(last.first)
        #expect(try await gateway.item(id: first.id) == first)
        // After 30 days PayPal has forgotten the key: the same batch would be paid again.
        guard case .accepted = await gateway.submit(try batch(bench, "sh_1-1", people, kind: "email")) else {
            Issue.record("the stand-in remembers a key too long")
            return
        }
        #expect(paid(bench).count == 8)
    }

    @Test func `one bad receiver of a batch is named, and nobody of it is paid (P8)`() async throws {
        let bench = try SandboxBench.paypal()
        let answer = await (try gateway(bench)).submit(
            try batch(bench, "sh_1-1", ["a@example.com", "no address", "b@example.com"], kind: "email"))
        guard case .refused("VALIDATION_ERROR", _, ["sh_1-1_1"]) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(paid(bench).isEmpty)
    }

    @Test func `too little money is a refusal, and a revoked token is none (P7)`() async throws {
        let poor = try SandboxBench.paypal { $0.openingBalance = ["USD": 100] }
        guard
            case .refused("INSUFFICIENT_FUNDS", _, _) = await (try gateway(poor)).submit(
                try batch(poor, "s", ["a@example.com"], kind: "email"))
        else {
            Issue.record("no refusal")
            return
        }
        let bench = try SandboxBench.paypal(faults: "token-expired@paypal:POST /v1/payments/payouts=#1")
        let gateway = try gateway(bench)
        guard case .notSent = await gateway.submit(try batch(bench, "s", ["a@example.com"], kind: "email")) else {
            Issue.record("a revoked token is more than not sent")
            return
        }
        guard case .accepted = await gateway.submit(try batch(bench, "s", ["a@example.com"], kind: "email")) else {
            Issue.record("the next one has no other token")
            return
        }
        #expect(paid(bench).count == 1)
    }

    @Test func `PayPal's books name each payment once they have caught up (P12)`() async throws {
        let bench = try SandboxBench.paypal()
        let gateway = try gateway(bench)
        let start = bench.clock.now()
        guard
            case .accepted(let id, _, _) = await gateway.submit(
                try batch(bench, "sh_1-1", ["a@example.com", "locked@example.com", "reversed@example.com"], kind: "email"))
        else { return }
        bench.clock.advance(by: .seconds(3600))
        #expect(try await gateway.report(since: start, until: bench.clock.now()).isEmpty)
        bench.clock.advance(by: .seconds(40 * 86_400))
        let listed = try await gateway.report(since: start, until: bench.clock.now())
        #expect(Set(listed.map { "\($0.key ?? "-") \($0.state.rawValue)" }) == ["sh_1-1_0 success", "sh_1-1_2 reversed"])
        let items = try await gateway.read(id: id).compactMap(\.transaction)
        #expect(Set(listed.compactMap(\.transaction)) == Set(items))
    }

    @Test func `under every fault, 100 batches are paid exactly once by PayPal's own books (P5)`() async throws {
        let bench = try SandboxBench.paypal(faults: Self.faults)
        for index in 0..<100 {
            _ = try #require(
                try await settle(bench) {
                    try batch(bench, "sh_\(index)-1", ["a@example.com", "b@example.com"], kind: "email", amount: "1 USD")
                })
        }
        let items = paid(bench).compactMap { $0["item"]?.string }
        #expect(items.count == 200 && Set(items).count == 200)
    }
}
