import Crypto
import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct SalesforceOrgTests {
    private func digest(_ seed: UInt64) throws -> [UInt8] {
        Array(SHA256.hash(data: try SalesforceClient(records: 500, seed: seed).org.state().canonicalBytes))
    }

    @Test func `the same seed founds the same org and another seed another`() throws {
        #expect(try digest(1) == digest(1))
        #expect(try digest(1) != digest(2))
    }

    @Test func `the same calls give the same state`() throws {
        func play() throws -> JSON {
            let client = try SalesforceClient(records: 200)
            let id = try client.create("Account", ["Name": "X"])
            client.port.clock.advance(by: .seconds(10))
            _ = try client.call("PATCH", "sobjects/Account/\(id)", ["Name": "Y"])
            try client.edit(.delete, "Account", id)
            return client.org.state()
        }
        let state = try play()
        #expect(try play() == state)
        let last = state["objects"]?["Account"]?.array?.last
        #expect(last?["history"]?.array?.map { $0["action"] } == ["update", "delete"])
        #expect(last?["history"]?[0]?["before"]?["Name"] == "X")
    }

    @Test func `seeded records have what the sample configuration maps`() throws {
        let client = try SalesforceClient(records: 2000)
        for query in [
            "SELECT Id FROM Account WHERE Type = 'Partner' AND Partner_Tier__c IN ('Gold','Silver') AND Status__c = 'Active' AND Website != null",
            "SELECT Id FROM Contact WHERE Email != null AND AccountId != null AND FirstName != null",
            "SELECT Id FROM Lead WHERE Status = 'Qualified' AND Entente_Partner__c != null AND Entente_Partner__r.Type = 'Partner'",
            "SELECT Id FROM Opportunity WHERE StageName = 'Closed Won' AND CurrencyIsoCode = 'JPY' AND Order_Number__c LIKE 'SO-%'",
            "SELECT Id FROM OpportunityContactRole WHERE IsPrimary = true AND Opportunity.IsWon = true AND Contact.Email != null",
        ] {
            #expect((try client.query(query).json["totalSize"]?.integer ?? 0) > 5, "\(query)")
        }
        #expect(try client.query("SELECT Id FROM Account WHERE Entente_Id__c != null").json["totalSize"] == 0)
    }

    @Test func `every answer tells the calls used and the daily limit refuses the next`() throws {
        var settings = SalesforceSettings()
        settings.dailyCalls = 2
        settings.sessionLife = .seconds(3 * 86_400)
        let client = try SalesforceClient(settings: settings)
        #expect(try client.call("GET", "limits").head.headerFields[try #require(HTTPField.Name("Sforce-Limit-Info"))] == "api-usage=1/2")
        #expect(try client.call("GET", "limits").json["DailyApiRequests"] == ["Max": 2, "Remaining": 0])
        let refused = try client.call("GET", "limits")
        #expect(refused.status == 403)
        #expect(refused.json == [["message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"]])
        client.port.clock.advance(by: .seconds(86_400 + 60))
        #expect(try client.call("GET", "limits").status == 200)
    }

    @Test func `a late commit is hidden under its old stamp until it is committed`() throws {
        let client = try SalesforceClient(faults: "late-commit:POST /services/data/*=1 late-commit:PATCH /services/data/*=#1")
        let id = try client.create("Account", ["Name": "New"])
        #expect(try client.query("SELECT COUNT() FROM Account").json["totalSize"] == 0)
        #expect(try client.call("GET", "sobjects/Account/\(id)").status == 404)
        client.port.clock.advance(by: .seconds(60))
        let row = try client.query("SELECT SystemModstamp FROM Account").json["records"]?[0]
        #expect(row?["SystemModstamp"] == "2026-05-28T20:26:40.000+0000")
        #expect(try client.call("PATCH", "sobjects/Account/\(id)", ["Name": "Newer"]).status == 204)
        let before = try client.query("SELECT Name FROM Account WHERE SystemModstamp = 2026-05-28T20:26:40Z")
        #expect(before.json["records"]?[0]?["Name"] == "New")
        client.port.clock.advance(by: .seconds(60))
        let after = try client.query("SELECT Name FROM Account WHERE SystemModstamp = 2026-05-28T20:27:40Z")
        #expect(after.json["records"]?[0]?["Name"] == "Newer")
    }

    @Test func `faults take the vendor's form`() throws {
        let client = try SalesforceClient(
            records: 100,
            faults: "http-500=#1 http-503=#2 http-503=#3 rate-limited=#4 empty-list=#5 permission-lost=#6 permission-lost=#7")
        #expect(try client.call("GET", "limits").code == "UNKNOWN_EXCEPTION")
        #expect(try client.call("GET", "limits").json == [["message": "Server is unavailable", "errorCode": "SERVER_UNAVAILABLE"]])
        let page = try client.call("GET", "limits")
        #expect(page.status == 503)
        #expect(page.json == .null)
        let limited = try client.call("GET", "limits")
        #expect(limited.status == 403)
        #expect(limited.message == "ConcurrentRequests (Concurrent API Requests) Limit exceeded.")
        #expect(try client.query("SELECT Id FROM Contact").json == ["totalSize": 0, "done": true, "records": []])
        let id = try #require(client.org.state()["objects"]?["Contact"]?[0]?["id"]?.string)
        #expect(try client.call("GET", "sobjects/Contact/\(id)").code == "NOT_FOUND")
        #expect(try client.call("POST", "sobjects/Account", ["Name": "x"]).code == "INSUFFICIENT_ACCESS_OR_READONLY")
        #expect(try client.call("GET", "sobjects/Contact/\(id)").status == 200)
    }

    @Test func `updated and deleted list ids by the minute and tell how far they reach`() throws {
        let client = try SalesforceClient()
        let ids = try ["A", "B"].map { try client.create("Account", ["Name": .string($0)]) }
        client.port.clock.advance(by: .seconds(300))
        _ = try client.call("DELETE", "sobjects/Account/\(ids[1])")
        let span = "start=2026-05-28T20%3A26%3A59%2B00%3A00&end=2026-05-28T20%3A40%3A10%2B00%3A00"
        let updated = try client.call("GET", "sobjects/Account/updated/?\(span)")
        #expect(updated.json == ["ids": [.string(ids[0])], "latestDateCovered": "2026-05-28T20:31:00.000+0000"])
        let deleted = try client.call("GET", "sobjects/Account/deleted/?\(span)")
        #expect(deleted.json["deletedRecords"] == [["id": .string(ids[1]), "deletedDate": "2026-05-28T20:31:40.000+0000"]])
        #expect(deleted.json["earliestDateAvailable"] == "2026-05-28T20:26:00.000+0000")
        let turned = "start=2026-05-28T20:40:00Z&end=2026-05-28T20:26:00Z"
        #expect(try client.call("GET", "sobjects/Account/updated/?\(turned)").code == "INVALID_REPLICATION_DATE")
        let old = "start=2026-04-01T20:40:00Z&end=2026-05-28T20:26:00Z"
        #expect(try client.call("GET", "sobjects/Account/deleted/?\(old)").code == "INVALID_REPLICATION_DATE")
    }

    @Test func `an object describes its fields`() throws {
        let client = try SalesforceClient()
        let answer = try client.call("GET", "sobjects/Account/describe").json
        #expect(answer["keyPrefix"] == "001")
        #expect(answer["mergeable"] == true)
        let fields = Dictionary(
            uniqueKeysWithValues: (answer["fields"]?.array ?? []).map { ($0["name"]?.string ?? "", $0) })
        #expect(fields["Name"]?["length"] == 255)
        #expect(fields["Entente_Id__c"]?["unique"] == true)
        #expect(fields["Entente_Id__c"]?["externalId"] == true)
        #expect(fields["SystemModstamp"]?["updateable"] == false)
        #expect(fields["Partner_Tier__c"]?["picklistValues"]?.array?.map { $0["value"] } == ["Gold", "Silver", "Bronze"])
        #expect(fields["OwnerId"]?["referenceTo"] == ["User"])
        #expect(try client.call("GET", "sobjects").json["sobjects"]?.array?.count == 7)
        #expect(try client.call("GET", "/services/data/").json.array?.contains { $0["version"] == "63.0" } == true)
    }

    @Test func `ids widen as the documented vectors say`() throws {
        let client = try SalesforceClient()
        for (object, id) in [
            ("Contact", "003RO0000035WQgYAM"), ("User", "005R0000000GiwjIAC"), ("Account", "001RO000003XyZaYAK"),
            ("Account", "001RO000003XyZbYAK"),
        ] {
            #expect(try client.query("SELECT Id FROM \(object) WHERE Id = '\(id)'").status == 200)
            #expect(try client.query("SELECT Id FROM \(object) WHERE Id = '\(id.prefix(15))'").status == 200)
            #expect(try client.query("SELECT Id FROM \(object) WHERE Id = '\(id.dropLast())9'").status == 400)
        }
        let id = try client.create("Account", ["Name": "A"])
        #expect(id.count == 18)
        #expect(try client.call("GET", "sobjects/Account/\(id.prefix(15))").status == 200)
        #expect(try client.call("GET", "sobjects/Account/\(id.lowercased())").status == 404)
    }

    @Test func `a person's late change is hidden, and updated covers no more than what came before it`() throws {
        let client = try SalesforceClient()
        let id = try client.create("Account", ["Name": "A"])
        client.port.clock.advance(by: .seconds(120))
        let edit: JSON = ["object": "Account", "id": .string(id), "fields": ["Name": "B"], "late": 600]
        _ = try client.org.edit(PersonEdit(edit), at: client.port.clock.now())
        client.port.clock.advance(by: .seconds(300))
        #expect(try client.call("GET", "sobjects/Account/\(id)").json["Name"] == "A")
        let span = "start=2026-05-28T20%3A27%3A00Z&end=2026-05-28T20%3A40%3A00Z"
        let open = try client.call("GET", "sobjects/Account/updated/?\(span)").json
        #expect(open == ["ids": [], "latestDateCovered": "2026-05-28T20:28:00.000+0000"])
        client.port.clock.advance(by: .seconds(300))
        let closed = try client.call("GET", "sobjects/Account/updated/?\(span)").json
        #expect(closed == ["ids": [.string(id)], "latestDateCovered": "2026-05-28T20:38:00.000+0000"])
    }

    @Test func `a record may change although what it points to has gone`() throws {
        let client = try SalesforceClient()
        let account = try client.create("Account", ["Name": "A"])
        let contact = try client.create("Contact", ["LastName": "C", "AccountId": .string(account)])
        _ = try client.call("DELETE", "sobjects/Account/\(account)")
        #expect(try client.call("PATCH", "sobjects/Contact/\(contact)", ["Phone": "1"]).status == 204)
        let again = try client.call("PATCH", "sobjects/Contact/\(contact)", ["AccountId": .string(account)])
        #expect(again.code == "ENTITY_IS_DELETED")
    }
}
