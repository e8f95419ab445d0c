import YAML

/// Proves that no text of data gets into a query unescaped. Source: CONNECTORS.md X5.
enum QueryLint {
    static func findings(_ request: ManifestRequest) -> [Diagnostic] {
        request.templates.flatMap { key, template in
            template.texts.filter(isQuery).flatMap { text in
                text.exprs.filter { !isSafe($0) }.map { expr in
                    Diagnostic(
                        expr.place, path: "\(request.path).\(key)", found: "{{ \(expr.text) }} inside a query",
                        expected: "escape('LANGUAGE'), or a time or number", hint: "text that is not escaped can change the query")
                }
            }
        }
    }

    /// True for text that begins like a query of any of the languages.
    private static func isQuery(_ text: TextTemplate) -> Bool {
        guard case .literal(let start) = text.parts.first else { return false }
        let words = start.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "{" || $0 == "(" })
        return ["select", "query", "mutation"].contains(words.first.map(String.init) ?? "")
    }

    private static let names: Set<String> = ["select", "names", "key", "external_key", "api_version"]

    /// Names come from the manifest or from mappings that were checked against the remote's schema; the rest must be written as a literal.
    private static func isSafe(_ expr: Expr) -> Bool {
        expr.alternatives.allSatisfy { pipeline in
            if case .variable(let name) = pipeline.root, names.contains(name) { return true }
            return pipeline.filters.contains { filter in
                switch filter {
                case .escape, .time, .number, .duration: true
                default: false
                }
            }
        }
    }
}
