import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct HubSpotRefusalTests {
    private let deals = "/crm/v3/objects/deals"

    @Test func `an unknown property is refused with the fault as JSON in the message`() throws {
        let reply = try HubSpotBench().call(.post, deals, ["properties": ["nope": "1"]])
        #expect(reply.status == 400)
        #expect(Array(reply.shape.prefix(4)) == ["status", "message", "correlationId", "category"])
        #expect(reply.body["category"] == "VALIDATION_ERROR")
        let expected =
            #"Property values were not valid: [{"isValid":false,"message":"Property \"nope\" does not exist","#
            + #""error":"PROPERTY_DOESNT_EXIST","name":"nope","localizedErrorMessage":"Property \"nope\" does not exist","#
            + #""portalId":62515}]"#
        #expect(reply.message == expected)
        #expect(reply.body["errors"]?[0]?["context"]?["propertyName"] == ["nope"])
    }

    @Test(arguments: [
        ("dealstage", "sold", "INVALID_OPTION"), ("deal_currency_code", "usd", "INVALID_OPTION"), ("amount", "12,000", "INVALID_NUMBER"),
        ("closedate", "next week", "INVALID_LONG"), ("hs_object_id", "1", "READ_ONLY_VALUE"),
        ("hs_is_closed_won", "true", "READ_ONLY_VALUE"),
        ("hs_lastmodifieddate", "2026-01-01T00:00:00Z", "READ_ONLY_VALUE"), ("hubspot_owner_id", "ana", "INVALID_INTEGER"),
        ("hubspot_owner_id", "41001", "INVALID_OWNER_ID"), ("pipeline", "none", "INVALID_OPTION"),
    ])
    func `a value that the property cannot hold is refused`(name: String, value: String, code: String) throws {
        let reply = try HubSpotBench().call(.post, deals, ["properties": .object(JSONObject([(name, .string(value))]))])
        #expect(reply.status == 400)
        #expect(reply.body["errors"]?[0]?["code"] == .string(code))
        #expect(reply.message.contains("\"error\":\"\(code)\",\"name\":\"\(name)\""))
    }

    @Test(arguments: [
        ("email", "not an address", "INVALID_EMAIL"), ("date_of_birth", "2026-01-01T10:30:00Z", "INVALID_DATE"),
        ("hs_email_optout", "yes", "INVALID_OPTION"),
    ])
    func `a contact's value is refused likewise`(name: String, value: String, code: String) throws {
        let reply = try HubSpotBench().call(
            .post, "/crm/v3/objects/contacts", ["properties": .object(JSONObject([(name, .string(value))]))])
        #expect(reply.body["errors"]?[0]?["code"] == .string(code))
    }

    @Test func `all faults of a write are named and nothing is written`() throws {
        let bench = HubSpotBench()
        let reply = try bench.call(.post, deals, ["properties": ["dealname": "D", "amount": "x", "nope": "1"]])
        #expect(reply.body["errors"]?.array?.count == 2)
        #expect(try bench.call(.get, deals).ids.isEmpty)
    }

    @Test func `values must be strings and a stage must belong to its pipeline`() throws {
        let bench = HubSpotBench()
        #expect(try bench.call(.post, deals, ["properties": ["amount": 12]]).message.hasPrefix("Invalid input JSON"))
        #expect(try bench.call(.post, deals, ["properties": ["pipeline": "default", "dealstage": "139480113"]]).status == 400)
        let id = try bench.make("deals", ["dealstage": "139480113"])
        #expect(try bench.call(.get, deals + "/\(id)").body["properties"]?["pipeline"] == "75e28846")
    }

    @Test func `empty text clears and a time comes back in milliseconds`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("deals", ["amount": "12000.00", "closedate": "1767225600123"])
        let read = try bench.call(.get, deals + "/\(id)")
        #expect(read.body["properties"]?["closedate"] == "2026-01-01T00:00:00.123Z")
        #expect(read.body["properties"]?["amount"] == "12000.00")
        let home = try bench.call(.get, deals + "/\(id)?properties=amount_in_home_currency")
        #expect(home.body["properties"]?["amount_in_home_currency"] == "12000.00")
        _ = try bench.call(.patch, deals + "/\(id)", ["properties": ["amount": ""]])
        #expect(try bench.call(.get, deals + "/\(id)").body["properties"]?["amount"] == .null)
    }

    @Test func `a contact's address that another has is a conflict with the other's id`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("contacts", ["email": "a@x.example"])
        let reply = try bench.call(.post, "/crm/v3/objects/contacts", ["properties": ["email": "A@x.example"]])
        #expect(reply.status == 409)
        #expect(reply.shape == ["status", "message", "correlationId", "category"])
        #expect(reply.message == "Contact already exists. Existing ID: \(id)")
        #expect(reply.body["category"] == "CONFLICT")
    }

    @Test func `a unique value that another record holds is refused and a domain is not unique`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("companies", ["domain": "x.example", "entente_id": "northwind:p_1"])
        let other = try bench.make("companies", ["domain": "x.example"])
        #expect(other != "none")
        let path = "/crm/v3/objects/companies/\(other)"
        let reply = try bench.call(.patch, path, ["properties": ["entente_id": "northwind:p_1"]])
        #expect(reply.status == 400)
        #expect(reply.body["category"] == "VALIDATION_ERROR")
        let expected =
            "Cannot set PropertyValueCoordinates{portalId=62515, objectTypeId=ObjectTypeId{legacyObjectType=COMPANY}, "
            + "propertyName=entente_id, value=northwind:p_1} on \(other). \(id) already has that value."
        #expect(reply.message == expected)
        #expect(try bench.call(.patch, "/crm/v3/objects/companies/\(id)", ["properties": ["entente_id": "northwind:p_1"]]).status == 200)
    }

    @Test func `a call without a credential, or with another's, is not let in`() throws {
        let bench = HubSpotBench()
        for token in [nil, "pat-na1-wrong"] {
            bench.token = token
            let reply = try bench.call(.get, deals)
            #expect(reply.status == 401)
            #expect(reply.shape == ["status", "message", "correlationId", "category"])
            #expect(reply.body["category"] == "INVALID_AUTHENTICATION")
        }
    }

    @Test func `a scope that was not granted is named`() throws {
        let bench = HubSpotBench { $0.missingScopes = ["crm.objects.deals.read"] }
        let reply = try bench.call(.get, deals)
        #expect(reply.status == 403)
        #expect(reply.shape == ["status", "message", "correlationId", "category", "errors", "links"])
        #expect(reply.body["errors"]?[0]?["context"]?["requiredGranularScopes"] == ["crm.objects.deals.read"])
        #expect(reply.body["links"]?["scopes"] == "https://developers.hubspot.com/scopes")
        #expect(try bench.call(.post, deals, ["properties": ["dealname": "D"]]).status == 201)
    }

    @Test func `an OAuth token runs out, is renewed once for each refresh token, and says when it ran out`() throws {
        let bench = HubSpotBench()
        bench.token = nil
        func renew(_ refresh: String) throws -> HubSpotBench.Reply {
            let settings = bench.hubspot.settings
            let form =
                "grant_type=refresh_token&client_id=\(settings.clientID)&client_secret=\(settings.clientSecret)&refresh_token=\(refresh)"
            return try bench.call(.post, "/oauth/v1/token", form: form)
        }
        let first = try renew(bench.hubspot.settings.refreshToken)
        #expect(first.shape == ["token_type", "access_token", "refresh_token", "expires_in"])
        #expect(first.body["expires_in"] == 1800)
        #expect(try renew(bench.hubspot.settings.refreshToken).body["status"] == "BAD_REFRESH_TOKEN")
        bench.token = first.body["access_token"]?.string
        let reply = try bench.call(.get, deals)
        #expect(reply.status == 200)
        #expect(reply.field("X-HubSpot-RateLimit-Daily") == nil)
        bench.now = bench.now + .seconds(1800 + 4 * 3600)
        let expired = try bench.call(.get, deals)
        #expect(expired.status == 401)
        #expect(expired.message == "The OAuth token used to make this call expired 4 hour(s) ago.")
        #expect(expired.body["category"] == "EXPIRED_AUTHENTICATION")
        bench.token = nil
        #expect(try renew(first.body["refresh_token"]?.string ?? "").status == 200)
    }

    @Test func `the rolling limit refuses the next call and lets go after ten seconds`() throws {
        let bench = HubSpotBench { $0.callsPerTenSeconds = 100 }
        for left in (0..<100).reversed() {
            #expect(try bench.call(.get, deals).field("X-HubSpot-RateLimit-Remaining") == String(left))
        }
        let refused = try bench.call(.get, deals)
        #expect(refused.status == 429)
        #expect(refused.shape == ["status", "message", "errorType", "correlationId", "policyName", "requestId"])
        #expect(refused.message == "You have reached your ten_secondly_rolling limit.")
        #expect(refused.body["policyName"] == "TEN_SECONDLY_ROLLING")
        #expect(refused.field("X-HubSpot-RateLimit-Interval-Milliseconds") == "10000")
        bench.now = bench.now + .milliseconds(9999)
        #expect(try bench.call(.get, deals).status == 429)
        bench.now = bench.now + .milliseconds(1)
        #expect(try bench.call(.get, deals).status == 200)
    }

    @Test func `searches have their own limit, which no header shows`() throws {
        let bench = HubSpotBench { $0.searchesPerSecond = 5 }
        for _ in 0..<5 {
            let reply = try bench.search("deals", [:])
            #expect(reply.status == 200)
            #expect(reply.field("X-HubSpot-RateLimit-Remaining") == nil)
        }
        let refused = try bench.search("deals", [:])
        #expect(refused.status == 429)
        #expect(refused.shape == ["status", "message", "errorType", "correlationId", "policyName"])
        #expect(refused.message == "You have reached your secondly limit.")
        #expect(refused.body["policyName"] == "SECONDLY")
        #expect(try bench.call(.get, deals).status == 200)
        bench.now = bench.now + .seconds(1)
        #expect(try bench.search("deals", [:]).status == 200)
    }

    @Test func `the daily limit ends at the account's midnight`() throws {
        let bench = HubSpotBench { $0.callsPerDay = 2 }
        #expect(try bench.call(.get, deals).field("X-HubSpot-RateLimit-Daily-Remaining") == "1")
        _ = try bench.call(.get, deals)
        let refused = try bench.call(.get, deals)
        #expect(refused.shape == ["status", "message", "errorType", "correlationId", "policyName", "requestId"])
        #expect(refused.message == "You have reached your daily limit.")
        #expect(refused.body["policyName"] == "DAILY")
        // The bench starts at midnight UTC, which is 19:00 of the account's day.
        bench.now = bench.now + .seconds(5 * 3600 - 1)
        #expect(try bench.call(.get, deals).status == 429)
        bench.now = bench.now + .seconds(1)
        #expect(try bench.call(.get, deals).status == 200)
    }

    @Test func `a body that is no JSON, or not declared as JSON, is refused`() throws {
        let bench = HubSpotBench()
        #expect(try bench.call(.post, deals, form: "a=1").status == 415)
        #expect(try bench.call(.post, deals, [:]).message == "Invalid input JSON: properties is required")
    }
}
