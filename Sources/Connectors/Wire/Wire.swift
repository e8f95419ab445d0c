import HTTP
import HTTPTypes
import Model
import YAML

/// Carries one request of a manifest to the remote and reads the answer as far as somebody looks into it. Nothing is tried twice here.
struct Wire: Sendable {
    /// What is asked.
    struct Call: Sendable {
        /// The request as the manifest writes it.
        var request: ManifestRequest
        /// The variables of its place; config, auth and time are added here.
        var scope: Scope
        /// What is looked at in the answer.
        var wanted = WantedPaths.whole
        /// A URL from an answer that stands in the place of call and query.
        var next: String?
        /// Where the answer came from that named that URL.
        var origin: WebURL?
        /// True if asking again has no second effect.
        var isRead: Bool
        /// The last instant at which it may leave, whatever held it up; nil: any.
        var notAfter: Timestamp?
        /// True if the remote should be asked even while its budget is kept for this (R35).
        var isSettling = false
    }

    /// Why no answer came.
    enum Fault: Error {
        /// The request could not be made of the manifest and its variables.
        case unmade(EvaluationError)
        /// The instant had passed after which it may not leave.
        case late
        /// It did not come through.
        case lost(HTTPError)
    }

    let builder: RequestBuilder
    let transport: any HTTPTransport
    let services: ConnectorServices
    let meter: Meter
    let pacing: Pacing
    /// The values of config.yaml as expressions see them.
    let config: ScopeValue
    /// The manifest's `api_version`.
    let apiVersion: String?

    /// Sends a call with these credentials.
    func exchange(_ call: Call, credentials: Credentials) async -> Result<Answer, Fault> {
        do throws(Fault) {
            let (request, url) = try made(call, credentials)
            return try await .success(send(request, to: url, as: call))
        } catch {
            return .failure(error)
        }
    }

    /// Sends a request that is made already.
    func send(_ request: Request, to url: WebURL, as call: Call) async throws(Fault) -> Answer {
        let permit: Pacing.Permit
        do throws(HTTPError) {
            permit = try await pacing.enter(call.request, isSettling: call.isSettling)
        } catch { throw .lost(error) }
        // Asked after the waiting: what was held up by a limit may be too late now (P6).
        if let notAfter = call.notAfter, services.clock.now() > notAfter {
            await pacing.leave(permit)
            throw .late
        }
        meter.count(place: call.request.path)
        switch await transmit(request) {
        case .success(let response):
            noteClock(of: response)
            let answer = read(response, at: url, as: call)
            await pacing.leave(permit, answer: answer)
            return answer
        case .failure(let error):
            await pacing.leave(permit)
            throw .lost(error)
        }
    }

    /// The field drops the part of the second, on average half of one; it was written somewhere within the exchange (R7).
    private func noteClock(of response: Response) {
        guard let text = response.head.headerFields[.date], let date = HTTPDate.seconds(from: text) else { return }
        let middle = services.clock.now().milliseconds - response.elapsed.milliseconds / 2
        meter.take(offset: date * 1000 + 500 - middle, elapsed: response.elapsed)
    }

    private func transmit(_ request: Request) async -> Result<Response, HTTPError> {
        do throws(HTTPError) { return .success(try await transport.send(request)) } catch { return .failure(error) }
    }

    /// The request and where it goes.
    func made(_ call: Call, _ credentials: Credentials) throws(Fault) -> (Request, WebURL) {
        var scope = call.scope
        scope.variables["config"] = config
        scope.variables["auth"] = .json(.object(JSONObject(credentials.values.map { ($0.key, $0.value) })))
        scope.variables["now"] = .time(now)
        if let apiVersion { scope.variables["api_version"] = .text(apiVersion) }
        do {
            let next = try call.next.map { try nextURL($0, from: call.origin) }
            let request = try builder.request(call.request, in: scope, next: next, isRead: call.isRead)
            return (request, try WebURL(of: request))
        } catch let error as RequestBuilder.Refusal {
            switch error {
            case .evaluation(let error): throw .unmade(error)
            case .url(let error): throw .lost(error)
            }
        } catch let error as HTTPError {
            throw .lost(error)
        } catch {
            throw .lost(.badURL("it could not be made"))
        }
    }

    /// The local time led to the remote's, where its offset is known.
    var now: Timestamp {
        let local = services.clock.now()
        guard let offset = meter.offset, abs(offset.median.milliseconds) > offset.uncertainty.milliseconds * 2 else { return local }
        return local + offset.median
    }

    private func nextURL(_ text: String, from origin: WebURL?) throws(HTTPError) -> WebURL {
        guard let origin else { return try WebURL(parsing: text) }
        return try origin.resolving(text)
    }

    /// Reads an answer.
    func read(_ response: Response, at url: WebURL, as call: Call) -> Answer {
        var answer = Answer(
            status: response.head.status.code, headers: response.head.headerFields.map { ($0.name.rawName, $0.value) }, body: .null,
            retryAfter: response.retryAfter(now: services.clock.now().seconds), url: url, config: config)
        guard !response.body.isEmpty else { return answer }
        let isGood = (200..<300).contains(answer.status)
        // A failure is told in whatever form the remote tells failures in.
        let form = isGood ? call.request.answer : nil
        if let body = AnswerBody.read(response, form: form, wanting: isGood ? call.wanted : .whole) {
            answer.body = body
        } else {
            answer.body = .string(String(decoding: response.body, as: UTF8.self))
            answer.isUnreadable = true
        }
        return answer
    }
}

extension Wire {
    /// What a fault is to the rules of trying again; a fault that no other try can mend is thrown.
    func failure(of fault: Fault, place: String) throws(ConnectorError) -> Failure {
        switch fault {
        case .unmade(let error): throw .unreadable(place: place, line: error.place.line, found: error.found)
        case .late: throw .unreachable(place: place, reason: FailureWords.late, wasSent: false)
        case .lost(let error):
            switch error {
            case .cancelled: throw .cancelled
            case .hostRefused, .badURL: throw .unreachable(place: place, reason: FailureWords.of(error), wasSent: false)
            case .circuitOpen(_, let seconds), .budgetSpent(let seconds): throw .deferred(place: place, seconds: seconds)
            case .unreachable, .interrupted: return Failure(.retry, message: FailureWords.of(error))
            case .tooLarge: return Failure(.split, message: FailureWords.of(error))
            }
        }
    }

    /// The pause after so many tries.
    func backoff(after tries: Int, _ policy: RetryPolicy) -> Duration {
        let step = policy.delay(attempt: min(tries, policy.attempts - 1), retryAfter: nil, random: services.randomness.next())
        return if case .wait(let pause) = step { pause } else { policy.cap }
    }

    /// Waits.
    func wait(_ pause: Duration) async throws(ConnectorError) {
        do { try await services.ticker.sleep(pause) } catch { throw .cancelled }
    }
}
