import Model

/// A table as comma-separated values. Source: RFC 4180, with line feeds alone allowed.
struct CSVText: Sendable, Equatable {
    /// One row of cells, and the line on which it begins.
    struct Row: Sendable, Equatable {
        var cells: [String] { didSet { raw = nil } }
        var line: Int
        /// As it was read; nil once it was changed.
        fileprivate(set) var raw: String?

        init(cells: [String], line: Int) {
            self.cells = cells
            self.line = line
        }
    }

    /// What is wrong with a text.
    struct Problem: Error, Equatable {
        var line: Int
        var found: String
    }

    /// The names of the columns.
    var header: [String]
    /// The rows in order; their number of cells is not looked at.
    var rows: [Row]
    /// What ends a line.
    var lineEnd = "\n"
    /// True if the text begins with a byte order mark, without which spreadsheets guess the encoding.
    var hasMark = false

    /// Makes a table.
    init(header: [String], rows: [Row] = []) {
        self.header = header
        self.rows = rows
    }

    /// Reads a text; its first row names the columns, each once. An empty text has no columns.
    init(_ bytes: [UInt8]) throws(Problem) {
        var bytes = bytes[...]
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let isMarked = bytes.starts(with: mark)
        if isMarked { bytes = bytes.dropFirst(mark.count) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Problem(line: 1, found: "bytes that are not UTF-8") }
        var reading = Reading(bytes: Array(text.utf8))
        var rows = try reading.rows()
        // A line without any cell at the end is the end of the last line.
        while let last = rows.last, last.cells == [""] { rows.removeLast() }
        let first = rows.isEmpty ? Row(cells: [], line: 1) : rows.removeFirst()
        if let twice = first.cells.enumerated().first(where: { first.cells[..<$0].contains($1) }) {
            throw Problem(line: first.line, found: "the column \"\(twice.element)\" twice")
        }
        self.init(header: first.cells, rows: rows)
        lineEnd = reading.hasReturns ? "\r\n" : "\n"
        hasMark = isMarked
    }

    /// The table as text; a cell is quoted where it must be.
    var text: String {
        var text = hasMark ? "\u{FEFF}" : ""
        text += header.map(Self.cell).joined(separator: ",") + lineEnd
        for row in rows { text += (row.raw ?? row.cells.map(Self.cell).joined(separator: ",")) + lineEnd }
        return text
    }

    private static func cell(_ text: String) -> String {
        let special: (UInt8) -> Bool = { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        // At the top of a file it would be taken for the file's own mark.
        let isMarked = text.unicodeScalars.first == "\u{FEFF}"
        let isPadded = text.utf8.first == 0x20 || text.utf8.last == 0x20
        guard isPadded || isMarked || text.utf8.contains(where: special) else { return text }
        return "\"" + ScalarText.replacing(in: text, ["\"": "\"\""]) + "\""
    }

    private struct Reading {
        let bytes: [UInt8]
        var place = 0
        var line = 1
        var hasReturns = false

        mutating func rows() throws(Problem) -> [Row] {
            var rows: [Row] = []
            while place < bytes.count {
                var row = Row(cells: [], line: line)
                let begin = place
                repeat { row.cells.append(try cell()) } while take(0x2C)
                row.raw = String(decoding: bytes[begin..<place], as: UTF8.self)
                rows.append(row)
                if place < bytes.count { endLine() }
            }
            return rows
        }

        private mutating func cell() throws(Problem) -> String {
            guard take(0x22) else {
                let start = place
                while place < bytes.count, bytes[place] != 0x2C, bytes[place] != 0x0A, bytes[place] != 0x0D {
                    if bytes[place] == 0x22 { throw Problem(line: line, found: "a quote inside a cell that does not begin with one") }
                    place += 1
                }
                return String(decoding: bytes[start..<place], as: UTF8.self)
            }
            let begin = line
            var cell: [UInt8] = []
            while place < bytes.count {
                let byte = bytes[place]
                place += 1
                if byte == 0x22 {
                    guard take(0x22) else {
                        let isEnd = place == bytes.count || [0x2C, 0x0A, 0x0D].contains(bytes[place])
                        guard isEnd else { throw Problem(line: line, found: "text behind a closing quote") }
                        return String(decoding: cell, as: UTF8.self)
                    }
                }
                if byte == 0x0A { line += 1 }
                cell.append(byte)
            }
            throw Problem(line: begin, found: "a quote that is never closed")
        }

        private mutating func endLine() {
            if take(0x0D) { hasReturns = true }
            _ = take(0x0A)
            line += 1
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard place < bytes.count, bytes[place] == byte else { return false }
            place += 1
            return true
        }
    }
}
