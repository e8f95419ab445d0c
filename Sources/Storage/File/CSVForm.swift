import Model

/// Rows as comma-separated text. Source: RFC 4180. Nothing without quotes is null; text without a character in it stands between quotes.
public enum CSVForm {
    /// One field.
    public enum Field: Sendable, Equatable {
        /// Nothing.
        case null
        /// A text, which may be empty.
        case text(String)
    }

    /// A row with its line end.
    public static func line(_ fields: [Field]) -> String { fields.map(quoted).joined(separator: ",") + "\r\n" }

    /// A row for people, with its line end: a text that a spreadsheet would take for a formula begins with an apostrophe.
    public static func sheet(_ fields: [Field]) -> String {
        line(
            fields.map { field in
                guard case .text(let text) = field, isFormula(text) else { return field }
                return .text("'" + text)
            })
    }

    /// A text that a spreadsheet shows and does not compute, from which `unmarked` makes the text again.
    public static func marked(_ text: String) -> String { isFormula(text) || text.utf8.first == 0x27 ? "'" + text : text }

    /// The text that `marked` was given.
    public static func unmarked(_ text: String) -> String { text.utf8.first == 0x27 ? String(text.unicodeScalars.dropFirst()) : text }

    /// True for a text that a spreadsheet computes instead of showing it. An amount with its sign is none.
    static func isFormula(_ text: String) -> Bool {
        // Full-width signs begin a formula too where keyboards make them.
        guard let first = text.unicodeScalars.first, "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first) else { return false }
        return ExactDecimal(text) == nil
    }

    private static func quoted(_ field: Field) -> String {
        guard case .text(let text) = field else { return "" }
        let isPlain = !text.isEmpty && !text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        return isPlain ? text : "\"" + ScalarText.replacing(in: text, ["\"": "\"\""]) + "\""
    }

    /// The rows of a text; nil if a quote does not end, or something stands behind one.
    public static func rows(_ bytes: [UInt8]) -> [[Field]]? {
        var reader = Reader(bytes: bytes)
        var rows: [[Field]] = []
        while !reader.isAtEnd {
            guard let row = reader.row() else { return nil }
            rows.append(row)
        }
        return rows
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { place >= bytes.count }

        mutating func row() -> [Field]? {
            var fields: [Field] = []
            while true {
                guard let field = isAtEnd ? .null : bytes[place] == 0x22 ? quotedField() : plainField() else { return nil }
                fields.append(field)
                if isAtEnd { return fields }
                let end = bytes[place]
                place += 1
                if end == 0x2C { continue }
                if end == 0x0D, !isAtEnd, bytes[place] == 0x0A { place += 1 }
                return fields
            }
        }

        private mutating func plainField() -> Field? {
            let start = place
            while !isAtEnd, ![0x2C, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
            guard start < place else { return .null }
            return String(validating: bytes[start..<place], as: UTF8.self).map(Field.text)
        }

        private mutating func quotedField() -> Field? {
            place += 1
            var text: [UInt8] = []
            while !isAtEnd {
                let byte = bytes[place]
                place += 1
                guard byte == 0x22 else {
                    text.append(byte)
                    continue
                }
                if !isAtEnd, bytes[place] == 0x22 {
                    text.append(0x22)
                    place += 1
                } else if isAtEnd || [0x2C, 0x0A, 0x0D].contains(bytes[place]) {
                    return String(validating: text, as: UTF8.self).map(Field.text)
                } else {
                    return nil
                }
            }
            return nil
        }
    }
}
