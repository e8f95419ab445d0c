import Agent
import Model

/// Where things stand, in words.
enum StatusWords {
    static func lines(_ status: Status, on screen: Screen) -> [String] {
        let entities = status.entities.sorted { $0.key < $1.key }.filter { $0.value > 0 }.map { "\($0.value) \($0.key.rawValue)" }
        var lines = ["hub: \(entities.isEmpty ? "empty" : entities.joined(separator: ", "))"]
        lines.append(
            "open: \(status.dirty) to look at, \(status.unsettled) unsettled, \(status.failed) failed rows, \(status.reviews) for a person")
        for run in status.runs {
            let end = run.exit.map { "exit \($0)" } ?? "not ended"
            lines.append("run \(run.id) \(run.command) \(screen.time(run.started)) \(end)")
        }
        if !status.streams.isEmpty {
            let rows = status.streams.map {
                ["\($0.remote)/\($0.object)", $0.stream, $0.reached.map(screen.time) ?? "", $0.completeAt.map(screen.time) ?? ""]
            }
            lines += Table(["object", "stream", "read up to", "complete at"], rows: rows).lines(width: screen.width)
        }
        for (name, schedule) in status.schedules.sorted(by: { $0.key < $1.key }) {
            lines.append("schedule \(name): \(schedule ?? "none")")
        }
        return lines
    }
}
