import Agent
import Foundation
import Model
import Testing
import YAML

/// The schemas that editors are given: they take what the decoder takes, and refuse what it refuses as far as a schema can.
@Suite struct EditorSchemaTests {
    @Test func `the sample configuration is sound for the schema of config.yaml`() throws {
        let sample = try json(SettingsSample.sample())
        #expect(SchemaCheck(EditorSchema(of: .config).json).findings(sample) == [])
    }

    @Test func `every manifest of the repository is sound for the schema of connectors`() throws {
        let folder = SettingsSample.root.appending(path: "connectors")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        #expect(files.count > 1)
        let check = SchemaCheck(EditorSchema(of: .connector).json)
        for file in files {
            let manifest = try json(String(contentsOf: folder.appending(path: file), encoding: .utf8))
            #expect(check.findings(manifest) == [], "\(file)")
        }
    }

    @Test(arguments: [
        ("version: 1\n", "", ": no version"), ("level: notice", "level: notise", "log.level: no word of the schema"),
        ("access: read_write", "acess: read_write", "remotes.crm: the unknown key acess"),
        ("create: false", "create: maybe", "sync.partner.remotes.marketing.create: not boolean, null"),
        ("count: 10,", "count: -1,", "brakes.deletes.count: less than 0"),
        ("match: [external_key, domain, email]", "match: external_key", "sync.partner.match: not array, null"),
        ("policy: latest", "policy: lastest", "sync.partner.fields.custom.segment.policy: none of the forms"),
        ("connector: hubspot", "conector: hubspot", "remotes.marketing: no connector"),
    ])
    func `what is wrong is found by the schema too`(old: String, new: String, finding: String) throws {
        let text = try SettingsSample.sample()
        try #require(text.contains(old))
        let broken = try json(text.replacing(old, with: new, maxReplacements: 1))
        #expect(SchemaCheck(EditorSchema(of: .config).json).findings(broken).contains { $0 == finding })
    }

    @Test func `every key of the decoder has its description in the schema`() {
        let text = EditorSchema(of: .config).json.text
        for entry in Settings.keys.entries { #expect(text.contains(JSON.string(entry.meaning).text), "\(entry.path)") }
    }

    private func json(_ text: String) throws -> JSON { Self.json(try YAMLReader.read(text, file: "config.yaml")) }

    /// A node as a YAML reader of an editor sees it.
    private static func json(_ node: YAMLNode) -> JSON {
        switch node.content {
        case .map(let entries): return .object(JSONObject(entries.map { ($0.key, json($0.value)) }))
        case .list(let elements): return .array(elements.map(json))
        case .scalar(let text, let isPlain):
            if node.isNull { return .null }
            if let bool = node.bool { return .bool(bool) }
            if isPlain, let number = Int(text), String(number) == text { return .integer(number) }
            return .string(text)
        }
    }
}

/// As much of JSON Schema as the schemas use, written for this test alone.
private struct SchemaCheck {
    let root: JSON

    init(_ root: JSON) { self.root = root }

    func findings(_ value: JSON) -> [String] { findings(value, root, "") }

    private func findings(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
        var found: [String] = []
        if let types = schema["type"].map({ $0.array ?? [$0] })?.compactMap(\.string), !types.contains(where: { Self.type($0, value) }) {
            return ["\(path): not \(types.joined(separator: ", "))"]
        }
        if let words = schema["enum"]?.array, !words.contains(where: { $0.text == value.text }) {
            found.append("\(path): no word of the schema")
        }
        if let least = schema["minimum"]?.integer, let number = value.integer, number < least {
            found.append("\(path): less than \(least)")
        }
        if let forms = schema["anyOf"]?.array, !forms.contains(where: { findings(value, $0, path).isEmpty }) {
            found.append("\(path): none of the forms")
        }
        if let elements = value.array, let items = schema["items"] {
            found += elements.enumerated().flatMap { findings($1, items, "\(path)[\($0)]") }
        }
        guard let members = value.object?.members else { return found }
        for name in schema["required"]?.array?.compactMap(\.string) ?? [] where value[name] == nil { found.append("\(path): no \(name)") }
        for (name, member) in members {
            let inner = path.isEmpty ? name : "\(path).\(name)"
            if let known = schema["properties"]?[name] {
                found += findings(member, known, inner)
            } else if let rest = schema["additionalProperties"] {
                if rest.bool == false { found.append("\(path): the unknown key \(name)") }
                if rest.object != nil { found += findings(member, rest, inner) }
            }
        }
        return found
    }

    private static func type(_ name: String, _ value: JSON) -> Bool {
        switch name {
        case "string": value.string != nil
        case "boolean": value.bool != nil
        case "array": value.array != nil
        case "object": value.object != nil
        case "null": value == .null
        case "integer", "number": value.integer != nil
        default: false
        }
    }
}
