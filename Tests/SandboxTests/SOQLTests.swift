import Model
import Sandbox
import Testing

@Suite struct SOQLTests {
    private let client: SalesforceClient
    private let acme: String
    private let zoe: String

    init() throws {
        client = try SalesforceClient()
        acme = try client.create("Account", ["Name": "Acme", "Type": "Partner", "AnnualRevenue": 5_000_000, "NumberOfEmployees": 20])
        _ = try client.create("Account", ["Name": "acme Trading", "Type": "Customer", "NumberOfEmployees": 7, "Website": "acme.example"])
        _ = try client.create("Account", ["Name": "100% Pure_Co"])
        zoe = try client.create(
            "Contact", ["FirstName": "Zoë", "LastName": "O'Brien", "Email": "zoe@acme.example", "AccountId": .string(acme)])
        let deal = try client.create(
            "Opportunity",
            [
                "Name": "Big", "StageName": "Proposal", "CloseDate": "2026-06-30", "Amount": .number("12000.5"), "AccountId": .string(acme),
            ])
        _ = try client.create("OpportunityContactRole", ["OpportunityId": .string(deal), "ContactId": .string(zoe), "IsPrimary": true])
        _ = try client.create("Opportunity", ["Name": "Small", "StageName": "Closed Won", "CloseDate": "2026-07-01", "Amount": 90])
    }

    private func names(_ query: String) throws -> [String] {
        let answer = try client.query(query)
        #expect(answer.status == 200, "\(query): \(answer.json.text)")
        return answer.json["records"]?.array?.compactMap { $0["Name"]?.string } ?? []
    }

    @Test(arguments: [
        ("SELECT Name FROM Account WHERE Name = 'ACME'", ["Acme"]),
        ("select name from account where name like 'acme%' order by name", ["Acme", "acme Trading"]),
        ("SELECT Name FROM Account WHERE Name LIKE '%\\%%'", ["100% Pure_Co"]),
        ("SELECT Name FROM Account WHERE Name LIKE '%e\\_C_'", ["100% Pure_Co"]),
        ("SELECT Name FROM Account WHERE Type != 'Partner' ORDER BY Name", ["100% Pure_Co", "acme Trading"]),
        ("SELECT Name FROM Account WHERE Type <> null ORDER BY Name DESC", ["acme Trading", "Acme"]),
        ("SELECT Name FROM Account WHERE Website = 'ACME.example'", ["acme Trading"]),
        ("SELECT Name FROM Account WHERE Website = ''", ["Acme", "100% Pure_Co"]),
        ("SELECT Name FROM Account WHERE NumberOfEmployees > 7", ["Acme"]),
        ("SELECT Name FROM Account WHERE NumberOfEmployees <= 7.0", ["acme Trading"]),
        ("SELECT Name FROM Account WHERE Type IN ('Partner','Customer') AND (NOT Name LIKE '%Trad%')", ["Acme"]),
        ("SELECT Name FROM Account WHERE Type NOT IN ('Partner')", ["acme Trading", "100% Pure_Co"]),
        ("SELECT Name FROM Account WHERE (Type = 'Partner' OR Type = 'Customer') AND NumberOfEmployees < 10", ["acme Trading"]),
        ("SELECT Name FROM Account ORDER BY NumberOfEmployees ASC NULLS LAST, Name", ["acme Trading", "Acme", "100% Pure_Co"]),
        ("SELECT Name FROM Account ORDER BY NumberOfEmployees", ["100% Pure_Co", "acme Trading", "Acme"]),
        ("SELECT Name FROM Account ORDER BY Name LIMIT 1 OFFSET 1", ["Acme"]),
        ("SELECT Name FROM Contact WHERE LastName = 'O\\'Brien'", ["Zoë O'Brien"]),
        ("SELECT Name FROM Contact WHERE Account.Name = 'Acme'", ["Zoë O'Brien"]),
        ("SELECT Name FROM Opportunity WHERE Amount = 12000.50", ["Big"]),
        ("SELECT Name FROM Opportunity WHERE CloseDate > 2026-06-30", ["Small"]),
        ("SELECT Name FROM Opportunity WHERE IsWon = true", ["Small"]),
        ("SELECT Name FROM Opportunity WHERE SystemModstamp >= 2026-05-28T20:26:40.000Z ORDER BY SystemModstamp, Id", ["Big", "Small"]),
        (
            "SELECT Name FROM Opportunity WHERE SystemModstamp >= 2026-05-28T22:26:40+02:00 AND SystemModstamp < 2026-05-28T20:26:41Z",
            ["Big", "Small"]
        ),
        ("SELECT Name FROM Opportunity WHERE SystemModstamp > 2026-05-28T20:26:40Z", []),
        ("SELECT Name FROM Opportunity WHERE SystemModstamp < 2026-05-28T20:26:40Z", []),
    ])
    func `a query finds what its conditions say`(query: String, expected: [String]) throws {
        #expect(try names(query) == expected)
    }

    @Test func `an id is found by 15 and by 18 characters and minds its case`() throws {
        #expect(try names("SELECT Name FROM Account WHERE Id = '\(acme.prefix(15))'") == ["Acme"])
        #expect(try names("SELECT Name FROM Account WHERE Id IN ('\(acme)')") == ["Acme"])
        let bad = try client.query("SELECT Name FROM Account WHERE Id = 'nope'")
        #expect(bad.code == "INVALID_QUERY_FILTER_OPERATOR")
    }

    @Test func `parents nest, children nest, and empty ones are null`() throws {
        let answer = try client.query(
            "SELECT Id, Account.Name, Account.Owner.Username, (SELECT ContactId, Contact.Email, IsPrimary FROM OpportunityContactRoles) "
                + "FROM Opportunity ORDER BY Name")
        let big = answer.json["records"]?[0]
        #expect(big?["Account"]?["Name"] == "Acme")
        #expect(big?["Account"]?["attributes"]?["type"] == "Account")
        #expect(big?["Account"]?["Owner"]?["Username"] == "sync@northwind.example")
        #expect(big?["OpportunityContactRoles"]?["totalSize"] == 1)
        #expect(big?["OpportunityContactRoles"]?["records"]?[0]?["ContactId"] == .string(zoe))
        #expect(big?["OpportunityContactRoles"]?["records"]?[0]?["Contact"]?["Email"] == "zoe@acme.example")
        let small = answer.json["records"]?[1]
        #expect(small?["Account"] == .null)
        #expect(small?["OpportunityContactRoles"] == .null)
    }

    @Test func `a row shows its attributes, its numbers and its times as the vendor writes them`() throws {
        let answer = try client.query("SELECT Amount, CloseDate, SystemModstamp, IsDeleted FROM Opportunity WHERE Name = 'Big'")
        let row = answer.json["records"]?[0]
        #expect(answer.json["totalSize"] == 1)
        #expect(answer.json["done"] == true)
        #expect(row?["Amount"] == .number("12000.5"))
        #expect(row?["CloseDate"] == "2026-06-30")
        #expect(row?["SystemModstamp"] == "2026-05-28T20:26:40.000+0000")
        #expect(row?["IsDeleted"] == false)
        #expect(row?["attributes"]?["url"]?.string?.hasPrefix("/services/data/v63.0/sobjects/Opportunity/006") == true)
    }

    @Test func `a count gives the size alone`() throws {
        #expect(try client.query("SELECT COUNT() FROM Account").json == ["totalSize": 3, "done": true, "records": []])
    }

    @Test(arguments: [
        ("SELECT Nam FROM Account", "INVALID_FIELD"),
        ("SELECT Name FROM Acount", "INVALID_TYPE"),
        ("SELECT Foo.Name FROM Account", "INVALID_FIELD"),
        ("SELECT Id, (SELECT Id FROM Foos) FROM Account", "INVALID_TYPE"),
        ("SELECT Name, name FROM Account", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE SystemModstamp > '2026-01-15T09:30:11Z'", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE SystemModstamp > 2026-01-15", "INVALID_FIELD"),
        ("SELECT Id FROM Opportunity WHERE CloseDate = 2026-01-15T09:30:11Z", "INVALID_FIELD"),
        ("SELECT Id FROM Opportunity WHERE CloseDate = '2026-01-15'", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE Name = 5", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE NumberOfEmployees = '5'", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE IsDeleted = 'false'", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE Description = 'x'", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE Id LIKE '001%'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Account WHERE Name = \"x\"", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Name = 'x", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Name = 'a\\z'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Name = :name", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Name = 'a' AND Type = 'b' OR Type = 'c'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Name", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Name LIKE 5", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Name IN ()", "MALFORMED_QUERY"),
        ("SELECT * FROM Account", "MALFORMED_QUERY"),
        ("SELECT Id, FROM Account", "MALFORMED_QUERY"),
        ("SELECT FROM Account", "MALFORMED_QUERY"),
        ("SELECT Id FRM Account", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account LIMIT -1", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account LIMIT 5;", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account ORDER Name", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account ORDER BY Name NULLS", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account ALL ROWS", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE"),
        ("", "MALFORMED_QUERY"),
    ])
    func `a query that Salesforce refuses is refused`(query: String, code: String) throws {
        let answer = try client.query(query)
        #expect(answer.status == 400)
        #expect(answer.code == code, "\(query): \(answer.json.text)")
    }

    @Test func `a refusal shows the place in the query`() throws {
        let answer = try client.query("SELECT Nam FROM Account")
        #expect(
            answer.json == [
                [
                    "message": "\nSELECT Nam FROM Account\n       ^\nERROR at Row:1:Column:8\nNo such column 'Nam' on entity 'Account'.",
                    "errorCode": "INVALID_FIELD",
                ]
            ])
        #expect(
            try client.query("SELECT Id FROM Account WHERE SystemModstamp > '2026'").message?.hasSuffix(
                "value of filter criterion for field 'SystemModstamp' must be of type dateTime and should not be enclosed in quotes")
                == true)
        #expect(try client.query("SELECT Id FRM Account").message?.hasSuffix("ERROR at Row:1:Column:11\nunexpected token: 'FRM'") == true)
    }
}
