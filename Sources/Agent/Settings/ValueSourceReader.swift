import YAML

/// Reads where a value of config.yaml comes from: the text itself, or `${env:NAME}`, `${file:PATH}`, `${command:...}`.
enum ValueSourceReader {
    private static let expected = "a text, ${env:NAME}, ${file:PATH} or ${command:...}"

    static var kind: ValueKind<ValueSource> {
        ValueKind(expected, form: .scalar) { node, place, session in
            // An empty text takes a manifest's default away, such as the field of the hub's key: whether it may be, the manifest says.
            guard let text = node.text else {
                // An unquoted ${...} inside a flow map is a map to YAML.
                let hint = node.entries == nil ? nil : "inside { } it needs quotes: \"${env:NAME}\""
                session.report(node, place, expected: expected, hint: hint)
                return nil
            }
            guard text.contains("${") else { return .literal(text) }
            guard let source = source(text) else {
                session.report(node, place, expected: expected, hint: "the whole value is one ${...}; nothing is joined")
                return nil
            }
            return source
        }
    }

    static func source(_ text: String) -> ValueSource? {
        guard text.hasPrefix("${"), text.hasSuffix("}") else { return nil }
        let inner = text.dropFirst(2).dropLast()
        guard let colon = inner.firstIndex(of: ":") else { return nil }
        let rest = String(inner[inner.index(after: colon)...])
        guard !rest.isEmpty else { return nil }
        switch inner[..<colon] {
        case "env": return isName(rest) ? .environment(rest) : nil
        case "file": return rest.contains("${") ? nil : .file(rest)
        case "command": return .command(rest)
        default: return nil
        }
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95 }
            && !(text.first?.isNumber ?? true)
    }
}
