import Model
import Storage

/// Review items in words.
enum ReviewWords {
    static func table(_ items: [Review]) -> Table {
        Table(
            ["id", "kind", "about", "reason"],
            rows: items.map { item in [item.id, item.kind, about(item), RewardWords.reason(item) ?? item.reason] })
    }

    static func lines(_ item: Review, on screen: Screen) -> [String] {
        let candidates = (item.candidates.array ?? []).map { $0.string ?? $0.text }
        return [
            "\(item.kind): \(about(item))", "because: \(RewardWords.reason(item) ?? item.reason) (\(item.rule))",
            "since: \(screen.time(item.since))",
            "candidates: \(candidates.isEmpty ? "none" : candidates.joined(separator: ", "))", "state: \(item.state.rawValue)",
        ]
    }

    private static func about(_ item: Review) -> String {
        let record = [item.remote, item.object, item.record].compactMap { $0 }.joined(separator: "/")
        return [item.entity?.text, record.isEmpty ? nil : record, item.field].compactMap { $0 }.joined(separator: " ")
    }
}
