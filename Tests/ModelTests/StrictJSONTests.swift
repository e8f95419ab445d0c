import Foundation
import Model
import Testing

/// The reader of RFC 8259 against the public test suite's cases, the telling ones inlined.
@Suite struct StrictJSONTests {
    @Test(arguments: [
        "[]", "{}", "[\"\"]", "null", "true", "false", "0", "-0", " [1] \n", "[1,2]", "{\"a\":\"b\"}", "{\"a\":1,\"a\":2}", "{\"\":0}",
        "123e65",
        "0e+1", "0e1", "-123", "20e1", "1E22", "1E-2", "1E+2", "123.456e78", "-0.0", "1.0", "\"\\u0060\\u012a\\u12AB\"",
        "\"\\uD801\\udc37\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0000\"", "\"\u{7F}\"", "\"\u{10FFFF}\"", "\"a\u{2028}b\"",
        "\"\\uDBFF\\uDFFE\"", "[[[[]]]]", "{\"a\":[{}]}", "-9223372036854775809", "0.000000000000000000000000000001",
    ])
    func `well-formed text is read`(text: String) {
        #expect(throws: Never.self) { try JSON(parsing: text) }
    }

    @Test(arguments: [
        "", " ", "[", "]", "{", "}", "[1,]", "[,1]", "[1,,2]", "[1 2]", "{\"a\":1,}", "{a:1}", "{\"a\"}", "{\"a\" 1}", "{\"a\":}", "{,}",
        "{\"a\":1 \"b\":2}", "'a'", "\"", "\"abc", "\"\n\"", "\"\t\"", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\", "\"\u{0}\"",
        "01", "-", "-a", "+1", ".5", "1.", "1.e1", "1e", "1e+", "1eE2", "0x1", "1_000", "NaN", "Infinity", "-Infinity", "nul", "tru",
        "True",
        "fals", "nulll", "1 1", "[] []", "{}x", "// x\n1", "/* x */ 1", "[1]#", "\u{FEFF}{}", "[\u{B}1]", "\u{A0}1", "\u{FF11}", "[1",
        "[\"a\"",
        "{\"a\":1", "[1:2]", "{1:1}", "{null:1}", "{\"a\":1}}", "2.e3", "-01", "-.1", "1..2", "1.2.3", "--1", "[1e]",
    ])
    func `anything else is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test(
        arguments: [
            [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0xBF, 0xBF, 0xBF], [0xE2, 0x82], [0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]])
    func `bytes that are no UTF-8 are refused, in values and in names`(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONError.self) { try JSON(parsing: [quote] + bytes + [quote]) }
        #expect(throws: JSONError.self) { try JSON(parsing: Array("{\"".utf8) + bytes + Array("\":1}".utf8)) }
        #expect(throws: JSONError.self) { try JSON(parsing: Array("\"\\n".utf8) + bytes + [quote]) }
        #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
    }

    @Test func `a surrogate without its pair becomes the replacement character, and reads on behind it`() throws {
        #expect(try JSON(parsing: "\"\\uD800\"").string == "\u{FFFD}")
        #expect(try JSON(parsing: "\"\\uD800x\"").string == "\u{FFFD}x")
        #expect(try JSON(parsing: "\"\\uDC00\"").string == "\u{FFFD}")
        #expect(try JSON(parsing: "\"\\uD800\\u0041\"").string == "\u{FFFD}A")
        #expect(try JSON(parsing: "\"\\uD83D\\uDE00\"").string == "\u{1F600}")
    }

    @Test func `nesting ends at 512, without eating the stack`() throws {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(throws: Never.self) { try JSON(parsing: nested(512)) }
        #expect(throws: JSONError.self) { try JSON(parsing: nested(513)) }
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "[", count: 100_000)) }
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "{\"a\":", count: 100_000)) }
    }

    @Test func `an error names the offset of the offending byte`() {
        let cases = [("[1,]", 3), ("{\"a\":1,}", 7), ("[1 2]", 3), ("nul", 0), ("\"a\nb\"", 2), ("[] x", 3), ("", 0)]
        for (text, offset) in cases {
            do {
                _ = try JSON(parsing: text)
                Issue.record("\(text) was read")
            } catch {
                #expect(error.offset == offset, "\(text): \(error.reason)")
            }
        }
    }

    @Test func `numbers keep their text`() throws {
        let text = "[0.1,1e400,-0,123456789012345678901234567890]"
        #expect(try JSON(parsing: text).text == text)
    }

    @Test func `of a name given twice the last value counts, in its first place`() throws {
        #expect(try JSON(parsing: "{\"a\":1,\"b\":2,\"a\":3}").text == "{\"a\":3,\"b\":2}")
    }

    @Test func `any bytes are read or refused, never a crash, and what is read is written and read the same`() {
        var random = SystemStep(seed: 8259)
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "u", "D800", "a", "1", "-", ".", "e", "true", "null", " ", "\n", "\u{E9}", "\u{0}",
        ]
        for _ in 0..<20_000 {
            var bytes = (0..<random.below(12)).flatMap { _ in Array(pieces[random.below(pieces.count)].utf8) }
            if random.below(4) == 0, !bytes.isEmpty { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
            guard let value = try? JSON(parsing: bytes) else { continue }
            #expect((try? JSON(parsing: value.bytes)) == value)
            #expect((try? JSON(parsing: value.canonicalBytes)) == value)
        }
    }

    private static let suite: URL = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let shared = ProcessInfo.processInfo.environment["ENTENTE_SHARED"].map { URL(filePath: $0) }
        return (shared ?? root.appending(path: "../shared")).appending(path: "specs/json_test_suite/test_parsing")
    }()

    @Test(.enabled(if: FileManager.default.fileExists(atPath: suite.path())))
    func `the whole public test suite is read and refused as it demands`() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.suite, includingPropertiesForKeys: nil)
        #expect(files.count > 300)
        for file in files {
            let bytes = [UInt8](try Data(contentsOf: file))
            let isRead = (try? JSON(parsing: bytes)) != nil
            switch file.lastPathComponent.prefix(2) {
            case "y_": #expect(isRead, "\(file.lastPathComponent)")
            case "n_": #expect(!isRead, "\(file.lastPathComponent)")
            default: break
            }
        }
    }
}
