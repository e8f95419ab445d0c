/// Rows under headings, cut to the width of the terminal.
struct Table {
    let headings: [String]
    var rows: [[String]] = []

    init(_ headings: [String], rows: [[String]] = []) {
        self.headings = headings
        self.rows = rows
    }

    /// The table's lines, no longer than the width: the widest columns give way first.
    func lines(width: Int) -> [String] {
        let all = [headings] + rows
        var widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let gaps = 2 * (headings.count - 1)
        while widths.reduce(gaps, +) > width, let widest = widths.max(), widest > 8, let column = widths.firstIndex(of: widest) {
            widths[column] -= 1
        }
        return all.enumerated().flatMap { index, row -> [String] in
            let cells = row.enumerated().map { column, text in Self.fit(text, to: widths[column], isLast: column == row.count - 1) }
            let line = cells.joined(separator: "  ")
            return index == 0 ? [line, String(repeating: "-", count: min(width, widths.reduce(gaps, +)))] : [line]
        }
    }

    private static func fit(_ text: String, to width: Int, isLast: Bool) -> String {
        if text.count > width { return text.prefix(max(1, width - 1)) + "…" }
        return isLast ? text : text + String(repeating: " ", count: width - text.count)
    }
}
