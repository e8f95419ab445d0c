import Model
import Sandbox
import Testing

@Suite struct SalesforceApexTests {
    private func run(_ client: SalesforceClient, _ code: String) throws -> JSON {
        let escaped = code.replacing(" ", with: "%20").replacing("=", with: "%3D").replacing(";", with: "%3B")
        let answer = try client.call("GET", "tooling/executeAnonymous/?anonymousBody=\(escaped)")
        #expect(answer.status == 200)
        return answer.json
    }

    @Test func `anonymous Apex merges two records and brings a deleted one back`() throws {
        let client = try SalesforceClient()
        let winner = try client.create("Account", ["Name": "Winner"])
        let loser = try client.create("Account", ["Name": "Loser"])
        let merged = try run(client, "Database.merge(new Account(Id = '\(winner)'), '\(loser)');")
        #expect(merged["success"] == true, "\(merged.text)")
        #expect(try client.call("GET", "sobjects/Account/\(loser)").code == "ENTITY_IS_DELETED")
        let rows = try client.query("SELECT MasterRecordId FROM Account WHERE Id = '\(loser)'", all: true)
        #expect(rows.json["records"]?[0]?["MasterRecordId"]?.string == winner)
        #expect(try client.call("DELETE", "sobjects/Account/\(winner)").status == 204)
        #expect(try run(client, "Database.undelete('\(winner)');")["success"] == true)
        #expect(try client.call("GET", "sobjects/Account/\(winner)").status == 200)
    }

    @Test func `what fails at run time and what does not compile is told with status 200`() throws {
        let client = try SalesforceClient()
        let id = try client.create("Account", ["Name": "Here"])
        let failed = try run(client, "Database.undelete('\(id)');")
        #expect(failed["compiled"] == true)
        #expect(failed["success"] == false)
        #expect(failed["exceptionMessage"]?.string?.contains("UNDELETE_FAILED") == true)
        for code in ["delete x;", "Database.undelete('');", "Database.merge(new Account(Id = '\(id)'), '');"] {
            let refused = try run(client, code)
            #expect(refused["compiled"] == false)
            #expect(refused["compileProblem"]?.string != nil)
        }
        #expect(try client.call("GET", "tooling/executeAnonymous/").code == "MISSING_ARGUMENT")
    }
}
