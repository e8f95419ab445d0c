import Agent
import Model
import Reconciliation

/// A sync's report in words.
enum SyncWords {
    static func lines(_ report: SyncReport) -> [String] {
        var lines: [String] = []
        for (name, part) in report.remotes.sorted(by: { $0.key < $1.key }) {
            var facts = ["\(part.pulled) read", "\(part.unchanged) unchanged", "\(part.created) created", "\(part.updated) updated"]
            for (count, word) in [
                (part.deleted, "deleted"), (part.failed, "failed"), (part.deferred, "deferred"), (part.unknown, "unknown"),
            ]
            where count > 0 {
                facts.append("\(count) \(word)")
            }
            facts.append("\(part.calls) calls")
            if let quota = part.quota { facts.append("quota \(quota.left) of \(quota.of) left") }
            lines.append("\(name): \(facts.joined(separator: ", "))")
        }
        lines.append(
            "hub: \(report.hubCreated) created, \(report.hubUpdated) updated, \(report.linked) linked, \(report.hubDeleted) deleted")
        if report.conflicts > 0 {
            lines.append("conflicts: \(report.conflicts) decided by policy; `entente conflicts list --all` shows what lost")
        }
        if report.waiting > 0 {
            lines.append("review: \(report.waiting) wait for a person, \(report.reviews) of them new; `entente review` lists them")
        }
        for (name, count) in report.held.sorted(by: { $0.key < $1.key }) {
            lines.append("held: \(count) of \(name) differ at first contact; `entente plan -o first.plan`, then `entente apply first.plan`")
        }
        for brake in report.brakes {
            let place = report.savedPlan ?? "FILE"
            lines.append("brake: \(brake.name): \(brake.found) \(brake.unit), \(brake.allowed) allowed; nothing was written there")
            lines.append("  look with `entente plan -o \(place)`, release with `entente apply \(place) --approve \(brake.name) --by NAME`")
        }
        if let stale = report.stale, !stale.isEmpty { lines.append("stale: \(stale.count) operations of the plan no longer apply") }
        if let new = report.new, !new.isEmpty { lines.append("new: \(new.count) operations are not in the plan and were not sent") }
        return lines
    }

    /// Says on standard error what kept a remote from being read or written to its end.
    static func tellErrors(_ report: SyncReport) {
        for part in report.remotes.sorted(by: { $0.key < $1.key }).map(\.value) {
            for error in part.errors { Console.tell("entente: \(ErrorWords.of(error))") }
        }
    }
}
