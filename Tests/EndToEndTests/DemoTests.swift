import Foundation
import Testing

/// The demo as a person sees it.
@Suite struct DemoTests {
    @Test func `the demo ends well and tells its story in fewer than 46 lines`() async throws {
        let end = try await Program(Repository.binary, ["demo"], in: Repository.root, environment: ProcessInfo.processInfo.environment)
            .end()
        #expect(end.code == 0, "\(end)")
        let lines = end.out.split(separator: "\n", omittingEmptySubsequences: false)
        #expect((12..<46).contains(lines.count), "\(end)")
        for word in [
            "sandbox", "plan", "apply", "edit", "conflict", "deletion", "lost", "settle", "reconcile", "link", "clicks", "earn", "refund",
            "ledger", "next",
        ] {
            #expect(lines.contains { $0.hasPrefix(word + " ") }, "no line about \(word): \(end)")
        }
        #expect(end.out.contains("both sides and the hub now say Ada Lovelace"), "\(end)")
        #expect(end.out.contains("1 account made, 1 link, none twice"), "\(end)")
        #expect(end.out.contains("verify: the hub is sound"), "\(end)")
        #expect(end.out.contains("1 accepted, 1 by machines, 1 repeated; 1 line could not be read"), "\(end)")
        #expect(end.out.contains("90.00 USD held, amount_ceiling") && end.out.contains("12.00, -3.00"), "\(end)")
        #expect(end.out.contains("books 0 rows; sums and hash chain: sound"), "\(end)")
        #expect(end.err.isEmpty, "\(end)")
    }
}
