import HTTP
import HTTPTypes
import YAML

@testable import Connectors
@testable import Model
@testable import Sandbox

/// Values of other systems on their way into queries, paths, headers and forms: what is read back by a reader of that language is the
/// value, all of it, and nothing else changed.
enum QuerySubjects {
    static let all = [
        Subject("query-literal", few: 1000, make: value, fault: literal), Subject("soql", make: value, fault: soql),
        Subject("request-path", make: value, fault: path), Subject("request-parts", make: value, fault: parts),
        Subject("soql-text", make: query, fault: parsed),
    ]

    /// A value, as somebody may type it into a field who wants harm.
    private static func value(_ random: inout SeededRandom) -> [UInt8] {
        let sample = random.pick([
            "O'Brien", "x' OR Name != '", "\\' OR 1=1", "a%b_c", "\u{8}\u{c}\u{1}", "';", "\"}){id}", ".", "..", "a/../b",
        ])
        let text = random.chance(perMille: 300) ? sample : sample + Mutation.text(&random) + random.pick(["", "'", "\\", "\"", "\u{301}"])
        return Array(text.utf8)
    }

    // MARK: Literals

    private static func literal(_ input: [UInt8]) -> String? {
        let value = String(decoding: input, as: UTF8.self)
        for language in QueryLanguage.allCases {
            let text = language.literal(value)
            guard let read = read(text, language) else { return "\(language) cannot be read: \(text)" }
            if !read.elementsEqual(value.unicodeScalars) { return "\(language) is read as another value" }
        }
        return nil
    }

    /// What a literal means by the rules of its language; nil if it ends before its text does, or is none.
    private static func read(_ text: String, _ language: QueryLanguage) -> [Unicode.Scalar]? {
        let scalars = Array(text.unicodeScalars)
        let mark: Unicode.Scalar = language == .graphql || language == .shopifyQ ? "\"" : "'"
        guard scalars.count >= 2, scalars.first == mark, scalars.last == mark else { return nil }
        var value: [Unicode.Scalar] = []
        var place = 1
        while place < scalars.count - 1 {
            let scalar = scalars[place]
            place += 1
            // GraphQL knows no bare control character in a string; SOQL no bare line's end.
            if language == .graphql, scalar.value < 0x20 { return nil }
            if language == .soql, scalar == "\n" || scalar == "\r" { return nil }
            if language == .odata, scalar == mark {
                guard place < scalars.count - 1, scalars[place] == mark else { return nil }
                place += 1
            } else if scalar == mark {
                return nil
            } else if scalar == "\\", language != .odata {
                guard place < scalars.count - 1, let escaped = escaped(scalars, &place) else { return nil }
                value.append(escaped)
                continue
            }
            value.append(scalar)
        }
        return value
    }

    private static func escaped(_ scalars: [Unicode.Scalar], _ place: inout Int) -> Unicode.Scalar? {
        let scalar = scalars[place]
        place += 1
        switch scalar {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "'", "\"", "\\": return scalar
        case "u":
            guard place + 4 <= scalars.count - 1 else { return nil }
            defer { place += 4 }
            return UInt32(String(String.UnicodeScalarView(scalars[place..<place + 4])), radix: 16).flatMap(Unicode.Scalar.init)
        default: return nil
        }
    }

    private static func soql(_ input: [UInt8]) -> String? {
        let value = String(decoding: input, as: UTF8.self)
        let text =
            "SELECT Id FROM Contact WHERE Name = \(QueryLanguage.soql.literal(value)) AND Id IN (\(QueryLanguage.soql.literal(value))) LIMIT 7"
        guard let query = try? SOQLParser.parse(text) else { return "the sandbox refuses \(text)" }
        guard query.limit == 7, query.selections.count == 1, case .all(let conditions) = query.condition, conditions.count == 2,
            case .compare(_, .equal, .string(let one)) = conditions[0], case .oneOf(_, let list, false) = conditions[1],
            case .string(let other)? = list.first, list.count == 1
        else { return "the query has other parts" }
        return [one, other].allSatisfy { $0.utf8.elementsEqual(value.utf8) } ? nil : "the value is another: \(one.debugDescription)"
    }

    private static func query(_ random: inout SeededRandom) -> [UInt8] {
        let sample = "SELECT Id, Owner.Name, (SELECT Id FROM Contacts) FROM Account WHERE (NOT Name LIKE 'a%') AND Id IN ('x', 'y') LIMIT 5"
        return Mutation.changed(
            Array(sample.utf8), &random, also: ["(", ")", " AND ", "'", "(SELECT Id FROM Contacts)", "OR", "NOT ", "\\u"])
    }

    private static func parsed(_ input: [UInt8]) -> String? {
        _ = try? SOQLParser.parse(String(decoding: input, as: UTF8.self))
        return nil
    }

    // MARK: Requests

    private static let place = SourcePlace(file: "", line: 1, column: 1)

    private static func expr(_ text: String) -> Expr? { try? Expr.parse(text, at: place, roots: .template(["v"])) }

    private static func request(_ value: String) -> Request? {
        guard let v = expr("v") else { return nil }
        let text = Template.text(TextTemplate(parts: [.literal("k="), .expr(v)], place: place))
        func entry(_ name: String, _ template: Template) -> TemplateEntry {
            TemplateEntry(key: TextTemplate(parts: [.literal(name)], place: place), value: template)
        }
        let target = RequestTarget(template: TextTemplate(parts: [.literal("/items/"), .expr(v), .literal("/parts")], place: place))
        let spec = ManifestRequest(
            path: "p", place: place, method: "POST", target: target, query: .map(merged: nil, entries: [entry("q", .value(v))]),
            headers: .map(merged: nil, entries: [entry("X-Value", text)]), body: .form(.map(merged: nil, entries: [entry("f", .value(v))])),
            answer: nil, usesAuth: true, isSecret: false, limit: nil, cost: 1, errors: [], idempotent: nil)
        let base = TextTemplate(parts: [.literal("https://api.example.com/v1")], place: place)
        let http = ManifestHTTP(base: base, timeout: .seconds(1), lists: .repeat, connections: 1)
        let send = ManifestSend.header(name: "X-Token", value: TextTemplate(parts: [.expr(v)], place: place))
        let builder = RequestBuilder(http: http, send: send, override: nil)
        return try? builder.request(spec, in: Scope(["v": .text(value)]), isRead: false)
    }

    private static func path(_ input: [UInt8]) -> String? {
        let value = String(decoding: input, as: UTF8.self)
        if value.isEmpty { return nil }
        guard let request = request(value), let url = try? WebURL(of: request) else { return "no request is made of it" }
        guard url.host == "api.example.com", url.scheme == "https", url.port == 443 else { return "it goes to \(url.authority)" }
        let halves = url.path.split(separator: "?", omittingEmptySubsequences: false)
        let segments = halves[0].split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, segments.count == 5, segments[1] == "v1", segments[2] == "items", segments[4] == "parts" else {
            return "the path has other parts: \(url.path)"
        }
        if segments[3].allSatisfy({ $0 == "." }) { return "the path leads up" }
        return AddressReader.decoded(segments[3]) == input ? nil : "the segment is another value"
    }

    private static func parts(_ input: [UInt8]) -> String? {
        let value = String(decoding: input, as: UTF8.self)
        guard let request = request(value) else { return value.isEmpty ? nil : "no request is made of it" }
        for field in request.head.headerFields where field.value.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) {
            return "a line's end stands in \(field.name)"
        }
        let query = request.head.path.flatMap { $0.split(separator: "?", omittingEmptySubsequences: false).last } ?? ""
        for (name, text) in [("q", query), ("f", String(decoding: request.body, as: UTF8.self)[...])] {
            guard text.hasPrefix(name + "="), !text.contains("&"), AddressReader.decoded(text.dropFirst(2)) == input else {
                return "\(name) is another value: \(text)"
            }
        }
        return nil
    }
}

/// Undoes percent signs, as a server does.
enum AddressReader {
    static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
