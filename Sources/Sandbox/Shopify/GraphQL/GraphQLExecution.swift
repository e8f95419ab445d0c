import Model

/// Whoever knows the records behind a schema.
protocol GraphQLResolver {
    /// What stands under a field of the root: a record, a reference to one, a list, or one page of a list.
    mutating func resolve(_ field: String, _ arguments: JSONObject) throws(GraphQLProblem) -> JSON
    /// The record that a reference leads to; nil where there is none any more.
    func record(_ reference: String) -> JSONObject?
}

/// Carries a request out that was found to be sound, and gives of each record only what was asked for.
struct GraphQLExecution<Resolver: GraphQLResolver> {
    private let schema: GraphQLSchema
    private let document: GraphQLDocument
    private let variables: JSONObject
    private(set) var resolver: Resolver
    /// What went wrong on the way.
    private(set) var problems: [GraphQLProblem] = []
    /// What the answer has cost.
    private(set) var cost = 0

    init(schema: GraphQLSchema, document: GraphQLDocument, variables: JSONObject, resolver: Resolver) {
        (self.schema, self.document, self.variables, self.resolver) = (schema, document, variables, resolver)
    }

    /// The answer's `data`: null where a field failed that may not be null.
    mutating func run(_ operation: GraphQLOperation) -> JSON {
        let root = operation.isMutation ? GraphQLSchema.mutation : GraphQLSchema.query
        var data = JSONObject()
        var isBroken = false
        for (key, fields) in merged(operation.selections, of: root) {
            guard let field = fields.first, let member = schema.field(field.name, of: root) else { continue }
            if field.name == "__typename" {
                data[key] = .string(root)
                continue
            }
            if operation.isMutation { cost += 10 }
            do throws(GraphQLProblem) {
                let given = arguments(field, member)
                let found = try resolver.resolve(field.name, given)
                if !operation.isMutation, !GraphQLSchema.isConnection(member.type.name) { cost += max(1, found.array?.count ?? 1) }
                data[key] = try shown(found, member.type, fields, given, [.string(key)])
            } catch {
                var problem = error
                if problem.places.isEmpty { problem.places = [field.place] }
                if problem.path.isEmpty { problem.path = [.string(key)] }
                problems.append(problem)
                data[key] = .null
                isBroken = isBroken || member.type.isNonNull
            }
        }
        return isBroken ? .null : .object(data)
    }

    // MARK: What is asked

    /// The fields that are asked of a type, those of one name together, in the order of their first mention.
    private func merged(_ selections: [GraphQLSelection], of type: String) -> [(key: String, fields: [GraphQLField])] {
        var order: [String] = []
        var all: [String: [GraphQLField]] = [:]
        for field in flattened(selections, of: type) {
            if all[field.key] == nil { order.append(field.key) }
            all[field.key, default: []].append(field)
        }
        return order.map { ($0, all[$0] ?? []) }
    }

    private func flattened(_ selections: [GraphQLSelection], of type: String) -> [GraphQLField] {
        selections.flatMap { selection -> [GraphQLField] in
            switch selection {
            case .field(let field): return isWanted(field.directives) ? [field] : []
            case .inline(let condition, let directives, let inner, _):
                guard isWanted(directives), holds(condition, type) else { return [] }
                return flattened(inner, of: type)
            case .spread(let name, let directives, _):
                guard isWanted(directives), let fragment = document.fragment(name), holds(fragment.type, type) else { return [] }
                return flattened(fragment.selections, of: type)
            }
        }
    }

    private func holds(_ condition: String?, _ type: String) -> Bool {
        condition.map { schema.objects(of: $0).contains(type) } ?? true
    }

    private func isWanted(_ directives: [GraphQLDirective]) -> Bool {
        directives.allSatisfy { directive in
            let condition = directive.arguments.first { $0.name == "if" }?.value.resolved(variables)?.bool ?? true
            return directive.name == "skip" ? !condition : condition
        }
    }

    private func arguments(_ field: GraphQLField, _ member: GraphQLSchema.Member) -> JSONObject {
        var all = JSONObject(member.arguments.compactMap { known in known.fallback?.resolved(JSONObject()).map { (known.name, $0) } })
        for argument in field.arguments {
            if let value = argument.value.resolved(variables) { all[argument.name] = value }
        }
        return all
    }

    // MARK: What is given

    private mutating func shown(
        _ value: JSON, _ type: GraphQLTypeRef, _ fields: [GraphQLField], _ arguments: JSONObject, _ path: [JSON]
    ) throws(GraphQLProblem) -> JSON {
        switch type.nullable {
        case .list(let inner):
            guard let values = value.array else { return .null }
            var all: [JSON] = []
            for (place, value) in values.enumerated() {
                all.append(try shown(value, inner, fields, arguments, path + [.integer(place)]))
            }
            return .array(all)
        case .named(let name), .nonNull(.named(let name)):
            guard schema.fields(of: name) != nil else { return value }
            guard GraphQLSchema.isConnection(name) else { return try object(value, name, fields, path) }
            let page = try value.array.map { rows throws(GraphQLProblem) in try GraphQLPage(arguments, path).cut(rows) } ?? value.object
            cost += 2 + (page?["nodes"]?.array?.count ?? 0)
            return try object(page.map { .object($0) } ?? .null, name, fields, path)
        case .nonNull: return .null
        }
    }

    private mutating func object(
        _ value: JSON, _ type: String, _ fields: [GraphQLField], _ path: [JSON]
    ) throws(GraphQLProblem) -> JSON {
        guard let record = value.object ?? value.string.flatMap({ resolver.record($0) }) else { return .null }
        let concrete = record["__typename"]?.string ?? type
        var answer = JSONObject()
        for (key, fields) in merged(fields.flatMap(\.selections), of: concrete) {
            guard let field = fields.first, let member = schema.field(field.name, of: concrete) else { continue }
            if field.name == "__typename" {
                answer[key] = .string(concrete)
                continue
            }
            let value = record[field.name] ?? .null
            answer[key] = try shown(value, member.type, fields, arguments(field, member), path + [.string(key)])
        }
        return .object(answer)
    }
}
