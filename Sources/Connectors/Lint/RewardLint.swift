import YAML

/// Proves that a coupon is made of fields that the object has, can be found by its code, made, and taken away again.
enum RewardLint {
    static func findings(_ manifest: Manifest) -> [Diagnostic] {
        guard let coupon = manifest.rewards?.coupon else { return [] }
        func finding(_ key: String, _ found: String, _ expected: String) -> Diagnostic {
            Diagnostic(coupon.place, path: "rewards.coupon.\(key)", found: found, expected: expected)
        }
        guard let object = manifest.object(coupon.object) else {
            return [finding("object", "no object \(coupon.object)", "one of the manifest's objects")]
        }
        var findings: [Diagnostic] = []
        let named = [("code", coupon.code)] + (coupon.used.map { [("used", $0)] } ?? [])
        for (key, field) in named where object.fields[field] == nil {
            findings.append(finding(key, "no field \(field)", "a field of \(object.name)"))
        }
        for (key, template) in [("share", coupon.share), ("amount", coupon.amount), ("all", coupon.all)] {
            for field in template?.names ?? [] where object.fields[field] == nil {
                findings.append(finding(key, "no field \(field)", "fields of \(object.name)"))
            }
        }
        if object.ways(.byKey).isEmpty {
            findings.append(finding("object", "\(object.name) without read.by_key", "an object found by a key"))
        }
        if object.ways(.create).isEmpty { findings.append(finding("object", "\(object.name) without write.create", "one that is made")) }
        if object.ways(.archive).isEmpty, object.ways(.delete).isEmpty {
            findings.append(finding("object", "\(object.name) without write.archive or delete", "one that can be taken away again"))
        }
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
