@testable import Agent
import Foundation
import Model
import Testing

/// Whole logs: their form is told by what they hold, and a broken line ends nothing.
@Suite struct ClickReaderTests {
    private let links = LinkPlace(base: "https://go.northwind.example/r/")
    private let web = "192.0.2.7 - - [15/Jan/2026:10:30:11 +0100] \"GET /r/0123456789abcdef HTTP/1.1\" 302 154 \"-\" \"Moz\""
    private let json = #"{"at":"2026-01-15T09:30:11Z","code":"0123456789abcdef","visitor":"v"}"#

    private func read(_ bytes: [UInt8], _ format: ClickFormat? = nil) throws -> (ClickFormat, [ClickReader.Entry]) {
        let folder = try PlanFolder()
        let path = folder.path + "/log"
        try Data(bytes).write(to: URL(filePath: path))
        var reader = try ClickReader(path, format: format, links: links)
        var entries: [ClickReader.Entry] = []
        while let entry = try reader.next() { entries.append(entry) }
        return (reader.format, entries)
    }

    private func kinds(_ entries: [ClickReader.Entry]) -> [String] {
        entries.map { entry in
            switch entry.found {
            case .click: "\(entry.line) click"
            case .other: "\(entry.line) other"
            case .malformed(let fault): "\(entry.line) \(fault.rawValue)"
            }
        }
    }

    @Test func `the form is told by the first lines, also where one of them is broken`() throws {
        #expect(try read(Array("\n\(json)\n".utf8)).0 == .jsonLines)
        #expect(try read(Array("broken\n\(web)\n".utf8)).0 == .web)
        #expect(try read([0xEF, 0xBB, 0xBF] + Array("At,Code,Visitor\r\n".utf8)).0 == .csv)
        #expect(try read([]).1.isEmpty)
        #expect(throws: RunError.self) { try read(Array("hello\nworld\n".utf8)) }
        #expect(throws: RunError.self) { try read([0x1F, 0x8B, 8, 0]) }
        #expect(throws: RunError.self) { try ClickReader("/nowhere/at/all", format: nil, links: links) }
    }

    @Test func `broken lines are told with their number, and the rest goes on`() throws {
        let long = String(repeating: "x", count: LineSource.longest + 10)
        let lines = [
            json, "{", "", long, #"{"at":"now","code":"0123456789abcdef","visitor":"v"}"#, "[]", json, #"{"logger":"admin","ts":1}"#,
        ]
        let (_, entries) = try read(Array(lines.joined(separator: "\r\n").utf8))
        #expect(
            kinds(entries) == ["1 click", "2 not_json", "4 too_long", "5 time", "6 not_json", "7 click", "8 other"])
        let invalid = try read(Array("\(json)\n".utf8) + Array("{\"at\":\"".utf8) + [0xFF, 0xFE] + Array("\"}\n\(json)".utf8)).1
        #expect(kinds(invalid) == ["1 click", "2 not_json", "3 click"])
    }

    @Test func `a table may hold line breaks, commas and quotes in its fields, and an open quote takes nothing with it`() throws {
        let table = """
            at,link,visitor,agent,"note, with a comma"
            2026-01-15T09:30:11Z,0123456789abcdef,v,"Moz ""5"", and
            a second line",x
            2026-01-15T09:30:12Z,0123456789abcdef,v,Moz
            2026-01-15T09:30:13Z,0123456789abcdef,v,"open,x
            2026-01-15T09:30:14Z,0123456789abcdef,v,Moz,x
            2026-01-15T09:30:15Z,0123456789abcdef,v,"Moz"5,x
            2026-01-15T09:30:16Z,0123456789abcdef,v,,x

            """
        let (format, entries) = try read(Array(table.utf8))
        #expect(format == .csv)
        #expect(kinds(entries) == ["2 click", "4 field_count", "5 quotes", "6 click", "7 quotes", "8 click"])
        guard case .click(let first) = entries.first?.found, case .click(let last) = entries.last?.found else {
            Issue.record("no clicks")
            return
        }
        #expect(first.agent == "Moz \"5\", and\na second line" && last.agent == "")
        #expect(throws: RunError.self) { try read(Array("when,what\n1,2\n".utf8), .csv) }
    }

    @Test func `lines are the same whatever pieces the file comes in`() throws {
        let bits = SeededBits(3)
        let folder = try PlanFolder()
        for round in 0..<20 {
            let lines = (0..<200).map { _ in String(repeating: "a", count: bits.below(bits.chance(2) ? 70_000 : 300)) }
            let path = folder.path + "/\(round)"
            try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: path))
            var source = try LineSource(path)
            var found: [Int?] = []
            while let line = try source.next() { found.append(line.bytes?.count) }
            let expected = lines.map { $0.count > LineSource.longest ? nil : $0.count }
            #expect(found == (expected.last == 0 ? expected.dropLast() : expected))
        }
    }
}
