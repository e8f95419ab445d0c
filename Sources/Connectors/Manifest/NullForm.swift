public import Model
import YAML

/// How a remote writes that a field is empty. Source: CONNECTORS.md 2.9, X25.
public enum NullForm: Sendable, Hashable {
    /// As this value; read as null besides null itself.
    case value(JSON)
    /// Not at all: a field cannot be cleared.
    case never
}

extension ValueKind where Value == NullForm {
    static var nullForm: ValueKind {
        ValueKind("a scalar, or false") { node, place, session in
            if node.bool == false { return .never }
            guard case .scalar = node.content else {
                session.report(node, place, expected: "a scalar, or false")
                return nil
            }
            let template = TemplateParser(session: session).template(node, place, roots: ExprRoots([]))
            if case .literal(let json) = template { return .value(json) }
            return nil
        }
    }
}
