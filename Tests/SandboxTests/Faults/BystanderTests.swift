import Model
import Sandbox
import Testing

/// What others do at the vendor between the caller's last look and its call.
@Suite struct BystanderTests {
    private func account(_ bench: FaultBench, _ fields: JSON) -> String {
        bench.salesforce("POST", "sobjects/Account", fields).json["id"]?.string ?? ""
    }

    private func contact(_ bench: FaultBench, _ email: String) -> String {
        bench.hubspot("POST", "contacts", ["properties": ["email": .string(email), "firstname": "Ann"]]).json["id"]?.string ?? ""
    }

    @Test func `a person changes the field that is about to be written, and history shows both`() throws {
        let bench = try FaultBench(records: 0)
        let (id, other) = (account(bench, ["Name": "First"]), contact(bench, "a@x.example"))
        try bench.faults("edit-before:PATCH *=1")
        _ = bench.salesforce("PATCH", "sobjects/Account/\(id)", ["Name": "Ours"])
        _ = bench.hubspot("PATCH", "contacts/\(other)", ["properties": ["firstname": "Ours"]])
        let record = bench.setup.salesforce?.state()["objects"]?["Account"]?[0]
        #expect(record?["fields"]?["Name"] == "Ours")
        #expect(record?["history"]?.array?.map { $0["before"]?["Name"] } == ["First", "By somebody else"])
        let versions = bench.setup.hubspot?.state()["contacts"]?[0]?["history"]?["firstname"]?.array ?? []
        #expect(versions.map { $0["value"] } == ["Ours", "By somebody else", "Ann"])
        #expect(versions[1]["sourceType"] == "CRM_UI")
    }

    @Test func `the record is merged into another before it is written`() throws {
        let bench = try FaultBench(records: 0)
        let (winner, loser) = (account(bench, ["Name": "Winner"]), account(bench, ["Name": "Loser"]))
        try bench.faults("merge-before:PATCH *=1")
        #expect(bench.salesforce("PATCH", "sobjects/Account/\(loser)", ["Phone": "1"]).json[0]?["errorCode"] == "ENTITY_IS_DELETED")
        let rows = bench.query("SELECT MasterRecordId FROM Account WHERE Id = '\(loser)'", all: true)
        #expect(rows.json["records"]?[0]?["MasterRecordId"]?.string == winner)
        let (first, second) = (contact(bench, "a@x.example"), contact(bench, "b@x.example"))
        let answer = bench.hubspot("PATCH", "contacts/\(first)", ["properties": ["lastname": "L"]])
        #expect(answer.status == 200)
        #expect(![first, second].contains(answer.json["id"]?.string ?? ""))
    }

    @Test func `the record that was deleted last comes back`() throws {
        let bench = try FaultBench(records: 0)
        let id = account(bench, ["Name": "Back"])
        _ = bench.salesforce("DELETE", "sobjects/Account/\(id)")
        try bench.faults("undelete-before:GET *=1")
        #expect(bench.salesforce("GET", "sobjects/Account/\(id)").json["IsDeleted"] == false)
    }

    @Test func `two records swap the values of a unique field`() throws {
        let bench = try FaultBench(records: 0)
        let (first, second) = (contact(bench, "a@x.example"), contact(bench, "b@x.example"))
        try bench.faults("unique-swap:PATCH *=1")
        _ = bench.hubspot("PATCH", "contacts/\(first)", ["properties": ["lastname": "L"]])
        try bench.faults("")
        let emails = [first, second].map { bench.hubspot("GET", "contacts/\($0)").json["properties"]?["email"] }
        #expect(emails == ["b@x.example", "a@x.example"])
    }

    @Test func `a bulk job stamps every record of the kind alike`() throws {
        let bench = try FaultBench(records: 200)
        bench.setup.clock.advance(by: .seconds(5))
        try bench.faults("equal-stamps=1")
        _ = bench.hubspot("POST", "contacts/search", ["limit": 1])
        let stamps = Set((bench.setup.hubspot?.state()["contacts"]?.array ?? []).compactMap { $0["updatedAt"]?.string })
        #expect(stamps == ["2026-05-28T20:26:45.000Z"])
        let rows = bench.query("SELECT SystemModstamp FROM Contact").json["records"]?.array ?? []
        #expect(Set(rows.compactMap { $0["SystemModstamp"]?.string }) == ["2026-05-28T20:26:45.000+0000"])
        #expect(rows.count == 120)
    }

    @Test func `an id is given to another record`() throws {
        let bench = try FaultBench(records: 0)
        let id = account(bench, ["Name": "Old"])
        let other = contact(bench, "old@x.example")
        _ = bench.salesforce("DELETE", "sobjects/Account/\(id)")
        _ = bench.hubspot("DELETE", "contacts/\(other)")
        try bench.faults("id-reused=1")
        #expect(account(bench, ["Name": "New"]) == id)
        #expect(contact(bench, "new@x.example") == other)
        try bench.faults("")
        #expect(bench.salesforce("GET", "sobjects/Account/\(id)").json["Name"] == "New")
        #expect(bench.query("SELECT Name FROM Account WHERE Name = 'Old'", all: true).json["totalSize"] == 0)
        #expect(account(bench, ["Name": "Next"]) != id)
    }

    @Test func `after a refresh all ids are new, the old ones lead nowhere, and links are kept`() throws {
        let bench = try FaultBench(records: 0)
        let id = account(bench, ["Name": "Kept"])
        _ = bench.salesforce("POST", "sobjects/Contact", ["LastName": "Child", "AccountId": .string(id)])
        let other = contact(bench, "kept@x.example")
        try bench.faults("refreshed=#1")
        #expect(bench.hubspot("GET", "contacts/\(other)").status == 404)
        let listed = bench.hubspot("GET", "contacts").json["results"]?[0]
        #expect(listed?["properties"]?["email"] == "kept@x.example")
        #expect(listed?["id"]?.string != other)
        let fresh = try FaultBench(records: 0)
        let old = account(fresh, ["Name": "Kept"])
        let child = fresh.salesforce("POST", "sobjects/Contact", ["LastName": "Child", "AccountId": .string(old)]).json["id"]?.string ?? ""
        fresh.setup.salesforce?.refresh()
        try fresh.login()
        #expect(fresh.salesforce("GET", "sobjects/Account/\(old)").status == 404)
        #expect(fresh.salesforce("GET", "sobjects/Contact/\(child)").status == 404)
        let row = fresh.query("SELECT Id, AccountId FROM Contact").json["records"]?[0]
        let parent = try #require(row?["AccountId"]?.string)
        #expect(parent != old && parent.prefix(3) == "001")
        #expect(fresh.salesforce("PATCH", "sobjects/Account/\(parent)", ["Name": "Still kept"]).status == 204)
        #expect(fresh.salesforce("GET", "sobjects/Account/\(parent)").json["Name"] == "Still kept")
    }
}
