import Foundation
import HTTP
import HTTPTypes
import Model
import Sandbox
import Storage

@testable import Agent
@testable import Connectors

/// Tables as people and programs save them: CSV in three readers, logs of clicks, lists of exchange rates.
enum TableSubjects {
    static let all = [
        Subject("csv-cells", make: cells, fault: roundTrip),
        Subject("csv-bytes", make: table, fault: read),
        Subject("answer", make: table, fault: answered),
        Subject("clicks", make: log, fault: clicks),
        Subject("address", make: { Array(Mutation.text(&$0, most: 30).utf8) }, fault: address),
    ]

    // MARK: CSV

    /// Cells of any text, one after another, with 0x1F between cells and 0x1E between rows.
    private static func cells(_ random: inout SeededRandom) -> [UInt8] {
        let width = 1 + random.below(4)
        let rows = (0..<random.below(5)).map { _ in
            (0..<width).map { _ in Mutation.text(&random).filter { $0 != "\u{1F}" && $0 != "\u{1E}" } }.joined(separator: "\u{1F}")
        }
        return Array(rows.joined(separator: "\u{1E}").utf8)
    }

    private static func roundTrip(_ input: [UInt8]) -> String? {
        let rows = input.split(separator: 0x1E).map { row in
            row.split(separator: 0x1F, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        }
        let text = rows.map { CSVForm.line($0.map { .text($0) }) }.joined()
        guard let read = CSVForm.rows(Array(text.utf8)), read.count == rows.count else { return "the hub's table does not come back" }
        for (row, other) in zip(rows, read) where !same(row, other) { return "a row of the hub's table comes back as another" }
        for row in rows where !row.contains(where: { $0.contains { $0.isNewline } }) {
            let line = String(CSVForm.line(row.map { .text($0) }).unicodeScalars.dropLast(2))
            guard let fields = CSVRecord.fields(line), bytes(fields) == bytes(row) else { return "the reader of clicks reads another row" }
        }
        guard let width = rows.map(\.count).max() else { return nil }
        var folder = CSVText(header: (0..<width).map { "c\($0)" })
        folder.rows = rows.filter { $0.count == width }.map { CSVText.Row(cells: $0, line: 0) }
        guard let again = try? CSVText(Array(folder.text.utf8)) else { return "the folder's table cannot be read again" }
        // A last row of one empty cell is no row.
        let kept = folder.rows.map(\.cells).reversed().drop { $0 == [""] }.reversed()
        return kept.map(bytes) == again.rows.map { bytes($0.cells) } ? nil : "the folder's table comes back as another"
    }

    private static func same(_ row: [String], _ fields: [CSVForm.Field]) -> Bool {
        row.count == fields.count
            && zip(row, fields).allSatisfy { text, field in
                if case .text(let other) = field { other.utf8.elementsEqual(text.utf8) } else { false }
            }
    }

    private static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    private static func table(_ random: inout SeededRandom) -> [UInt8] {
        let sample = random.pick([
            "id,name,amount\n1,\"Acme, Inc\",5\n2,\"say \"\"hi\"\"\",\n", "\u{FEFF}a,b\r\n\"1\r\n2\",3\r\n", "{\"a\":1}\n{\"a\":2}\r\n\n",
            "a\n\n\n",
        ])
        return Mutation.changed(Array(sample.utf8), &random, also: ["\"\"", ",\"", "\",", "\r\n", "\"\n"])
    }

    private static func read(_ input: [UInt8]) -> String? {
        _ = CSVForm.rows(input)
        if let text = String(validating: input, as: UTF8.self) { _ = CSVRecord.fields(text) }
        let table: CSVText
        do { table = try CSVText(input) } catch { return error.line < 1 ? "a fault before the first line" : nil }
        guard let again = try? CSVText(Array(table.text.utf8)) else { return "what was read cannot be written and read again" }
        guard again.header == table.header, again.rows.map(\.cells) == table.rows.map(\.cells) else { return "it comes back as another" }
        var changed = table
        guard !changed.rows.isEmpty else { return nil }
        changed.rows[0].cells[0] = "\"\u{301},\r\n"
        guard let third = try? CSVText(Array(changed.text.utf8)), third.rows.map(\.cells) == changed.rows.map(\.cells) else {
            return "with one cell changed, others change too"
        }
        return nil
    }

    private static func answered(_ input: [UInt8]) -> String? {
        for form in AnswerForm.allCases {
            guard let value = AnswerBody.read(Response(head: HTTPResponse(status: .ok), body: input), form: form, wanting: .whole) else {
                continue
            }
            guard (try? JSON(parsing: value.bytes)) == value else { return "what was read as \(form) is no value" }
        }
        return nil
    }

    // MARK: Clicks

    private static func log(_ random: inout SeededRandom) -> [UInt8] {
        let code = "k7Qw2" + String(random.below(1000))
        let sample = random.pick([
            "203.0.113.9 - - [10/Oct/2026:13:55:36 +0200] \"GET /r/\(code)?utm=a%20b&x=1 HTTP/1.1\" 302 0 \"https://blog.example/\" \"Mozilla/5.0\"",
            "go.example 203.0.113.9 - bob [10/Oct/2026:13:55:36 -0000] \"HEAD /r/\(code) HTTP/2\" 200 17",
            "{\"at\":\"2026-10-10T13:55:36Z\",\"code\":\"\(code)\",\"ip\":\"2001:db8::1\",\"agent\":\"curl\"}",
            "{\"ts\":1791640536.25,\"request\":{\"uri\":\"/r/\(code)\",\"method\":\"GET\",\"headers\":{\"User-Agent\":[\"x\"]}},\"status\":302}",
            "at,code,visitor,user_agent\r\n2026-10-10T13:55:36Z,\(code),v1,\"Mozilla \"\"5\"\"\"\r\n1791640536,\(code),v2,x\r\n",
        ])
        return Mutation.changed(Array(sample.utf8), &random, also: ["\\x41", "\\\"", "\" ", "[", "%41", "?ref="])
    }

    private static func clicks(_ input: [UInt8]) -> String? {
        let line = input[...]
        _ = ClickFormat.recognised(line)
        for links in [LinkPlace(base: nil), LinkPlace(base: "https://go.example/r/"), LinkPlace(base: "https://shop.example/?ref=")] {
            if case .click(let click) = WebLogLine.read(line, links: links), let fault = unsound(click) { return "a web log: " + fault }
            guard let object = (try? JSON(parsing: input))?.object else { continue }
            if case .click(let click) = ClickRow(object).line(links: links), let fault = unsound(click) { return "an object: " + fault }
        }
        return nil
    }

    private static func unsound(_ click: ClickSighting) -> String? {
        if click.code.isEmpty { return "a click without a code" }
        if click.parameters.count > 64 { return "\(click.parameters.count) parameters" }
        let texts = click.parameters.flatMap { [$0.key, $0.value] }
        if let long = texts.first(where: { $0.utf8.count > 512 }) { return "a parameter of \(long.utf8.count) bytes" }
        if click.at.iso.utf8.count > 30 { return "an instant that is none: \(click.at.iso)" }
        return nil
    }

    private static func address(_ input: [UInt8]) -> String? {
        let parameters = AddressText.parameters(input[...])
        if parameters.count > 32 { return "\(parameters.count) parameters" }
        for (name, value) in parameters where name.utf8.count > 64 || value.utf8.count > 512 { return "a parameter that is too long" }
        let cut = AddressText.withoutQuery(String(decoding: input, as: UTF8.self))
        return cut.utf8.count > 512 || cut.utf8.contains(UInt8(ascii: "?")) ? "an address that was not cut" : nil
    }
}
