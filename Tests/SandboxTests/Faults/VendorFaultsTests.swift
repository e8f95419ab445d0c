import Model
import Sandbox
import Testing

/// Faults that the vendors carry out themselves, beside those that HubSpot's and Salesforce's own tests show.
@Suite struct VendorFaultsTests {
    private let company: JSON = ["properties": ["name": "A"]]

    @Test func `the day's calls are used up, and rights are gone`() throws {
        let bench = try FaultBench(records: 0)
        try bench.faults("quota-exhausted=1")
        #expect(bench.hubspot("GET", "contacts").json["policyName"] == "DAILY")
        #expect(bench.salesforce("GET", "limits").json[0]?["message"] == "TotalRequests Limit exceeded.")
        try bench.faults("scope-removed=1")
        #expect(bench.hubspot("GET", "contacts").json["category"] == "MISSING_SCOPES")
        #expect(bench.salesforce("GET", "limits").status == 403)
    }

    @Test func `a locked row and a new rule refuse writes, whole or row by row, and no reading`() throws {
        let bench = try FaultBench(records: 0)
        let rows: JSON = ["records": [["attributes": ["type": "Account"], "Name": "One"]]]
        try bench.faults("row-locked=1")
        #expect(bench.hubspot("POST", "companies", company).status == 423)
        #expect(bench.hubspot("GET", "companies").status == 200)
        #expect(bench.salesforce("POST", "sobjects/Account", ["Name": "x"]).json[0]?["errorCode"] == "UNABLE_TO_LOCK_ROW")
        try bench.faults("validation-rule=1")
        #expect(bench.hubspot("POST", "companies", company).json["category"] == "VALIDATION_ERROR")
        let refused = bench.salesforce("POST", "composite/sobjects", rows)
        #expect(refused.status == 200)
        #expect(refused.json[0]?["errors"]?[0]?["statusCode"] == "FIELD_CUSTOM_VALIDATION_EXCEPTION")
        #expect(bench.query("SELECT COUNT() FROM Account").json["totalSize"] == 0)
    }

    @Test func `pages are short, shift and skip`() throws {
        let bench = try FaultBench(records: 1000)
        func ids(_ seen: FaultBench.Seen) -> [String] {
            (seen.json["records"] ?? seen.json["results"])?.array?.compactMap { ($0["Id"] ?? $0["id"])?.string } ?? []
        }
        let first = bench.query("SELECT Id FROM Contact ORDER BY Id", batch: 200)
        let next = try #require(first.json["nextRecordsUrl"]?.string)
        let second = ids(bench.send("salesforce", "GET", next))
        try bench.faults("page-shift=#1 page-skip=#2 short-page=#3")
        #expect(ids(bench.send("salesforce", "GET", next)).first == ids(first).last)
        #expect(ids(bench.send("salesforce", "GET", next)).first == second[1])
        #expect(ids(bench.send("salesforce", "GET", next)) == Array(second.prefix(100)))
        let all = ids(bench.hubspot("GET", "contacts?limit=100"))
        try bench.faults("page-shift@hubspot=#1 page-skip@hubspot=#2 short-page@hubspot=#3")
        let pages = (0..<3).map { _ in bench.hubspot("GET", "contacts?limit=4&after=\(all[5])") }
        #expect(pages.map { ids($0).first } == [all[4], all[6], all[5]])
        #expect(pages.map { ids($0).count } == [4, 4, 2])
        let after = try #require(pages[2].json["paging"]?["next"]?["after"]?.string.flatMap { Int($0) })
        #expect(after == Int(all[6]).map { $0 + 1 })
    }

    @Test func `a search ends early, and sorts are ignored`() throws {
        let bench = try FaultBench(records: 100)
        try bench.faults("cap-reached=1")
        #expect(bench.hubspot("POST", "contacts/search", ["limit": 10]).status == 200)
        #expect(bench.hubspot("POST", "contacts/search", ["limit": 10, "after": "10"]).status == 400)
        try bench.faults("sort-ignored=1")
        let found = bench.query("SELECT Id FROM Contact ORDER BY Id").json["records"]?.array?.compactMap { $0["Id"]?.string } ?? []
        #expect(found != found.sorted() && found.count == 60)
    }

    @Test func `a write shows by its id, and much later in searches`() throws {
        let bench = try FaultBench(records: 0)
        try bench.faults("index-lag@hubspot:POST */companies=1")
        let id = bench.hubspot("POST", "companies", company).json["id"]?.string ?? ""
        #expect(bench.hubspot("GET", "companies/\(id)").status == 200)
        bench.setup.clock.advance(by: .seconds(60))
        #expect(bench.hubspot("POST", "companies/search", [:]).json["total"] == 0)
        bench.setup.clock.advance(by: .seconds(120))
        #expect(bench.hubspot("POST", "companies/search", [:]).json["total"] == 1)
    }

    @Test func `an old copy answers reads, and a minute later a younger one`() throws {
        let bench = try FaultBench(records: 0)
        try bench.faults("old-replica:GET *=1")
        let id = bench.salesforce("POST", "sobjects/Account", ["Name": "New"]).json["id"]?.string ?? ""
        #expect(bench.salesforce("GET", "sobjects/Account/\(id)").status == 404)
        bench.setup.clock.advance(by: .seconds(60))
        #expect(bench.salesforce("GET", "sobjects/Account/\(id)").json["Name"] == "New")
        #expect(bench.salesforce("PATCH", "sobjects/Account/\(id)", ["Name": "Newer"]).status == 204)
        #expect(bench.salesforce("GET", "sobjects/Account/\(id)").json["Name"] == "New")
        try bench.faults("")
        #expect(bench.salesforce("GET", "sobjects/Account/\(id)").json["Name"] == "Newer")
    }
}
