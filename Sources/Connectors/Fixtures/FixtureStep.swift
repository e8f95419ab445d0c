import HTTP
import HTTPTypes
import Model
import YAML

/// One exchange that a fixture file plays: what is given, what must be asked, what is answered, what must come of it.
/// Source: CLI.md, fixture files of connectors.
struct FixtureStep {
    /// The request's place in the manifest, such as `objects.contact.read.changes`.
    var place: String
    /// Where the step stands.
    var source: SourcePlace
    /// What the place knows.
    var given: FixtureGiven
    /// What must be asked: `call query headers json form text`.
    var request: JSON
    /// What is answered.
    var response: Response
    /// What must come of it, by kind: `records results class next tombstones keep ok`.
    var expect: [(name: String, value: JSON)]

    /// The steps of a file: one, or a list asked in order.
    /// `sibling`: reads a file beside it, for `response.file`.
    static func steps(of node: YAMLNode, in session: DecodingSession, sibling: @escaping (String) -> [UInt8]?) -> [FixtureStep] {
        ValueKind<[FixtureStep]>.oneOrMore(of: kind(sibling)).read(node, .root, session) ?? []
    }

    private static func kind(_ sibling: @escaping (String) -> [UInt8]?) -> ValueKind<FixtureStep> {
        .map { reader in
            let place = reader.required("place", .text, "the request's place in the manifest")
            let given = reader.optional("given", FixtureGiven.kind, "what the place knows") ?? FixtureGiven()
            let request = reader.required("request", .json, "what must be asked")
            let response = reader.required("response", response(sibling), "what is answered")
            let expect = reader.required("expect", expectation, "what must come of it")
            guard let place, let request, let response, let expect else { return nil }
            return FixtureStep(
                place: place, source: reader.node.place, given: given, request: request, response: response, expect: expect)
        }
    }

    private static func response(_ sibling: @escaping (String) -> [UInt8]?) -> ValueKind<Response> {
        .map { reader in
            let status = reader.value("status", .integer(100...599), default: 200, "the status")
            let headers = reader.optional("headers", .names(of: .anyText), "header fields") ?? []
            reader.atMostOne(of: ["body", "file"])
            let body = reader.optional("body", .json, "the body: JSON, or a text as it is")
            let file = reader.optional("file", .text, "a file beside this one that holds the body")
            var bytes: [UInt8] = []
            if let file {
                guard let content = sibling(file) else {
                    reader.session.report(reader.node, reader.place, expected: "a file that can be read")
                    return nil
                }
                bytes = content
            }
            if let body { bytes = body.string.map { Array($0.utf8) } ?? body.bytes }
            var fields = HTTPFields()
            if !bytes.isEmpty { fields[.contentType] = "application/json" }
            for (name, value) in headers {
                if let field = HTTPField.Name(name) { fields[field] = value }
            }
            return Response(head: HTTPResponse(status: .init(code: status), headerFields: fields), body: bytes)
        }
    }

    private static var expectation: ValueKind<[(name: String, value: JSON)]> {
        .map { reader in
            ["records", "results", "class", "next", "tombstones", "keep", "ok"].compactMap { name in
                reader.optional(name, .json, "what must come of it").map { (name, $0) }
            }
        }
    }
}

extension ValueKind where Value == JSON {
    /// Any value; words and numbers without quotes as in JSON, everything else as text.
    static var json: ValueKind { ValueKind("any value") { node, _, _ in node.json } }
}

extension YAMLNode {
    /// The node as JSON.
    var json: JSON {
        switch content {
        case .map(let entries): return .object(JSONObject(entries.map { ($0.key, $0.value.json) }))
        case .list(let elements): return .array(elements.map(\.json))
        case .scalar(let text, let isPlain):
            if isNull { return .null }
            if let flag = bool { return .bool(flag) }
            if isPlain, let number = try? JSON(parsing: text), case .number = number { return number }
            return .string(text)
        }
    }
}
