import Model

/// The rows of a file, each as a map: a table of comma-separated values, or JSON Lines. Rows that nobody changes keep their bytes.
struct FolderTable: Sendable {
    /// How the rows are written.
    enum Form: String, Sendable {
        case csv, jsonl

        /// By the name's ending; nil for any other.
        init?(fileName: String) {
            switch fileName.lowercased().split(separator: ".").last {
            case "csv": self = .csv
            case "jsonl", "ndjson": self = .jsonl
            default: return nil
            }
        }
    }

    private struct Line: Sendable {
        var raw: [UInt8]
        var value: JSON?
        var number: Int
    }

    /// How the rows are written.
    let form: Form
    private var table = CSVText(header: [])
    private var lines: [Line] = []

    /// Reads a file.
    init(_ bytes: [UInt8], form: Form) throws(CSVText.Problem) {
        self.form = form
        switch form {
        case .csv:
            table = try CSVText(bytes)
            guard !table.header.isEmpty else { throw CSVText.Problem(line: 1, found: "an empty file, without even a row of column names") }
        case .jsonl:
            var number = 0
            for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
                number += 1
                if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
                let value = try? JSON(parsing: Array(line))
                lines.append(Line(raw: Array(line), value: value?.object == nil ? nil : value, number: number))
            }
        }
    }

    /// How many rows there are.
    var count: Int { form == .csv ? table.rows.count : lines.count }

    /// The names of the columns, of JSON Lines those of the first thousand rows in their order.
    var names: [String] {
        if form == .csv { return table.header }
        var names: [String] = []
        for line in lines.prefix(1000) {
            for (name, _) in line.value?.object?.members ?? [] where !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// On which line a row begins, from 1.
    func line(of row: Int) -> Int { form == .csv ? table.rows[row].line : lines[row].number }

    /// A row as a map; nil for one that has another number of cells than there are columns, or is no JSON map.
    subscript(row: Int) -> JSON? {
        guard form == .csv else { return lines[row].value }
        let cells = table.rows[row].cells
        guard cells.count == table.header.count else { return nil }
        return .object(JSONObject(zip(table.header, cells).map { ($0, .string($1)) }))
    }

    /// Puts a map in the place of a row; columns that there are not yet are added.
    mutating func replace(_ row: Int, with value: JSON) {
        guard form == .csv else {
            lines[row] = Line(raw: value.bytes, value: value, number: lines[row].number)
            return
        }
        let cells = cells(value)
        table.rows[row].cells = cells
    }

    /// Adds a row.
    mutating func append(_ value: JSON) {
        guard form == .csv else {
            lines.append(Line(raw: value.bytes, value: value, number: (lines.last?.number ?? 0) + 1))
            return
        }
        let cells = cells(value)
        table.rows.append(CSVText.Row(cells: cells, line: (table.rows.last?.line ?? 1) + 1))
    }

    /// Takes a row out.
    mutating func remove(_ row: Int) {
        if form == .csv { table.rows.remove(at: row) } else { lines.remove(at: row) }
    }

    /// The file.
    var bytes: [UInt8] {
        form == .csv ? Array(table.text.utf8) : Array(lines.map(\.raw).joined(separator: [0x0A])) + (lines.isEmpty ? [] : [0x0A])
    }

    private mutating func cells(_ value: JSON) -> [String] {
        let before = table.header.count
        for (name, _) in value.object?.members ?? [] where !table.header.contains(name) { table.header.append(name) }
        let more = [String](repeating: "", count: table.header.count - before)
        // A row with another number of cells is none, and stays as somebody left it.
        for row in table.rows.indices where !more.isEmpty && table.rows[row].cells.count == before { table.rows[row].cells += more }
        return table.header.map { name in value[name].map(Self.cell) ?? "" }
    }

    private static func cell(_ value: JSON) -> String {
        value == .null ? "" : FieldFormat.scalarText(value) ?? value.text
    }
}
