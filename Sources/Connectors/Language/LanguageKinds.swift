import Model
import YAML

/// How the values of the language are read from YAML: the kinds that manifest decoders use.
extension ValueKind where Value == Expr {
    /// One expression, or a list of them of which the first that is present counts.
    static func expr(_ roots: ExprRoots) -> ValueKind {
        ValueKind("an expression such as body.id") { node, place, session in
            let parser = TemplateParser(session: session)
            let nodes = node.elements ?? [node]
            var alternatives: [Expr.Pipeline] = []
            for (index, element) in nodes.enumerated() {
                let place = node.elements == nil ? place : place.index(index)
                guard let text = element.text, !text.isEmpty else {
                    session.report(element, place, expected: "an expression such as body.id")
                    continue
                }
                if text.contains("{{") {
                    session.report(element, place, expected: "an expression without {{ }}")
                    continue
                }
                if let expr = parser.expr(text, element, place, roots: roots) { alternatives += expr.alternatives }
            }
            return alternatives.isEmpty ? nil : Expr(alternatives: alternatives, place: node.place)
        }
    }
}

extension ValueKind where Value == Template {
    /// Any value with expressions in its texts.
    static func template(_ roots: ExprRoots) -> ValueKind {
        ValueKind("a template") { node, place, session in
            TemplateParser(session: session).template(node, place, roots: roots)
        }
    }

    /// A map of templates.
    static func templateMap(_ roots: ExprRoots) -> ValueKind {
        ValueKind("a map of templates") { node, place, session in
            guard node.entries != nil else {
                session.report(node, place, expected: "a map")
                return nil
            }
            return TemplateParser(session: session).template(node, place, roots: roots)
        }
    }
}

extension ValueKind where Value == TextTemplate {
    /// A text with expressions inside.
    static func textTemplate(_ roots: ExprRoots) -> ValueKind {
        ValueKind("a text") { node, place, session in
            guard let text = node.text else {
                session.report(node, place, expected: "a text")
                return nil
            }
            return TemplateParser(session: session).text(node, text, place, roots: roots)
        }
    }
}

extension ValueKind where Value == RecordPath {
    /// A place in a record.
    static var recordPath: ValueKind {
        ValueKind("a path without filters") { node, place, session in
            guard let text = node.text else {
                session.report(node, place, expected: "a path without filters")
                return nil
            }
            do throws(ExprSyntaxError) {
                return try RecordPath.parse(text)
            } catch {
                session.report(Diagnostic(node.place, path: place.path, found: error.found, expected: error.expected, hint: error.hint))
                return nil
            }
        }
    }
}

extension ValueKind where Value == Match {
    /// A map of tests, a list of such maps, or a boolean.
    static func match(_ roots: ExprRoots) -> ValueKind {
        ValueKind("a match such as {status: 404}") { node, place, session in
            if let flag = node.bool { return .always(flag) }
            if let elements = node.elements {
                return .any(elements.enumerated().compactMap { match(roots).read($1, place.index($0), session) })
            }
            guard let entries = node.entries else {
                session.report(node, place, expected: "a match such as {status: 404}")
                return nil
            }
            let parser = TemplateParser(session: session)
            var conditions: [Match.Condition] = []
            for entry in entries {
                let keyNode = YAMLNode(.scalar(entry.key, isPlain: true), at: entry.place)
                let expr = parser.expr(entry.key, keyNode, place, roots: roots)
                let test = ValueKind<Match.Test>.test.read(entry.value, place.key(entry.key), session)
                if let expr, let test { conditions.append(Match.Condition(expr: expr, test: test)) }
            }
            return .all(conditions)
        }
    }
}

extension ValueKind where Value == Match.Test {
    static var test: ValueKind {
        ValueKind("a value, a list of values, {regex: R} or {present: true}") { node, place, session in
            if let text = node.text { return .oneOf([text]) }
            if let elements = node.elements {
                let texts = elements.compactMap(\.text)
                if texts.count == elements.count, !texts.isEmpty { return .oneOf(texts) }
            }
            guard node.entries != nil else {
                session.report(node, place, expected: "a value, a list of values, {regex: R} or {present: true}")
                return nil
            }
            let reader = MapReader(node, at: place, in: session)
            reader.atMostOne(of: ["regex", "present"])
            let regex = reader.optional("regex", .pattern, "a regular expression found somewhere in the text")
            let present = reader.optional("present", .bool, "whether it is there and not empty")
            reader.finish()
            return regex.map(Match.Test.regex) ?? present.map(Match.Test.present)
        }
    }
}

extension ValueKind where Value == Pattern {
    static var pattern: ValueKind {
        ValueKind("a regular expression") { node, place, session in
            do throws(PatternError) {
                return try Pattern(node.text ?? "")
            } catch {
                session.report(Diagnostic(node.place, path: place.path, found: error.reason, expected: "a regular expression"))
                return nil
            }
        }
    }
}
