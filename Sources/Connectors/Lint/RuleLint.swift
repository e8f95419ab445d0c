import YAML

/// Proves that every rule about failures can be reached. Source: CONNECTORS.md 2.7.
enum RuleLint {
    static func findings(_ manifest: Manifest) -> [Diagnostic] {
        unreachable(manifest.errors.rules, path: "errors.rules")
            + manifest.requests.flatMap { unreachable($0.errors, path: "\($0.path).errors") }
    }

    private static func unreachable(_ rules: [ErrorRule], path: String) -> [Diagnostic] {
        rules.indices.compactMap { index in
            guard let earlier = rules[..<index].first(where: { covers($0.when, rules[index].when) }) else { return nil }
            return Diagnostic(
                rules[index].place, path: "\(path)[\(index)]", found: "a rule that never decides",
                expected: "rules from the narrow to the wide", hint: "the rule on line \(earlier.place.line) holds whenever this one does")
        }
    }

    /// True if the first match holds whenever the second does, as far as the text of both shows it.
    static func covers(_ first: Match, _ second: Match) -> Bool {
        switch (first, second) {
        case (.always(let always), _): always
        case (_, .always): false
        case (_, .any(let parts)): parts.allSatisfy { covers(first, $0) }
        case (.any(let parts), _): parts.contains { covers($0, second) }
        case (.all(let wide), .all(let narrow)):
            wide.allSatisfy { condition in
                narrow.contains { $0.expr.text == condition.expr.text && covers(condition.test, $0.test) }
            }
        }
    }

    private static func covers(_ first: Match.Test, _ second: Match.Test) -> Bool {
        switch (first, second) {
        case (.oneOf(let wide), .oneOf(let narrow)): narrow.allSatisfy(wide.contains)
        case (.regex(let pattern), .oneOf(let texts)): texts.allSatisfy(pattern.matches)
        case (.present(true), .oneOf(let texts)): !texts.contains("")
        default: first == second
        }
    }
}
