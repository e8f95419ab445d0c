/// Rows under headings, cut to the width of the terminal.
struct Table {
    /// What stays readable of a cut cell, and of an id, which is told by its end.
    private static let (leastCell, leastID) = (8, 10)

    let headings: [String]
    var rows: [[String]] = []

    init(_ headings: [String], rows: [[String]] = []) {
        self.headings = headings
        self.rows = rows
    }

    /// The table's lines, no longer than the width: ids give way first, then the widest column.
    func lines(width: Int) -> [String] {
        let all = [headings] + rows
        let widths = fitted(to: width)
        let total = widths.reduce(2 * (headings.count - 1), +)
        return all.enumerated().flatMap { index, row -> [String] in
            let cells = row.enumerated().map { column, text in Self.fit(text, to: widths[column], isLast: column == row.count - 1) }
            let line = cells.joined(separator: "  ")
            return index == 0 ? [line, String(repeating: "-", count: min(width, total))] : [line]
        }
    }

    private func fitted(to width: Int) -> [Int] {
        var widths = headings.indices.map { column in ([headings] + rows).map { $0[column].count }.max() ?? 0 }
        let ids = headings.indices.filter { column in !rows.isEmpty && rows.allSatisfy { Self.isID($0[column]) } }
        let gaps = 2 * (headings.count - 1)
        while widths.reduce(gaps, +) > width {
            let yielding = ids.filter { widths[$0] > Self.leastID }
            let candidates = yielding.isEmpty ? headings.indices.filter { widths[$0] > Self.leastCell } : yielding
            guard let column = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[column] -= 1
        }
        return widths
    }

    private static func fit(_ text: String, to width: Int, isLast: Bool) -> String {
        if text.count > width { return isID(text) ? "…" + text.suffix(max(1, width - 1)) : text.prefix(max(1, width - 1)) + "…" }
        return isLast ? text : text + String(repeating: " ", count: width - text.count)
    }

    /// Whether it is a prefix and the 26 characters of a ULID.
    private static func isID(_ text: String) -> Bool {
        guard let sign = text.firstIndex(of: "_") else { return false }
        let body = text[text.index(after: sign)...]
        return body.utf8.count == 26 && body.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
    }
}
