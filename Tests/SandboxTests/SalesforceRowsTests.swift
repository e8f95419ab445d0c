import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct SalesforceRowsTests {
    private let client: SalesforceClient

    init() throws { client = try SalesforceClient() }

    @Test func `a record is made, read, changed and deleted`() throws {
        let made = try client.call("POST", "sobjects/Account", ["Name": "  Acme  ", "Phone": "", "AnnualRevenue": .number("1.5E6")])
        let id = try #require(made.json["id"]?.string)
        #expect(made.json == ["id": .string(id), "success": true, "errors": []])
        #expect(made.head.headerFields[.location] == "/services/data/v63.0/sobjects/Account/\(id)")
        let row = try client.call("GET", "sobjects/Account/\(id)?fields=Name,Phone,AnnualRevenue")
        #expect(row.json["Name"] == "Acme")
        #expect(row.json["Phone"] == .null)
        #expect(row.json["AnnualRevenue"] == .number("1500000.0"))
        client.port.clock.advance(by: .seconds(5))
        let changed = try client.call("PATCH", "sobjects/Account/\(id.prefix(15))", ["Phone": "+1 555", "AnnualRevenue": nil])
        #expect(changed.status == 204)
        let after = try client.call("GET", "sobjects/Account/\(id)").json
        #expect(after["AnnualRevenue"] == .null)
        #expect(after["SystemModstamp"] == "2026-05-28T20:26:45.000+0000")
        #expect(after["CreatedDate"] == "2026-05-28T20:26:40.000+0000")
        #expect(try client.call("DELETE", "sobjects/Account/\(id)").status == 204)
        let gone = try client.call("GET", "sobjects/Account/\(id)")
        #expect(gone.status == 404)
        #expect(gone.json == [["errorCode": "ENTITY_IS_DELETED", "message": "entity is deleted", "fields": []]])
        #expect(try client.call("DELETE", "sobjects/Account/\(id)").code == "ENTITY_IS_DELETED")
        #expect(try client.query("SELECT Id FROM Account").json["totalSize"] == 0)
        #expect(try client.query("SELECT Id FROM Account WHERE IsDeleted = true", all: true).json["totalSize"] == 1)
    }

    /// A record that must be refused: its object, its fields as JSON, the code, and the message where its wording matters.
    private static let refused: [(String, String, String, String?)] = [
        ("Account", #"{"Nme":"x"}"#, "INVALID_FIELD", "No such column 'Nme' on sobject of type Account"),
        ("Account", "{}", "REQUIRED_FIELD_MISSING", "Required fields are missing: [Name]"),
        ("Opportunity", #"{"Name":"x"}"#, "REQUIRED_FIELD_MISSING", "Required fields are missing: [StageName, CloseDate]"),
        ("Lead", #"{"LastName":"x"}"#, "REQUIRED_FIELD_MISSING", "Required fields are missing: [Company]"),
        (
            "Account", #"{"Name":"x","Partner_Email__c":"no mail"}"#, "INVALID_EMAIL_ADDRESS",
            "Partner Email: invalid email address: no mail"
        ),
        (
            "Account", #"{"Name":"x","Partner_Tier__c":"gold"}"#, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "Partner Tier: bad value for restricted picklist field: gold"
        ),
        (
            "Contact", #"{"LastName":"x","FirstName":"12345678901234567890123456789012345678901"}"#, "STRING_TOO_LONG",
            "First Name: data value too large: 12345678901234567890123456789012345678901 (max length=40)"
        ),
        ("Account", #"{"Name":"x","OwnerId":"001RO0000000001"}"#, "FIELD_INTEGRITY_EXCEPTION", nil),
        ("Account", #"{"Name":"x","ParentId":"junk"}"#, "MALFORMED_ID", "Parent ID: id value of incorrect type: junk"),
        ("Account", #"{"Name":"x","ParentId":"001RO0000000zzz"}"#, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id"),
        (
            "Account", #"{"Name":"x","Id":"001RO0000000001"}"#, "INVALID_FIELD_FOR_INSERT_UPDATE",
            "cannot specify Id in an insert call"
        ),
        ("Account", #"{"Name":"x","SystemModstamp":"2026-01-01T00:00:00Z"}"#, "INVALID_FIELD_FOR_INSERT_UPDATE", nil),
        ("Account", #"{"Name":"x","NumberOfEmployees":1.5}"#, "JSON_PARSER_ERROR", nil),
        ("Account", #"{"Name":"x","AnnualRevenue":1e18}"#, "NUMBER_OUTSIDE_VALID_RANGE", nil),
        ("Account", #"{"Name":"x","IsPartner":"true"}"#, "JSON_PARSER_ERROR", nil),
        ("Account", #"{"Name":["x"]}"#, "JSON_PARSER_ERROR", nil),
        ("Opportunity", #"{"Name":"x","StageName":"Proposal","CloseDate":"30.6.2026"}"#, "JSON_PARSER_ERROR", nil),
        (
            "Opportunity", #"{"Name":"x","StageName":"Won!","CloseDate":"2026-06-30"}"#, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            nil
        ),
        ("Partner", #"{"AccountToId":"001RO0000000001"}"#, "REQUIRED_FIELD_MISSING", nil),
    ]

    @Test func `a record that Salesforce refuses is refused`() throws {
        for (object, fields, code, message) in Self.refused {
            let answer = try client.call("POST", "sobjects/\(object)", try JSON(parsing: fields))
            #expect(answer.status == 400, "\(fields)")
            #expect(answer.code == code, "\(fields): \(answer.json.text)")
            if let message { #expect(answer.message == message) }
        }
    }

    @Test func `a call that fits no resource is refused`() throws {
        let missing: JSON = [["errorCode": "NOT_FOUND", "message": "The requested resource does not exist"]]
        #expect(try client.call("GET", "sobjects/Account/001RO0000000zzzAAA").json == missing)
        #expect(try client.call("GET", "sobjects/Nothing/001RO0000000zzz").json == missing)
        #expect(try client.call("GET", "nothing").json == missing)
        #expect(try client.call("GET", "/services/data/v99.0/limits").json == missing)
        #expect(try client.call("PUT", "sobjects/Account", [:]).status == 405)
        let plain = try client.call("POST", "sobjects/Account", ["Name": "x"], fields: ["Content-Type": "text/plain"])
        #expect(plain.status == 415)
        #expect(plain.code == "UNSUPPORTED_MEDIA_TYPE")
    }

    @Test func `a unique value cannot be taken twice and the refusal names its holder`() throws {
        let id = try client.create("Account", ["Name": "A", "Entente_Id__c": "north:p_1"])
        let answer = try client.call("POST", "sobjects/Account", ["Name": "B", "Entente_Id__c": "NORTH:P_1"])
        #expect(
            answer.json == [
                [
                    "message": .string("duplicate value found: Entente_Id__c duplicates value on record with id: \(id.prefix(15))"),
                    "errorCode": "DUPLICATE_VALUE", "fields": [],
                ]
            ])
        _ = try client.call("DELETE", "sobjects/Account/\(id)")
        #expect(try client.call("POST", "sobjects/Account", ["Name": "B", "Entente_Id__c": "north:p_1"]).status == 201)
        #expect(throws: SandboxError.self) { try client.edit(.undelete, "Account", id) }
    }

    @Test func `an upsert makes, then changes, and cannot choose among several`() throws {
        let made = try client.call("PATCH", "sobjects/Account/Entente_Id__c/north%3Ap%2F1", ["Name": "A"])
        #expect(made.status == 201)
        #expect(made.json["created"] == true)
        let changed = try client.call("PATCH", "sobjects/Account/Entente_Id__c/north%3Ap%2F1", ["Name": "B"])
        #expect(changed.status == 200)
        #expect(changed.json["created"] == false)
        #expect(changed.json["id"] == made.json["id"])
        #expect(try client.call("GET", "sobjects/Account/Entente_Id__c/north%3Ap%2F1").json["Name"] == "B")
        #expect(try client.call("PATCH", "sobjects/Account/Entente_Id__c/a/b", ["Name": "A"]).status == 404)
        #expect(try client.call("PATCH", "sobjects/Account/Name/A", ["Phone": "1"]).status == 404)
        let doubled = try client.call("PATCH", "sobjects/Account/Entente_Id__c/x", ["Name": "A", "Entente_Id__c": "x"])
        #expect(doubled.code == "INVALID_FIELD")
        #expect(doubled.message == "The Entente_Id__c field should not be specified in the sobject data.")
        let twins = try ["A", "B"].map { try client.create("Account", ["Name": .string($0), "Legacy_Id__c": "7"]) }
        let several = try client.call("PATCH", "sobjects/Account/Legacy_Id__c/7", ["Name": "C"])
        #expect(several.status == 300)
        #expect(several.json == .array(twins.map { .string("/services/data/v63.0/sobjects/Account/\($0)") }))
    }

    @Test func `a change is refused when the record changed since the given date`() throws {
        let id = try client.create("Contact", ["LastName": "A"])
        let path = "sobjects/Contact/\(id)"
        let made = "Thu, 28 May 2026 20:26:40 GMT"
        client.port.clock.advance(by: .seconds(1))
        #expect(try client.call("PATCH", path, ["LastName": "B"], fields: ["If-Unmodified-Since": made]).status == 204)
        #expect(try client.call("PATCH", path, ["LastName": "C"], fields: ["If-Unmodified-Since": made]).status == 412)
        #expect(try client.call("GET", path).json["LastName"] == "B")
        #expect(try client.call("PATCH", path, ["LastName": "C"], fields: ["If-Unmodified-Since": "yesterday"]).status == 400)
        #expect(try client.call("GET", path, fields: ["If-Modified-Since": "Thu, 28 May 2026 20:26:41 GMT"]).status == 304)
        #expect(try client.call("GET", path, fields: ["If-Modified-Since": made]).status == 200)
    }

    @Test func `accounts alone have tags`() throws {
        let account = try client.create("Account", ["Name": "A"])
        let tag = try #require(try client.call("GET", "sobjects/Account/\(account)").head.headerFields[.eTag])
        #expect(try client.call("GET", "sobjects/Account/\(account)", fields: ["If-None-Match": tag]).status == 304)
        #expect(try client.call("PATCH", "sobjects/Account/\(account)", ["Name": "B"], fields: ["If-Match": tag]).status == 204)
        #expect(try client.call("PATCH", "sobjects/Account/\(account)", ["Name": "C"], fields: ["If-Match": tag]).status == 412)
        let contact = try client.create("Contact", ["LastName": "A"])
        #expect(try client.call("GET", "sobjects/Contact/\(contact)").head.headerFields[.eTag] == nil)
    }

    @Test func `amounts keep their digits and are rounded to the field's places`() throws {
        func stored(_ amount: String) throws -> JSON? {
            let id = try client.create(
                "Opportunity", ["Name": "x", "StageName": "Proposal", "CloseDate": "2026-06-30", "Amount": .number(amount)])
            return try client.call("GET", "sobjects/Opportunity/\(id)?fields=Amount").json["Amount"]
        }
        #expect(try stored("9007199254740993.01") == .number("9007199254740993.01"))
        #expect(try stored("0.1") == .number("0.1"))
        #expect(try stored("12.345") == .number("12.35"))
        #expect(try stored("-12.345") == .number("-12.35"))
        #expect(try stored("100") == .number("100.0"))
    }

    @Test func `a deal's stage decides whether it is closed and won, and one contact is primary`() throws {
        let deal = try client.create("Opportunity", ["Name": "x", "StageName": "Closed Won", "CloseDate": "2026-06-30"])
        let row = try client.call("GET", "sobjects/Opportunity/\(deal)").json
        #expect(row["IsWon"] == true)
        #expect(row["Probability"] == .number("100.0"))
        let people = try ["A", "B"].map { try client.create("Contact", ["LastName": .string($0)]) }
        for person in people {
            _ = try client.create(
                "OpportunityContactRole", ["OpportunityId": .string(deal), "ContactId": .string(person), "IsPrimary": true])
        }
        let primary = try client.query("SELECT ContactId FROM OpportunityContactRole WHERE IsPrimary = true")
        #expect(primary.json["records"]?.array?.compactMap { $0["ContactId"]?.string } == [people[1]])
        let partner = try client.create("Account", ["Name": "P"])
        let tie = try client.create("Partner", ["OpportunityId": .string(deal), "AccountToId": .string(partner)])
        #expect(try client.call("PATCH", "sobjects/Partner/\(tie)", ["Role": "Reseller"]).status == 400)
    }

    @Test func `a merge names the master and moves the children, and an undelete brings a record back`() throws {
        let (winner, loser) = (try client.create("Account", ["Name": "W"]), try client.create("Account", ["Name": "L"]))
        let child = try client.create("Contact", ["LastName": "C", "AccountId": .string(loser)])
        client.port.clock.advance(by: .seconds(60))
        try client.edit(.merge, "Account", loser, into: winner)
        #expect(try client.call("GET", "sobjects/Contact/\(child)").json["AccountId"] == .string(winner))
        let merged = try client.query("SELECT Id, MasterRecordId FROM Account WHERE IsDeleted = true AND MasterRecordId != null", all: true)
        #expect(merged.json["records"]?[0]?["MasterRecordId"] == .string(winner))
        #expect(try client.query("SELECT Id FROM Account").json["totalSize"] == 1)
        #expect(throws: SandboxError.self) { try client.edit(.undelete, "Account", loser) }
        try client.edit(.delete, "Contact", child)
        client.port.clock.advance(by: .seconds(60))
        try client.edit(.undelete, "Contact", child)
        let back = try client.call("GET", "sobjects/Contact/\(child)").json
        #expect(back["IsDeleted"] == false)
        #expect(back["SystemModstamp"] == "2026-05-28T20:28:40.000+0000")
    }

    @Test func `the recycle bin is emptied after fifteen days`() throws {
        let client = try SalesforceClient(
            settings: {
                var settings = SalesforceSettings()
                settings.sessionLife = .seconds(100 * 86_400)
                return settings
            }())
        let id = try client.create("Account", ["Name": "A"])
        _ = try client.call("DELETE", "sobjects/Account/\(id)")
        client.port.clock.advance(by: .seconds(16 * 86_400))
        #expect(try client.query("SELECT Id FROM Account WHERE IsDeleted = true", all: true).json["totalSize"] == 0)
        #expect(try client.call("GET", "sobjects/Account/\(id)").code == "NOT_FOUND")
    }

    @Test func `the duplicate rule refuses a second contact with the same address, misspelt key and all`() throws {
        var settings = SalesforceSettings()
        settings.refusesSameEmail = true
        let client = try SalesforceClient(settings: settings)
        let id = try client.create("Contact", ["LastName": "A", "Email": "a@b.example"])
        let answer = try client.call("POST", "sobjects/Contact", ["LastName": "B", "Email": "A@b.example"])
        #expect(answer.status == 400)
        #expect(answer.code == "DUPLICATES_DETECTED")
        #expect(answer.message == "Use one of these records?")
        let match = answer.json[0]?["duplicateResut"]?["matchResults"]?[0]?["matchRecords"]?[0]
        #expect(match?["record"]?["Id"] == .string(id))
    }
}
