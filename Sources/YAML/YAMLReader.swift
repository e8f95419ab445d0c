import Yams

/// Reads YAML files as entente takes them: one document of maps, lists and texts, without anchors, aliases, tags, merge keys or keys
/// given twice (X34).
public enum YAMLReader {
    /// The largest file that is read at all, in bytes; checked before the parser sees anything.
    public static let maximumBytes = 1_000_000
    /// How deep maps and lists may nest.
    public static let maximumDepth = 64

    /// Reads a file's bytes.
    /// - Throws: `YAMLError.invalid` with every place that is wrong, as far as they can be told at once.
    public static func read(_ bytes: [UInt8], file: String) throws(YAMLError) -> YAMLNode {
        let start = SourcePlace(file: file, line: 1, column: 1)
        func refuse(_ found: String, _ expected: String) -> YAMLError {
            .invalid([Diagnostic(start, path: "", found: found, expected: expected)])
        }
        guard bytes.count <= maximumBytes else { throw refuse("\(bytes.count) bytes", "at most \(maximumBytes) bytes") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw refuse("bytes that are not UTF-8", "UTF-8 text") }
        guard !text.unicodeScalars.contains("\0") else { throw refuse("a null character", "text") }
        return try read(text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text, file: file)
    }

    /// Reads a file's text.
    /// - Throws: as `read(_:file:)` of bytes.
    public static func read(_ text: String, file: String) throws(YAMLError) -> YAMLNode {
        let start = SourcePlace(file: file, line: 1, column: 1)
        guard text.utf8.count <= maximumBytes else {
            throw .invalid([
                Diagnostic(start, path: "", found: "\(text.utf8.count) bytes", expected: "at most \(maximumBytes) bytes")
            ])
        }
        var duplicates = DuplicateKeys(text)
        while true {
            do {
                var conversion = NodeConversion(file: file, duplicates: duplicates)
                guard let node = try conversion.read(duplicates.text) else {
                    throw YAMLError.invalid([Diagnostic(start, path: "", found: "an empty file", expected: "a map")])
                }
                guard conversion.diagnostics.isEmpty else { throw YAMLError.invalid(conversion.diagnostics.sorted { $0.place < $1.place }) }
                return node
            } catch let error as YAMLError {
                throw error
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                if let key = keys.first, duplicates.rename(key, line: context.mark.line, column: context.mark.column) { continue }
                let place = SourcePlace(file: file, line: context.mark.line, column: context.mark.column)
                throw .invalid([Diagnostic(place, path: "", found: "the key \"\(keys.first ?? "")\" twice", expected: "each key once")])
            } catch {
                throw .invalid([diagnostic(of: error, start: start)])
            }
        }
    }

    private static func diagnostic(of error: any Error, start: SourcePlace) -> Diagnostic {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            let place = SourcePlace(file: start.file, line: mark.line, column: mark.column)
            return Diagnostic(place, path: "", found: problem, expected: "YAML")
        case .composer(_, let problem, let mark, _):
            let place = SourcePlace(file: start.file, line: mark.line, column: mark.column)
            if problem == "but found another document" {
                return Diagnostic(place, path: "", found: "a second document", expected: "one document")
            }
            return Diagnostic(place, path: "", found: problem, expected: "a value", hint: "anchors and aliases are not allowed")
        case .reader(let problem, _, _, _):
            return Diagnostic(start, path: "", found: problem, expected: "text of printable characters")
        default:
            return Diagnostic(start, path: "", found: "text that cannot be parsed", expected: "YAML")
        }
    }
}

/// The parser names one place of a key given twice and yields no tree. So the first one is given a name of its own, of the same
/// length, until the parser is content; then both places are in the tree.
struct DuplicateKeys {
    private(set) var text: String
    private(set) var renamed: [String: String] = [:]
    /// Each key costs another reading of the whole text.
    private static let mostRead = 200_000
    private static let firstScalar: UInt32 = 0xE000

    init(_ text: String) {
        self.text = text
    }

    /// Gives the key at that place a new first letter, from the private use area. False where that cannot be done.
    mutating func rename(_ key: String, line: Int, column: Int) -> Bool {
        guard renamed.count < 100, renamed.count * text.utf8.count < Self.mostRead,
            let scalar = Unicode.Scalar(Self.firstScalar + UInt32(renamed.count))
        else { return false }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
        guard lines.indices.contains(line - 1) else { return false }
        var index = column - 1
        guard lines[line - 1].indices.contains(index) else { return false }
        if lines[line - 1][index] == "\"" || lines[line - 1][index] == "'" { index += 1 }
        guard lines[line - 1].indices.contains(index), lines[line - 1][index] == key.unicodeScalars.first else { return false }
        lines[line - 1][index] = scalar
        var name = String.UnicodeScalarView([scalar])
        name.append(contentsOf: key.unicodeScalars.dropFirst())
        renamed[String(name)] = key
        text = lines.map { line in
            var view = String.UnicodeScalarView()
            view.append(contentsOf: line)
            return String(view)
        }.joined(separator: "\n")
        return true
    }
}
