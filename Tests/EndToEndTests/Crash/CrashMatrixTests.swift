import Foundation
import Model
import Testing

/// `scripts/crash`, bounded: the built binary between five vendors, killed while it syncs, earns and pays, and on machines that fail it.
@Suite(.serialized) struct CrashMatrixTests {
    private static func play(_ arguments: [String], without rule: String? = nil) async throws -> Program.End {
        var environment = ProcessInfo.processInfo.environment
        environment["ENTENTE_MUTATE"] = rule
        let script = Repository.root.appending(path: "scripts/crash").path
        return try await Program(
            URL(filePath: "/usr/bin/env"), ["python3", script, "--binary", Repository.binary.path] + arguments, in: Repository.root,
            environment: environment
        ).end()
    }

    @Test func `killed at every crash point once: nothing is there twice, paid twice or lost, and the store is sound (S15)`() async throws {
        let end = try await Self.play(["--once", "--worlds", "3"])
        #expect(end.code == 0, "\(end)")
        for point in CrashPoint.allCases { #expect(end.out.contains("| \(point.rawValue) \(point) | 1 | 1 |"), "\(end)") }
    }

    @Test func `without its guard a kill pays twice, and the judge sees it (P3)`() async throws {
        let end = try await Self.play(["--at", "\(CrashPoint.payoutAnswered.rawValue)"], without: "P3")
        #expect(end.code == 1, "\(end)")
        #expect(end.out.contains(#/double payment: payout_\w+ was sent 2 times/#), "\(end)")
    }

    @Test func `SIGTERM, a full disk, a store read-only, busy, cut or damaged, a clock that moved: the documented end, and nothing lost`()
        async throws
    {
        let end = try await Self.play(["--store"])
        #expect(end.code == 0, "\(end)")
        #expect(end.out.contains(#/\d\d commands, 0 failures/#), "\(end)")
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["ENTENTE_LONG"] == "1"))
    func `killed 200 times at any point, any pass and any moment, with trouble at the vendors and on the line`() async throws {
        let end = try await Self.play(["--kills", "200"])
        #expect(end.code == 0, "\(end)")
    }
}
