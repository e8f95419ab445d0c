public import YAML

/// How credentials are obtained and sent. Source: CONNECTORS.md 2.5, X3.
public struct ManifestAuth: Sendable {
    /// The ways to obtain a token; the first whose `when` holds counts. Empty: nothing to obtain.
    public var obtain: [ManifestObtain]
    /// How a request carries the credentials.
    public var send: ManifestSend

    /// The way to obtain a token under the given values of config; nil if there is nothing to obtain or no way fits.
    public func obtain(in scope: Scope) throws(EvaluationError) -> ManifestObtain? {
        for way in obtain where try way.when?.holds(in: scope) ?? true { return way }
        return nil
    }

    /// What a remote has that asks for no credentials.
    static func none(at place: SourcePlace) -> ManifestAuth {
        ManifestAuth(obtain: [], send: .header(name: "", value: TextTemplate(parts: [], place: place)))
    }

    static var kind: ValueKind<ManifestAuth> {
        .map { reader in
            let obtain = reader.optional(
                "obtain", .oneOrMore(of: ManifestObtain.kind), "how a token is obtained; of a list the first whose when holds")
            guard let send = reader.required("send", ManifestSend.kind, "how a request carries the credentials") else { return nil }
            return ManifestAuth(obtain: obtain ?? [], send: send)
        }
    }
}

/// One way to obtain a token.
public struct ManifestObtain: Sendable {
    /// What is sent.
    public enum Grant: Sendable, Hashable {
        /// `client_credentials`.
        case client(id: TextTemplate, secret: TextTemplate, place: ClientAuth)
        /// `refresh_token`.
        case refresh(id: TextTemplate, secret: TextTemplate, place: ClientAuth, token: TextTemplate)
        /// `urn:ietf:params:oauth:grant-type:jwt-bearer`, signed with RS256.
        case jwt(issuer: TextTemplate, subject: TextTemplate, audience: TextTemplate, key: TextTemplate, lifetime: Duration)
    }

    /// Where the client's id and secret go.
    public enum ClientAuth: String, Sendable, Hashable, CaseIterable {
        /// Into the form.
        case body
        /// Into the Authorization header.
        case basic
    }

    enum Kind: String, CaseIterable {
        case client = "oauth2_client"
        case refresh = "oauth2_refresh"
        case jwt = "oauth2_jwt"
    }

    /// When it is used, over `config`; nil: always.
    public var when: Match?
    /// What is sent.
    public var grant: Grant
    /// Where to.
    public var tokenURL: TextTemplate
    /// The scope asked for.
    public var scope: TextTemplate?
    /// What is kept of the answer, as `auth.NAME`; `token` and `expires_in` are among them.
    public var keep: [(name: String, expr: Expr)]
    /// A 2xx answer that is a failure.
    public var failedWhen: Match?
    /// How long the token lives where the answer does not say; nil: until it is refused.
    public var lifetime: Duration?
    /// Where it stands in the manifest, such as `auth.obtain[0]`.
    public var path: String
    /// Where it stands in the file.
    public var place: SourcePlace

    static var kind: ValueKind<ManifestObtain> {
        .map { reader in
            let when = reader.optional("when", .match(.config), "when it is used; default always")
            if let kind = reader.node("kind")?.text, ["login"].contains(kind) {
                reader.refuseValue(of: "kind", expected: "one of oauth2_client, oauth2_refresh, oauth2_jwt; login is not supported yet")
                return nil
            }
            let kind = reader.required("kind", ValueKind<Kind>.word(), "what is sent")
            let tokenURL = reader.required("token_url", .textTemplate(.template()), "where to")
            let grant = grant(kind, reader)
            let scope = reader.optional("scope", .textTemplate(.template()), "the scope asked for")
            let keep = reader.optional("keep", .names(of: .expr(.response)), "what is kept of the answer, as auth.NAME") ?? []
            let failedWhen = reader.optional("failed_when", .match(.response), "a 2xx answer that is a failure")
            let lifetime =
                kind == .jwt ? nil : reader.optional("lifetime", .duration, "how long the token lives where the answer does not say")
            guard let grant, let tokenURL else { return nil }
            return ManifestObtain(
                when: when, grant: grant, tokenURL: tokenURL, scope: scope, keep: kept(keep, at: reader.node.place),
                failedWhen: failedWhen, lifetime: lifetime, path: reader.place.path, place: reader.node.place)
        }
    }

    private static func grant(_ kind: Kind?, _ reader: MapReader) -> Grant? {
        let text = ValueKind<TextTemplate>.textTemplate(.template())
        if reader.session.isSurvey {
            _ = [Kind.client, .refresh, .jwt].map { grant(of: $0, text, reader) }
            return nil
        }
        return kind.flatMap { grant(of: $0, text, reader) }
    }

    private static func grant(of kind: Kind, _ text: ValueKind<TextTemplate>, _ reader: MapReader) -> Grant? {
        if kind == .jwt {
            let issuer = reader.required("issuer", text, "oauth2_jwt: the claim iss")
            let subject = reader.required("subject", text, "oauth2_jwt: the claim sub")
            let audience = reader.required("audience", text, "oauth2_jwt: the claim aud")
            let key = reader.required("key", text, "oauth2_jwt: the RSA key, PEM")
            let lifetime = reader.value(
                "lifetime", .duration, default: .seconds(180), text: "180s",
                "oauth2_jwt: how long the assertion holds; others: how long the token lives where the answer does not say")
            guard let issuer, let subject, let audience, let key else { return nil }
            return .jwt(issuer: issuer, subject: subject, audience: audience, key: key, lifetime: lifetime)
        }
        let id = reader.required("client_id", text, "oauth2_client, oauth2_refresh: the client's id")
        let secret = reader.required("client_secret", text, "oauth2_client, oauth2_refresh: the client's secret")
        let place = reader.value(
            "client_auth", ValueKind<ClientAuth>.word(), default: .body, text: "body", "where the client's id and secret go")
        let first = "oauth2_refresh: the first refresh token; a rotated one is stored before use"
        let token = kind == .refresh ? reader.required("refresh_token", text, first) : nil
        guard let id, let secret else { return nil }
        if kind == .client { return .client(id: id, secret: secret, place: place) }
        return token.map { .refresh(id: id, secret: secret, place: place, token: $0) }
    }

    /// What every OAuth answer holds is kept without being said.
    private static func kept(_ keep: [(name: String, value: Expr)], at place: SourcePlace) -> [(name: String, expr: Expr)] {
        var result = keep.map { (name: $0.name, expr: $0.value) }
        let implied = [("token", "body.access_token"), ("expires_in", "body.expires_in?")]
        for (name, text) in implied where !keep.contains(where: { $0.name == name }) {
            if let expr = try? Expr.parse(text, at: place, roots: .response) { result.append((name, expr)) }
        }
        return result
    }
}

/// How a request carries the credentials.
public enum ManifestSend: Sendable, Hashable {
    /// `Authorization: SCHEME TOKEN`.
    case bearer(token: TextTemplate, scheme: String)
    /// `Authorization: SCHEME base64(user:password)`.
    case basic(user: TextTemplate, password: TextTemplate, scheme: String)
    /// A header.
    case header(name: String, value: TextTemplate)
    /// A query parameter.
    case query(name: String, value: TextTemplate)

    enum Kind: String, CaseIterable {
        case bearer, basic, header, query
    }

    static var kind: ValueKind<ManifestSend> {
        .map { reader in
            let text = ValueKind<TextTemplate>.textTemplate(.template())
            if let kind = reader.node("kind")?.text, ["signature", "none"].contains(kind) {
                reader.refuseValue(of: "kind", expected: "one of bearer, basic, header, query; \(kind) is not supported yet")
                return nil
            }
            let kind = reader.required("kind", ValueKind<Kind>.word(), "how")
            let kinds = reader.session.isSurvey ? Kind.allCases : kind.map { [$0] } ?? []
            return kinds.compactMap { send(of: $0, text, reader) }.last
        }
    }

    private static func send(of kind: Kind, _ text: ValueKind<TextTemplate>, _ reader: MapReader) -> ManifestSend? {
        switch kind {
        case .bearer:
            let token = reader.optional("token", text, "bearer: default {{ auth.token }}")
            let scheme = reader.value("scheme", .text, default: "Bearer", "bearer, basic: the word in front")
            return (token ?? defaultToken(reader.node.place)).map { .bearer(token: $0, scheme: scheme) }
        case .basic:
            let user = reader.required("user", text, "basic: the user")
            let password = reader.required("password", text, "basic: the password")
            let scheme = reader.value("scheme", .text, default: "Basic", "bearer, basic: the word in front")
            guard let user, let password else { return nil }
            return .basic(user: user, password: password, scheme: scheme)
        case .header, .query:
            let name = reader.required("name", .text, "header, query: its name")
            let value = reader.required("value", text, "header, query: its value")
            guard let name, let value else { return nil }
            return kind == .header ? .header(name: name, value: value) : .query(name: name, value: value)
        }
    }

    private static func defaultToken(_ place: SourcePlace) -> TextTemplate? {
        (try? Expr.parse("auth.token", at: place, roots: .template())).map { TextTemplate(parts: [.expr($0)], place: place) }
    }
}
