import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

/// Shopify's stand-in, driven call by call.
struct ShopifyBench {
    static let now = Timestamp(seconds: 1_780_000_000)

    /// What a caller sees of one call.
    struct Seen {
        let status: Int
        let fields: HTTPFields
        let body: JSON

        var data: JSON? { body["data"] }
        var problem: JSON? { body["errors"]?[0] }
        var code: String? { problem?["extensions"]?["code"]?.string }
        var message: String? { problem?["message"]?.string }
        var cost: JSON? { body["extensions"]?["cost"] }
        func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }
    }

    let shop: Shopify
    let data: ProgramData

    init(records: Int = 400, _ change: (inout ShopifySettings) -> Void = { _ in }) {
        var settings = ShopifySettings()
        change(&settings)
        var generator = ProgramGenerator(seed: 3, records: records, now: Self.now, vendors: ["hubspot", "shopify"])
        data = generator.make()
        shop = Shopify(data, settings: settings)
    }

    func ask(
        _ query: String, _ variables: JSON = [:], token: String? = ShopifySettings().token, version: String = "2026-07",
        at now: Timestamp = now, under fault: FaultKind? = nil
    ) -> Seen {
        let body: JSON = ["query": .string(query), "variables": variables]
        return send("/admin/api/\(version)/graphql.json", body.bytes, "application/json", token: token, at: now, under: fault)
    }

    func send(
        _ path: String, _ body: [UInt8], _ type: String, token: String? = nil, at now: Timestamp = now, under fault: FaultKind? = nil
    ) -> Seen {
        var head = HTTPRequest(method: .post, scheme: "http", authority: "127.0.0.1:8804", path: path)
        head.headerFields[.contentType] = type
        if let token, let name = HTTPField.Name("X-Shopify-Access-Token") { head.headerFields[name] = token }
        let response = shop.respond(to: Request(head: head, body: body, isRead: false), at: now, under: fault)
        let parsed = (try? JSON(parsing: response.body)) ?? .null
        return Seen(status: response.head.status.code, fields: response.head.headerFields, body: parsed)
    }

    /// The first record of a listing.
    func first(_ list: String) throws -> String {
        try #require(ask("{ \(list)(first: 1) { nodes { id } } }").data?[list]?["nodes"]?[0]?["id"]?.string)
    }

    @discardableResult
    func person(_ action: PersonEdit.Action, _ object: String, _ id: String?, _ fields: JSON = [:], at now: Timestamp = now) throws -> JSON
    {
        try shop.edit(PersonEdit(action, object: object, id: id, fields: fields.object ?? JSONObject()), at: now)
    }
}
