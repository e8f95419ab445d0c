import Model
import Sandbox
import Testing

@Suite struct RowFaultsTests {
    /// A company of HubSpot and an account of Salesforce, as they are read under a fault.
    private func read(_ kind: String) throws -> (hubspot: JSON, salesforce: JSON) {
        let bench = try FaultBench(records: 0)
        let company: JSON = ["properties": ["name": "Fault & Co", "partner_tier": "gold", "annualrevenue": "1500"]]
        let made = bench.hubspot("POST", "companies", company).json["id"]?.string ?? ""
        let account: JSON = ["Name": "Fault & Co", "Partner_Tier__c": "Gold", "NumberOfEmployees": 15]
        let id = bench.salesforce("POST", "sobjects/Account", account).json["id"]?.string ?? ""
        try bench.faults("\(kind)=1")
        let names = "name,partner_tier,annualrevenue"
        let fields = "Id,Name,Partner_Tier__c,NumberOfEmployees,SystemModstamp"
        return (
            bench.hubspot("GET", "companies/\(made)?properties=\(names)").json["properties"] ?? .null,
            bench.salesforce("GET", "sobjects/Account/\(id)?fields=\(fields)").json
        )
    }

    @Test func `a picklist holds a word that nobody knows`() throws {
        let seen = try read("unknown-option")
        #expect(seen.hubspot["partner_tier"] == "Never heard of")
        #expect(seen.salesforce["Partner_Tier__c"] == "Never heard of")
        #expect(seen.salesforce["Name"] == "Fault & Co")
    }

    @Test func `numbers come as text and text of digits as numbers`() throws {
        let seen = try read("number-as-text")
        #expect(seen.hubspot["annualrevenue"] == 1500)
        #expect(seen.salesforce["NumberOfEmployees"] == "15")
    }

    @Test func `instants come in another zone and mean the same`() throws {
        let seen = try read("zone-changed")
        let stamp = try #require(seen.salesforce["SystemModstamp"]?.string)
        #expect(stamp == "2026-05-29T01:56:40.000+0530")
        #expect(Timestamp(iso: stamp) == Timestamp(seconds: 1_780_000_000))
        #expect(seen.hubspot["createdate"] == "2026-05-29T01:56:40.000+05:30")
    }

    @Test func `a field vanishes, changes its type, grows, or holds odd marks`() throws {
        #expect(try read("field-vanished").hubspot["name"] == nil)
        #expect(try read("type-changed").salesforce["Name"] == ["value": "Fault & Co"])
        #expect(try read("huge-value").hubspot["name"]?.string?.utf8.count == 1 << 20)
        let odd = try #require(try read("odd-text").salesforce["Name"]?.string)
        #expect(odd.unicodeScalars.contains("\u{0}") && odd.unicodeScalars.contains("\u{202E}"))
    }

    @Test(arguments: [("salesforce", "sobjects/Account/describe", "fields"), ("hubspot", "properties/companies", "results")])
    func `a description lacks the fields that were added, or calls their texts instants`(vendor: String, path: String, list: String) throws
    {
        let bench = try FaultBench(records: 0)
        let custom = vendor == "salesforce" ? "Segment__c" : "segment"
        func types() -> [String: String] {
            let path = vendor == "salesforce" ? "/services/data/v63.0/\(path)" : "/crm/v3/\(path)"
            let rows = bench.send(vendor, "GET", path).json[list]?.array ?? []
            return Dictionary(rows.map { ($0["name"]?.string ?? "", $0["type"]?.string ?? "") }) { $1 }
        }
        let (ordinary, native) = (types(), vendor == "salesforce" ? "Phone" : "phone")
        #expect(ordinary[custom] == "string")
        try bench.faults("fields-retyped=1")
        #expect(types()[custom] == "datetime")
        #expect(types()[native] == ordinary[native] && types().count == ordinary.count)
        try bench.faults("fields-deleted=1")
        #expect(types()[custom] == nil && types()[native] == ordinary[native])
    }

    @Test func `a name stands twice, which strict reading refuses or the last decides`() throws {
        let bench = try FaultBench(records: 20)
        try bench.faults("duplicate-keys=1")
        let text = String(decoding: bench.hubspot("GET", "contacts?limit=1").body, as: UTF8.self)
        #expect(text.hasPrefix(#"{"results":0,"results":["#))
    }

    @Test func `ids come with 15 characters, everywhere in the body`() throws {
        let id = try #require(try read("short-ids").salesforce["Id"]?.string)
        #expect(id == "001RO0000000001")
    }

    @Test func `totals are wrong, and a cursor leads where it came from`() throws {
        let bench = try FaultBench(records: 1000)
        #expect(bench.query("SELECT Id FROM Contact", batch: 200).json["totalSize"] == 600)
        try bench.faults("total-wrong=#1 repeated-cursor=#3")
        #expect(bench.query("SELECT Id FROM Contact", batch: 200).json["totalSize"] == 300)
        let next = try #require(bench.query("SELECT Id FROM Contact", batch: 200).json["nextRecordsUrl"]?.string)
        #expect(bench.send("salesforce", "GET", next).json["nextRecordsUrl"]?.string == next)
        try bench.faults("repeated-cursor=1")
        #expect(bench.hubspot("GET", "contacts?limit=5&after=510").json["paging"]?["next"]?["after"] == "510")
    }

    @Test func `what is written is cut, recased, trimmed, rounded or rewritten`() throws {
        let cases: [(String, String, JSON)] = [
            ("text-truncated", "name", "Two  words"), ("text-recased", "name", "TWO  WORDS AND MORE"),
            ("text-trimmed", "name", "Twowordsandmore"), ("value-rewritten", "name", "Two  words and more (by a workflow)"),
            ("scale-lost", "annualrevenue", "12"),
        ]
        for (kind, name, value) in cases {
            let bench = try FaultBench(records: 0)
            try bench.faults("\(kind)=#1")
            let given: JSON = ["name": "Two  words and more", "annualrevenue": "12.75", "partner_tier": "gold", "domain": "keep.example"]
            let id = bench.hubspot("POST", "companies", ["properties": given]).json["id"]?.string ?? ""
            let found = bench.hubspot("GET", "companies/\(id)?properties=name,annualrevenue,partner_tier,domain").json["properties"]
            #expect(found?[name] == value, "\(kind)")
            #expect(found?["partner_tier"] == "gold")
            #expect(found?["domain"] == "keep.example")
        }
    }

    @Test func `a batch of rows is changed row by row`() throws {
        let bench = try FaultBench(records: 0)
        try bench.faults("text-recased=#1")
        let rows: JSON = [
            "records": [["attributes": ["type": "Account"], "Name": "One"], ["attributes": ["type": "Account"], "Name": "Two"]]
        ]
        _ = bench.salesforce("POST", "composite/sobjects", rows)
        let names = bench.query("SELECT Name FROM Account ORDER BY Name").json["records"]?.array?.compactMap { $0["Name"]?.string }
        #expect(names == ["ONE", "TWO"])
    }
}
