import Foundation
import Model
import Testing

/// The main road from nothing to two sides in step, and what it costs from then on.
@Suite(.serialized) struct FirstContactTests {
    /// Of four objects each is read once for changes and once for deletions, which both vendors list apart.
    private static let callsOfQuietSync = 8

    @Test func `a first plan is carried out once, then nothing is left and nobody is missing`() async throws {
        try await Trial.open(records: 200, seed: 3) { trial in try await tell(trial) }
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["ENTENTE_LONG"] == "1", "ENTENTE_LONG=1 runs it at 20,000 records"))
    func `the same holds at 20,000 records`() async throws {
        try await Trial.open(records: 20_000, seed: 3) { trial in try await tell(trial) }
    }

    @Test func `a first sync without a plan refuses nothing, and holds only overwrites (R26)`() async throws {
        try await Trial.open(records: 200, seed: 3) { trial in
            let report = try await trial.sync(code: 3, after: 0)
            for remote in ["crm", "marketing"] {
                #expect(report["remotes"]?[remote]?["failed"]?.integer == 0, "\(report.text)")
                #expect((report["remotes"]?[remote]?["created"]?.integer ?? 0) > 0, "\(report.text)")
            }
            #expect(report["held"]?.object?.members.isEmpty == false, "\(report.text)")
            try await trial.meet()
            try await trial.expectInStep()
        }
    }

    private func tell(_ trial: Trial) async throws {
        let check = try await trial.run("check")
        #expect(check.code == 0, "\(check)")
        try await trial.meet()
        try await trial.expectInStep("after the first contact")
        try await expectAgreement(trial)

        // Its own writes come back as echoes (R18), and are no work.
        let echoes = try await trial.sync(after: 7200)
        expectNoWrites(echoes)
        let quiet = try await trial.sync(after: 0)
        expectNoWrites(quiet)
        for (remote, tokens) in [("crm", 1), ("marketing", 0)] {
            let part = quiet["remotes"]?[remote]
            #expect(part?["calls"]?.integer == Int64(Self.callsOfQuietSync), "\(remote): \(quiet.text)")
            #expect(part?["token_calls"]?.integer == Int64(tokens), "\(remote): \(quiet.text)")
        }
    }

    /// `reconcile --deep` finds every entity in step, or waiting for a person.
    private func expectAgreement(_ trial: Trial) async throws {
        let end = try await trial.run("reconcile", "--deep", "--json")
        #expect(end.code == 0, "\(end)")
        let kinds = end.json?["entities"]?.object?.members ?? []
        #expect(kinds.map(\.name).sorted() == ["customer", "deal", "partner", "referral"])
        for (kind, counts) in kinds {
            #expect((counts["in_step"]?.integer ?? 0) > 0, "\(kind)")
            for state in ["drifted", "missing", "orphaned", "duplicated"] {
                #expect(counts[state]?.integer == 0, "\(kind) \(state): \(counts.text)")
            }
        }
    }

    private func expectNoWrites(_ report: JSON) {
        for (remote, part) in report["remotes"]?.object?.members ?? [] {
            for kind in ["created", "updated", "deleted", "failed", "unknown"] {
                #expect(part[kind]?.integer == 0, "\(remote) \(kind): \(report.text)")
            }
        }
    }

    @Test func `the sample configuration is the one that a sandbox leaves in a folder`() async throws {
        let written = try await Trial.open(records: 10) { Program.text($0.folder.appending(path: "config.yaml")) }
        func lines(_ text: String) -> [Substring] {
            text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("connectors:") }
        }
        let sample = try Repository.text("config.yaml")
        #expect(lines(written) == lines(sample))
        #expect(sample.contains("\nconnectors: connectors "))
    }
}
