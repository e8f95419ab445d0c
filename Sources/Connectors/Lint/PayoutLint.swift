import YAML

/// Proves that what may be sent twice says by which key it acts once, and that payouts can be followed. Source: CONNECTORS.md 2.15.
enum PayoutLint {
    static func findings(_ manifest: Manifest) -> [Diagnostic] {
        let writes = manifest.objects.flatMap { object in
            (WriteKind.allCases.flatMap(object.ways) + object.sortedLinks.flatMap(\.writes)).map(\.request)
        }
        return writes.flatMap { key($0, of: ["op", "it"], named: "op.key") } + (manifest.payouts.map(findings) ?? [])
    }

    private static func findings(_ payouts: ManifestPayouts) -> [Diagnostic] {
        var findings = key(payouts.submit.request, of: ["batch"], named: "batch.key")
        func complain(_ place: SourcePlace, _ path: String, _ found: String, _ expected: String) {
            findings.append(Diagnostic(place, path: path, found: found, expected: expected))
        }
        let submit = payouts.submit.request
        if submit.method == "GET" { complain(submit.place, submit.path, "GET, which may be asked twice", "POST or PUT") }
        if !submit.exprs.contains(where: { !$0.members(of: "batch").filter { $0 == "items" }.isEmpty }) {
            complain(submit.place, submit.path, "a request that does not use {{ batch.items }}", "{{ batch.items }}")
        }
        for (read, variable, member) in payouts.reads {
            let request = read.way.request
            let name = member.map { "\(variable).\($0)" } ?? variable
            let isUsed = request.exprs.contains { expr in
                member.map { expr.members(of: variable).contains($0) } ?? expr.variables.contains(variable)
            }
            if !isUsed { complain(request.place, request.path, "a request that does not use {{ \(name) }}", "{{ \(name) }}") }
            if case .keyset = read.way.paginate?.kind {
                let expected = "cursor, page, offset or next_url; payouts have no change time"
                complain(request.place, request.path, "paginate.kind keyset", expected)
            }
        }
        for (path, read) in [("payouts.find", payouts.find), ("payouts.status", payouts.status)] {
            if let read, read.key == nil { complain(read.way.request.place, path, "no key", "key, by which an item is known for ours") }
        }
        if !payouts.states.contains(where: { $0.state == .success }) {
            complain(payouts.place, "payouts.states", "no success", "success, the state of a payout that arrived")
        }
        return findings
    }

    /// A request that acts once for a key carries it, and nothing that differs when it is sent again.
    private static func key(_ request: ManifestRequest, of roots: [String], named name: String) -> [Diagnostic] {
        guard request.idempotent != nil else { return [] }
        func finding(_ found: String, _ expected: String) -> [Diagnostic] {
            [Diagnostic(request.place, path: request.path, found: found, expected: expected)]
        }
        guard request.exprs.contains(where: { expr in roots.contains { expr.members(of: $0).contains("key") } }) else {
            return finding("idempotent without a key", "{{ \(name) }} in the request, for which the vendor acts once")
        }
        guard !request.variables.contains("now") else {
            return finding("{{ now }} in an idempotent request", "a request that is the same whenever it is sent")
        }
        return []
    }
}

extension ManifestRequest {
    /// Every expression of its templates.
    var exprs: [Expr] { templates.flatMap(\.template.exprs) }
}
