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
        for word in ["sandbox", "plan", "apply", "edit", "conflict", "deletion", "lost", "settle", "reconcile", "next"] {
            #expect(lines.contains { $0.hasPrefix(word + " ") }, "no line about \(word): \(end)")
        }
        #expect(end.out.contains("both sides and the hub now say Ada Lovelace"), "\(end)")
        #expect(end.out.contains("1 account made, 1 link, none twice"), "\(end)")
        #expect(end.out.contains("verify: the hub is sound"), "\(end)")
        #expect(end.err.isEmpty, "\(end)")
    }
}
