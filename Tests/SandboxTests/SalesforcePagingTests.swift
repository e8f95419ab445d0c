import Model
import Sandbox
import Testing

@Suite struct SalesforcePagingTests {
    private func pages(_ client: SalesforceClient, _ query: String, batch: Int? = nil) throws -> [[String]] {
        var answer = try client.query(query, batch: batch)
        var pages: [[String]] = []
        while true {
            pages.append(answer.json["records"]?.array?.compactMap { $0["Id"]?.string } ?? [])
            guard let next = answer.json["nextRecordsUrl"]?.string else { break }
            #expect(answer.json["done"] == false)
            answer = try client.call("GET", next)
        }
        #expect(answer.json["done"] == true)
        return pages
    }

    @Test func `pages hold 2000 rows unless fewer are asked for, and never below 200`() throws {
        let client = try SalesforceClient(records: 5000)
        let query = "SELECT Id FROM Contact ORDER BY Id"
        #expect(try pages(client, query).map(\.count) == [2000, 1000])
        #expect(try pages(client, query, batch: 500).map(\.count) == Array(repeating: 500, count: 6))
        #expect(try pages(client, query, batch: 10).map(\.count) == Array(repeating: 200, count: 15))
        let ids = try pages(client, query, batch: 700).flatMap(\.self)
        #expect(ids.count == 3000)
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == 3000)
    }

    @Test func `the order by stamp and id is total although many rows share one second`() throws {
        let client = try SalesforceClient(records: 2000)
        let query = "SELECT Id, SystemModstamp FROM Contact WHERE SystemModstamp >= 2020-01-01T00:00:00Z ORDER BY SystemModstamp, Id"
        let rows = try client.query(query).json["records"]?.array ?? []
        let keys = rows.map { [$0["SystemModstamp"]?.string ?? "", $0["Id"]?.string ?? ""] }
        #expect(keys.count == 1200)
        #expect(keys == keys.sorted { $0.lexicographicallyPrecedes($1) })
        #expect(Set(keys.map { $0[0] }).count < keys.count - 50)
    }

    @Test func `rows of a subquery count towards the page`() throws {
        let client = try SalesforceClient(records: 2000)
        let plain = try client.query("SELECT Id FROM Opportunity", batch: 200)
        let nested = try client.query("SELECT Id, (SELECT Id FROM OpportunityContactRoles) FROM Opportunity", batch: 200)
        #expect(plain.json["records"]?.array?.count == 200)
        #expect((nested.json["records"]?.array?.count ?? 0) < 150)
    }

    @Test func `a locator outlives new rows but not two days, and a made-up one is refused`() throws {
        let client = try SalesforceClient(records: 5000)
        let first = try client.query("SELECT Id FROM Contact")
        let next = try #require(first.json["nextRecordsUrl"]?.string)
        #expect(next.hasPrefix("/services/data/v63.0/query/01g"))
        _ = try client.create("Contact", ["LastName": "Late"])
        #expect(try client.call("GET", next).json["records"]?.array?.count == 1000)
        #expect(try client.call("GET", next).json["totalSize"] == 3000)
        client.port.clock.advance(by: .seconds(2 * 86_400 + 1))
        let renewed = SalesforceClient.answer(
            client.port,
            SalesforceClient.form("grant_type=client_credentials&client_id=3MVG9ENTENTE.SANDBOX&client_secret=sandbox-consumer-secret"))
        let token = ["Authorization": "Bearer \(renewed.json["access_token"]?.string ?? "")"]
        let stale = try client.call("GET", next, fields: token)
        #expect(stale.status == 400)
        #expect(stale.json == [["message": "invalid query locator", "errorCode": "INVALID_QUERY_LOCATOR"]])
        #expect(try client.call("GET", "query/01gRO0000000000AAA-2000", fields: token).code == "INVALID_QUERY_LOCATOR")
    }

    @Test func `an address beyond 16384 bytes is refused`() throws {
        let client = try SalesforceClient()
        #expect(try client.call("GET", "query?q=" + String(repeating: "a", count: 16_400)).status == 414)
    }
}
