import Agent
import Model

/// A reconciliation in words.
enum ReconcileWords {
    static func lines(_ report: ReconcileReport, on screen: Screen) -> [String] {
        let headings = ["entity", "in step", "drifted", "missing", "orphaned", "duplicated", "accepted", "waiting"]
        let rows = report.kinds.sorted { $0.key < $1.key }.map { kind, counts in
            [kind.rawValue]
                + [
                    counts.inStep, counts.drifted, counts.missing, counts.orphaned, counts.duplicated, counts.accepted, counts.waiting,
                ].map { String($0) }
        }
        var lines = Table(headings, rows: rows).lines(width: screen.width)
        for drift in report.drift.prefix(20) {
            let values = drift.values.sorted { $0.key < $1.key }.map { "\($0.key) \(quoted($0.value))" }.joined(separator: ", ")
            let since = drift.since.map { ", since \(screen.time($0))" } ?? ""
            lines.append("\(drift.entity.text) \(drift.field): hub \(quoted(drift.hub)), \(values) (moved by \(drift.by)\(since))")
        }
        if report.drift.count > 20 { lines.append("... \(report.drift.count - 20) more; --json has all") }
        for (_, error) in report.errors.sorted(by: { $0.key < $1.key }) { lines.append(ErrorWords.of(error)) }
        return lines
    }

    private static func quoted(_ value: FieldValue) -> String { value.isBlank ? "(none)" : "\"\(value.display)\"" }
}
