import Model

/// The forms of a log of clicks.
public enum ClickFormat: String, CaseIterable, Sendable {
    /// A JSON object a line: entente's own, nginx's with `escape=json`, Caddy's.
    case jsonLines = "jsonl"
    /// Comma-separated values with a heading.
    case csv
    /// What web servers write: common, combined.
    case web

    /// The form that a file's first lines show; nil for none.
    ///
    /// Promises: one broken line among the first does not decide.
    static func recognised(_ start: ArraySlice<UInt8>) -> ClickFormat? {
        var start = start
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { start = start.dropFirst(3) }
        let lines = start.split(separator: 0x0A).filter { line in line.contains { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 } }.prefix(20)
        let first = lines.first.flatMap { String(validating: $0.filter { $0 != 0x0D }, as: UTF8.self) }
        if let heading = first.flatMap(CSVRecord.fields), ClickColumns(heading) != nil { return .csv }
        let everywhere = LinkPlace(base: nil)
        for line in lines {
            if line.first == UInt8(ascii: "{"), (try? JSON(parsing: Array(line))) != nil { return .jsonLines }
            if case .malformed = WebLogLine.read(line, links: everywhere) { continue }
            return .web
        }
        return nil
    }
}
