import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct PipedriveRecordTests {
    private let bench = PipedriveBench()

    @Test func `an organization is made with 201 and its own fields stand under their hashes`() throws {
        let (domain, tier) = (try PipedriveBench.key("Domain", "organizations"), try PipedriveBench.key("Partner tier", "organizations"))
        #expect(domain.count == 40 && domain.allSatisfy { "0123456789abcdef".contains($0) })
        let gold = try #require(
            bench.call(.get, "/api/v1/organizationFields?limit=500").data.array?.first { $0["key"]?.string == tier }?["options"]?.array?
                .first { $0["label"] == "Gold" }?["id"])
        let id = try bench.make("organizations", ["name": "Northwind", "custom_fields": [domain: "northwind.example", tier: gold]])
        let found = bench.call(.get, "organizations/\(id)").data
        #expect(found["name"] == "Northwind")
        #expect(found["custom_fields"]?[domain] == "northwind.example")
        #expect(found["custom_fields"]?[tier] == gold)
        #expect(found["is_deleted"] == false)
        #expect(found["add_time"] == "2026-01-01T00:00:00Z")
        #expect(found["owner_id"] == 12_000_000)
    }

    @Test func `a person has addresses in a list, and one name of two parts`() throws {
        let id = try bench.make("persons", ["name": "Ada King Lovelace", "emails": [["value": "ada@x.example"]]])
        let found = bench.call(.get, "persons/\(id)").data
        #expect(found["first_name"] == "Ada")
        #expect(found["last_name"] == "King Lovelace")
        #expect(found["emails"] == [["label": "work", "value": "ada@x.example", "primary": true]])
        #expect(found["phones"] == [])
        #expect(bench.call(.patch, "persons/\(id)", ["last_name": "Byron"]).data["name"] == "Ada Byron")
        #expect(bench.call(.patch, "persons/\(id)", ["emails": []]).data["emails"] == [])
    }

    @Test func `a deal begins open at the first stage, and its status sets its times`() throws {
        let id = try bench.make("deals", ["title": "Sale", "value": .number("1250.50"), "currency": "EUR"])
        let made = bench.call(.get, "deals/\(id)").data
        #expect(made["status"] == "open" && made["stage_id"] == 1 && made["pipeline_id"] == 1)
        #expect(made["value"] == .number("1250.50"))
        bench.now = bench.now + .seconds(60)
        let won = bench.call(.patch, "deals/\(id)", ["status": "won", "stage_id": 5]).data
        #expect(won["won_time"] == "2026-01-01T00:01:00Z" && won["close_time"] == won["won_time"])
        #expect(won["pipeline_id"] == 2 && won["update_time"] == "2026-01-01T00:01:00Z")
        #expect(bench.call(.patch, "deals/\(id)", ["status": "open"]).data["won_time"] == .null)
    }

    @Test func `a write that changes nothing leaves the stamp alone`() throws {
        let id = try bench.make("organizations", ["name": "Same"])
        bench.now = bench.now + .seconds(60)
        #expect(bench.call(.patch, "organizations/\(id)", ["name": "Same"]).data["update_time"] == "2026-01-01T00:00:00Z")
    }

    @Test func `a deleted record is out of listings and searches, can be read by id, and deals show it for thirty days`() throws {
        let id = try bench.make("deals", ["title": "Gone soon"])
        let gone = bench.call(.delete, "deals/\(id)")
        #expect(gone.status == 200 && gone.data == ["id": .integer(id)])
        #expect(bench.call(.get, "deals").ids == [])
        #expect(bench.call(.get, "deals/search?term=Gone").data["items"] == [])
        #expect(bench.call(.get, "deals/\(id)").data["is_deleted"] == true)
        #expect(bench.call(.get, "deals?status=deleted").ids == [id])
        #expect(bench.call(.patch, "deals/\(id)", ["title": "x"]).status == 404)
        #expect(bench.call(.delete, "deals/\(id)").status == 404)
        bench.now = bench.now + .seconds(31 * 86_400)
        #expect(bench.call(.get, "deals?status=deleted").ids == [])
    }

    @Test func `a merge keeps one id, fills blanks, joins addresses and moves links`() throws {
        let winner = try bench.make("persons", ["name": "Ann One", "emails": [["value": "one@x.example"]]])
        let loser = try bench.make(
            "persons", ["name": "Ann Two", "emails": [["value": "two@x.example"]], "phones": [["value": "1"]]])
        let deal = try bench.make("deals", ["title": "D", "person_id": .integer(loser)])
        let merged = bench.call(.put, "/api/v1/persons/\(loser)/merge", ["merge_with_id": .integer(winner)])
        #expect(merged.status == 200 && merged.data["id"] == .integer(winner))
        let kept = bench.call(.get, "persons/\(winner)").data
        #expect(kept["emails"]?.array?.compactMap { $0["value"]?.string } == ["one@x.example", "two@x.example"])
        #expect(kept["emails"]?.array?.compactMap { $0["primary"]?.bool } == [true, false])
        #expect(kept["phones"]?[0]?["value"] == "1")
        #expect(bench.call(.get, "persons/\(loser)").data["is_deleted"] == true)
        #expect(bench.call(.get, "deals/\(deal)").data["person_id"] == .integer(winner))
    }

    @Test func `people work with the same checks`() throws {
        let id = String(try bench.make("organizations", ["name": "Here"]))
        let domain = try PipedriveBench.key("Domain", "organizations")
        let fields = JSONObject([("name", "There"), (domain, "there.example")])
        let shown = try bench.company.edit(PersonEdit(.update, object: "organizations", id: id, fields: fields), at: bench.now)
        #expect(shown["fields"]?[domain] == "there.example")
        #expect(shown["history"]?[0]?["by"] != 12_000_000)
        _ = try bench.company.edit(PersonEdit(.delete, object: "organizations", id: id), at: bench.now)
        _ = try bench.company.edit(PersonEdit(.undelete, object: "organizations", id: id), at: bench.now)
        #expect(bench.call(.get, "organizations").ids.count == 1)
        #expect(throws: SandboxError.self) {
            try bench.company.edit(PersonEdit(.update, object: "organizations", id: id, fields: JSONObject([("nope", 1)])), at: bench.now)
        }
    }
}
