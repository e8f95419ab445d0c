import YAML

/// One expression of a manifest, with what a lint must know of its place.
struct LintedExpr {
    let expr: Expr
    let path: String
    /// True where a secret may stand: credentials, headers, and requests that are never logged.
    let maySeeSecrets: Bool

    /// The names that follow a variable, such as `token` of `config.token`, also in the arguments of filters.
    func members(of variable: String) -> [String] { expr.members(of: variable) }

    /// Every expression of a manifest.
    static func all(of manifest: Manifest) -> [LintedExpr] {
        var result: [LintedExpr] = []
        func add(_ exprs: [Expr], _ path: String, secrets: Bool = false) {
            result += exprs.map { LintedExpr(expr: $0, path: path, maySeeSecrets: secrets) }
        }
        add(manifest.http.base.exprs, "http.base")
        add(manifest.folder?.path.exprs ?? [], "folder.path")
        add(manifest.http.headers?.exprs ?? [], "http.headers", secrets: true)
        for obtain in manifest.auth.obtain { add(obtain.exprs, obtain.path, secrets: true) }
        add(manifest.auth.send.exprs, "auth.send", secrets: true)
        add(manifest.limits.flatMap(\.exprs), "limits")
        add(manifest.errors.exprs, "errors")
        for request in manifest.requests {
            for (key, template) in request.templates {
                add(template.exprs, "\(request.path).\(key)", secrets: key == "headers" || request.isSecret)
            }
            add(request.errors.flatMap(\.exprs), "\(request.path).errors")
        }
        add(manifest.check?.ok.exprs ?? [], "check.ok")
        for object in manifest.objects { add(object.exprs, "objects.\(object.name)") }
        add(manifest.payouts?.exprs ?? [], "payouts")
        return result
    }
}

extension Expr {
    /// The names that follow a variable, also in the arguments of filters.
    func members(of variable: String) -> [String] {
        alternatives.flatMap { [$0.path] + $0.filters.flatMap(\.paths) }.compactMap { path in
            guard path.root == .variable(variable), case .member(let name) = path.steps.first else { return nil }
            return name
        }
    }
}

extension ManifestObtain {
    /// The texts that make up the credentials.
    var texts: [TextTemplate] {
        switch grant {
        case .client(let id, let secret, _): [tokenURL, id, secret]
        case .refresh(let id, let secret, _, let token): [tokenURL, id, secret, token]
        case .jwt(let issuer, let subject, let audience, let key, _): [tokenURL, issuer, subject, audience, key]
        }
    }

    var exprs: [Expr] {
        texts.flatMap(\.exprs) + (scope?.exprs ?? []) + keep.map(\.expr) + (failedWhen?.exprs ?? []) + (when?.exprs ?? [])
    }
}

extension ManifestSend {
    var exprs: [Expr] {
        switch self {
        case .bearer(let token, _): token.exprs
        case .basic(let user, let password, _): user.exprs + password.exprs
        case .header(_, let value), .query(_, let value): value.exprs
        }
    }
}

extension ManifestErrors {
    var exprs: [Expr] { [code, message, field].compactMap { $0 } + (failedWhen?.exprs ?? []) + rules.flatMap(\.exprs) }
}

extension ErrorRule {
    var exprs: [Expr] {
        var exprs = when.exprs
        if case .read(let expr) = wait { exprs.append(expr) }
        return exprs + (existing.map { [$0] } ?? [])
    }
}

extension ManifestObject {
    /// Every expression but those of its requests.
    var exprs: [Expr] {
        let own =
            [id, modified?.at, created?.at, version, mergedInto, mergedFrom].compactMap { $0 } + deletedWhen.exprs
            + (externalKey?.exprs ?? []) + (file?.exprs ?? [])
        let fields = sortedFields.flatMap { [$0.currency, $0.from].compactMap { $0 } + ($0.writeAs?.exprs ?? []) }
        let reads = ManifestReadKind.allCases.flatMap(ways).flatMap { way in
            way.responseExprs + [way.id, way.at?.at, way.mergedInto, way.value].compactMap { $0 }
        }
        let writes = (WriteKind.allCases.flatMap(ways) + sortedLinks.flatMap(\.writes)).flatMap(\.results)
        let results = writes.flatMap { [$0.each, $0.id, $0.record].compactMap { $0 } + $0.ok.exprs }
        let links = sortedLinks.flatMap { link in
            link.read.flatMap { $0.way.responseExprs + [$0.fromID, $0.to, $0.toID, $0.next].compactMap { $0 } }
                + (link.labels.map { $0.list.responseExprs + [$0.name, $0.id, $0.of] } ?? [])
        }
        return own + fields + reads + results + links + discover.flatMap { $0.way.responseExprs + $0.exprs }
    }
}

extension ManifestPayouts {
    /// Every expression but those of its requests.
    var exprs: [Expr] {
        let answer = [submit.id] + submit.replayed.exprs + (submit.fault.map { [$0] } ?? [])
        let matches = states.flatMap { if case .element(let match) = $0.test { match.exprs } else { [Expr]() } }
        return answer + matches + reads.flatMap(\.read.exprs)
    }
}

extension ManifestDiscovery {
    /// Every expression that is read at an element.
    var exprs: [Expr] {
        let options = options.map { [$0.each, $0.value, $0.label].compactMap { $0 } + $0.active.exprs } ?? []
        return [name, label, type, max, scale].compactMap { $0 } + unique.exprs + createable.exprs + updatable.exprs + options
    }
}
