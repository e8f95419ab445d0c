import HTTP
import HTTPTypes
import Model

/// What a fault makes of the values in a body, on their way in or out. The rest of the body stays as the vendor, or the caller, wrote it.
struct RowFaults: Sendable {
    let kind: FaultKind
    let shape: RowShape

    /// The request as it reaches the vendor.
    func written(_ request: Request) -> Request {
        guard let body = try? JSON(parsing: request.body) else { return request }
        var changed = request
        changed.body = shape.mapping(body, isAnswer: false, stored).bytes
        return changed
    }

    /// The answer as it reaches the caller.
    func read(_ response: Response, to request: Request) -> Response {
        guard response.head.status.code == 200, let body = try? JSON(parsing: response.body) else { return response }
        var changed = response
        switch kind {
        case .duplicateKeys: changed.body = Self.twice(response.body, body)
        case .totalWrong: changed.body = wrongTotal(body).bytes
        case .repeatedCursor: changed.body = repeated(body, request).bytes
        case .rowHidden: changed.body = shape.hidingFirst(body).bytes
        case .shortIDs: changed.body = Self.shortened(body).bytes
        case .fieldsDeleted: changed.body = shape.describing(body) { _ in nil }.bytes
        case .fieldsRetyped: changed.body = shape.describing(body, Self.retyped).bytes
        case .hugeValue:
            // One row is enough: a page of such would be a fault of the sandbox.
            var isFirst = true
            changed.body =
                shape.mapping(body, isAnswer: true) { values in
                    defer { isFirst = false }
                    return isFirst ? shown(values) : values
                }.bytes
        default: changed.body = shape.mapping(body, isAnswer: true, shown).bytes
        }
        return changed
    }

    // MARK: Values

    private func stored(_ values: JSONObject) -> JSONObject {
        var values = values
        for (name, value) in values.members {
            if kind == .scaleLost {
                values[name] = Self.whole(value)
                continue
            }
            guard shape.isFree(name, value), let text = value.string else { continue }
            switch kind {
            case .textTruncated: values[name] = .string(String(text.prefix(10)))
            case .textRecased: values[name] = .string(text.uppercased())
            case .textTrimmed: values[name] = .string(text.filter { !$0.isWhitespace })
            case .valueRewritten: values[name] = .string(text + " (by a workflow)")
            default: break
            }
        }
        return values
    }

    private func shown(_ values: JSONObject) -> JSONObject {
        var values = values
        switch kind {
        case .numberAsText:
            for (name, value) in values.members where !shape.fixed.contains(name) { values[name] = Self.otherwise(value) }
        case .zoneChanged:
            for (name, value) in values.members { values[name] = Self.rezoned(value) }
        case .unknownOption:
            for (name, value) in values.members where shape.choices.contains(name) && value.string != nil {
                values[name] = "Never heard of"
            }
        default:
            guard let (name, value) = values.members.first(where: { shape.isFree($0.name, $0.value) }) else { return values }
            switch kind {
            case .fieldVanished: values[name] = nil
            case .typeChanged: values[name] = ["value": value]
            case .hugeValue: values[name] = .string(String(repeating: "x", count: 1 << 20))
            case .oddText: values[name] = "a\u{0}\u{202E}b\u{1F642}\u{05D0}\u{FEFF}"
            default: break
            }
        }
        return values
    }

    private static func whole(_ value: JSON) -> JSON {
        func cut(_ text: String) -> String? {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.drop { $0 == "-" }.allSatisfy(\.isNumber) }) else { return nil }
            return String(parts[0])
        }
        switch value {
        case .number(let text): return cut(text).map { .number($0) } ?? value
        case .string(let text): return cut(text).map { .string($0) } ?? value
        default: return value
        }
    }

    private static func otherwise(_ value: JSON) -> JSON {
        switch value {
        case .number(let text): return .string(text)
        case .string(let text):
            guard !text.isEmpty, text.utf8.count < 16, !text.hasPrefix("0"), text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
                return value
            }
            return .number(text)
        default: return value
        }
    }

    /// The same instant as a clock in India shows it, in the notation it came in.
    private static func rezoned(_ value: JSON) -> JSON {
        guard let text = value.string, text.contains("T"), let instant = Timestamp(iso: text) else { return value }
        let shifted = (instant + .seconds(19_800)).isoMilliseconds.dropLast()
        return .string(shifted + (text.hasSuffix("+0000") ? "+0530" : "+05:30"))
    }

    // MARK: The body around the rows

    private func wrongTotal(_ body: JSON) -> JSON {
        guard var object = body.object else { return body }
        for name in shape.totals { if let total = object[name]?.integer { object[name] = .integer(total / 2) } }
        return .object(object)
    }

    /// The next page is the one that was asked for: in Salesforce an address, elsewhere the cursor of the request.
    private func repeated(_ body: JSON, _ request: Request) -> JSON {
        let target = RequestTarget(request)
        guard var object = body.object else { return body }
        if object["nextRecordsUrl"] != nil, target.query.isEmpty { object["nextRecordsUrl"] = .string(target.path) }
        if var paging = object["paging"]?.object, let after = target["after"] {
            paging["next"] = ["after": .string(after)]
            object["paging"] = .object(paging)
        }
        if var more = object["additional_data"]?.object, let cursor = target["cursor"], more["next_cursor"]?.string != nil {
            more["next_cursor"] = .string(cursor)
            object["additional_data"] = .object(more)
        }
        if let after = (try? JSON(parsing: request.body))?["variables"]?["after"]?.string, var data = object["data"]?.object {
            for (name, list) in data.members {
                guard var list = list.object, var info = list["pageInfo"]?.object, info["hasNextPage"] == true else { continue }
                info["endCursor"] = .string(after)
                list["pageInfo"] = .object(info)
                data[name] = .object(list)
            }
            object["data"] = .object(data)
        }
        return .object(object)
    }

    private static func twice(_ bytes: [UInt8], _ body: JSON) -> [UInt8] {
        guard let first = body.object?.members.first, let brace = bytes.firstIndex(of: UInt8(ascii: "{")) else { return bytes }
        return Array(bytes[...brace]) + JSON.string(first.name).bytes + Array(":0,".utf8) + Array(bytes[(brace + 1)...])
    }

    /// A text, said to be an instant; both vendors use the same two words.
    private static func retyped(_ field: JSONObject) -> JSONObject {
        guard field["type"] == "string" else { return field }
        var field = field
        field["type"] = "datetime"
        return field
    }

    private static func shortened(_ value: JSON) -> JSON {
        switch value {
        case .array(let rows): return .array(rows.map(shortened))
        case .object(let object): return .object(JSONObject(object.members.map { ($0.name, shortened($0.value)) }))
        case .string(let text) where text.utf8.count == 18 && SalesforceID.widened(String(text.prefix(15))) == text:
            return .string(String(text.prefix(15)))
        default: return value
        }
    }
}
