import YAML

/// Proves that a reward is made of fields that its object has, can be found by its code, made once, and a coupon taken away again.
enum RewardLint {
    static func findings(_ manifest: Manifest) -> [Diagnostic] {
        (manifest.rewards?.coupon.map { findings($0, manifest) } ?? []) + (manifest.rewards?.credit.map { findings($0, manifest) } ?? [])
    }

    private static func findings(_ coupon: ManifestCoupon, _ manifest: Manifest) -> [Diagnostic] {
        func finding(_ key: String, _ found: String, _ expected: String) -> Diagnostic {
            Diagnostic(coupon.place, path: "rewards.coupon.\(key)", found: found, expected: expected)
        }
        guard let object = manifest.object(coupon.object) else {
            return [finding("object", "no object \(coupon.object)", "one of the manifest's objects")]
        }
        let named = [("code", coupon.code)] + (coupon.used.map { [("used", $0)] } ?? [])
        let templates = [("share", coupon.share), ("amount", coupon.amount), ("all", coupon.all)]
        var findings = fields(object, named, templates, finding) + ways(object, finding)
        if object.ways(.archive).isEmpty, object.ways(.delete).isEmpty {
            findings.append(finding("object", "\(object.name) without write.archive or delete", "one that can be taken away again"))
        }
        return findings
    }

    private static func findings(_ credit: ManifestCredit, _ manifest: Manifest) -> [Diagnostic] {
        func finding(_ key: String, _ found: String, _ expected: String) -> Diagnostic {
            Diagnostic(credit.place, path: "rewards.credit.\(key)", found: found, expected: expected)
        }
        guard let object = manifest.object(credit.object) else {
            return [finding("object", "no object \(credit.object)", "one of the manifest's objects")]
        }
        var findings = fields(object, [("code", credit.code)], [("fields", credit.fields)], finding) + ways(object, finding)
        if object.parent == nil { findings.append(finding("object", "\(object.name) without parent", "one that lives under an account")) }
        // Money that is sent again must not be money twice (P6).
        if !object.ways(.create).allSatisfy({ $0.request.idempotent != nil }) {
            let expected = "idempotent, how long the vendor acts once for one key"
            findings.append(finding("object", "\(object.name) with a write.create without idempotent", expected))
        }
        return findings
    }

    private typealias Finding = (_ key: String, _ found: String, _ expected: String) -> Diagnostic

    private static func fields(
        _ object: ManifestObject, _ named: [(String, String)], _ templates: [(String, Template?)], _ finding: Finding
    ) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for (key, field) in named where object.fields[field] == nil {
            findings.append(finding(key, "no field \(field)", "a field of \(object.name)"))
        }
        for (key, template) in templates {
            for field in template?.names ?? [] where object.fields[field] == nil {
                findings.append(finding(key, "no field \(field)", "fields of \(object.name)"))
            }
        }
        return findings
    }

    private static func ways(_ object: ManifestObject, _ finding: Finding) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        if object.ways(.byKey).isEmpty {
            findings.append(finding("object", "\(object.name) without read.by_key", "an object found by a key"))
        }
        if object.ways(.create).isEmpty { findings.append(finding("object", "\(object.name) without write.create", "one that is made")) }
        return findings
    }
}

extension Template {
    /// The keys of a map that are plain names.
    fileprivate var names: [String] {
        guard case .map(_, let entries) = self else { return [] }
        return entries.compactMap(\.key.literal)
    }
}
