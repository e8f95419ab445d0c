@testable import Connectors
import Model
import Testing

@Suite struct ReadRetryTests {
    private func backoff(_ tries: Int) -> Duration { .seconds(1 << tries) }

    @Test func `a failing read is tried five times in all`() {
        var state = ReadRetry()
        var pauses: [ReadRetry.Next] = []
        for _ in 0..<5 { pauses.append(state.next(after: Failure(.retry, status: 503), backoff: backoff)) }
        #expect(pauses == [2, 4, 8, 16].map { .again(after: .seconds($0)) } + [.giveUp])
    }

    @Test func `being throttled counts as no attempt, and the wait the remote names is kept`() {
        var state = ReadRetry()
        for _ in 0..<9 {
            #expect(state.next(after: Failure(.throttled, wait: .seconds(10)), backoff: backoff) == .again(after: .seconds(10)))
        }
        #expect(state.next(after: Failure(.retry), backoff: backoff) == .again(after: .seconds(2)))
    }

    @Test func `a wait longer than a run sits still defers the read`() {
        var state = ReadRetry()
        #expect(state.next(after: Failure(.throttled, wait: .seconds(3600)), backoff: backoff) == .deferred(seconds: 3601))
    }

    @Test func `credentials are renewed once`() {
        var state = ReadRetry()
        #expect(state.next(after: Failure(.auth), backoff: backoff) == .renew)
        #expect(state.next(after: Failure(.auth), backoff: backoff) == .giveUp)
    }

    @Test func `what cannot get better is not tried again`() {
        for failureClass in FailureClass.allCases where ![.auth, .retry, .throttled].contains(failureClass) {
            var state = ReadRetry()
            #expect(state.next(after: Failure(failureClass), backoff: backoff) == .giveUp)
        }
    }

    @Test func `the offset of a remote's clock is a median, and a first guess is twice as wrong (R7)`() {
        var offset = ClockOffset()
        #expect(offset.measured == nil)
        for step in 0..<4 {
            offset.take(offset: 90_000 + Int64(step), elapsed: .milliseconds(200))
            #expect(offset.measured?.uncertainty == .milliseconds(1200))
        }
        offset.take(offset: 5_000_000, elapsed: .milliseconds(200))
        #expect(offset.measured?.median == .milliseconds(90_002))
        #expect(offset.measured?.uncertainty == .milliseconds(600))
    }
}
