import Testing
import YAML

@Suite struct YAMLReaderTests {
    private func complaints(_ text: String) -> [String] {
        do throws(YAMLError) {
            _ = try YAMLReader.read(text, file: "f.yaml")
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    @Test func `every node knows its line and column`() throws {
        let node = try YAMLReader.read("a: 1\nb:\n  - x\n  - {c: \"d\"}\n", file: "f.yaml")
        #expect(node["b"]?.elements?[1]["c"]?.place.text == "f.yaml:4:9")
        #expect(node.entries?.map(\.key) == ["a", "b"])
        #expect(node.entries?[1].place.text == "f.yaml:2:1")
    }

    @Test func `only true and false are booleans`() throws {
        let node = try YAMLReader.read("[NO, yes, true, False, 'true', on, ~, null, '']", file: "f")
        #expect(node.elements?.map(\.bool) == [nil, nil, true, nil, nil, nil, nil, nil, nil])
        #expect(node.elements?.map(\.text) == ["NO", "yes", "true", "False", "true", "on", nil, nil, ""])
    }

    @Test(arguments: [
        ("a: &x 1\nb: *x", "f.yaml:1:4: a: found the anchor &x, expected no anchors or aliases; write the value where it is used"),
        ("a: *x", "f.yaml:1:4: found found undefined alias, expected a value; anchors and aliases are not allowed"),
        ("a: !!int 3", "f.yaml:1:4: a: found the tag tag:yaml.org,2002:int, expected no tags"),
        ("a: !secret x", "f.yaml:1:4: a: found the tag !secret, expected no tags"),
        ("a: 1\nb: {<<: {c: 1}}", "f.yaml:2:5: b: found a merge key, expected the entries themselves"),
        ("a: 1\nb: 2\na: 3", "f.yaml:3:1: a: found the key \"a\" twice, expected each key once; it stands on line 1 already"),
        ("x: {k: 1, 'k': 2}", "f.yaml:1:11: x.k: found the key \"k\" twice, expected each key once; it stands on line 1 already"),
        ("", "f.yaml:1:1: found an empty file, expected a map"),
        ("a: 1\n---\nb: 2", "f.yaml:2:1: found a second document, expected one document"),
        ("a: [1, 2", "f.yaml:2:1: found did not find expected ',' or ']', expected YAML"),
        ("[1, 2]: x", "f.yaml:1:1: found a key that is a list or a map, expected a text as key"),
        ("a: \u{7}", "f.yaml:1:1: found control characters are not allowed, expected text of printable characters"),
    ])
    func `what entente's YAML does not take is refused with its place`(text: String, expected: String) {
        #expect(complaints(text).first == expected)
    }

    @Test func `several keys given twice are all named`() {
        #expect(complaints("a: 1\nb: 1\na: 2\nb: 2\nc: {d: 1, d: 2, d: 3}").count == 4)
    }

    @Test func `depth and size are bounded`() {
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(complaints(deep).first?.contains("nested deeper than 64") == true)
        let fine = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(complaints(fine).isEmpty)
        let large = "a: " + String(repeating: "x", count: 1_000_000)
        #expect(complaints(large) == ["f.yaml:1:1: found 1000003 bytes, expected at most 1000000 bytes"])
    }

    @Test func `bytes that are not UTF-8 are refused, a byte order mark is skipped`() throws {
        #expect(throws: YAMLError.self) { try YAMLReader.read([0x61, 0xFF], file: "f") }
        #expect(try YAMLReader.read([0xEF, 0xBB, 0xBF] + Array("a: 1".utf8), file: "f")["a"]?.text == "1")
    }

    @Test func `nothing that is thrown at it makes it crash`() {
        var seed: UInt64 = 7
        let pieces = [
            "a", ": ", "\n", "  ", "- ", "{", "}", "[", "]", "&x ", "*x", "!t ", "\"", "'", "|", ">", "#", "? ", "<<", ",", "é", "---\n",
        ]
        for _ in 0..<3000 {
            var text = ""
            for _ in 0..<12 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int((seed >> 33) % UInt64(pieces.count))]
            }
            for complaint in complaints(text) { #expect(complaint.hasPrefix("f.yaml:")) }
        }
    }

    @Test func `of a key that stands there thousands of times the first ones are told, and the file is read a few times only`() throws {
        let text = String(repeating: "a: b\n", count: 4000)
        let error = #expect(throws: YAMLError.self) { try YAMLReader.read(text, file: "f.yaml") }
        let count = try #require(error?.diagnostics.count)
        #expect((1...20).contains(count))
    }
}
