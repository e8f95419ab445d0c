import HTTP
import HTTPTypes
import Model
import Testing

@testable import Connectors

/// Answers of a remote that means harm, or was never tested: nothing crashes, and nothing goes on for ever.
@Suite struct HostileAnswerTests {
    @Test func `an instant in milliseconds that no calendar has is none (R3)`() {
        for text in ["9223372036854775807", "-9223372036854775808", "253402300800000", "-62167219200001", "1e18"] {
            for form in [TimeForm.epochMilliseconds, .epoch] {
                let isFar = form == .epochMilliseconds || text != "-62167219200001"
                #expect(form.read(.number(text), zoneMinutes: 840) == nil || !isFar, "\(form) \(text)")
            }
        }
        #expect(TimeForm.epochMilliseconds.read("253402300799999")?.isoMilliseconds == "9999-12-31T23:59:59.999Z")
        let format = FieldFormat(type: .time, timeForm: .epochMilliseconds)
        #expect((try? format.read(.number("9223372036854775807"), currency: nil)) == .raw("9223372036854775807"))
    }

    @Test func `pages that never end are refused after a hundred thousand`() throws {
        var state = PageState(since: nil, start: nil)
        let paging = ManifestPaging.Kind.page(size: 1, pages: nil, more: nil)
        let answer = Answer(
            status: 200, headers: [], body: .null, retryAfter: nil, url: try WebURL(parsing: "https://a.example/"), config: .map([:]))
        var pages = 0
        #expect(throws: PageState.Endless.self) {
            while try state.advance(ManifestPaging(kind: paging), after: answer, count: 1, last: nil) { pages += 1 }
        }
        #expect(pages == PageState.mostPages - 1)
    }

    @Test func `JSON nested a hundred deep is read, a hundred thousand deep is refused`() throws {
        func nested(_ depth: Int) -> [UInt8] { Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8) }
        for form in [AnswerForm.json, .jsonl] {
            let (deep, tooDeep) = (response(nested(100)), response(nested(100_000)))
            #expect(AnswerBody.read(deep, form: form, wanting: .whole) != nil)
            #expect(AnswerBody.read(tooDeep, form: form, wanting: .whole) == nil)
        }
    }

    private func response(_ body: [UInt8]) -> Response { Response(head: HTTPResponse(status: .ok), body: body) }

    @Test func `control characters stand in GraphQL as escapes, as bare ones are none of its characters`() {
        #expect(QueryLanguage.graphql.literal("a\u{1}\u{0}\n\"") == #""a\u0001\u0000\n\"""#)
    }

    @Test func `the ids of parent and record come apart as they were, whatever stands in them`() throws {
        for (parent, own) in [("a/\u{301}b", "c"), ("%\u{301}/", "/x"), ("%2F", "%25"), ("a", "")] {
            let parts = try #require(ParentID.parts(ParentID.joined(parent: parent, own: own)))
            #expect(parts.parent.utf8.elementsEqual(parent.utf8) && parts.own.utf8.elementsEqual(own.utf8), "\(parent) \(own)")
        }
    }

    @Test func `a pattern of many alternatives is refused before it takes time`() {
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "a|", count: 200_000)) }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "|", count: 200_000)) }
    }

    @Test func `a column whose name begins with a byte order mark keeps it`() throws {
        let table = try CSVText(Array("\"\u{FEFF}id\",b\n1,2\n".utf8))
        #expect(try CSVText(Array(table.text.utf8)).header.map { Array($0.utf8) } == table.header.map { Array($0.utf8) })
    }

    @Test func `a quote with an accent behind it does not end a cell`() throws {
        var table = CSVText(header: ["a", "b"])
        table.rows = [CSVText.Row(cells: ["x\"\u{301},y", "\"\u{308}"], line: 2)]
        let again = try CSVText(Array(table.text.utf8))
        #expect(again.rows.map(\.cells) == table.rows.map(\.cells))
    }
}
