import Connectors
import Model
import Testing

@Suite struct RecordPathTests {
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 31)
        }
    }

    private func value(_ random: inout Seeded, depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth > 3 ? 4 : 6), using: &random) {
        case 0: return nil
        case 1: return .bool(.random(using: &random))
        case 2: return .number("\(Int.random(in: -9...9, using: &random)).50")
        case 3: return .string(["", "x", "ü", "1"].randomElement(using: &random) ?? "")
        case 4: return .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(&random, depth: depth + 1) })
        default:
            let names = ["a", "b", "k"].shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random))
            return .object(JSONObject(names.map { ($0, value(&random, depth: depth + 1)) }))
        }
    }

    private func path(_ random: inout Seeded) -> RecordPath {
        let steps = (0..<Int.random(in: 1...4, using: &random)).map { _ -> RecordPath.Step in
            switch Int.random(in: 0..<5, using: &random) {
            case 0: .index(Int.random(in: -1...2, using: &random))
            case 1: .matching(key: "k", value: ["x", true, .number("1")].randomElement(using: &random) ?? "x")
            case 2: .every
            default: .member(["a", "b", "c"].randomElement(using: &random) ?? "a")
            }
        }
        return RecordPath(steps, text: "\(steps)")
    }

    @Test func `what was written is read, and a refusal changes nothing`() {
        var random = Seeded(state: 11)
        var written = 0
        for _ in 0..<4000 {
            let (before, path, new) = (value(&random, depth: 0), path(&random), value(&random, depth: 2))
            var record = before
            if path.write(new, into: &record) {
                written += 1
                // Through a list the key that finds the element may itself be overwritten; then it is found no more.
                if !overwritesKey(path) { #expect(path.read(record) == new, "\(path.text) in \(before.text)") }
            } else {
                #expect(record == before)
            }
            if !path.isWritable { #expect(record == before) }
        }
        #expect(written > 400)
    }

    private func overwritesKey(_ path: RecordPath) -> Bool {
        zip(path.steps, path.steps.dropFirst()).contains { step, next in
            if case .matching(let key, _) = step { next == .member(key) } else { false }
        } || path.steps.last.map { if case .matching = $0 { true } else { false } } ?? false
    }

    @Test func `writing the same twice is writing it once`() {
        var random = Seeded(state: 5)
        for _ in 0..<1000 {
            let (path, new) = (path(&random), value(&random, depth: 2))
            var once = value(&random, depth: 0)
            guard path.write(new, into: &once), !overwritesKey(path) else { continue }
            var twice = once
            #expect(path.write(new, into: &twice))
            #expect(twice == once)
        }
    }

    @Test func `places are made on the way, beside what is there`() {
        let at = { (steps: [RecordPath.Step]) in RecordPath(steps, text: "") }
        var record: JSON = [:]
        #expect(at([.member("properties"), .member("email")]).write("a@x", into: &record))
        #expect(at([.member("properties"), .member("name")]).write(nil, into: &record))
        #expect(at([.member("tags"), .matching(key: "key", value: "aff"), .member("value")]).write("7", into: &record))
        #expect(at([.member("tags"), .matching(key: "key", value: "b"), .member("value")]).write("8", into: &record))
        #expect(
            record.text
                == "{\"properties\":{\"email\":\"a@x\",\"name\":null},\"tags\":[{\"key\":\"aff\",\"value\":\"7\"},{\"key\":\"b\",\"value\":\"8\"}]}"
        )
        #expect(!at([.member("properties"), .index(0)]).write("x", into: &record))
        #expect(!at([.member("list"), .index(2)]).write("x", into: &record))
    }

    @Test func `where a field lies follows from its name, fields_at and the dots in it`() throws {
        let text = """
            {dsl: 1, connector: demo, version: 1, status: beta, config: {url: {type: url}}, http: {base: "{{ config.url }}"},
             auth: {send: {kind: basic, user: a, password: b}}, objects: {o: {id: id,
             fields_at: [{when: {name: {regex: '^x_'}}, at: custom}, {at: properties}], fields: {odd: {at: "a['b.c']", write_at: w}}}}}
            """
        let object = try #require(Manifest.load(Array(text.utf8), file: "t").0?.objects.first)
        let record: JSON = ["custom": ["x_1": 1], "properties": ["name": 2, "address": ["city": 3]], "a": ["b.c": 4]]
        #expect(["x_1", "name", "address.city", "odd", "none"].map { object.readPlace(of: $0).read(record) } == [1, 2, 3, 4, nil])
        #expect(object.writePlace(of: "odd").text == "w")
        #expect(object.writePlace(of: "name").text == "properties.name")
    }
}
