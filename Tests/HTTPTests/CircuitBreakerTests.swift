import HTTP
import HTTPTypes
import Testing

@Suite struct CircuitBreakerTests {
    private func opened(pause: Duration = .seconds(10), longest: Duration = .seconds(60)) -> CircuitBreaker {
        var breaker = CircuitBreaker(threshold: 3, pause: pause, longestPause: longest)
        for _ in 0..<3 { breaker.record(.failure, at: .zero) }
        return breaker
    }

    @Test func `failures in a row open it and a success between them does not count as one`() {
        var breaker = CircuitBreaker(threshold: 3)
        for outcome in [CircuitBreaker.Outcome.failure, .failure, .success, .failure, .failure, .noVerdict] {
            breaker.record(outcome, at: .zero)
            #expect(!breaker.isOpen)
        }
        breaker.record(.failure, at: .zero)
        #expect(breaker.isOpen && breaker.refusal(at: .zero) != nil)
    }

    @Test func `after the pause one probe goes and decides`() {
        var breaker = opened()
        #expect(breaker.refusal(at: .seconds(9)) == .seconds(1))
        #expect(breaker.refusal(at: .seconds(10)) == nil)
        #expect(breaker.refusal(at: .seconds(10)) != nil)
        breaker.record(.success, at: .seconds(11))
        #expect(!breaker.isOpen && breaker.refusal(at: .seconds(11)) == nil)
    }

    @Test func `each failed probe doubles the pause up to the longest`() {
        var breaker = opened()
        var now = Duration.seconds(10)
        for expected in [20, 40, 60, 60] {
            #expect(breaker.refusal(at: now) == nil)
            breaker.record(.failure, at: now)
            #expect(breaker.refusal(at: now) == .seconds(expected))
            now += .seconds(expected)
        }
    }

    @Test func `a probe without verdict leaves the place to the next`() {
        var breaker = opened()
        #expect(breaker.refusal(at: .seconds(10)) == nil)
        breaker.record(.noVerdict, at: .seconds(10))
        #expect(breaker.isOpen && breaker.refusal(at: .seconds(10)) == nil)
    }

    @Test func `calls that began before it opened do not lengthen the pause`() {
        var breaker = opened()
        breaker.record(.failure, at: .seconds(5))
        #expect(breaker.refusal(at: .seconds(10)) == nil)
    }

    @Test func `the transport keeps calls away, tells for how long, and lets them come back`() async throws {
        let time = ManualTime()
        let base = ScriptedTransport { _, place in place < 2 ? .failure(.interrupted(host: "a", reason: "")) : .success(answer(404)) }
        let breaker = CircuitBreaker(threshold: 2, pause: .milliseconds(1500))
        let transport = BreakerTransport(base, breaker: breaker, ticker: time.ticker)
        for _ in 0..<2 { await #expect(throws: HTTPError.self) { try await transport.send(call("a")) } }
        await #expect(throws: HTTPError.circuitOpen(host: "a", seconds: 2)) { try await transport.send(call("a")) }
        #expect(base.requests.count == 2)
        time.advance(.milliseconds(1500))
        #expect(try await transport.send(call("a")).head.status.code == 404)
        #expect(!transport.isOpen)
    }

    @Test func `answers that say the remote is down count, refusals of ours do not`() async throws {
        let down = BreakerTransport(ScriptedTransport([.success(answer(503))]), breaker: CircuitBreaker(threshold: 2))
        for _ in 0..<2 { _ = try await down.send(call("a")) }
        #expect(down.isOpen)
        let ours = BreakerTransport(ScriptedTransport([.failure(.hostRefused(host: "a"))]), breaker: CircuitBreaker(threshold: 1))
        await #expect(throws: HTTPError.hostRefused(host: "a")) { try await ours.send(call("a")) }
        #expect(!ours.isOpen)
    }
}
