import HTTP
import HTTPTypes
import Model

/// Takes out of what a remote answered what is nobody's business: secrets, and how people can be reached. One address is always the same
/// other address, so that what belongs together still does.
struct FixtureRedaction {
    private let secrets: [String]
    private let headers: Set<String>
    private let address: Pattern?
    private let number: Pattern?
    private var stand: [String: String] = [:]

    /// How many elements of a list are kept.
    private static let longestList = 5

    /// Keeps the headers that the manifest looks at, and no other.
    init(_ manifest: Manifest, config: [String: ConfigValue]) {
        // A short secret would be found everywhere, and is none.
        secrets = manifest.config.filter(\.isSecret).compactMap { config[$0.name].flatMap { FieldFormat.scalarText($0.json) } }
            .filter { $0.count >= 4 }.sorted { $0.count > $1.count }
        let read = LintedExpr.all(of: manifest).flatMap { $0.members(of: "header") }.map { $0.lowercased() }
        headers = Set(read).union(["content-type", "retry-after", "link"])
        address = try? Pattern("([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+[.][A-Za-z]{2,})")
        number = try? Pattern("^([+][0-9][0-9 ()./-]{6,}|[(]?[0-9]{2,4}[) ./-][0-9 ()./-]{5,})$")
    }

    /// An answer as a fixture may show it: `status`, `headers`, `body`.
    mutating func clean(_ response: Response, besides more: [String]) -> JSON {
        var text = String(decoding: response.body, as: UTF8.self)
        for secret in secrets + more where secret.count >= 4 { text = ScalarText.replacing(secret, with: "***", in: text) }
        var object = JSONObject([("status", .integer(response.head.status.code))])
        var kept = JSONObject()
        for field in response.head.headerFields where headers.contains(field.name.canonicalName) {
            var value = field.value
            for secret in secrets + more where secret.count >= 4 { value = ScalarText.replacing(secret, with: "***", in: value) }
            kept[field.name.rawName] = .string(value)
        }
        if kept.count > 0 { object["headers"] = .object(kept) }
        if !text.isEmpty { object["body"] = masked(Self.cut((try? JSON(parsing: text)) ?? .string(text))) }
        return .object(object)
    }

    /// A value without anything by which people can be reached.
    mutating func masked(_ json: JSON) -> JSON {
        switch json {
        case .string(let text): return .string(masked(text))
        case .array(let elements):
            var masked: [JSON] = []
            for element in elements { masked.append(self.masked(element)) }
            return .array(masked)
        case .object(let object):
            var members: [(String, JSON)] = []
            for (name, value) in object.members { members.append((name, masked(value))) }
            return .object(JSONObject(members))
        default: return json
        }
    }

    private mutating func masked(_ text: String) -> String {
        if number?.matches(text) == true { return standIn(for: text) { "+1 202 555 \(String($0 + 10_000).dropFirst())" } }
        var result = ""
        var rest = text[...]
        while let found = address?.capture(in: String(rest)), let range = rest.firstRange(of: found) {
            result += rest[..<range.lowerBound] + standIn(for: found.lowercased()) { "person\($0)@example.com" }
            rest = rest[range.upperBound...]
        }
        return result + rest
    }

    private mutating func standIn(for text: String, _ make: (Int) -> String) -> String {
        if let known = stand[text] { return known }
        let made = make(stand.count + 1)
        stand[text] = made
        return made
    }

    private static func cut(_ json: JSON) -> JSON {
        switch json {
        case .array(let elements): .array(elements.prefix(longestList).map(cut))
        case .object(let object): .object(JSONObject(object.members.map { ($0.name, cut($0.value)) }))
        default: json
        }
    }
}
