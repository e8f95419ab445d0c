import Connectors
import Foundation
import HTTP
import HTTPTypes
import Model

/// A vendor's own description of its interface (OpenAPI 3), as far as requests are checked against it.
struct DescribedAPI {
    let document: JSON

    /// What of a request the description does not know; none if it is as described.
    func complaints(about request: Request) -> [String] {
        let target = (request.head.path ?? "").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let method = request.head.method.rawValue.lowercased()
        guard let operation = operation(method, target[0]) else { return ["\(method) \(target[0]): no such operation"] }
        var found: [String] = []
        let parameters = (operation["parameters"]?.array ?? []).map(resolved)
        if target.count > 1 {
            for (name, value) in Self.tree(target[1]).members {
                let parameter = parameters.first { $0["name"]?.string == name && $0["in"]?.string == "query" }
                guard let parameter else {
                    found.append("query: no parameter \(name)")
                    continue
                }
                found += complaints(value, parameter["schema"] ?? [:], "query \(name)")
            }
        }
        for parameter in parameters where parameter["required"] == true && parameter["in"]?.string == "query" {
            let name = parameter["name"]?.string ?? ""
            if target.count < 2 || Self.tree(target[1])[name] == nil { found.append("query: \(name) is missing") }
        }
        for parameter in parameters where parameter["in"]?.string == "header" {
            guard let name = parameter["name"]?.string, let field = HTTPField.Name(name), let value = request.head.headerFields[field]
            else {
                continue
            }
            found += complaints(.string(value), parameter["schema"] ?? [:], "header \(name)")
        }
        return found + bodyComplaints(request, operation)
    }

    /// What of an answer the description does not know.
    func complaints(about answer: JSON, to method: String, _ path: String, status: Int) -> [String] {
        let responses = operation(method, path)?["responses"]
        guard let response = responses?["\(status)"] ?? responses?["default"] else { return ["\(method) \(path): no answer \(status)"] }
        guard let schema = resolved(response)["content"]?["application/json"]?["schema"] else { return ["\(path): no JSON"] }
        return complaints(answer, schema, "answer")
    }

    private func bodyComplaints(_ request: Request, _ operation: JSON) -> [String] {
        guard !request.body.isEmpty else { return [] }
        let type = request.head.headerFields[.contentType] ?? ""
        guard let schema = resolved(operation["requestBody"] ?? [:])["content"]?[type]?["schema"] else {
            return ["body: \(type) is not taken"]
        }
        let text = String(decoding: request.body, as: UTF8.self)
        let body = type == "application/json" ? (try? JSON(parsing: text)) ?? .null : .object(Self.tree(text))
        return complaints(body, schema, "body")
    }

    private func operation(_ method: String, _ path: String) -> JSON? {
        let wanted = path.split(separator: "/")
        for (template, operations) in document["paths"]?.object?.members ?? [] {
            let parts = template.split(separator: "/")
            guard parts.count == wanted.count, zip(parts, wanted).allSatisfy({ $0 == $1 || $0.hasPrefix("{") }) else { continue }
            if let operation = operations[method] { return operation }
        }
        return nil
    }

    private func resolved(_ node: JSON) -> JSON {
        guard let reference = node["$ref"]?.string else { return node }
        return reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
    }

    private func complaints(_ value: JSON, _ schema: JSON, _ place: String) -> [String] {
        let schema = resolved(schema)
        if let choices = schema["anyOf"]?.array {
            let each = choices.map { complaints(value, $0, place) }
            return each.contains(where: \.isEmpty) ? [] : each.first ?? []
        }
        switch schema["type"]?.string {
        case "object":
            guard let members = value.object?.members else { return ["\(place): \(value.text) is no map"] }
            let known = schema["properties"]?.object
            var found: [String] = []
            for (name, member) in members {
                if let inner = known?[name] {
                    found += complaints(member, inner, "\(place).\(name)")
                } else if known != nil, schema["additionalProperties"]?.object == nil {
                    found.append("\(place): no member \(name)")
                }
            }
            let missing = (schema["required"]?.array ?? []).compactMap(\.string).filter { value[$0] == nil }
            return found + missing.map { "\(place): \($0) is missing" }
        case "array":
            guard let elements = value.array else { return ["\(place): \(value.text) is no list"] }
            let range = (schema["minItems"]?.integer ?? 0)...(schema["maxItems"]?.integer ?? .max)
            let count = range.contains(Int64(elements.count)) ? [] : ["\(place): \(elements.count) elements"]
            return count + elements.flatMap { complaints($0, schema["items"] ?? [:], "\(place)[]") }
        case "integer":
            guard let number = value.integer ?? value.string.flatMap({ Int64($0) }) else {
                return ["\(place): \(value.text) is no integer"]
            }
            let range = (schema["minimum"]?.integer ?? .min)...(schema["maximum"]?.integer ?? .max)
            return range.contains(number) ? [] : ["\(place): \(number) is not in \(range)"]
        case "boolean": return ["true", "false"].contains(value.string ?? value.text) ? [] : ["\(place): \(value.text) is no boolean"]
        case "string": return textComplaints(value, schema, place)
        default: return []
        }
    }

    private func textComplaints(_ value: JSON, _ schema: JSON, _ place: String) -> [String] {
        guard let text = value.string else { return ["\(place): \(value.text) is no text"] }
        var found: [String] = []
        if Int64(text.count) > schema["maxLength"]?.integer ?? .max || Int64(text.count) < schema["minLength"]?.integer ?? 0 {
            found.append("\(place): \(text.count) characters")
        }
        if let words = schema["enum"]?.array, !words.contains(value) { found.append("\(place): \(text) is none of its words") }
        if let pattern = schema["pattern"]?.string, let expression = try? NSRegularExpression(pattern: pattern),
            expression.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) == nil
        {
            found.append("\(place): \(text) does not match \(pattern)")
        }
        return found
    }

    /// The pairs of a query or form, nested as their names say.
    static func tree(_ text: String) -> JSONObject {
        var root = JSON.object(JSONObject())
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { String($0).removingPercentEncoding ?? String($0) }
            let names = parts[0].split(separator: "[", omittingEmptySubsequences: false).map { $0.hasSuffix("]") ? $0.dropLast() : $0 }
            root = laid(.string(parts.count > 1 ? parts[1] : ""), at: names[...], in: root)
        }
        return root.object ?? JSONObject()
    }

    private static func laid(_ value: JSON, at names: ArraySlice<Substring>, in node: JSON?) -> JSON {
        guard let name = names.first else { return value }
        if name.isEmpty { return .array((node?.array ?? []) + [laid(value, at: names.dropFirst(), in: nil)]) }
        var object = node?.object ?? JSONObject()
        object[String(name)] = laid(value, at: names.dropFirst(), in: object[String(name)])
        return .object(object)
    }
}
