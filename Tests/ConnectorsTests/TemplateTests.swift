import Connectors
import Model
import Testing
import YAML

@Suite struct TemplateTests {
    /// The body of a create that is written so.
    static func body(_ yaml: String) throws -> Template {
        let text = """
            {dsl: 1, connector: demo, version: 1, status: beta, config: {url: {type: url}}, http: {base: "{{ config.url }}"},
             auth: {send: {kind: basic, user: a, password: b}}, objects: {o: {id: id, external_key: key, write: {upsert:
             {call: "POST /x/{{ external_key }}/{{ op.id? }}", results: {id: id}, json: \(yaml)}}}}}
            """
        let (manifest, diagnostics) = Manifest.load(Array(text.utf8), file: "t")
        #expect(diagnostics.map(\.description) == [])
        let way = try #require(manifest?.objects.first?.ways(.upsert).first)
        guard case .json(let template) = way.request.body else { throw YAMLError.invalid([]) }
        return template
    }

    static let scope = Scope([
        "op": .map([
            "id": .text("7"), "modified": .time(Timestamp(milliseconds: 1_768_469_411_250)),
            "record": .json(["Name": "X", "Amount": .number("1.10")]),
            "list": .list([.map(["id": .text("a"), "record": .json(["v": 1])]), .map(["id": .text("b"), "record": .json(["v": nil])])]),
            "none": .json(.null),
        ]), "external_key": .text("Key__c"),
    ])

    @Test(arguments: [
        ("\"{{ op.record.Amount }}\"", "1.10"), ("\"{{ op.record }}\"", "{\"Name\":\"X\",\"Amount\":1.10}"),
        ("\"a {{ op.id }}-{{ op.record.Amount }}\"", "\"a 7-1.10\""),
        (
            "{a: true, b: 'true', c: 1.50, d: '1.50', e: null, f: NO}",
            "{\"a\":true,\"b\":\"true\",\"c\":1.50,\"d\":\"1.50\",\"e\":null,\"f\":\"NO\"}"
        ),
        ("{a: \"{{ op.gone? }}\", b: 1}", "{\"b\":1}"), ("[\"{{ op.gone? }}\", 2]", "[2]"), ("{a: \"x{{ op.gone? }}\"}", "{\"a\":\"x\"}"),
        ("{a: \"{{ op.none }}\"}", "{\"a\":null}"),
        ("{\"{{ external_key }}\": \"{{ op.id }}\"}", "{\"Key__c\":\"7\"}"),
        ("\"{{ op.modified | time('iso_ms') }}\"", "\"2026-01-15T09:30:11.250Z\""),
        ("\"{{ op.modified }}\"", "\"2026-01-15T09:30:11Z\""), ("\"{{ op.modified | time('epoch_ms') | text }}\"", "\"1768469411250\""),
        ("{$each: op.list, $item: {$merge: it.record, id: \"{{ it.id }}\"}}", "[{\"v\":1,\"id\":\"a\"},{\"v\":null,\"id\":\"b\"}]"),
        ("{$each: op.list, $item: \"{{ it.gone? }}\"}", "[]"), ("{$merge: op.record, Name: Y}", "{\"Name\":\"Y\",\"Amount\":1.10}"),
        ("{$merge: \"op.gone?\", a: 1}", "{\"a\":1}"),
        ("[]", "[]"), ("{}", "{}"), ("\"plain\"", "\"plain\""), ("\"{ {a} }\"", "\"{ {a} }\""),
    ])
    func `a template gives`(yaml: String, expected: String) throws {
        #expect(try Self.body(yaml).render(in: Self.scope)?.text == expected)
    }

    @Test func `one optional expression that is missing gives nothing`() throws {
        #expect(try Self.body("\"{{ op.gone? }}\"").render(in: Self.scope) == nil)
    }

    @Test(arguments: [
        "\"x {{ op.none }}\"", "\"x {{ op.record }}\"", "{a: \"{{ op.gone }}\"}", "{$each: op.id, $item: 1}", "{$merge: op.id}",
    ])
    func `what has no text, or is missing, is an error`(yaml: String) throws {
        let template = try Self.body(yaml)
        #expect(throws: EvaluationError.self) { try template.render(in: Self.scope) }
    }

    @Test func `a path's values are encoded one segment each, a whole url is not`() throws {
        let (manifest, _) = Manifest.load(
            Array(
                """
                {dsl: 1, connector: demo, version: 1, status: beta, config: {url: {type: url}}, http: {base: "{{ config.url }}"},
                 auth: {send: {kind: basic, user: a, password: b}}, check: {call: "GET {{ config.url }}/a/{{ config.url }}?x", ok: true}}
                """.utf8), file: "t")
        let target = try #require(manifest?.check?.request.target)
        #expect(target.isAbsolute)
        let scope = { (text: String) in Scope(["config": .map(["url": .text(text)])]) }
        #expect(try target.render(in: scope("https://h/ü b")) == "https://h/ü b/a/https%3A%2F%2Fh%2F%C3%BC%20b?x")
        #expect(try target.render(in: scope("..")) == "../a/%2E%2E?x")
    }
}
