import Model
import Sandbox
import Testing

@Suite struct SalesforceCollectionsTests {
    private func account(_ name: String, _ key: String? = nil, id: String? = nil) -> JSON {
        var fields = JSONObject([("attributes", ["type": "Account"]), ("Name", .string(name))])
        if let key { fields["Entente_Id__c"] = .string(key) }
        if let id { fields["id"] = .string(id) }
        return .object(fields)
    }

    private func send(
        _ client: SalesforceClient, _ method: String, _ records: [JSON], to path: String = "composite/sobjects", allOrNone: Bool = false
    ) throws -> SalesforceClient.Answer {
        try client.call(method, path, ["allOrNone": .bool(allOrNone), "records": .array(records)])
    }

    @Test func `rows succeed and fail side by side in the order of the request`() throws {
        let client = try SalesforceClient()
        let id = try client.create("Account", ["Name": "Old", "Entente_Id__c": "k1"])
        let answer = try send(
            client, "PATCH", [account("New", "k2"), account("", "k3"), account("Changed", "K1"), account("Again", "k2")],
            to: "composite/sobjects/Account/Entente_Id__c")
        #expect(answer.status == 200)
        #expect(answer.json[0]?["success"] == true)
        #expect(answer.json[0]?["created"] == true)
        #expect(
            answer.json[1] == [
                "success": false,
                "errors": [
                    ["statusCode": "REQUIRED_FIELD_MISSING", "message": "Required fields are missing: [Name]", "fields": ["Name"]]
                ],
            ])
        #expect(answer.json[2] == ["id": .string(id), "success": true, "errors": [], "created": false])
        #expect(answer.json[3]?["errors"]?[0]?["statusCode"] == "DUPLICATE_VALUE")
        #expect(try client.query("SELECT Name FROM Account ORDER BY Name").json["totalSize"] == 2)
    }

    @Test func `all or none undoes what succeeded`() throws {
        let client = try SalesforceClient()
        let answer = try send(client, "POST", [account("A"), account("")], allOrNone: true)
        #expect(
            answer.json == [
                [
                    "success": false,
                    "errors": [
                        [
                            "statusCode": "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                            "message": "Record rolled back because not all records were valid and the request was using AllOrNone header",
                            "fields": [],
                        ]
                    ],
                ],
                [
                    "success": false,
                    "errors": [
                        ["statusCode": "REQUIRED_FIELD_MISSING", "message": "Required fields are missing: [Name]", "fields": ["Name"]]
                    ],
                ],
            ])
        #expect(try client.query("SELECT COUNT() FROM Account").json["totalSize"] == 0)
    }

    @Test func `updates and deletes name what is missing, deleted or no id`() throws {
        let client = try SalesforceClient()
        let ids = try ["A", "B"].map { try client.create("Account", ["Name": .string($0)]) }
        _ = try client.call("DELETE", "sobjects/Account/\(ids[1])")
        let updated = try send(
            client, "PATCH",
            [
                account("A2", id: String(ids[0].prefix(15))), account("B2", id: ids[1]), account("C", id: "001RO0000000zzz"),
                account("D", id: "x"),
            ])
        #expect(updated.json[0] == ["id": .string(ids[0]), "success": true, "errors": []])
        #expect(
            (1...3).map { updated.json[$0]?["errors"]?[0]?["statusCode"] } == [
                "ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY", "MALFORMED_ID",
            ])
        let deleted = try client.call("DELETE", "composite/sobjects?ids=\(ids[0]),\(ids[1])&allOrNone=false")
        #expect(deleted.json[0]?["success"] == true)
        #expect(deleted.json[1]?["errors"]?[0]?["statusCode"] == "ENTITY_IS_DELETED")
    }

    @Test func `records are retrieved in order with null for what is not there`() throws {
        let client = try SalesforceClient()
        let ids = try ["A", "B"].map { try client.create("Account", ["Name": .string($0)]) }
        let body: JSON = ["ids": [.string(ids[1]), "001RO0000000zzz", .string(ids[0])], "fields": ["Name"]]
        let posted = try client.call("POST", "composite/sobjects/Account", body)
        #expect(posted.json.array?.map { $0["Name"] } == ["B", nil, "A"])
        #expect(posted.json[1] == .null)
        let got = try client.call("GET", "composite/sobjects/Account?ids=\(ids[0])&fields=Id,Name")
        #expect(got.json[0]?["Id"] == .string(ids[0]))
        #expect(try client.call("GET", "composite/sobjects/Account?ids=\(ids[0])&fields=Nme").code == "INVALID_FIELD")
    }

    @Test func `the whole call is refused beyond 200 rows, ten chunks, or with a value that cannot be read`() throws {
        let client = try SalesforceClient()
        let many = (0..<201).map { account("A\($0)") }
        #expect(try send(client, "POST", many).code == "EXCEEDED_ID_LIMIT")
        #expect(try send(client, "POST", Array(many.prefix(200))).json.array?.count == 200)
        let contact: JSON = ["attributes": ["type": "Contact"], "LastName": "C"]
        #expect(try send(client, "POST", (0..<11).map { $0 % 2 == 0 ? account("x") : contact }).code == "LIMIT_EXCEEDED")
        #expect(try send(client, "POST", [["Name": "no type"]]).code == "INVALID_INPUT")
        let bad: JSON = ["attributes": ["type": "Account"], "Name": "x", "NumberOfEmployees": "many"]
        let answer = try send(client, "POST", [account("fine"), bad])
        #expect(answer.status == 400)
        #expect(answer.code == "JSON_PARSER_ERROR")
        #expect(try client.query("SELECT COUNT() FROM Account").json["totalSize"] == 200)
    }

    @Test func `faults spoil one row, lose one result, or turn the results around`() throws {
        let client = try SalesforceClient(faults: "partial-batch=#1 results-missing=#2 results-reordered=#3")
        let rows = ["A", "B", "C"].map { account($0) }
        let partial = try send(client, "POST", rows)
        #expect(partial.json.array?.map { $0["success"] } == [true, false, true])
        #expect(partial.json[1]?["errors"]?[0]?["statusCode"] == "UNABLE_TO_LOCK_ROW")
        #expect(try send(client, "POST", rows).json.array?.count == 2)
        let ids = try send(client, "POST", rows).json.array?.compactMap { $0["id"]?.string } ?? []
        #expect(ids.count == 3)
        #expect(ids == ids.sorted().reversed())
        #expect(try client.query("SELECT COUNT() FROM Account").json["totalSize"] == 8)
    }
}
