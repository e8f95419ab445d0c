import Model

/// The clicks of a log, one after the other, whatever its form.
struct ClickReader {
    /// What a line, or a record of several lines, turned out to be.
    struct Entry {
        /// The number of its first line.
        var line: Int
        /// What it is.
        var found: ClickLine
    }

    /// The log's form.
    let format: ClickFormat
    private let links: LinkPlace
    private var source: LineSource
    private var columns: ClickColumns?
    /// Lines that were read ahead for a record that did not end.
    private var ahead: ArraySlice<LineSource.Line> = []

    /// A record of comma-separated values goes over at most so many lines.
    private static let mostLines = 50

    /// Opens a log.
    /// - Throws: `RunError.refused` for a file that cannot be read or is none of the forms.
    init(_ path: String, format: ClickFormat?, links: LinkPlace) throws(RunError) {
        var source = try LineSource(path)
        let start = try source.start()
        if start.starts(with: [0x1F, 0x8B]) {
            throw .refused(.click(.packed(path: path)))
        }
        let isBlank = start.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        guard let form = format ?? ClickFormat.recognised(start) ?? (isBlank ? .jsonLines : nil) else {
            throw .refused(.click(.unknownForm(path: path, known: ClickFormat.allCases.map(\.rawValue))))
        }
        self.format = form
        self.links = links
        self.source = source
    }

    /// The next entry; nil behind the last. Blank lines and headings are none.
    mutating func next() throws(RunError) -> Entry? {
        while let line = try take() {
            guard let bytes = line.bytes else { return Entry(line: line.number, found: .malformed(.tooLong)) }
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            switch format {
            case .web:
                if bytes.first == UInt8(ascii: "#") { continue }
                return Entry(line: line.number, found: WebLogLine.read(bytes, links: links))
            case .jsonLines:
                return Entry(line: line.number, found: object(bytes))
            case .csv:
                if let found = try record(line, bytes) { return Entry(line: line.number, found: found) }
            }
        }
        return nil
    }

    private mutating func take() throws(RunError) -> LineSource.Line? {
        if let line = ahead.popFirst() { return line }
        return try source.next()
    }

    private func object(_ bytes: ArraySlice<UInt8>) -> ClickLine {
        guard let object = (try? JSON(parsing: Array(bytes)))?.object else { return .malformed(.notJSON) }
        // A server's own remarks stand between its requests.
        if object["logger"] != nil, object["request"] == nil { return .other }
        return ClickRow(object).line(links: links)
    }

    /// A row of the table; nil for its heading.
    private mutating func record(_ line: LineSource.Line, _ bytes: ArraySlice<UInt8>) throws(RunError) -> ClickLine? {
        guard let whole = try closed(bytes) else { return .malformed(.quotes) }
        guard let text = String(validating: whole, as: UTF8.self) else { return .malformed(.notText) }
        guard let fields = CSVRecord.fields(text) else { return .malformed(.quotes) }
        guard let columns else {
            guard let heading = ClickColumns(fields) else {
                throw .refused(.click(.noHeading(line: line.number)))
            }
            self.columns = heading
            return nil
        }
        guard fields.count == columns.count else { return .malformed(.fieldCount) }
        return columns.row(fields).line(links: links)
    }

    /// A record with the lines that an open quotation mark takes in; nil if it does not end, and then those lines are read on their own.
    private mutating func closed(_ first: ArraySlice<UInt8>) throws(RunError) -> ArraySlice<UInt8>? {
        guard CSVRecord.isOpen(first) else { return first }
        var whole = first
        var taken: [LineSource.Line] = []
        while taken.count < Self.mostLines, let line = try take() {
            taken.append(line)
            guard let bytes = line.bytes else { break }
            whole.append(0x0A)
            whole.append(contentsOf: bytes)
            if !CSVRecord.isOpen(whole) { return whole }
        }
        ahead = taken[...] + ahead
        return nil
    }
}
