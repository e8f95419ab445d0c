import Model
import Testing

/// What goes wrong at a vendor or on the way there: the rest goes on, and nothing is lost.
@Suite(.serialized) struct FaultTests {
    @Test func `one row of a batch is locked: the rest is written, the row waits and is tried again (R16, R17)`() async throws {
        try await Trial.open { trial in
            try await trial.meet()
            let pairs = try await trial.pairs("customer", 5)
            for pair in pairs { try await trial.sandbox.edit("hubspot", "contacts", pair.marketing, [("firstname", "Batch")]) }
            try await trial.sandbox.faults("partial-batch@salesforce:PATCH */composite/sobjects=#1")
            let report = try await trial.sync(code: 5)
            #expect(report["remotes"]?["crm"]?["updated"]?.integer == 4, "\(report.text)")
            #expect(report["remotes"]?["crm"]?["failed"]?.integer == 1, "\(report.text)")
            try await trial.sandbox.faults("")
            try await trial.sync()
            for pair in pairs {
                #expect(try await trial.sandbox.record("salesforce", "Contact", pair.crm)?["fields"]?["FirstName"] == "Batch")
            }
            try await trial.expectInStep()
        }
    }

    @Test func `one row of a batch is refused: the rest is written, the row is told and never tried again as it is (R17)`() async throws {
        let old = "status: {policy: manual, guard: strict, crm: {field: Status__c, map: {approved: Active, suspended: On Hold}}}"
        let new = "custom.stage: {type: text, policy: {prefer: [marketing, crm]}, crm: Status__c, marketing: city}"
        try await Trial.open(changes: [(old, new)]) { trial in
            try await trial.meet()
            let pairs = try await trial.pairs("partner", 5)
            for (place, pair) in pairs.enumerated() {
                try await trial.sandbox.edit("salesforce", "Account", pair.crm, [("Status__c", "Prospect")])
                try await trial.sandbox.edit("hubspot", "companies", pair.marketing, [("city", place == 2 ? "Nowhere" : "Terminated")])
            }
            let report = try await trial.sync(code: 5)
            #expect(report["remotes"]?["crm"]?["updated"]?.integer == 4, "\(report.text)")
            #expect(report["remotes"]?["crm"]?["failed"]?.integer == 1, "\(report.text)")
            let waiting = try await trial.run("review", "--json").rows
            #expect(waiting.contains { $0["kind"] == "failed" && $0["record"]?.string == pairs[2].crm }, "\(waiting)")
            let calls = try await trial.sandbox.calls("salesforce")
            try await trial.sync(code: nil)
            #expect(!(try await trial.sandbox.log("salesforce", after: calls)).contains { $0["method"] == "PATCH" })
            // Another intention is worth a try.
            try await trial.sandbox.edit("hubspot", "companies", pairs[2].marketing, [("city", "Active")])
            try await trial.sync()
            #expect(try await trial.sandbox.record("salesforce", "Account", pairs[2].crm)?["fields"]?["Status__c"] == "Active")
            try await trial.expectInStep()
        }
    }

    @Test func `a token that expires between two pages of a listing is renewed, and the page is read again`() async throws {
        try await Trial.open(records: 3600) { trial in
            // The second page of contacts: the first holds 2,000.
            try await trial.sandbox.faults("token-expired@salesforce:GET /services/data/*/query/*=#1")
            let report = try await trial.sync("crm", "--only", "customer", code: nil, after: 0)
            let refused = try await trial.sandbox.log("salesforce").filter { $0["fault"] == "token-expired" }
            #expect(refused.map { $0["status"]?.integer } == [401])
            let contacts = try await trial.sandbox.records("salesforce", "Contact").count
            #expect(contacts > 2000)
            #expect(report["remotes"]?["crm"]?["pulled"]?.integer == Int64(contacts), "\(report.text)")
        }
    }

    @Test(arguments: ["http-503@hubspot=1.0", "request-lost@hubspot=1.0"])
    func `one remote is down: the other goes on, and nothing is lost after healing (R35)`(fault: String) async throws {
        try await Trial.open { trial in
            try await trial.meet()
            let pairs = try await trial.pairs("customer", 2)
            let (left, right) = (try #require(pairs.first), try #require(pairs.last))
            try await trial.sandbox.edit("salesforce", "Contact", left.crm, [("FirstName", "Left")])
            try await trial.sandbox.edit("hubspot", "contacts", right.marketing, [("firstname", "Right")])
            try await trial.run(
                "set", "partner", try #require(try await trial.pairs("partner", 1).first).entity, "tier=gold", "--by", Trial.person)
            try await trial.sandbox.faults(fault)
            let report = try await trial.sync(code: 5)
            #expect(report["remotes"]?["crm"]?["pulled"]?.integer == 1, "\(report.text)")
            #expect(report["remotes"]?["crm"]?["failed"]?.integer == 0, "\(report.text)")
            #expect(report["brakes"] == [])
            #expect(try await trial.hub("customer", left.entity, "first_name") == "Left")
            try await trial.sandbox.faults("")
            try await trial.sync()
            #expect(try await trial.sandbox.record("hubspot", "contacts", left.marketing)?["properties"]?["firstname"] == "Left")
            #expect(try await trial.sandbox.record("salesforce", "Contact", right.crm)?["fields"]?["FirstName"] == "Right")
            try await trial.expectInStep()
        }
    }

    @Test func `a lost answer to a create is looked up, and nothing is made twice (R11, R12)`() async throws {
        try await Trial.open { trial in
            try await trial.meet()
            let before = try await trial.sandbox.records("salesforce", "Account").count
            try await trial.run(
                "add", "partner", "name=Blackfriars Ltd", "domain=blackfriars.example", "tier=gold", "--by", Trial.person)
            try await trial.sandbox.faults("response-lost@salesforce:PATCH *=#1 response-lost@salesforce:POST /services/data/*=#1")
            let report = try await trial.sync(code: 5)
            #expect(report["remotes"]?["crm"]?["unknown"]?.integer == 1, "\(report.text)")
            try await trial.sandbox.faults("")
            try await trial.sync()
            #expect(try await trial.sandbox.records("salesforce", "Account").count == before + 1)
            try await trial.expectInStep()
        }
    }
}
