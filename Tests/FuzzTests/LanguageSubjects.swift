import Sandbox
import YAML

@testable import Connectors
@testable import Model

/// The language of manifests over whatever a remote answers: expressions, filters, templates, patterns.
enum LanguageSubjects {
    static let all = [
        Subject("expr", make: expression, fault: evaluated), Subject("template", make: template, fault: rendered),
        Subject("record-path", make: expression, fault: laid), Subject("pattern", make: pattern, fault: matched),
        Subject("filter", make: filtered, fault: applied),
    ]

    private static let roots = ExprRoots(["body", "header", "status", "it", "v", "name"], hasElement: true)
    private static let place = SourcePlace(file: "", line: 1, column: 1)

    /// A scope whose content follows from a text.
    private static func scope(of input: [UInt8]) -> Scope {
        var random = SeededRandom(seed: input.reduce(UInt64(input.count)) { $0 &* 31 &+ UInt64($1) })
        func value() -> ScopeValue {
            switch random.below(8) {
            case 0: .time(Timestamp(milliseconds: Int64(bitPattern: random.next())))
            case 1: .bytes([0, 255, 10])
            case 2: .texts(["a", Mutation.text(&random)])
            case 3: .list([.text("x"), .json(.null), .map(["id": .text("7")])])
            case 4: .text(random.pick(Mutation.numbers))
            case 5: .json(.number("9223372036854775808"))
            default: .json((try? JSON(parsing: JSONSubjects.document(&random))) ?? .string(Mutation.text(&random)))
            }
        }
        return Scope(["body": value(), "status": .json(.integer(200)), "it": value(), "v": value(), "name": .text("id")], element: value())
    }

    private static func expression(_ random: inout SeededRandom) -> [UInt8] {
        var text = random.pick(["body", "it", "v", "name", ".", "a", "records", "@key", "header.link", "status", "[0]", "['a b']"])
        for _ in 0..<random.below(4) {
            text += random.pick([
                ".a", ".id", "[0]", "[-1]", "[*]", "['é']", "[?id=='7']", "[name]", ".records", "?", "[9223372036854775807]",
            ])
        }
        for _ in 0..<random.below(3) { text += " | " + filter(&random) }
        return random.chance(perMille: 600) ? Array(text.utf8) : Mutation.changed(Array(text.utf8), &random, also: [" | ", "[", "('", ")"])
    }

    private static func filter(_ random: inout SeededRandom) -> String {
        let name = random.pick(Filter.names)
        switch name {
        case "time": return "time('\(random.pick(TimeForm.allCases.map(\.rawValue)))')"
        case "duration": return "duration('\(random.pick(["ms", "s", "m", "h", "d"]))')"
        case "money": return "money('\(random.pick(["text", "number"]))')"
        case "escape": return "escape('\(random.pick(QueryLanguage.allCases.map(\.rawValue)))')"
        case "join", "split", "prepend": return "\(name)('\(random.pick([",", "", ";", "a"]))')"
        case "capture": return "capture('\(random.pick(["(\\d+)", "a*", "^(.*)$", "[^a]+"]))')"
        case "part", "link": return "\(name)('next')"
        default: return name
        }
    }

    private static func evaluated(_ input: [UInt8]) -> String? {
        let text = String(decoding: input, as: UTF8.self)
        guard let expr = try? Expr.parse(text, at: place, roots: roots) else { return nil }
        let scope = scope(of: input)
        guard let value = try? expr.evaluate(in: scope) else { return nil }
        guard (try? JSON(parsing: value.json.bytes)) == value.json else {
            return "it gives what is no value: \(value.json.text.prefix(80))"
        }
        _ = try? expr.texts(in: scope)
        return nil
    }

    /// A filter, 0x1F, and the text it is applied to.
    private static func filtered(_ random: inout SeededRandom) -> [UInt8] {
        let filter = filter(&random)
        let text = random.chance(perMille: 400) ? random.pick(Mutation.numbers) : Mutation.text(&random, most: 20)
        return Array((filter + "\u{1F}" + text).utf8)
    }

    private static func applied(_ input: [UInt8]) -> String? {
        let parts = input.split(separator: 0x1F, maxSplits: 1, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        guard let text = parts.last, let expr = try? Expr.parse("v | " + parts[0], at: place, roots: roots) else { return nil }
        for value in [ScopeValue.text(text), .json(.number(text)), .texts([text, text])] {
            guard let result = try? expr.evaluate(in: Scope(["v": value])) else { continue }
            if case .json(.number) = value { continue }
            guard (try? JSON(parsing: result.json.bytes)) == result.json else {
                return "it gives what is no value: \(result.json.text.prefix(80))"
            }
        }
        return nil
    }

    private static func laid(_ input: [UInt8]) -> String? {
        guard let path = try? RecordPath.parse(String(decoding: input, as: UTF8.self)) else { return nil }
        var record = scope(of: input).element?.json ?? .null
        _ = path.read(record)
        guard path.isWritable, !path.isWrittenThroughList, path.write("laid", into: &record) else { return nil }
        return path.read(record) == "laid" ? nil : "what was laid there is not there"
    }

    private static func template(_ random: inout SeededRandom) -> [UInt8] {
        let sample = random.pick([
            "/items/{{ v }}/x{{ it.id? }}", "{{ body | json }}", "a {{ v | text }} b {{ name }}", "{{ v }}{{ v }}", "{{ it.a, v, name }}",
            "SELECT Id FROM A WHERE b = {{ v | escape('soql') }}",
        ])
        return Mutation.changed(Array(sample.utf8), &random, also: ["{{", "}}", "{{ v }}", "|", "'"])
    }

    private static func rendered(_ input: [UInt8]) -> String? {
        let session = DecodingSession()
        let node = YAMLNode(.scalar(String(decoding: input, as: UTF8.self), isPlain: false), at: place)
        let template = TemplateParser(session: session).template(node, .root, roots: roots)
        guard session.diagnostics.isEmpty else { return nil }
        guard let value = try? template.render(in: scope(of: input)) else { return nil }
        return (try? JSON(parsing: value.bytes)) == value ? nil : "it gives what is no value"
    }

    // MARK: Patterns

    private static func pattern(_ random: inout SeededRandom) -> [UInt8] {
        let parts = [
            "a", "b", ".", "\\d", "\\w", "\\b", "^", "$", "(", ")", "(?:", "(?P<n>", "[a-z]", "[^a]", "[\\w-]", "|", "*", "+", "?", "{2,3}",
            "{1000}", "{0}", "(a*)*", "(a|a)*", "(?i)", "\\", "é", "[]", "{", "(x{20}){20}",
        ]
        var text = ""
        for _ in 0..<random.below(12) { text += random.pick(parts) }
        if random.chance(perMille: 5) { text += String(repeating: random.pick(["|", "(", "{", "a|", "[", "a{"]), count: 20_000) }
        return Array(text.utf8)
    }

    private static func matched(_ input: [UInt8]) -> String? {
        guard let pattern = try? Pattern(String(decoding: input, as: UTF8.self)) else { return nil }
        for text in ["", "abc", "a1-b2", String(repeating: "a", count: 60) + "!", "Zoë\n\u{301}"] {
            let found = pattern.capture(in: text)
            if !pattern.matches(text), found != nil { return "it captures where it does not match" }
            if let found, found.unicodeScalars.count > text.unicodeScalars.count {
                return "it captures more than there is"
            }
        }
        return nil
    }
}
