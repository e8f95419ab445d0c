import Foundation
import HTTP
import HTTPTypes
import Model
import YAML

/// Obtains the credentials of a remote, by the manifest's `auth.obtain`. Source: CONNECTORS.md 2.5; RFC 6749, RFC 7523.
struct CredentialExchange: Sendable {
    let auth: ManifestAuth
    let wire: Wire
    let rules: FailureRules
    let policy: RetryPolicy

    private static let placeName = "auth.obtain"

    /// Obtains them; a form that a remote cannot answer right now is sent again like a read, since a token has no effect of its own.
    func obtain() async -> Result<Credentials, ConnectorError> {
        do throws(ConnectorError) { return .success(try await credentials()) } catch { return .failure(error) }
    }

    private func credentials() async throws(ConnectorError) -> Credentials {
        let scope = baseScope
        guard let way = try evaluated({ () throws(EvaluationError) in try auth.obtain(in: scope) }) else { return .none }
        var state = ReadRetry()
        var hasCorrectedClock = false
        while true {
            // Made anew for each try: an assertion expires, a refresh token may have been rotated.
            let before = wire.now
            let stored = await wire.services.tokens.load()
            let failure: Failure
            switch try await ask(way, stored: stored, scope: scope) {
            case .answered(let answer): return try await kept(answer, way, used: stored)
            case .failed(let refusal): failure = refusal
            }
            // A refusal tells the remote's time; an assertion that our clock had dated wrongly is worth one more try.
            if case .jwt = way.grant, !hasCorrectedClock, abs((wire.now - before).milliseconds) > 30_000 {
                hasCorrectedClock = true
                continue
            }
            switch state.next(after: failure, backoff: { wire.backoff(after: $0, policy) }) {
            case .again(let pause): try await wire.wait(pause)
            case .deferred(let seconds): throw .deferred(place: Self.placeName, seconds: seconds)
            case .renew, .giveUp:
                // A server that fails has said nothing of the credentials.
                if failure.failureClass == .retry {
                    throw .unreachable(place: Self.placeName, reason: Self.reason(failure), wasSent: true)
                }
                throw .credentials(place: Self.placeName, reason: Self.reason(failure))
            }
        }
    }

    private static func reason(_ failure: Failure) -> String {
        let said = [failure.code, failure.message].compactMap { $0 }.joined(separator: ": ")
        return said.isEmpty ? failure.status.map { "status \($0)" } ?? "no answer" : said
    }

    private enum Outcome {
        case answered(Answer)
        case failed(Failure)
    }

    private func ask(_ way: ManifestObtain, stored: Secret?, scope: Scope) async throws(ConnectorError) -> Outcome {
        let (request, url, call) = try request(way, stored: stored, scope: scope)
        let answer: Answer
        let fault: Wire.Fault
        do throws(Wire.Fault) {
            answer = try await wire.send(request, to: url, as: call)
            let refusal = try? self.refusal(answer, way)
            return refusal.map(Outcome.failed) ?? .answered(answer)
        } catch { fault = error }
        return try .failed(wire.failure(of: fault, place: Self.placeName))
    }

    private func refusal(_ answer: Answer, _ way: ManifestObtain) throws(EvaluationError) -> Failure? {
        if let failure = try rules.failure(of: answer, rules: [], namesRecord: false) { return failure }
        guard let failedWhen = way.failedWhen, try failedWhen.holds(in: answer.scope) else { return nil }
        return Failure(.auth, status: answer.status, message: "the answer is a failure")
    }

    // MARK: The request

    /// What its templates know.
    var baseScope: Scope {
        var scope = Scope(["config": wire.config, "now": .time(wire.now)])
        if let version = wire.apiVersion { scope.variables["api_version"] = .text(version) }
        return scope
    }

    /// The request of a way, with what is needed to read its answer.
    func request(
        _ way: ManifestObtain, stored: Secret?, scope: Scope
    ) throws(ConnectorError) -> (Request, WebURL, Wire.Call) {
        var form: [(name: String, value: String)] = []
        var fields = HTTPFields()
        fields[.accept] = "application/json"
        fields[.contentType] = "application/x-www-form-urlencoded"
        switch way.grant {
        case .client(let id, let secret, let place):
            form.append(("grant_type", "client_credentials"))
            try addClient(id, secret, place, scope, &form, &fields)
        case .refresh(let id, let secret, let place, let token):
            form.append(("grant_type", "refresh_token"))
            if let stored {
                form.append(("refresh_token", stored.reveal()))
            } else {
                form.append(("refresh_token", try rendered(token, scope)))
            }
            try addClient(id, secret, place, scope, &form, &fields)
        case .jwt(let issuer, let subject, let audience, let key, let lifetime):
            form.append(("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"))
            let claims = (try rendered(issuer, scope), try rendered(subject, scope), try rendered(audience, scope))
            let secret = Secret(try rendered(key, scope))
            let assertion = try? SignedAssertion(
                issuer: claims.0, subject: claims.1, audience: claims.2, expires: wire.now + lifetime, key: secret)
            guard let assertion else { throw .credentials(place: Self.placeName, reason: "the private key cannot be read or used") }
            form.append(("assertion", assertion.text))
        }
        if let asked = way.scope { form.append(("scope", try rendered(asked, scope))) }
        let address = try rendered(way.tokenURL, scope)
        guard let url = try? WebURL(parsing: address) else {
            throw .credentials(place: Self.placeName, reason: "token_url is not a usable address")
        }
        let body = Array(PercentEncoding.pairs(form).utf8)
        let request = Request(
            head: url.head(method: .post, headerFields: fields), body: body, timeout: wire.builder.http.timeout, isSecret: true,
            isRead: false)
        return (request, url, call(way))
    }

    /// The exchange as a call, for counting and reading alone.
    private func call(_ way: ManifestObtain) -> Wire.Call {
        let target = RequestTarget(template: way.tokenURL)
        let request = ManifestRequest(
            path: Self.placeName, place: way.place, method: "POST", target: target, query: nil, headers: nil, body: nil, answer: .json,
            usesAuth: false, isSecret: true, limit: nil, cost: 1, errors: [], idempotent: nil)
        return Wire.Call(request: request, scope: Scope(), isRead: false)
    }

    private func addClient(
        _ id: TextTemplate, _ secret: TextTemplate, _ place: ManifestObtain.ClientAuth, _ scope: Scope,
        _ form: inout [(name: String, value: String)], _ fields: inout HTTPFields
    ) throws(ConnectorError) {
        let (id, secret) = (try rendered(id, scope), try rendered(secret, scope))
        switch place {
        case .body: form += [("client_id", id), ("client_secret", secret)]
        case .basic: fields[.authorization] = "Basic " + Data("\(id):\(secret)".utf8).base64EncodedString()
        }
    }

    // MARK: The answer

    /// What is kept of an answer.
    func kept(_ answer: Answer, _ way: ManifestObtain, used stored: Secret?) async throws(ConnectorError) -> Credentials {
        var values: [String: JSON] = [:]
        for (name, expr) in way.keep {
            let value = try evaluated { () throws(EvaluationError) in try expr.evaluate(in: answer.scope) }
            if let value { values[name] = value.json }
        }
        if case .refresh = way.grant, let rotated = answer.body["refresh_token"]?.string, rotated != stored?.reveal() {
            do {
                try await wire.services.tokens.save(Secret(rotated))
            } catch {
                throw .credentials(place: Self.placeName, reason: "the rotated refresh token could not be stored")
            }
        }
        let said = values["expires_in"].flatMap(FieldFormat.scalarText).flatMap { Int64($0) }.map { Duration.seconds($0) }
        let lifetime = said ?? way.lifetime
        return Credentials(values: values, expires: lifetime.map { wire.services.clock.now() + $0 })
    }

    private func rendered(_ template: TextTemplate, _ scope: Scope) throws(ConnectorError) -> String {
        try evaluated { () throws(EvaluationError) in try template.render(in: scope) }
    }

    private func evaluated<Value>(_ body: () throws(EvaluationError) -> Value) throws(ConnectorError) -> Value {
        do throws(EvaluationError) { return try body() } catch {
            throw .unreadable(place: Self.placeName, line: error.place.line, found: error.found)
        }
    }
}
