import Foundation
import HTTP
import HTTPTypes
import Model

/// Compares a request with what a fixture says must be asked: all of it exactly, but for headers that it does not name. The text `*`
/// stands for any text, for what no file can know, such as a signed assertion.
struct FixtureRequest {
    let request: Request
    /// What the paths of the manifest are joined to, if it could be told.
    let base: String

    /// The request as a fixture says it: `call`, and where there are any `query` and `json` or `text`.
    var said: JSON {
        var object = JSONObject([("call", call)])
        if query != .object(JSONObject()) { object["query"] = query }
        if !request.body.isEmpty {
            if let json = try? JSON(parsing: request.body) {
                object["json"] = json
            } else if request.head.headerFields[.contentType] == "application/x-www-form-urlencoded" {
                object["form"] = Self.pairs(Substring(body))
            } else {
                object["text"] = .string(body)
            }
        }
        return .object(object)
    }

    private var target: [Substring] {
        (request.head.path ?? "/").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    }

    private var call: JSON {
        let url = "\(request.head.scheme ?? "")://\(request.head.authority ?? "")\(target[0])"
        let path = url.hasPrefix(base) && !base.isEmpty ? String(url.dropFirst(base.count)) : url
        return .string("\(request.head.method.rawValue) \(path)")
    }

    private var query: JSON { target.count > 1 ? Self.pairs(target[1]) : .object(JSONObject()) }

    private var body: String { String(decoding: request.body, as: UTF8.self) }

    /// What differs, in words; none if nothing does.
    func differences(from expected: JSON) -> [String] {
        var found: [String] = []
        compare("call", expected["call"] ?? "", call, &found)
        compare("query", expected["query"] ?? .object(JSONObject()), query, &found)
        for (name, value) in expected["headers"]?.object?.members ?? [] {
            let actual = HTTPField.Name(name).flatMap { request.head.headerFields[$0] }
            compare("header \(name)", value, actual.map(JSON.string) ?? .null, &found)
        }
        if let form = expected["form"] {
            compare("form", form, Self.pairs(Substring(body)), &found)
        } else if let text = expected["text"] {
            compare("text", text, .string(body), &found)
        } else {
            let actual = request.body.isEmpty ? "no body" : (try? JSON(parsing: request.body)) ?? .string(body)
            compare("json", expected["json"] ?? "no body", actual, &found)
        }
        return found
    }

    private func compare(_ what: String, _ expected: JSON, _ actual: JSON, _ found: inout [String]) {
        if !Self.fits(actual, expected) { found.append("\(what): asked \(actual.text), expected \(expected.text)") }
    }

    /// Equal, but that `*` fits any text.
    static func fits(_ actual: JSON, _ expected: JSON) -> Bool {
        switch (actual, expected) {
        case (.string, .string("*")): return true
        case (.object(let left), .object(let right)):
            return left.count == right.count && right.members.allSatisfy { name, value in left[name].map { fits($0, value) } ?? false }
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { fits($0, $1) }
        default: return actual == expected
        }
    }

    /// The pairs of a query or form as a map; a name that comes several times has a list.
    private static func pairs(_ text: Substring) -> JSON {
        var object = JSONObject()
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
                String(part.replacing("+", with: " ")).removingPercentEncoding ?? String(part)
            }
            let (name, value) = (parts[0], JSON.string(parts.count > 1 ? parts[1] : ""))
            switch object[name] {
            case nil: object[name] = value
            case .array(let values): object[name] = .array(values + [value])
            case let first?: object[name] = [first, value]
            }
        }
        return .object(object)
    }
}
