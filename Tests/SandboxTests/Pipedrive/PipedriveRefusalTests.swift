import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct PipedriveRefusalTests {
    private let bench = PipedriveBench()

    @Test(
        arguments: [
            ("organizations", #"{}"#, "name is required"), ("deals", #"{"title":""}"#, "title is required"),
            ("persons", #"{"name":"A","email":"a@x.example"}"#, "email is not allowed"),
            ("persons", #"{"name":"A","emails":"a@x.example"}"#, "emails must be an array"),
            ("organizations", #"{"name":1}"#, "name must be a string"), ("organizations", #"{"name":"A","id":1}"#, "id is not allowed"),
            ("deals", #"{"title":"A","value":"12"}"#, "value must be a number"),
            ("deals", #"{"title":"A","currency":"XYZ"}"#, "currency XYZ is not supported"),
            ("deals", #"{"title":"A","status":"maybe"}"#, "status must be one of [open, won, lost]"),
            ("deals", #"{"title":"A","stage_id":99}"#, "stage_id: 99 does not exist"),
            ("deals", #"{"title":"A","org_id":99}"#, "org_id: 99 does not exist"),
            ("deals", #"{"title":"A","expected_close_date":"soon"}"#, "expected_close_date must be a date YYYY-MM-DD"),
            ("deals", #"{"title":"A","custom_fields":{"abc":1}}"#, "custom_fields.abc is not a valid custom field"),
        ])
    func `a body that makes no sense is refused with what is wrong`(kind: String, body: String, reason: String) throws {
        let reply = bench.call(.post, kind, try JSON(parsing: Array(body.utf8)))
        #expect(reply.status == 400)
        #expect(reply.error == "Validation failed: \(reason)")
        #expect(reply.body["success"] == false && reply.body["code"] == "ERR_SCHEMA_VALIDATION_FAILED")
    }

    @Test(
        arguments: [
            "deals?limit=501", "deals?limit=0", "deals?sort_by=title", "deals?cursor=nonsense", "deals?updated_since=yesterday",
            "persons?status=deleted", "deals?nope=1", "persons/search?term=a", "itemSearch/field?term=a&entity_type=lead&field=x",
            "deals?custom_fields=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16",
        ])
    func `a parameter that makes no sense is refused`(path: String) {
        #expect(bench.call(.get, path).status == 400)
    }

    @Test func `an option must be one of the field's ids`() throws {
        let tier = try PipedriveBench.key("Partner tier", "organizations")
        let reply = bench.call(.post, "organizations", ["name": "A", "custom_fields": [tier: 1]])
        #expect(reply.status == 400 && reply.error.contains("is not one of ["))
    }

    @Test func `what is not there is 404, an unknown call too`() {
        #expect(bench.call(.get, "deals/1").error == "Deal not found")
        #expect(bench.call(.get, "persons/1").error == "Person not found")
        #expect(bench.call(.get, "/api/v2/nothing").status == 404)
        #expect(bench.call(.put, "organizations/1", [:]).status == 404)
    }

    @Test func `a token is needed, and the query will do in version 1 alone`() {
        bench.token = nil
        #expect(bench.call(.get, "deals").status == 401)
        #expect(bench.call(.get, "deals?api_token=\(PipedriveSettings().token)").status == 401)
        #expect(bench.call(.get, "/api/v1/users/me?api_token=\(PipedriveSettings().token)").status == 200)
        bench.token = "wrong"
        #expect(bench.call(.get, "deals").body["errorCode"] == 401)
    }

    @Test func `the burst and the day's budget refuse, and every answer tells what is left`() throws {
        let bench = PipedriveBench { $0.burst = 3 }
        let replies = (0..<4).map { _ in bench.call(.get, "deals") }
        #expect(replies.map(\.status) == [200, 200, 200, 429])
        let name = try #require(HTTPField.Name("x-ratelimit-remaining"))
        #expect(replies.map { $0.fields[name] } == ["2", "1", "0", "0"])
        bench.now = bench.now + .seconds(2)
        #expect(bench.call(.get, "deals").status == 200)
        let poor = PipedriveBench { $0.dailyBudget = 11 }
        #expect(poor.call(.get, "deals").status == 200)
        let left = try #require(HTTPField.Name("x-daily-requests-left"))
        #expect(poor.call(.get, "deals/1").fields[left] == "0")
        #expect(poor.call(.get, "deals/1").status == 429)
        poor.now = poor.now + .seconds(86_400)
        #expect(poor.call(.get, "deals/1").status == 404)
    }

    @Test func `faults take Pipedrive's form`() throws {
        let id = try bench.make("organizations", ["name": "A"])
        #expect(bench.call(.get, "organizations/\(id)", under: .permissionLost).status == 404)
        #expect(bench.call(.get, "organizations", under: .emptyList).ids == [])
        #expect(bench.call(.get, "organizations", under: .rateLimited).status == 429)
        #expect(bench.call(.get, "organizations", under: .tokenExpired).status == 401)
        #expect(bench.call(.patch, "organizations/\(id)", ["name": "B"], under: .rowLocked).status == 423)
        let late = bench.call(.post, "organizations", ["name": "Late"], under: .lateCommit)
        #expect(late.status == 201)
        #expect(bench.call(.get, "organizations").ids == [id])
        bench.now = bench.now + .seconds(61)
        #expect(bench.call(.get, "organizations?updated_since=2026-01-01T00:00:00Z").ids.count == 2)
    }
}
