import Connectors
import Model
import Testing
import YAML

@Suite struct ExprTests {
    /// Reads a manifest's expression through a match, which takes any root: `{TEXT: {present: true}}`.
    static func expr(_ text: String) throws -> Expr {
        let manifest = try #require(Self.manifest("object: \(quoted(text))"))
        return try #require(manifest.objects.first?.mergedInto)
    }

    private static func quoted(_ text: String) -> String { "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }

    private static func manifest(_ mergedInto: String) -> Manifest? {
        let text = """
            {dsl: 1, connector: demo, version: 1, status: beta, config: {url: {type: url}, a: {type: text, optional: true}}, http: {base: "{{ config.url }}"},
             auth: {send: {kind: basic, user: "{{ config.a? }}", password: b}}, objects: {o: {id: id, merged_into: \(mergedInto.dropFirst(8))}}}
            """
        let (manifest, diagnostics) = Manifest.load(Array(text.utf8), file: "t")
        if !diagnostics.isEmpty { Issue.record("\(diagnostics)") }
        return manifest
    }

    static let element: JSON = [
        "id": "7", "n": .number("1.10"), "none": nil, "yes": true, "empty": "", "list": ["a", "b", "c"], "a.b": "dotted",
        "deep": ["x": ["y": 5]], "people": [["kind": "x", "v": 1], ["kind": "y", "v": 2], ["kind": "x"], ["kind": "x", "v": 4]],
        "pages": ["first": ["n": 1], "second": ["n": 2]], "nested": [["m": ["p", "q"]], ["m": ["r"]], ["k": 1]], "size": "large",
        "header": "t=1, v1=abc", "link": "<https://x/?p=1>; rel=\"prev\", <https://x/?p=2>; rel=\"next last\"",
        "when": "2026-01-15T09:30:11.250+0000",
        "bag": [["primary": true, "e": "a@x"], ["primary": false, "e": "b@x"]], "config": "shadowed",
    ]

    static let scope = Scope(
        [
            "response": .map(["status": .json(200), "header": .map(["content-type": .text("text/html")]), "body": .json(["total": 3])]),
            "config": .map(["a": .text("EUR")]), "which": .text("size"),
        ], element: .json(element), elementKey: "k7")

    @Test(arguments: [
        ("id", "\"7\""), ("n", "1.10"), ("none", "null"), ("yes", "true"), (".", "ELEMENT"), ("@key", "\"k7\""), ("deep.x.y", "5"),
        ("list[0]", "\"a\""), ("list[-1]", "\"c\""), ("list[-4]?", nil), ("list[3]?", nil), ("['a.b']", "\"dotted\""),
        ("[which]", "\"large\""),
        ("[config]?", nil), ("deep['x'].y", "5"), ("people[*].v", "[1,2,4]"), ("people[?kind=='x'].v", "[1,4]"),
        ("people[?v==2].kind", "[\"y\"]"),
        ("bag[?primary==true].e | first", "\"a@x\""), ("pages[*].n", "[1,2]"), ("nested[*].m[*]", "[\"p\",\"q\",\"r\"]"),
        ("nested[*].m", "[[\"p\",\"q\"],[\"r\"]]"),
        ("response.status", "200"), ("response.header.Content-Type", "\"text/html\""), ("response.body.total", "3"),
        ("config.a", "\"EUR\""),
        ("missing?", nil), ("none.x?", nil), ("deep.q.r?", nil), ("list.x?", nil), ("people[?kind=='z'].v", "[]"),
        ("id | number", "7"), ("n | text", "\"1.10\""), ("n | money('text')", "\"1.1\""), ("id | money('number')", "7"),
        ("none | upper", "null"),
        ("list | join(',')", "\"a,b,c\""), ("list | upper", "[\"A\",\"B\",\"C\"]"), ("list | first", "\"a\""),
        ("list | join(id)", "\"a7b7c\""),
        ("size | upper | lower | prepend('x-', id, '-')", "\"x-7-large\""), ("header | part('v1')", "\"abc\""),
        ("header | part('v2')", nil),
        ("link | link('next')", "\"https://x/?p=2\""), ("link | link('first')", nil), ("size | capture('(a.)')", "\"ar\""),
        ("size | capture('z')", nil),
        ("size | base64", "\"bGFyZ2U=\""), ("size | base64 | unbase64", "\"large\""), ("size | hex", "\"6c61726765\""),
        ("empty | sha256 | hex", "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\""),
        ("list | json", "\"[\\\"a\\\",\\\"b\\\",\\\"c\\\"]\""),
        ("deep | json | json_raw", "{\"x\":{\"y\":5}}"), ("header | split(', ')", "[\"t=1\",\"v1=abc\"]"),
        ("when | time('epoch_ms')", "1768469411250"),
        ("when | time('http')", "\"Thu, 15 Jan 2026 09:30:11 GMT\""), ("id | duration('m')", "420"), ("n | duration('ms')", "0.001"),
        ("config.a | currency", "\"EUR\""), ("list | escape('soql') | join(',')", "\"'a','b','c'\""),
    ])
    func `an expression gives`(text: String, expected: String?) throws {
        let value = try Self.expr(text).evaluateIfPresent(in: Self.scope)
        #expect(value?.json.text == (expected == "ELEMENT" ? Self.element.text : expected))
    }

    @Test(arguments: ["missing", "deep.q", "list[9]", "none.x"])
    func `what is missing and may not be is an error that names the path`(text: String) throws {
        let expr = try Self.expr(text)
        #expect(throws: EvaluationError.missing(expression: text, at: expr.place)) { try expr.evaluate(in: Self.scope) }
    }

    @Test(arguments: [
        "id | join(',')", "id | first", "deep | upper", "size | number", "size | money('text')", "id | time('iso')",
        "size | unbase64 | json_raw",
    ])
    func `a filter refuses what it cannot take, without showing it`(text: String) throws {
        let error = #expect(throws: EvaluationError.self) { try Self.expr(text).evaluate(in: Self.scope) }
        #expect(error?.found.contains("large") == false)
    }

    @Test func `of several the first that is present counts, null included unless it is skipped`() throws {
        let text = "[\"gone\", \"none\", \"size\"]"
        let expr = try #require(Self.manifest("object: \(text)")?.objects.first?.mergedInto)
        #expect(try expr.evaluate(in: Self.scope)?.json == .null)
        #expect(try expr.evaluate(in: Self.scope, skippingNull: true)?.json == "large")
    }

    @Test(arguments: QueryLanguage.allCases)
    func `whatever a text holds, it stays one literal`(language: QueryLanguage) {
        for text in ["O'Brien", "a\"b", "back\\slash", "\\'", "x' OR Name != '", "new\nline", "emoji 👩‍👩‍👧", "", "''", "\\\\'"] {
            let literal = language.literal(text)
            let quote = literal.unicodeScalars.first
            #expect(literal.unicodeScalars.last == quote)
            // Reading it back as the language does must end at the last quote and give the text.
            var read = String.UnicodeScalarView()
            var rest = Array(literal.unicodeScalars.dropFirst())
            while let scalar = rest.first {
                rest.removeFirst()
                if language == .odata, scalar == quote {
                    guard rest.first == quote else { break }
                    rest.removeFirst()
                } else if scalar == quote {
                    break
                } else if language != .odata, scalar == "\\", let escaped = rest.first {
                    rest.removeFirst()
                    let controls: [Unicode.Scalar: Unicode.Scalar] =
                        language == .soql || language == .graphql ? ["n": "\n", "r": "\r", "t": "\t"] : [:]
                    read.append(controls[escaped] ?? escaped)
                    continue
                }
                read.append(scalar)
            }
            #expect(rest.isEmpty, "\(literal)")
            #expect(String(read) == text)
        }
    }
}
