import Foundation
import Model
import Testing

/// A sync that dies at any moment: the next one converges, and nothing is there twice (R10 to R12, S15).
@Suite(.serialized) struct KillTests {
    @Test func `kill -9 at 20 random moments of a sync, then one more sync converges`() async throws {
        var random = SeededMoments(state: 20)
        let seed = random.state
        try await Trial.open(records: 100, seed: 5) { trial in
            try await trial.meet()
            let work = try await SyncWork(trial)
            var killed = 0
            for round in 1...20 {
                try await work.make(round)
                let before = try await trial.sandbox.calls("hubspot") + trial.sandbox.calls("salesforce")
                let program = try trial.start(["sync"])
                let moment = Int(random.next() % 45)
                // The calls of the run itself are the clock: each question is answered by the sandbox between two of them.
                while try await trial.sandbox.calls("hubspot") + trial.sandbox.calls("salesforce") < before + moment, program.isRunning {}
                program.signal(SIGKILL)
                if await program.end().code == -9 { killed += 1 }
                try await work.expectConvergence("seed \(seed), round \(round), after \(moment) calls")
            }
            #expect(killed >= 10, "of 20 syncs only \(killed) were killed before their end")
        }
    }

    @Test func `death at each crash point, then one more sync converges`() async throws {
        try await Trial.open(records: 100, seed: 6) { trial in
            try await trial.meet()
            let work = try await SyncWork(trial)
            // The others lie on the road of money, which a sync does not take.
            for (round, point) in CrashPoint.allCases.filter({ [1, 2, 3, 5].contains($0.rawValue / 100) }).enumerated() {
                try await work.make(round + 1)
                let end = try await trial.run("sync", with: ["ENTENTE_CRASH": "\(point.rawValue):1"])
                #expect(end.code == -9, "\(point): \(end)")
                try await work.expectConvergence("\(point)")
            }
        }
    }
}

/// A small generator whose seed is told when a test fails.
struct SeededMoments {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
