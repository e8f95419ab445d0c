import Foundation
import Model
import Sandbox

/// What happened in a run, how often, and what never did.
struct Tally {
    private let verdicts: [Verdict]
    private let counts: [String: Int]

    init(_ verdicts: [Verdict]) {
        self.verdicts = verdicts
        counts = verdicts.reduce(into: [:]) { counts, verdict in counts.merge(verdict.counts) { $0 + $1 } }
    }

    /// What must have happened in any long run, and has not.
    var missing: [String] { Self.expected.filter { counts[$0, default: 0] == 0 } }

    /// What a long run must have seen: every fault kind that is drawn, everything that people and the machine do, every policy, and what
    /// the rules make of it.
    static let expected: [String] =
        (Trouble.plain + Trouble.lossy).map { "fault \($0.rawValue)" }
        + ["create", "update", "delete", "merge", "undelete", "hub edit", "during a run"].map { "person \($0)" }
        + ["crash", "config edited", "clock jumped", "copy made", "copy put back", "audit", "second agent turned away", "approved"]
        + ["owner", "prefer", "prefer_nonblank", "latest", "manual"].map { "policy \($0)" }
        + ["created", "updated", "deleted", "failed", "unknown", "deferred"].map { "records \($0)" }
        + ["live", "gone", "removed", "merged"].map { "link \($0)" }
        + ["creation", "update", "deletion"].map { "write \($0)" }
        + ["S5 judged", "conflicts", "reviews", "entities deleted"]

    /// Prints the table, with a zero for what never happened.
    func show(took: Duration) {
        var all = counts
        for name in Self.expected { all[name, default: 0] += 0 }
        for (name, count) in all.sorted(by: { $0.key < $1.key }) {
            print("\(String(repeating: " ", count: max(0, 10 - String(count).count)))\(count)  \(name)")
        }
        var hash = TraceHash()
        for verdict in verdicts { hash.add(verdict.hash) }
        let seconds = Double(took.milliseconds) / 1_000
        let days = verdicts.reduce(0) { $0 + $1.simulated.milliseconds } / 86_400_000
        print("\(verdicts.count) seeds, \(verdicts.count { !$0.violations.isEmpty }) with violations, \(days) simulated days")
        let rate = (Double(verdicts.count) / max(seconds, 0.001)).formatted(.number.precision(.fractionLength(2)))
        print("\(rate) seeds a second, hash \(hash.text)")
    }
}
