import Model
import YAML

/// Reads templates from YAML nodes.
struct TemplateParser {
    let session: DecodingSession

    /// Reads any node; wrong expressions are reported and read as empty text, so that all of them are found.
    func template(_ node: YAMLNode, _ place: DecodingPlace, roots: ExprRoots) -> Template {
        switch node.content {
        case .scalar(let text, let isPlain):
            if let json = Self.literal(node, text, isPlain) { return .literal(json) }
            let parsed = self.text(node, text, place, roots: roots)
            if parsed.parts.count == 1, case .expr(let expr) = parsed.parts[0] { return .value(expr) }
            if let literal = parsed.literal { return .literal(.string(literal)) }
            return .text(parsed)
        case .list(let elements):
            return .list(elements.enumerated().map { template($1, place.index($0), roots: roots) })
        case .map(let entries): return map(node, entries, place, roots: roots)
        }
    }

    /// Reads a text with expressions inside.
    func text(_ node: YAMLNode, _ text: String, _ place: DecodingPlace, roots: ExprRoots) -> TextTemplate {
        var parts: [TextTemplate.Part] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "{{") {
            if start.lowerBound > rest.startIndex { parts.append(.literal(String(rest[..<start.lowerBound]))) }
            guard let end = rest[start.upperBound...].firstRange(of: "}}") else {
                session.report(
                    Diagnostic(node.place, path: place.path, found: "\"{{\" without \"}}\"", expected: "{{ expression }}"))
                return TextTemplate(parts: parts, place: node.place)
            }
            if let expr = expr(String(rest[start.upperBound..<end.lowerBound]), node, place, roots: roots) { parts.append(.expr(expr)) }
            rest = rest[end.upperBound...]
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        return TextTemplate(parts: parts, place: node.place)
    }

    /// Reads one expression, reporting what is wrong with it.
    func expr(_ text: String, _ node: YAMLNode, _ place: DecodingPlace, roots: ExprRoots) -> Expr? {
        do throws(ExprSyntaxError) {
            return try Expr.parse(text, at: node.place, roots: roots)
        } catch {
            session.report(Diagnostic(node.place, path: place.path, found: error.found, expected: error.expected, hint: error.hint))
            return nil
        }
    }

    private static func literal(_ node: YAMLNode, _ text: String, _ isPlain: Bool) -> JSON? {
        guard isPlain else { return nil }
        if node.isNull { return .null }
        if let flag = node.bool { return .bool(flag) }
        if let number = try? JSON(parsing: text), case .number = number { return number }
        return nil
    }

    private func map(_ node: YAMLNode, _ entries: [YAMLEntry], _ place: DecodingPlace, roots: ExprRoots) -> Template {
        if let each = node["$each"] { return self.each(node, each, entries, place, roots: roots) }
        var merged: Expr?
        var result: [TemplateEntry] = []
        for entry in entries {
            if entry.key == "$merge" {
                merged = expr(entry.value.text ?? "", entry.value, place.key("$merge"), roots: roots)
                continue
            }
            if entry.key.hasPrefix("$") {
                session.report(.unknownName(entry.key, at: entry.place, path: place.path, allowed: ["$each", "$item", "$merge"]))
                continue
            }
            let keyNode = YAMLNode(.scalar(entry.key, isPlain: false), at: entry.place)
            let key = text(keyNode, entry.key, place, roots: roots)
            result.append(TemplateEntry(key: key, value: template(entry.value, place.key(entry.key), roots: roots)))
        }
        return .map(merged: merged, entries: result)
    }

    private func each(
        _ node: YAMLNode, _ list: YAMLNode, _ entries: [YAMLEntry], _ place: DecodingPlace, roots: ExprRoots
    ) -> Template {
        for entry in entries where entry.key != "$each" && entry.key != "$item" {
            session.report(.unknownName(entry.key, at: entry.place, path: place.path, allowed: ["$each", "$item"]))
        }
        guard let item = node["$item"] else {
            session.report(Diagnostic(node.place, path: place.path, found: "$each without $item", expected: "$each and $item"))
            return .literal(.null)
        }
        guard let expr = expr(list.text ?? "", list, place.key("$each"), roots: roots) else { return .literal(.null) }
        return .each(expr, item: template(item, place.key("$item"), roots: roots.with("it")))
    }
}
