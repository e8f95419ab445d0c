import HTTP
import HTTPTypes
import Model
import Sandbox

/// A request as somebody reads it who listens on the wire and knows the vendor's documentation, not the connector.
struct Wire {
    enum Sort { case listing, byID, write, other }

    /// A record as a request writes it.
    struct Row {
        let id: String?
        let values: JSONObject
    }

    let sort: Sort
    /// The kind of record in the vendor's words, as far as the address or the body tells.
    let object: String
    /// What it writes.
    let rows: [Row]
    /// Whether it deletes or archives.
    let isDeletion: Bool
    /// Whether it makes records, or may.
    let isCreation: Bool

    init(_ sort: Sort, _ object: String = "", rows: [Row] = [], isDeletion: Bool = false, isCreation: Bool = false) {
        (self.sort, self.object, self.rows, self.isDeletion, self.isCreation) = (sort, object, rows, isDeletion, isCreation)
    }

    /// Reads a request to a vendor; what it knows nothing of is `other`.
    static func read(_ request: Request, to vendor: String) -> Wire {
        let path = (request.head.path ?? "/").split(separator: "?", maxSplits: 1)
        let parts = (path.first ?? "/").split(separator: "/").map(String.init)
        let query = path.count > 1 ? String(path[1]) : ""
        let method = request.head.method
        switch vendor {
        case "salesforce": return salesforce(method, Array(parts.dropFirst(3)), query, request)
        case "hubspot": return hubspot(method, parts, request)
        case "pipedrive": return pipedrive(method, Array(parts.dropFirst(2)), query, request)
        case "shopify": return Wire(body(request)["query"]?.string?.hasPrefix("mutation") ?? false ? .write : .other, "mutation")
        case "woocommerce": return Wire(method == .get ? .other : .write, "shop")
        default: return Wire(.other)
        }
    }

    private static func salesforce(_ method: HTTPRequest.Method, _ parts: [String], _ query: String, _ request: Request) -> Wire {
        switch (parts.first, parts.count) {
        case ("query", _), ("queryAll", _): return Wire(.listing)
        case ("sobjects", 2) where method == .post: return Wire(.write, parts[1], rows: [row(request)], isCreation: true)
        case ("sobjects", 3) where method == .get: return Wire(parts[2] == "describe" ? .other : .byID, parts[1])
        case ("sobjects", 3) where method == .patch: return Wire(.write, parts[1], rows: [row(request, id: parts[2])])
        case ("sobjects", 3) where method == .delete:
            return Wire(.write, parts[1], rows: [Row(id: parts[2], values: JSONObject())], isDeletion: true)
        case ("composite", 3): return Wire(.byID, parts[2])
        case ("composite", 2) where method == .delete:
            let ids = query.split(separator: "&").first { $0.hasPrefix("ids=") }?.dropFirst(4).split(separator: ",") ?? []
            return Wire(.write, rows: ids.map { Row(id: String($0), values: JSONObject()) }, isDeletion: true)
        case ("composite", 2), ("composite", 4):
            let records = body(request)["records"]?.array ?? []
            let rows = records.map { Row(id: ($0["id"] ?? $0["Id"])?.string, values: $0.object ?? JSONObject()) }
            let object = parts.count > 2 ? parts[2] : records.first?["attributes"]?["type"]?.string ?? ""
            return Wire(.write, object, rows: rows, isCreation: method == .post || parts.count > 2)
        default: return Wire(.other)
        }
    }

    private static func hubspot(_ method: HTTPRequest.Method, _ parts: [String], _ request: Request) -> Wire {
        guard parts.count > 3, parts[0] == "crm", parts[2] == "objects" || parts[2] == "associations" else { return Wire(.other) }
        let last = parts[parts.count - 1]
        if parts.contains("associations") {
            return Wire(method == .get || (last == "read" && parts.contains("batch")) ? .other : .write, "associations")
        }
        if last == "search" || (method == .get && parts.count == 4) { return Wire(.listing, parts[3]) }
        if method == .get || last == "read" { return Wire(.byID, parts[3]) }
        if parts.count > 5, parts[4] == "batch" {
            let rows = (body(request)["inputs"]?.array ?? []).map { input in
                Row(id: last == "upsert" ? nil : input["id"]?.string, values: input["properties"]?.object ?? JSONObject())
            }
            return Wire(.write, parts[3], rows: rows, isDeletion: last == "archive", isCreation: last == "create" || last == "upsert")
        }
        let row = Row(id: parts.count > 4 ? parts[4] : nil, values: body(request)["properties"]?.object ?? JSONObject())
        return Wire(.write, parts[3], rows: [row], isDeletion: method == .delete, isCreation: parts.count == 4)
    }

    private static func pipedrive(_ method: HTTPRequest.Method, _ parts: [String], _ query: String, _ request: Request) -> Wire {
        guard let object = parts.first, ["organizations", "persons", "deals", "itemSearch"].contains(object) else { return Wire(.other) }
        let isOne = parts.count > 1 && Int(parts[1]) != nil
        if method == .get { return Wire(isOne || query.contains("ids=") ? .byID : .listing, object) }
        var values = body(request).object ?? JSONObject()
        for (name, value) in values["custom_fields"]?.object?.members ?? [] { values[name] = value }
        values["custom_fields"] = nil
        for (list, one) in [("emails", "email"), ("phones", "phone")] {
            if let value = values[list] { (values[list], values[one]) = (nil, value) }
        }
        return Wire(
            .write, object, rows: [Row(id: isOne ? parts[1] : nil, values: values)], isDeletion: method == .delete, isCreation: !isOne)
    }

    private static func body(_ request: Request) -> JSON { (try? JSON(parsing: request.body)) ?? .null }

    private static func row(_ request: Request, id: String? = nil) -> Row { Row(id: id, values: body(request).object ?? JSONObject()) }
}
