import Model
import Sandbox
import Testing

/// Laws that hold for any data and any text.
@Suite struct SOQLLawTests {
    private static let start = 1_780_000_000

    /// An org after many writes at random, some of them late, some of them deletes.
    private func busy(_ random: inout SeededRandom) throws -> (client: SalesforceClient, ids: [String]) {
        let client = try SalesforceClient(records: 100, seed: random.next())
        var ids: [String] = []
        for number in 0..<120 {
            client.port.clock.advance(by: .seconds(random.below(3)))
            switch random.below(5) {
            case 0 where !ids.isEmpty: try? client.edit(.delete, "Contact", random.pick(ids))
            case 1 where !ids.isEmpty:
                let edit = PersonEdit(
                    .update, object: "Contact", id: random.pick(ids), fields: JSONObject([("Phone", .string("\(number)"))]),
                    late: .seconds(random.below(200)))
                _ = try? client.org.edit(edit, at: client.port.clock.now())
            case 2 where !ids.isEmpty: try? client.edit(.undelete, "Contact", random.pick(ids))
            default:
                let fields: JSON = ["LastName": .string("N\(number)"), "Email": .string("e\(random.below(30))@x.example")]
                ids.append(try client.create("Contact", fields))
            }
        }
        return (client, ids)
    }

    @Test(arguments: 0..<12) func `an index finds what a scan finds`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let (client, _) = try busy(&random)
        func rows(_ condition: String) throws -> [JSON] {
            let answer = try client.query(
                "SELECT Id, SystemModstamp FROM Contact WHERE \(condition) ORDER BY SystemModstamp, Id", all: true)
            return try #require(answer.json["records"]?.array)
        }
        for _ in 0..<10 {
            let from = Timestamp(seconds: Int64(Self.start + random.below(100))).isoMilliseconds
            let to = Timestamp(seconds: Int64(Self.start + random.below(140))).isoMilliseconds
            let indexed = try rows("SystemModstamp >= \(from) AND SystemModstamp < \(to)")
            #expect(try indexed == rows("(NOT SystemModstamp < \(from)) AND (NOT SystemModstamp >= \(to))"))
            #expect(try rows("SystemModstamp > \(from)") == rows("NOT SystemModstamp <= \(from)"))
            let email = "e\(random.below(30))@x.example"
            #expect(try rows("Email = '\(email.uppercased())'") == rows("Email LIKE '\(email)'"))
        }
    }

    @Test(arguments: 0..<6) func `pages of any size add up to the whole`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let client = try SalesforceClient(records: 2500, seed: seed)
        let query = "SELECT Id, Email FROM Contact WHERE Email != null ORDER BY \(random.pick(["Email", "SystemModstamp", "Id"])), Id"
        let whole = try client.query(query).json["records"]?.array ?? []
        var answer = try client.query(query, batch: 200 + random.below(900))
        var parts = answer.json["records"]?.array ?? []
        while let next = answer.json["nextRecordsUrl"]?.string {
            answer = try client.call("GET", next)
            parts += answer.json["records"]?.array ?? []
        }
        #expect(parts == whole)
        #expect(whole.count > 1000)
    }

    @Test(arguments: 0..<8) func `any text is answered or refused and breaks nothing`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let client = try SalesforceClient(records: 50)
        let words = [
            "SELECT", "Id", "Name", "FROM", "Account", "WHERE", "AND", "OR", "NOT", "(", ")", ",", "=", "!=", "<", "IN", "LIKE", "'a'",
            "'%\\_'",
            "'", "\\", "5", "-1", "1e999", "2026-01-01", "2026-13-01T00:00:00Z", "null", "true", "ORDER", "BY", "LIMIT", "OFFSET",
            "COUNT()",
            "Owner.Name", "Contacts", "Foo.", ".", "🚀", "é", ":x", "SystemModstamp", ">=", "DESC", "NULLS", "LAST",
        ]
        let good = "SELECT Id , Name FROM Account WHERE Name = 'a' AND ( Id != null OR Type IN ( 'x' ) ) ORDER BY Name LIMIT 5"
        for _ in 0..<150 {
            var text = good.split(separator: " ").map(String.init)
            for _ in 0...random.below(3) {
                let place = random.below(text.count)
                if random.chance(perMille: 300), text.count > 1 { text.remove(at: place) } else { text[place] = random.pick(words) }
            }
            let answer = try client.query(text.joined(separator: " "))
            #expect(answer.status == 200 || (answer.status == 400 && answer.code != nil), "\(text)")
        }
    }
}
