import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct PipedriveListingTests {
    @Test func `pages follow the cursor, each record once, in every order`() {
        let bench = PipedriveBench(records: 300)
        for order in ["sort_by=id", "sort_by=update_time", "sort_by=add_time&sort_direction=desc"] {
            var (seen, cursor): ([Int64], String?) = ([], nil)
            repeat {
                let after = cursor.map { "&cursor=" + $0.replacing("=", with: "%3D").replacing("+", with: "%2B") } ?? ""
                let page = bench.call(.get, "persons?limit=50&\(order)\(after)")
                seen += page.ids
                cursor = page.next
            } while cursor != nil
            #expect(Set(seen).count == seen.count && seen.count == 180, "\(order)")
        }
        #expect(bench.call(.get, "persons").ids.count == 100)
    }

    @Test func `updated_since includes its instant, and changes come in the order of their stamps`() throws {
        let bench = PipedriveBench()
        let first = try bench.make("organizations", ["name": "A"])
        bench.now = bench.now + .seconds(10)
        let second = try bench.make("organizations", ["name": "B"])
        let page = bench.call(.get, "organizations?updated_since=2026-01-01T00:00:10Z&sort_by=update_time")
        #expect(page.ids == [second])
        #expect(bench.call(.get, "organizations?updated_since=2026-01-01T00:00:00Z&sort_by=update_time").ids == [first, second])
        #expect(bench.call(.get, "organizations?updated_until=2026-01-01T00:00:10Z").ids == [first])
    }

    @Test func `filters by ids, links and status; archived deals are listed apart`() throws {
        let bench = PipedriveBench()
        let org = try bench.make("organizations", ["name": "O"])
        let deal = try bench.make("deals", ["title": "A", "org_id": .integer(org), "status": "won"])
        let other = try bench.make("deals", ["title": "B", "is_archived": true])
        #expect(bench.call(.get, "deals?org_id=\(org)").ids == [deal])
        #expect(bench.call(.get, "deals?status=won,lost").ids == [deal])
        #expect(bench.call(.get, "deals?status=open").ids == [])
        #expect(bench.call(.get, "deals/archived").ids == [other])
        #expect(bench.call(.get, "organizations?ids=\(org),99").ids == [org])
    }

    @Test func `a search finds words and whole values, a field search a field's value`() throws {
        let bench = PipedriveBench()
        let key = try PipedriveBench.key("Entente id", "persons")
        let id = try bench.make("persons", ["name": "Ada", "emails": [["value": "ada@x.example"]], "custom_fields": [key: "n:p1"]])
        let exact = bench.call(.get, "persons/search?term=ADA@x.example&fields=email&exact_match=true")
        #expect(exact.data["items"]?[0]?["item"]?["id"] == .integer(id))
        #expect(bench.call(.get, "persons/search?term=ada@x&fields=email&exact_match=true").data["items"] == [])
        #expect(bench.call(.get, "persons/search?term=n:p1&fields=custom_fields&exact_match=true").data["items"]?.array?.count == 1)
        #expect(bench.call(.get, "itemSearch/field?term=n:p1&entity_type=person&field=\(key)&match=exact").ids == [id])
        #expect(bench.call(.get, "itemSearch/field?term=n:p&entity_type=person&field=\(key)&match=exact").ids == [])
    }

    @Test func `fields are paged by offset and name their type, options and rights`() throws {
        let bench = PipedriveBench()
        let first = bench.call(.get, "/api/v1/dealFields?limit=5")
        let pagination = first.body["additional_data"]?["pagination"]
        #expect(pagination?["more_items_in_collection"] == true && pagination?["next_start"] == 5)
        let all = bench.call(.get, "/api/v1/dealFields?limit=500").data.array ?? []
        let own = try PipedriveBench.key("Products", "deals")
        let products = all.first { $0["key"]?.string == own }
        #expect(products?["field_type"] == "set" && products?["edit_flag"] == true)
        #expect(all.first { $0["key"] == "update_time" }?["bulk_edit_allowed"] == false)
        let people = bench.call(.get, "/api/v1/personFields?limit=500").data.array?.compactMap { $0["key"]?.string } ?? []
        #expect(people.contains("email") && people.contains("phone") && !people.contains("emails"))
    }

    @Test func `users, pipelines and stages`() {
        let bench = PipedriveBench(records: 10)
        #expect(bench.call(.get, "/api/v1/users/me").data["email"] == "sync@northwind.example")
        #expect(bench.call(.get, "/api/v1/users").data.array?.count == 6)
        #expect(bench.call(.get, "pipelines").data.array?.count == 2)
        #expect(bench.call(.get, "stages").data[2]?["name"] == "Proposal Made")
    }
}
