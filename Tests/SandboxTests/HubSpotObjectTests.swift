import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct HubSpotObjectTests {
    private let contacts = "/crm/v3/objects/contacts"

    @Test func `a record is made with 201 and read back with strings and nulls`() throws {
        let bench = HubSpotBench()
        let made = try bench.call(.post, contacts, ["properties": ["email": "Ana@Northwind.example", "firstname": "Ana"]])
        #expect(made.status == 201)
        let id = try #require(made.body["id"]?.string)
        let read = try bench.call(.get, contacts + "/\(id)?properties=email,lastname,no_such_property")
        #expect(read.status == 200)
        #expect(read.shape == ["id", "properties", "createdAt", "updatedAt", "archived"])
        let properties = try #require(read.body["properties"]?.object)
        #expect(properties["email"] == "ana@northwind.example")
        #expect(properties["lastname"] == .null)
        #expect(properties["no_such_property"] == nil)
        #expect(properties["hs_object_id"] == .string(id))
        #expect(properties["lastmodifieddate"] == .string(bench.now.isoMilliseconds))
        #expect(properties["hs_lastmodifieddate"] == nil)
    }

    @Test func `a listing has ten by default, a hundred at most, and pages by the next id`() throws {
        let bench = HubSpotBench(records: 400)
        let first = try bench.call(.get, contacts)
        #expect(first.results.count == 10)
        let last = try #require(first.ids.last.flatMap { Int64($0) })
        #expect(first.body["paging"]?["next"]?["after"] == .string(String(last + 1)))
        #expect(first.body["paging"]?["next"]?["link"] == .string("https://api.hubapi.com/crm/v3/objects/contacts?after=\(last + 1)"))
        #expect(try bench.call(.get, contacts + "?limit=101").status == 400)
        #expect(try bench.call(.get, contacts + "?limit=51&propertiesWithHistory=email").status == 400)
        var seen: [String] = []
        var after: String? = "0"
        while let place = after {
            let page = try bench.call(.get, contacts + "?limit=100&after=\(place)")
            seen += page.ids
            after = page.body["paging"]?["next"]?["after"]?.string
            #expect((page.body["paging"] == nil) == (after == nil))
        }
        #expect(seen.count == 240)
        #expect(Set(seen).count == 240)
    }

    @Test func `a record is found by a property with unique values and by no other`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("contacts", ["email": "a@x.example", "lastname": "A"])
        #expect(try bench.call(.get, contacts + "/A%40x.example?idProperty=email").body["id"] == .string(id))
        #expect(try bench.call(.patch, contacts + "/a@x.example?idProperty=email", ["properties": ["lastname": "B"]]).status == 200)
        #expect(try bench.call(.get, contacts + "/A?idProperty=lastname").status == 400)
        #expect(try bench.call(.get, contacts + "/none@x.example?idProperty=email").status == 404)
    }

    @Test func `a missing record and an unknown object are refused`() throws {
        let bench = HubSpotBench()
        let missing = try bench.call(.get, contacts + "/99999999")
        #expect(missing.status == 404)
        #expect(missing.body["category"] == "OBJECT_NOT_FOUND")
        #expect(missing.shape == ["status", "message", "correlationId", "category"])
        #expect(try bench.call(.get, "/crm/v3/objects/unicorns").message == "Unable to infer object type from: unicorns")
    }

    @Test func `a custom object answers to its names`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("referrals", ["name": "R", "email": "r@x.example", "state": "new"])
        for name in ["referrals", "p62515_referrals", "2-4410087"] {
            #expect(try bench.call(.get, "/crm/v3/objects/\(name)/\(id)").body["id"] == .string(id))
        }
        #expect(try bench.call(.get, "/crm/objects/2026-03/referrals/\(id)").body["id"] == .string(id))
    }

    @Test func `history tells value, time and source, newest first`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("deals", ["dealname": "D", "dealstage": "appointmentscheduled"])
        bench.now = bench.now + .seconds(60)
        _ = try bench.call(.patch, "/crm/v3/objects/deals/\(id)", ["properties": ["dealstage": "closedwon"]])
        bench.now = bench.now + .seconds(60)
        let by = PersonEdit(.update, object: "deals", id: id, fields: JSONObject([("dealstage", "closedlost")]), by: "41002")
        _ = try bench.hubspot.edit(by, at: bench.now)
        let read = try bench.call(.get, "/crm/v3/objects/deals/\(id)?propertiesWithHistory=dealstage&properties=hs_is_closed_won")
        let versions = try #require(read.body["propertiesWithHistory"]?["dealstage"]?.array)
        #expect(versions.map { $0["value"] } == ["closedlost", "closedwon", "appointmentscheduled"])
        #expect(versions.map { $0["sourceType"] } == ["CRM_UI", "INTEGRATION", "INTEGRATION"])
        #expect(versions[0]["timestamp"] == .string(bench.now.isoMilliseconds))
        #expect(read.body["properties"]?["hs_is_closed_won"] == "false")
    }

    @Test func `an archived record answers 404 unless asked for as archived, and deleting twice is 204`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("contacts", ["email": "a@x.example", "lastname": "A"])
        bench.now = bench.now + .seconds(5)
        let archivedAt = bench.now
        #expect(try bench.call(.delete, contacts + "/\(id)").status == 204)
        bench.now = bench.now + .seconds(5)
        #expect(try bench.call(.delete, contacts + "/\(id)").status == 204)
        #expect(try bench.call(.delete, contacts + "/424242").status == 204)
        #expect(try bench.call(.get, contacts + "/\(id)").status == 404)
        #expect(try bench.call(.patch, contacts + "/\(id)", ["properties": ["lastname": "B"]]).status == 404)
        let archived = try bench.call(.get, contacts + "/\(id)?archived=true&properties=email")
        #expect(archived.shape == ["id", "properties", "createdAt", "updatedAt", "archived", "archivedAt"])
        #expect(archived.body["properties"]?["email"] == .null)
        #expect(archived.body["archivedAt"] == .string(archivedAt.isoMilliseconds))
        #expect(try bench.call(.get, contacts + "?archived=true").ids == [id])
        #expect(try bench.call(.get, contacts).ids.isEmpty)
    }

    @Test func `an archived contact frees its address and loses it for good when another took it`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("contacts", ["email": "a@x.example", "lastname": "A"])
        _ = try bench.hubspot.edit(PersonEdit(.archive, object: "contacts", id: id), at: bench.now)
        _ = try bench.hubspot.edit(PersonEdit(.undelete, object: "contacts", id: id), at: bench.now)
        #expect(try bench.call(.get, contacts + "/\(id)").body["properties"]?["email"] == "a@x.example")
        _ = try bench.call(.delete, contacts + "/\(id)")
        let other = try bench.make("contacts", ["email": "a@x.example"])
        #expect(other != id)
        _ = try bench.hubspot.edit(PersonEdit(.undelete, object: "contacts", id: id), at: bench.now)
        #expect(try bench.call(.get, contacts + "/\(id)").body["properties"]?["email"] == .null)
    }

    @Test func `a purged record is in no list`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("contacts", ["email": "a@x.example"])
        #expect(try bench.call(.post, contacts + "/gdpr-delete", ["objectId": "a@x.example", "idProperty": "email"]).status == 204)
        #expect(try bench.call(.get, contacts + "/\(id)?archived=true").status == 404)
        #expect(try bench.call(.get, contacts + "?archived=true").ids.isEmpty)
    }

    @Test func `a merge makes a new record to which both old ids lead`() throws {
        let bench = HubSpotBench()
        let first = try bench.make("companies", ["name": "First", "domain": "https://www.First.example/about"])
        let second = try bench.make("companies", ["name": "Second", "phone": "+15550100"])
        let contact = try bench.make("contacts", ["lastname": "C"])
        _ = try bench.call(.put, "/crm/v4/objects/contacts/\(contact)/associations/default/companies/\(second)")
        let merged = try bench.call(
            .post, "/crm/v3/objects/companies/merge", ["primaryObjectId": .string(first), "objectIdToMerge": .string(second)])
        let id = try #require(merged.body["id"]?.string)
        #expect(merged.status == 200)
        #expect(![first, second].contains(id))
        for old in [first, second] {
            let read = try bench.call(.get, "/crm/v3/objects/companies/\(old)?properties=name,phone,domain,hs_merged_object_ids")
            #expect(read.body["id"] == .string(id))
            #expect(read.body["properties"]?["name"] == "First")
            #expect(read.body["properties"]?["phone"] == "+15550100")
            #expect(read.body["properties"]?["domain"] == "first.example")
            #expect(read.body["properties"]?["hs_merged_object_ids"] == .string("\(first);\(second)"))
        }
        #expect(try bench.call(.get, "/crm/v3/objects/companies").ids == [id])
        #expect(try bench.call(.get, "/crm/v3/objects/companies?archived=true").ids.isEmpty)
        let both: JSON = ["inputs": [["id": .string(first)], ["id": .string(second)]]]
        #expect(try bench.call(.post, "/crm/v3/objects/companies/batch/read", both).ids == [id])
        let links = try bench.call(.get, "/crm/v4/objects/contacts/\(contact)/associations/companies")
        #expect(links.results.map { $0["toObjectId"] } == [.number(id)])
    }

    @Test func `an archived record is neither linked nor merged`() throws {
        let bench = HubSpotBench()
        let ids = try (0..<2).map { try bench.make("companies", ["name": .string("C\($0)")]) }
        let contact = try bench.make("contacts", ["lastname": "A"])
        _ = try bench.call(.delete, "/crm/v3/objects/companies/\(ids[0])")
        #expect(try bench.call(.put, "/crm/v4/objects/contacts/\(contact)/associations/default/companies/\(ids[0])").status == 404)
        let pair: JSON = ["primaryObjectId": .string(ids[1]), "objectIdToMerge": .string(ids[0])]
        #expect(try bench.call(.post, "/crm/v3/objects/companies/merge", pair).status == 404)
        #expect(try bench.call(.get, "/crm/v3/objects/companies").ids == [ids[1]])
    }
}
