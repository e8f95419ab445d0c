import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct HubSpotSearchTests {
    private typealias Bench = HubSpotBench

    @Test func `a change shows after the lag and not before, and a read by id shows it at once`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("deals", ["dealname": "D", "amount": "1"])
        let search = { try bench.search("deals", Bench.filters([Bench.filter("amount", "EQ", "1.00")])).ids }
        #expect(try search().isEmpty)
        bench.now = bench.now + .milliseconds(9999)
        #expect(try search().isEmpty)
        bench.now = bench.now + .milliseconds(1)
        #expect(try search() == [id])
        _ = try bench.call(.patch, "/crm/v3/objects/deals/\(id)", ["properties": ["amount": "2"]])
        #expect(try search() == [id])
        #expect(try bench.call(.get, "/crm/v3/objects/deals/\(id)").body["properties"]?["amount"] == "2")
        bench.now = bench.now + .seconds(10)
        #expect(try search().isEmpty)
    }

    @Test func `a late commit keeps its stamp and shows two minutes later`() throws {
        let bench = HubSpotBench()
        let stamp = bench.now
        _ = try bench.call(.post, "/crm/v3/objects/deals", ["properties": ["dealname": "late"]], under: .lateCommit)
        bench.now = bench.now + .seconds(30)
        let punctual = try bench.make("deals", ["dealname": "punctual"])
        let all = Bench.filters([Bench.filter("hs_lastmodifieddate", "GTE", "0")], sort: "hs_lastmodifieddate")
        bench.now = bench.now + .seconds(10)
        #expect(try bench.search("deals", all).ids == [punctual])
        bench.now = bench.now + .seconds(90)
        let found = try bench.search("deals", all)
        #expect(found.ids.count == 2)
        #expect(found.results.first?["updatedAt"] == .string(stamp.isoMilliseconds))
    }

    @Test func `an archived record disappears at once`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("deals", ["dealname": "D"])
        _ = try bench.call(.delete, "/crm/v3/objects/deals/\(id)")
        bench.now = bench.now + .seconds(60)
        #expect(try bench.search("deals", [:]).body["total"] == 0)
    }

    @Test func `paging by offset ends where paging is absent and never passes the cap`() throws {
        let bench = HubSpotBench(records: 18_000)
        let total = try bench.search("contacts", ["limit": 1]).body["total"]
        #expect(total == 10_800)
        var after: String? = nil
        var seen: Set<String> = []
        var pages = 0
        repeat {
            let body = Bench.filters([Bench.filter("lastmodifieddate", "GTE", "0")], sort: "lastmodifieddate", after: after)
            let page = try bench.search("contacts", body)
            seen.formUnion(page.ids)
            after = page.body["paging"]?["next"]?["after"]?.string
            pages += 1
        } while after != nil && after != "10000"
        #expect(after == "10000")
        #expect(pages == 50)
        #expect(seen.count == 10_000)
        let beyond = try bench.search("contacts", ["after": "10000", "limit": 1])
        #expect(beyond.status == 400)
        #expect(beyond.body["category"] == "VALIDATION_ERROR")
        #expect(try bench.search("contacts", ["limit": 201]).status == 400)
    }

    @Test func `records of one instant are read by a keyset on their ids`() throws {
        let bench = HubSpotBench()
        let ids = try (0..<450).map { try bench.make("deals", ["dealname": .string("D\($0)")]) }
        bench.now = bench.now + .seconds(11)
        let instant = String((bench.now - .seconds(11)).milliseconds)
        var (last, seen) = ("0", [String]())
        while true {
            let filters = [Bench.filter("hs_lastmodifieddate", "EQ", instant), Bench.filter("hs_object_id", "GT", last)]
            let page = try bench.search("deals", Bench.filters(filters, sort: "hs_object_id"))
            guard let next = page.ids.last else { break }
            seen += page.ids
            last = next
        }
        #expect(seen == ids)
    }

    @Test func `a range of changes agrees with a look at every record`() throws {
        let bench = HubSpotBench(records: 2000)
        let all = try bench.search("companies", ["limit": 200]).results
        let times = all.compactMap { $0["updatedAt"]?.string }.sorted()
        #expect(times.count == 200)
        for (test, keeps) in [
            ("GTE", { (left: String, right: String) in left >= right }), ("GT", { $0 > $1 }), ("LTE", { $0 <= $1 }), ("LT", { $0 < $1 }),
        ] {
            for bound in [times[0], times[77], times[199]] {
                let found = try bench.search(
                    "companies", Bench.filters([Bench.filter("hs_lastmodifieddate", test, bound)], sort: "hs_lastmodifieddate"))
                #expect(found.body["total"] == .integer(times.count { keeps($0, bound) }))
                #expect(found.results.compactMap { $0["updatedAt"]?.string } == times.filter { keeps($0, bound) })
            }
        }
    }

    @Test func `operators compare as documented`() throws {
        let bench = HubSpotBench()
        let acme = try bench.make("companies", ["name": "Acme Labs", "type": "PARTNER", "annualrevenue": "900"])
        let beta = try bench.make("companies", ["name": "Beta", "type": "VENDOR", "annualrevenue": "1000.50"])
        let none = try bench.make("companies", ["name": "None"])
        bench.now = bench.now + .seconds(10)
        func found(_ filter: JSON) throws -> [String] { try bench.search("companies", Bench.filters([filter])).ids }
        #expect(try found(Bench.filter("annualrevenue", "GT", "950")) == [beta])
        #expect(try found(["propertyName": "annualrevenue", "operator": "BETWEEN", "value": "1", "highValue": "950"]) == [acme])
        #expect(try found(["propertyName": "annualrevenue", "operator": "HAS_PROPERTY"]) == [acme, beta])
        #expect(try found(["propertyName": "type", "operator": "NOT_HAS_PROPERTY"]) == [none])
        #expect(try found(["propertyName": "name", "operator": "IN", "values": ["acme labs", "beta"]]) == [acme, beta])
        #expect(try found(["propertyName": "name", "operator": "IN", "values": ["Beta"]]).isEmpty)
        #expect(try found(Bench.filter("name", "EQ", "ACME LABS")) == [acme])
        #expect(try found(Bench.filter("type", "EQ", "PARTNER")) == [acme])
        #expect(try found(Bench.filter("type", "EQ", "partner")).isEmpty)
        #expect(try found(Bench.filter("name", "CONTAINS_TOKEN", "lab*")) == [acme])
        #expect(try found(Bench.filter("name", "NOT_CONTAINS_TOKEN", "labs")) == [beta, none])
        #expect(try bench.search("companies", ["query": "bet"]).ids == [beta])
        let either: JSON = [
            "filterGroups": [["filters": [Bench.filter("name", "EQ", "beta")]], ["filters": [Bench.filter("name", "EQ", "none")]]]
        ]
        #expect(try bench.search("companies", either).ids == [beta, none])
        let falling: JSON = ["sorts": [["propertyName": "annualrevenue", "direction": "DESCENDING"]]]
        #expect(try bench.search("companies", falling).ids == [beta, acme, none])
    }

    @Test func `contacts change by another property, and the usual one finds nothing`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("contacts", ["lastname": "A"])
        bench.now = bench.now + .seconds(10)
        #expect(try bench.search("contacts", Bench.filters([Bench.filter("lastmodifieddate", "GTE", "0")])).ids == [id])
        #expect(try bench.search("contacts", Bench.filters([Bench.filter("hs_lastmodifieddate", "GTE", "0")])).ids.isEmpty)
    }

    @Test(
        arguments: [
            ["sorts": [["propertyName": "name"], ["propertyName": "domain"]]], Bench.filters([Bench.filter("nope", "EQ", "1")]),
            Bench.filters([Bench.filter("name", "LIKE", "1")]), Bench.filters([Bench.filter("annualrevenue", "GT", "much")]),
            Bench.filters([Bench.filter("name", "NOT_HAS_PROPERTY", "1")]), ["after": "x"], ["filterGroups": [["filters": []]]],
            ["filterGroups": .array(Array(repeating: ["filters": [Bench.filter("name", "EQ", "1")]], count: 6))],
            Bench.filters(Array(repeating: Bench.filter("name", "EQ", "1"), count: 11)),
        ] as [JSON])
    func `a search beyond what is documented is refused`(body: JSON) throws {
        let reply = try HubSpotBench().search("companies", body)
        #expect(reply.status == 400)
        #expect(reply.body["category"] == "VALIDATION_ERROR")
    }
}
