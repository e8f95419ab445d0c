import Model

/// What may be asked for, and what is given for it.
struct GraphQLSchema: Sendable {
    /// A field, or an argument without arguments of its own.
    struct Member: Sendable {
        let name: String
        let type: GraphQLTypeRef
        var fallback: GraphQLValue?
        var arguments: [Member] = []

        /// Whether it must be given.
        var isRequired: Bool { type.isNonNull && fallback == nil }
    }

    /// A type by what it is made of.
    enum Shape: Sendable {
        case scalar
        case options([String])
        case object([Member], interfaces: [String])
        case interface([Member])
        case union([String])
        case input([Member])
    }

    static let query = "QueryRoot"
    static let mutation = "Mutation"

    private(set) var types: [String: Shape] = Dictionary(
        uniqueKeysWithValues: ["ID", "String", "Int", "Float", "Boolean"].map { ($0, .scalar) })

    /// Adds a type.
    mutating func add(_ name: String, _ shape: Shape) { types[name] = shape }

    subscript(name: String) -> Shape? { types[name] }

    /// The fields of an object or an interface; nil for what has none.
    func fields(of type: String) -> [Member]? {
        switch types[type] {
        case .object(let fields, _)?, .interface(let fields)?: fields
        case .union?: []
        default: nil
        }
    }

    /// A field of a type. Every type that can be asked knows its own name.
    func field(_ name: String, of type: String) -> Member? {
        if name == "__typename", fields(of: type) != nil { return Member(name: name, type: .nonNull(.named("String"))) }
        return fields(of: type)?.first { $0.name == name }
    }

    /// The objects that a type stands for.
    func objects(of type: String) -> Set<String> {
        switch types[type] {
        case .object?: [type]
        case .union(let names)?: Set(names)
        case .interface?:
            Set(
                types.compactMap { name, shape -> String? in
                    if case .object(_, let interfaces) = shape, interfaces.contains(type) { name } else { nil }
                })
        default: []
        }
    }

    /// Whether a type is a list in pages.
    static func isConnection(_ type: String) -> Bool { type.hasSuffix("Connection") }
}
