import HTTP
import Model
import YAML

/// Brings a manifest's requests to the remote with credentials and reads what the answers mean: reads are tried again by class, writes
/// are not (R11).
struct Courier: Sendable {
    let wire: Wire
    let authenticator: Authenticator
    let rules: FailureRules
    let policy: RetryPolicy

    /// What became of a write.
    enum Written: Sendable {
        /// The remote took it as a whole.
        case answered(Answer)
        /// The remote refused it as a whole.
        case refused(Failure, Answer)
        /// Nobody knows (R11).
        case unknown(reason: String)
        /// The remote has not seen it.
        case notSent(reason: String, after: Duration?)
    }

    /// Asks until there is an answer or no use in asking again.
    /// - Throws: `refused` with the class for the caller to act on, `deferred`, `unreachable`, `credentials`, `unreadable`.
    func read(_ call: Wire.Call) async throws(ConnectorError) -> Answer {
        let place = call.request.path
        var state = ReadRetry()
        var credentials = try await self.credentials(for: call)
        while true {
            if Task.isCancelled { throw .cancelled }
            let failure: Failure
            var lost: HTTPError?
            switch await wire.exchange(call, credentials: credentials) {
            case .success(var answer):
                guard let refusal = try self.failure(of: answer, call) else { return answer }
                if refusal.failureClass == .empty {
                    answer.isEmpty = true
                    return answer
                }
                failure = refusal
            case .failure(let fault):
                if case .lost(let error) = fault { lost = error }
                failure = try wire.failure(of: fault, place: place)
            }
            await holdBack(failure, call)
            switch state.next(after: failure, backoff: { wire.backoff(after: $0, policy) }) {
            case .again(let pause): try await wire.wait(pause)
            case .renew: credentials = try await authenticator.credentials(refused: credentials.generation)
            case .deferred(let seconds): throw .deferred(place: place, seconds: seconds)
            case .giveUp:
                if failure.failureClass == .auth { throw .credentials(place: place, reason: FailureWords.of(failure)) }
                if let lost { throw .unreachable(place: place, reason: FailureWords.of(lost), wasSent: !lost.isBeforeSending) }
                throw .refused(place: place, failure)
            }
        }
    }

    /// What became of a request that was sent exactly once.
    enum Once: Sendable {
        /// An answer came; the failure that it is, if it is one.
        case answered(Answer, Failure?)
        /// The remote has certainly not seen it.
        case notSent(reason: String)
        /// It may have been seen, and no answer came that can be read.
        case lost(reason: String)
    }

    /// Sends a request exactly once, whatever comes of it: not even after 401 is it sent again (P5).
    func once(_ call: Wire.Call) async -> Once {
        let credentials: Credentials
        do throws(ConnectorError) { credentials = try await self.credentials(for: call) } catch {
            return .notSent(reason: FailureWords.of(error))
        }
        switch await wire.exchange(call, credentials: credentials) {
        case .failure(.unmade(let error)): return .notSent(reason: error.found)
        case .failure(.late): return .notSent(reason: FailureWords.late)
        case .failure(.lost(let error)):
            return error.isBeforeSending ? .notSent(reason: FailureWords.of(error)) : .lost(reason: FailureWords.of(error))
        case .success(let answer):
            do throws(ConnectorError) {
                let failure = try self.failure(of: answer, call)
                if let failure { await holdBack(failure, call) }
                if failure?.failureClass == .auth { await authenticator.drop(generation: credentials.generation) }
                return .answered(answer, failure)
            } catch {
                return .lost(reason: FailureWords.of(error))
            }
        }
    }

    /// Sends a write once; once more after 401 alone, which says that nothing was done. What acts once for a key is sent again, the same,
    /// while nobody knows what became of it.
    func write(_ call: Wire.Call) async -> Written {
        let start = wire.services.clock.now()
        let written = await writeOnce(call)
        guard case .unknown = written, let life = call.request.idempotent else { return written }
        var call = call
        call.notAfter = start + life
        for tries in 1..<ReadRetry.mostAttempts {
            let pause = wire.backoff(after: tries, policy)
            guard wire.services.clock.now() + pause < start + life else { break }
            do throws(ConnectorError) { try await wire.wait(pause) } catch { break }
            // A refusal is about this sending: of the one before nobody knows more.
            if case .answered(let answer) = await writeOnce(call) { return .answered(answer) }
        }
        return written
    }

    private func writeOnce(_ call: Wire.Call) async -> Written {
        do throws(ConnectorError) {
            var credentials = try await self.credentials(for: call)
            var written = try await sent(call, credentials)
            if case .refused(let failure, _) = written, failure.failureClass == .auth {
                credentials = try await authenticator.credentials(refused: credentials.generation)
                written = try await sent(call, credentials)
                if case .refused(let failure, _) = written, failure.failureClass == .auth {
                    return .notSent(reason: "credentials refused: \(FailureWords.of(failure))", after: nil)
                }
            }
            return written
        } catch {
            // Only what comes before sending throws here.
            return .notSent(reason: FailureWords.of(error), after: nil)
        }
    }

    private func sent(_ call: Wire.Call, _ credentials: Credentials) async throws(ConnectorError) -> Written {
        let answer: Answer
        switch await wire.exchange(call, credentials: credentials) {
        case .success(let good): answer = good
        case .failure(.unmade(let error)):
            throw .unreadable(place: call.request.path, line: error.place.line, found: error.found)
        case .failure(.late): return .notSent(reason: FailureWords.late, after: nil)
        case .failure(.lost(let error)):
            guard error.isBeforeSending else { return .unknown(reason: FailureWords.of(error)) }
            return .notSent(reason: FailureWords.of(error), after: Self.pause(error))
        }
        do throws(ConnectorError) {
            guard let failure = try self.failure(of: answer, call) else { return .answered(answer) }
            switch failure.failureClass {
            case .retry: return .unknown(reason: FailureWords.of(failure))
            case .throttled:
                await holdBack(failure, call)
                return .notSent(reason: FailureWords.of(failure), after: failure.wait)
            default: return .refused(failure, answer)
            }
        } catch {
            // The answer came, but what it says cannot be read.
            return .unknown(reason: FailureWords.of(error))
        }
    }

    /// What a remote asks of one caller holds for all of them.
    private func holdBack(_ failure: Failure, _ call: Wire.Call) async {
        guard failure.failureClass == .throttled, let wait = failure.wait else { return }
        await wire.pacing.hold(call.request, for: wait)
    }

    /// How many bytes the body of a call has.
    func size(of call: Wire.Call) -> Int {
        // Credentials stand in no body of a manifest's requests.
        (try? wire.made(call, .none))?.0.body.count ?? 0
    }

    private func credentials(for call: Wire.Call) async throws(ConnectorError) -> Credentials {
        // Even a request without credentials may name what was kept of them, such as the instance's address.
        try await authenticator.credentials()
    }

    private func failure(of answer: Answer, _ call: Wire.Call) throws(ConnectorError) -> Failure? {
        do throws(EvaluationError) {
            var failure = try rules.failure(of: answer, rules: call.request.errors, namesRecord: call.request.namesRecord)
            if failure?.failureClass == .throttled, failure?.wait == nil { failure?.wait = wire.pacing.pause(after: answer) }
            return failure
        } catch {
            throw .unreadable(place: call.request.path, line: error.place.line, found: error.found)
        }
    }

    static func pause(_ error: HTTPError) -> Duration? {
        switch error {
        case .circuitOpen(_, let seconds), .budgetSpent(let seconds): .seconds(seconds)
        default: nil
        }
    }
}

extension ManifestRequest {
    /// True if the path names one record, so that 404 is about that record.
    var namesRecord: Bool {
        target.template.exprs.contains { expr in !expr.variables.isDisjoint(with: ["id", "op", "batch", "item"]) }
    }
}
