import Agent
import Model
import Storage

/// Conflicts in words.
enum ConflictWords {
    static func table(_ views: [ConflictView]) -> Table {
        Table(
            ["id", "entity", "field", "state", "chosen", "lost"],
            rows: views.map { view in
                [
                    view.conflict.id, view.conflict.entity.text, view.conflict.field, view.conflict.state.rawValue,
                    view.chosen.map(words) ?? "", view.losers.map(words).joined(separator: ", "),
                ]
            })
    }

    static func lines(_ view: ConflictView, on screen: Screen) -> [String] {
        var lines = ["\(view.conflict.entity.text) \(view.conflict.field), policy \(view.conflict.policy) (\(view.conflict.rule))"]
        lines.append(
            view.chosen.map { "chosen: \(words($0))" } ?? "open: decide with `entente conflicts resolve \(view.conflict.id) --take ...`")
        lines += view.losers.map { loser in "lost: \(words(loser))\(loser.at.map { " of \(screen.time($0))" } ?? "")" }
        return lines
    }

    private static func words(_ held: ConflictView.Held) -> String { "\(held.from) \"\(held.value.display)\"" }
}
