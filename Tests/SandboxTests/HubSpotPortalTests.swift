import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct HubSpotPortalTests {
    @Test func `the account, its properties, owners, pipelines and schemas are described`() throws {
        let bench = HubSpotBench(records: 50)
        #expect(try bench.call(.get, "/account-info/v3/details").body["portalId"] == 62515)
        let listed = try bench.call(.get, "/crm/v3/properties/companies").results
        let byName = Dictionary(uniqueKeysWithValues: listed.map { ($0["name"]?.string ?? "", $0) })
        #expect(byName["entente_id"]?["hasUniqueValue"] == true)
        #expect(byName["domain"]?["hasUniqueValue"] == false)
        #expect(byName["partner_tier"]?["options"]?.array?.map { $0["value"] } == ["bronze", "silver", "gold", "platinum"])
        #expect(byName["hs_object_id"]?["modificationMetadata"]?["readOnlyValue"] == true)
        #expect(try bench.call(.get, "/crm/v3/properties/deals/amount_in_home_currency").body["calculated"] == true)
        #expect(try bench.call(.get, "/crm/v3/properties/deals/nope").status == 404)
        let stages = try bench.call(.get, "/crm/v3/pipelines/deals").results.first?["stages"]?.array ?? []
        #expect(stages.first { $0["id"] == "closedwon" }?["metadata"] == ["isClosed": "true", "probability": "1.0"])
        let owners = try bench.call(.get, "/crm/v3/owners?limit=2")
        #expect(owners.ids.count == 2)
        #expect(owners.results.allSatisfy { $0["id"] != $0["userId"] })
        #expect(try bench.call(.get, "/crm/v3/owners?archived=true").results.map { $0["userId"] } == [.null])
        let schema = try #require(try bench.call(.get, "/crm/v3/schemas").results.first)
        #expect(schema["fullyQualifiedName"] == "p62515_referrals")
        #expect(schema["objectTypeId"] == "2-4410087")
    }

    @Test func `one seed gives one portal and another seed another`() throws {
        let first = HubSpotBench(records: 300, seed: 3).hubspot.state().canonicalBytes
        #expect(first == HubSpotBench(records: 300, seed: 3).hubspot.state().canonicalBytes)
        #expect(first != HubSpotBench(records: 300, seed: 4).hubspot.state().canonicalBytes)
    }

    @Test func `the same calls get the same answers`() throws {
        let replies = try (0..<2).map { _ in
            let bench = HubSpotBench(records: 100)
            return [
                try bench.call(.post, "/crm/v3/objects/deals", ["properties": ["nope": "1"]]).body,
                try bench.call(.post, "/crm/v3/objects/deals", ["properties": ["dealname": "D"]]).body,
                try bench.call(.get, "/crm/v3/objects/contacts?limit=100").body,
            ]
        }
        #expect(replies[0] == replies[1])
    }

    @Test func `a seeded portal holds what the program says, with histories and links`() throws {
        let bench = HubSpotBench(records: 1000)
        let deals = try bench.call(
            .get,
            "/crm/v3/objects/deals?limit=50&properties=amount,deal_currency_code,dealstage&associations=companies,contacts"
                + "&propertiesWithHistory=dealstage")
        #expect(deals.results.count == 50)
        #expect(deals.results.contains { $0["propertiesWithHistory"]?["dealstage"]?.array?.count == 3 })
        let types = deals.results.flatMap { $0["associations"]?["companies"]?["results"]?.array ?? [] }.compactMap { $0["type"]?.string }
        #expect(Set(types) == ["deal_to_company", "deal_to_company_unlabeled", "deal_to_company_partner"])
        #expect(Set(deals.results.compactMap { $0["properties"]?["deal_currency_code"]?.string }).count > 2)
        let companies = try bench.call(.get, "/crm/v3/objects/companies?limit=100&properties=type,domain").results
        #expect(companies.count == 100)
        #expect(
            companies.contains { $0["properties"]?["type"] == "PARTNER" } && companies.contains { $0["properties"]?["type"] == "PROSPECT" })
    }

    @Test func `a person's edit is checked like a call and may archive, restore and merge`() throws {
        let bench = HubSpotBench()
        let fields = JSONObject([("email", "a@x.example"), ("phone", .null)])
        let made = try bench.hubspot.edit(PersonEdit(.create, object: "contacts", fields: fields), at: bench.now)
        let id = try #require(made["id"]?.string)
        #expect(made["history"]?["email"]?[0]?["sourceType"] == "CRM_UI")
        #expect(throws: SandboxError.self) {
            try bench.hubspot.edit(PersonEdit(.update, object: "contacts", id: id, fields: JSONObject([("nope", "1")])), at: bench.now)
        }
        #expect(throws: SandboxError.self) { try bench.hubspot.edit(PersonEdit(.undelete, object: "contacts", id: id), at: bench.now) }
        #expect(throws: SandboxError.self) { try bench.hubspot.edit(PersonEdit(.delete, object: "unicorns", id: id), at: bench.now) }
        let other = try bench.make("contacts", ["lastname": "B"])
        let merged = try bench.hubspot.edit(PersonEdit(.merge, object: "contacts", id: other, into: id), at: bench.now)
        #expect(merged["merged"] == [.string(id), .string(other)])
        #expect(try bench.call(.get, "/crm/v3/objects/contacts/\(other)").body["id"] == merged["id"])
    }

    @Test func `behind a port it is changed as a person and shows its state`() async throws {
        let bench = HubSpotBench()
        let port = SandboxPort(
            vendor: bench.hubspot, clock: SandboxClock(startingAt: bench.now, pinned: true), faults: try Faults("response-lost@hubspot=#1"))
        let transport = SandboxTransport([("api.hubapi.com", port)])
        func send(_ method: HTTPRequest.Method, _ path: String, _ body: JSON) async throws -> JSON {
            var head = HTTPRequest(method: method, scheme: "https", authority: "api.hubapi.com", path: path)
            head.headerFields[.authorization] = "Bearer \(bench.hubspot.settings.token)"
            head.headerFields[.contentType] = "application/json"
            return try JSON(parsing: await transport.send(Request(head: head, body: body.bytes, isRead: false)).body)
        }
        await #expect(throws: HTTPError.self) { try await send(.post, "/crm/v3/objects/deals", ["properties": ["dealname": "D"]]) }
        let state = try await send(.get, "/_sandbox/state", [:])
        let id = try #require(state["deals"]?[0]?["id"]?.string)
        let edit: JSON = ["object": "deals", "id": .string(id), "fields": ["amount": .number("12.5")], "by": "owner1@northwind.example"]
        #expect(try await send(.post, "/_sandbox/edit", edit)["properties"]?["amount"] == "12.5")
        _ = try await send(.post, "/_sandbox/advance", ["seconds": 10])
        #expect(try await send(.post, "/crm/v3/objects/deals/search", [:])["total"] == 1)
    }

    @Test func `twenty thousand records stay correct under many writes`() throws {
        let bench = HubSpotBench(records: 20_000)
        let listed = try bench.call(.get, "/crm/v3/objects/contacts?limit=100").ids
        bench.now = bench.now + .seconds(60)
        let since = String(bench.now.milliseconds)
        for start in stride(from: 0, to: 100, by: 20) {
            let rows = listed[start..<start + 20].map { id -> JSON in ["id": .string(id), "properties": ["jobtitle": "Changed"]] }
            #expect(try bench.call(.post, "/crm/v3/objects/contacts/batch/update", ["inputs": .array(rows)]).status == 200)
        }
        bench.now = bench.now + .seconds(10)
        let filters = HubSpotBench.filters([HubSpotBench.filter("lastmodifieddate", "GTE", since)], sort: "lastmodifieddate")
        let found = try bench.search("contacts", filters)
        #expect(found.body["total"] == 100)
        #expect(Set(found.ids) == Set(listed))
    }
}
