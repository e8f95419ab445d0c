import Agent
import Model
import Storage

/// A proof in words.
enum ExplainWords {
    static func lines(_ proof: Explanation, on screen: Screen) -> [String] {
        ["\(proof.entity.id.text), rev \(proof.entity.rev)"] + proof.fields.flatMap { lines($0, screen) }
    }

    private static func lines(_ field: FieldExplanation, _ screen: Screen) -> [String] {
        var lines = ["\(field.name) = \(field.value.isBlank ? "(none)" : field.value.display)"]
        if let origin = field.provenance {
            let person = origin.by.map { " by \($0)" } ?? ""
            lines.append("  from \(origin.from)\(person), \(screen.time(origin.at)), rule \(origin.rule), with rev \(origin.rev)")
        }
        if let policy = field.policy { lines.append("  policy \(policy)") }
        for side in field.sides {
            let value = side.value.map { "\"\($0.display)\"" } ?? "not read yet"
            let accepted = side.accepted.map { ", differs and accepted: \($0) (R1)" } ?? ""
            let seen = side.confirmedAt.map { ", seen \(screen.time($0))" } ?? ""
            lines.append("  \(side.record.remote)/\(side.record.object)/\(side.record.id).\(side.remoteField) \(value)\(accepted)\(seen)")
        }
        for view in field.lost {
            let chosen = view.chosen.map { ", \($0.from) \"\($0.value.display)\" won" } ?? ", open"
            lines += view.losers.map {
                "  lost: \($0.from) \"\($0.value.display)\"\(chosen) (\(view.conflict.rule), \(screen.time(view.conflict.at)))"
            }
        }
        lines += field.writes.map { "  written to \($0.record.remote)/\($0.record.id) at \(screen.time($0.at)) by \($0.operation)" }
        lines += field.waits.map { "  waits: \($0)" }
        return lines
    }
}
