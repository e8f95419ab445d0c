import Agent

/// Imports of clicks in words.
enum ClickWords {
    /// How many of the lines that could not be read a person is shown.
    private static let mostShown = 20

    static func lines(_ report: ClickImport.Report) -> [String] {
        let verdicts = report.verdicts.sorted { $0.key < $1.key }.map { "\($0.value) \(words(verdict: $0.key))" }
        let head = "\(report.source): \(report.lines) lines, \(report.added) new clicks"
        var lines = [verdicts.isEmpty ? head : "\(head): \(verdicts.joined(separator: ", "))"]
        let rest = [
            report.known > 0 ? "\(report.known) clicks were known" : nil,
            report.changed > 0 ? "\(report.changed) earlier clicks became something else" : nil,
            report.other > 0 ? "\(report.other) requests were for something else" : nil,
        ].compactMap { $0 }
        if !rest.isEmpty { lines.append("  " + rest.joined(separator: ", ")) }
        guard report.malformed > 0 else { return lines }
        lines.append("  \(report.malformed) lines could not be read; the rest was")
        lines += report.faults.prefix(mostShown).map { "  line \($0.line): \(words($0.fault))" }
        let hidden = report.malformed - min(report.faults.count, mostShown)
        return hidden > 0 ? lines + ["  and \(hidden) more; --json lists a thousand"] : lines
    }

    private static func words(verdict: String) -> String {
        switch verdict {
        case "bot": "by machines"
        case "duplicate": "repeated"
        case "unknown_link": "of unknown links"
        case "partner_may_not": "of partners who may not earn"
        default: verdict
        }
    }

    private static func words(_ fault: ClickLineFault) -> String {
        switch fault {
        case .tooLong: "longer than any request"
        case .notText: "no UTF-8 text"
        case .notJSON: "no JSON object"
        case .notALogLine: "not the parts of a web server's log"
        case .quotes: "a quotation mark is not closed, or something stands behind one"
        case .fieldCount: "another number of fields than the heading"
        case .time: "no time with a zone"
        case .link: "no code and no address with one"
        case .visitor: "neither a visitor nor a network address"
        case .id: "the click's own id is longer than 64 characters or holds space"
        }
    }
}
