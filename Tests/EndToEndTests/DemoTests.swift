import Foundation
import Testing

/// The demo as a person sees it.
@Suite struct DemoTests {
    @Test func `the demo ends well and tells its story in fewer than 40 lines`() async throws {
        let end = try await Program(Repository.binary, ["demo"], in: Repository.root, environment: ProcessInfo.processInfo.environment)
            .end()
        #expect(end.code == 0, "\(end)")
        let lines = end.out.split(separator: "\n", omittingEmptySubsequences: false)
        #expect((12..<40).contains(lines.count), "\(end)")
        for word in [
            "sandbox", "plan", "apply", "edit", "conflict", "deletion", "lost", "settle", "reconcile", "link", "clicks", "orders", "earn",
            "review", "refund", "explain", "payouts", "ledger", "next",
        ] {
            #expect(lines.contains { $0.hasPrefix(word + " ") }, "no line about \(word): \(end)")
        }
        #expect(end.out.contains("both sides and the hub now say Ada Lovelace"), "\(end)")
        #expect(end.out.contains("1 account made, 1 link, none twice"), "\(end)")
        #expect(end.out.contains("verify: the hub is sound"), "\(end)")
        #expect(end.out.contains("1 accepted, 1 by machines, 1 repeated; 1 line could not be read"), "\(end)")
        #expect(end.out.contains("told by card, crm, store, is 1"), "\(end)")
        #expect(end.out.contains("90.00 USD held, amount_ceiling") && end.out.contains("4.00 USD held, self_referral"), "\(end)")
        #expect(end.out.contains("12.00, -3.00"), "\(end)")
        #expect(end.out.contains("99.00 USD by stripe") && end.out.contains("30.00 USD by paypal"), "\(end)")
        #expect(end.out.contains("looked up by its key: 99.00 USD paid, 30.00 USD submitted"), "\(end)")
        #expect(end.out.contains("2 paid; the providers' own books have 1 transfer and 1 payout, and 0 things disagree"), "\(end)")
        #expect(end.out.contains("books 0 rows; sums and hash chain: sound"), "\(end)")
        #expect(end.err.isEmpty, "\(end)")
    }
}
