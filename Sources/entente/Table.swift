/// Rows under headings, fitted to the width of the terminal: what is too wide for its column goes on below.
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
        let all = [headings] + rows.map { $0.map { Screen.harmless($0, keepingLines: false) } }
        let widths = fitted(to: width)
        let total = widths.reduce(2 * (headings.count - 1), +)
        return all.enumerated().flatMap { index, row -> [String] in
            let lines = Self.lines(of: row, widths)
            return index == 0 ? lines + [String(repeating: "-", count: min(width, total))] : lines
        }
    }

    /// One row, of as many lines as its longest cell needs.
    private static func lines(of row: [String], _ widths: [Int]) -> [String] {
        let cells = zip(row, widths).map { text, width in
            isID(text) ? [fit(text, to: width)] : Screen.wrap(text, to: max(1, width), indent: 0)
        }
        return (0..<(cells.map(\.count).max() ?? 0)).map { line in
            let parts = zip(cells, widths).map { cell, width in
                let text = line < cell.count ? cell[line] : ""
                return text + String(repeating: " ", count: max(0, width - text.count))
            }
            let joined = parts.joined(separator: "  ")
            return String(joined.reversed().drop { $0 == " " }.reversed())
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

    /// An id, of which the end is told.
    private static func fit(_ id: String, to width: Int) -> String {
        id.count > width ? "…" + id.suffix(max(1, width - 1)) : id
    }

    /// Whether it is a prefix and the 26 characters of a ULID.
    private static func isID(_ text: String) -> Bool {
        guard let sign = text.firstIndex(of: "_") else { return false }
        let body = text[text.index(after: sign)...]
        return body.utf8.count == 26 && body.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
    }
}
