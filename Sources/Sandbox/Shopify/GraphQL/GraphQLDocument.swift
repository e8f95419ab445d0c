import Model

/// A type as it is written: `[ID!]!`.
indirect enum GraphQLTypeRef: Hashable, Sendable {
    case named(String)
    case list(GraphQLTypeRef)
    case nonNull(GraphQLTypeRef)

    /// The type as it is written.
    var text: String {
        switch self {
        case .named(let name): name
        case .list(let inner): "[\(inner.text)]"
        case .nonNull(let inner): inner.text + "!"
        }
    }

    /// The type inside all lists.
    var name: String {
        switch self {
        case .named(let name): name
        case .list(let inner), .nonNull(let inner): inner.name
        }
    }

    var isNonNull: Bool { if case .nonNull = self { true } else { false } }

    /// The same type where null is allowed.
    var nullable: GraphQLTypeRef { if case .nonNull(let inner) = self { inner } else { self } }
}

/// A value as it is written in a query.
indirect enum GraphQLValue: Sendable {
    case variable(String, GraphQLPlace)
    case literal(JSON)
    case word(String)
    case list([GraphQLValue])
    case object([(name: String, value: GraphQLValue)])

    /// The value as it is written.
    var text: String {
        switch self {
        case .variable(let name, _): "$" + name
        case .literal(let value): value.text
        case .word(let word): word
        case .list(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
        case .object(let members): "{" + members.map { "\($0.name): \($0.value.text)" }.joined(separator: ", ") + "}"
        }
    }

    /// The value with its variables put in; nil for a variable that was not given.
    func resolved(_ variables: JSONObject) -> JSON? {
        switch self {
        case .variable(let name, _): variables[name]
        case .literal(let value): value
        case .word(let word): .string(word)
        case .list(let values): .array(values.map { $0.resolved(variables) ?? .null })
        case .object(let members):
            .object(JSONObject(members.compactMap { name, value in value.resolved(variables).map { (name, $0) } }))
        }
    }
}

/// `name: value`.
struct GraphQLArgument: Sendable {
    let name: String
    let value: GraphQLValue
    let place: GraphQLPlace
}

/// `@include(if: $x)`.
struct GraphQLDirective: Sendable {
    let name: String
    let arguments: [GraphQLArgument]
    let place: GraphQLPlace
}

/// What is asked of an object.
indirect enum GraphQLSelection: Sendable {
    case field(GraphQLField)
    case spread(String, [GraphQLDirective], GraphQLPlace)
    case inline(String?, [GraphQLDirective], [GraphQLSelection], GraphQLPlace)
}

/// One field that is asked for.
struct GraphQLField: Sendable {
    let alias: String?
    let name: String
    let arguments: [GraphQLArgument]
    let directives: [GraphQLDirective]
    var selections: [GraphQLSelection]
    let place: GraphQLPlace

    /// The member of the answer that holds it.
    var key: String { alias ?? name }
}

/// `$name: Type = default`.
struct GraphQLVariable: Sendable {
    let name: String
    let type: GraphQLTypeRef
    let fallback: GraphQLValue?
    let place: GraphQLPlace
}

/// A query or a mutation.
struct GraphQLOperation: Sendable {
    let isMutation: Bool
    let name: String?
    let variables: [GraphQLVariable]
    let selections: [GraphQLSelection]
    let place: GraphQLPlace

    /// How paths of problems begin.
    var label: String { (isMutation ? "mutation" : "query") + (name.map { " " + $0 } ?? "") }
    /// How messages call it.
    var title: String { name ?? (isMutation ? "anonymous mutation" : "anonymous query") }
}

/// `fragment Name on Type { .. }`.
struct GraphQLFragment: Sendable {
    let name: String
    let type: String
    let selections: [GraphQLSelection]
    let place: GraphQLPlace
}

/// A whole request text.
struct GraphQLDocument: Sendable {
    var operations: [GraphQLOperation] = []
    var fragments: [GraphQLFragment] = []

    func fragment(_ name: String) -> GraphQLFragment? { fragments.first { $0.name == name } }
}
