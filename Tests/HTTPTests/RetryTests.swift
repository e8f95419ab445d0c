import HTTP
import HTTPTypes
import Testing

@Suite struct RetryTests {
    private let time = ManualTime()

    private func retrying(_ base: ScriptedTransport, _ policy: RetryPolicy = RetryPolicy()) -> RetryingTransport {
        RetryingTransport(base, policy: policy, ticker: time.ticker, random: { 512 })
    }

    @Test func `a read is tried again until it succeeds, a little later each time`() async throws {
        let base = ScriptedTransport([
            .failure(.unreachable(host: "a", reason: "")), .failure(.interrupted(host: "a", reason: "")), .success(answer(503)),
            .success(answer(200)),
        ])
        #expect(try await retrying(base).send(call("a")).head.status.code == 200)
        #expect(base.requests.count == 4)
        #expect(time.sleeps == time.sleeps.sorted() && time.sleeps.count == 3 && time.sleeps[0] > .zero)
    }

    @Test(arguments: [408, 425, 429, 500, 502, 503, 504])
    func `the last answer stands when the tries are used up`(status: Int) async throws {
        let base = ScriptedTransport([.success(answer(status))])
        #expect(try await retrying(base).send(call("a")).head.status.code == status)
        #expect(base.requests.count == 4)
    }

    @Test func `a write is sent once whatever happens (R11)`() async throws {
        let failures: [Result<Response, HTTPError>] = [
            .failure(.unreachable(host: "a", reason: "")), .failure(.interrupted(host: "a", reason: "")), .success(answer(429)),
            .success(answer(503, [.retryAfter: "1"])), .success(answer(408)),
        ]
        for failure in failures {
            let base = ScriptedTransport([failure, .success(answer(200))])
            _ = try? await retrying(base).send(call("a", method: .post, isRead: false))
            #expect(base.requests.count == 1)
        }
        #expect(time.sleeps.isEmpty)
    }

    @Test(arguments: [200, 304, 400, 401, 403, 404, 409, 412, 422])
    func `other answers stand at once`(status: Int) async throws {
        let base = ScriptedTransport([.success(answer(status))])
        _ = try await retrying(base).send(call("a"))
        #expect(base.requests.count == 1)
    }

    @Test func `errors that time does not heal stand at once`() async throws {
        let errors: [HTTPError] = [.hostRefused(host: "a"), .badURL(""), .tooLarge(limit: 1), .cancelled, .budgetSpent(seconds: 9)]
        for error in errors {
            let base = ScriptedTransport([.failure(error)])
            await #expect(throws: error) { try await retrying(base).send(call("a")) }
            #expect(base.requests.count == 1)
        }
    }

    @Test func `what the remote asks for is waited for, in seconds or as a date`() async throws {
        let late: HTTPFields = [.date: "Sun, 06 Nov 1994 08:49:37 GMT", .retryAfter: "Sun, 06 Nov 1994 08:50:07 GMT"]
        for (fields, least) in [([.retryAfter: "7"] as HTTPFields, Duration.seconds(7)), (late, .seconds(30))] {
            let time = ManualTime()
            let base = ScriptedTransport([.success(answer(429, fields)), .success(answer(200))])
            _ = try await RetryingTransport(base, ticker: time.ticker, random: { 512 }).send(call("a"))
            let slept = try #require(time.sleeps.first)
            #expect(slept >= least && slept < least + .seconds(1))
        }
    }

    @Test(arguments: ["86400", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
    func `an absurd wait ends the tries with the budget spent`(wait: String) async throws {
        let fields: HTTPFields = [.date: "Sun, 06 Nov 1994 08:49:37 GMT", .retryAfter: wait]
        let base = ScriptedTransport([.success(answer(503, fields))])
        let error = await #expect(throws: HTTPError.self) { try await retrying(base).send(call("a")) }
        guard case .budgetSpent(let seconds) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(seconds >= 86_400)
        #expect(base.requests.count == 1 && time.sleeps.isEmpty)
    }

    @Test(arguments: ["", "soon", "-5", "1e3", "Sun, 06 Nov 1994 08:49:37 GMT", "1.2.3"])
    func `an unusable wait counts as none`(wait: String) {
        #expect(answer(503, [.retryAfter: wait]).retryAfter() == nil)
    }

    @Test func `waits are read with fractions, and never below zero`() {
        #expect(answer(429, [.retryAfter: "2.0"]).retryAfter() == .seconds(2))
        #expect(answer(429, [.retryAfter: "0.25"]).retryAfter() == .milliseconds(250))
        #expect(answer(429, [.retryAfter: "Sun, 06 Nov 1994 08:49:37 GMT"]).retryAfter(now: 784_111_800) == .zero)
        #expect(answer(429, [.retryAfter: "Sun, 06 Nov 1994 08:49:37 GMT"]).retryAfter(now: 784_111_770) == .seconds(7))
    }

    @Test func `delays stay between half and the whole of the doubled base and under the cap`() {
        let policy = RetryPolicy(attempts: 40)
        var random = Seeded(state: 7)
        for attempt in 1..<40 {
            let whole = min(Duration.seconds(30), .milliseconds(500) * (1 << min(attempt - 1, 20)))
            for _ in 0..<50 {
                guard case .wait(let wait) = policy.delay(attempt: attempt, retryAfter: nil, random: random.next()) else {
                    Issue.record("no wait at \(attempt)")
                    return
                }
                #expect(wait >= whole / 2 && wait <= whole)
            }
        }
        #expect(policy.delay(attempt: 40, retryAfter: nil, random: 1) == .giveUp)
    }

    @Test func `a cancelled wait ends as cancelled`() async throws {
        let base = ScriptedTransport([.success(answer(503))])
        let impatient = RetryingTransport(base, ticker: Ticker(now: { .zero }, sleep: { _ in throw CancellationError() }))
        await #expect(throws: HTTPError.cancelled) { try await impatient.send(call("a")) }
        #expect(base.requests.count == 1)
    }
}
