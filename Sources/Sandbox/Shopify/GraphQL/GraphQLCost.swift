import Model

/// What a request costs before it is carried out: 10 for each mutation, 2 for each list in pages, 1 for each record that fits on the page.
/// Parts of a record, such as amounts, are free. Source: shopify.dev, calculated query cost.
struct GraphQLCost {
    let schema: GraphQLSchema
    let document: GraphQLDocument
    let variables: JSONObject

    /// The cost of an operation.
    func of(_ operation: GraphQLOperation) -> Int {
        let root = operation.isMutation ? GraphQLSchema.mutation : GraphQLSchema.query
        return cost(operation.selections, of: root, isRoot: true, isMutation: operation.isMutation)
    }

    private func cost(_ selections: [GraphQLSelection], of type: String, isRoot: Bool = false, isMutation: Bool = false) -> Int {
        selections.reduce(0) { sum, selection in
            switch selection {
            case .inline(let condition, _, let inner, _):
                return sum + cost(inner, of: condition ?? type, isRoot: isRoot, isMutation: isMutation)
            case .spread(let name, _, _):
                guard let fragment = document.fragment(name) else { return sum }
                return sum + cost(fragment.selections, of: fragment.type, isRoot: isRoot, isMutation: isMutation)
            case .field(let field):
                guard let member = schema.field(field.name, of: type) else { return sum }
                let inner = member.type.name
                if GraphQLSchema.isConnection(inner) { return sum + 2 + size(field) * (1 + nodes(field.selections, of: inner)) }
                let parts = cost(field.selections, of: inner)
                guard isRoot else { return sum + parts }
                return sum + (isMutation ? 10 + parts : count(field) * (1 + parts))
            }
        }
    }

    /// What one record on the page costs besides itself.
    private func nodes(_ selections: [GraphQLSelection], of connection: String) -> Int {
        selections.reduce(0) { sum, selection in
            guard case .field(let field) = selection, let member = schema.field(field.name, of: connection) else { return sum }
            switch field.name {
            case "nodes": return sum + cost(field.selections, of: member.type.name)
            case "edges": return sum + nodes(field.selections, of: member.type.name)
            case "node": return sum + cost(field.selections, of: member.type.name)
            default: return sum
            }
        }
    }

    private func size(_ field: GraphQLField) -> Int {
        let given = field.arguments.first { $0.name == "first" } ?? field.arguments.first { $0.name == "last" }
        return Int(clamping: max(0, given?.value.resolved(variables)?.integer ?? 0))
    }

    private func count(_ field: GraphQLField) -> Int {
        field.arguments.first { $0.name == "ids" }?.value.resolved(variables)?.array?.count ?? 1
    }
}
