import Model

/// Reads a schema from its own language. Source: GraphQL specification, October 2021, section 3.
struct GraphQLSchemaReader {
    private var parser: GraphQLParser
    private var schema = GraphQLSchema()

    /// The schema that a text describes, with what every list in pages needs: `XConnection` and `XEdge` of each `X` it names.
    static func schema(_ text: String) throws(GraphQLProblem) -> GraphQLSchema {
        var reader = GraphQLSchemaReader(parser: try GraphQLParser(text))
        while reader.parser.next.kind != .end { try reader.definition() }
        reader.connect()
        return reader.schema
    }

    private init(parser: GraphQLParser) {
        self.parser = parser
    }

    private mutating func definition() throws(GraphQLProblem) {
        let kind = try parser.name()
        let name = try parser.name()
        switch kind {
        case "scalar": schema.add(name, .scalar)
        case "union":
            try parser.expect("=")
            var names: [String] = []
            repeat { names.append(try parser.name()) } while parser.take("|")
            schema.add(name, .union(names))
        case "enum":
            try parser.expect("{")
            var words: [String] = []
            while !parser.take("}") { words.append(try parser.name()) }
            schema.add(name, .options(words))
        case "type":
            var interfaces: [String] = []
            if parser.take("implements") {
                repeat { interfaces.append(try parser.name()) } while parser.take("&")
            }
            schema.add(name, .object(try members(), interfaces: interfaces))
        case "interface": schema.add(name, .interface(try members()))
        case "input": schema.add(name, .input(try members()))
        default: throw GraphQLLexer.unexpected(parser.next)
        }
    }

    private mutating func members() throws(GraphQLProblem) -> [GraphQLSchema.Member] {
        try parser.expect("{")
        var members: [GraphQLSchema.Member] = []
        while !parser.take("}") { members.append(try member(hasArguments: true)) }
        return members
    }

    private mutating func member(hasArguments: Bool) throws(GraphQLProblem) -> GraphQLSchema.Member {
        let name = try parser.name()
        var arguments: [GraphQLSchema.Member] = []
        if hasArguments, parser.take("(") {
            repeat { arguments.append(try member(hasArguments: false)) } while !parser.take(")")
        }
        try parser.expect(":")
        let type = try parser.type(0)
        let fallback = try parser.take("=") ? parser.value(0) : nil
        // Pages are asked for in the same words everywhere.
        if GraphQLSchema.isConnection(type.name) {
            for (word, kind) in [("first", "Int"), ("after", "String"), ("last", "Int"), ("before", "String")] {
                arguments.append(GraphQLSchema.Member(name: word, type: .named(kind)))
            }
            arguments.append(GraphQLSchema.Member(name: "reverse", type: .named("Boolean"), fallback: .literal(false)))
        }
        return GraphQLSchema.Member(name: name, type: type, fallback: fallback, arguments: arguments)
    }

    private mutating func connect() {
        let named = schema.types.values.flatMap { shape -> [String] in
            guard case .object(let members, _) = shape else { return [] }
            return members.map(\.type.name).filter(GraphQLSchema.isConnection)
        }
        for connection in Set(named) {
            let node = String(connection.dropLast("Connection".count))
            func all(_ name: String, _ type: String) -> GraphQLSchema.Member {
                GraphQLSchema.Member(name: name, type: .nonNull(.list(.nonNull(.named(type)))))
            }
            func one(_ name: String, _ type: String) -> GraphQLSchema.Member {
                GraphQLSchema.Member(name: name, type: .nonNull(.named(type)))
            }
            schema.add(
                connection,
                .object([all("edges", node + "Edge"), all("nodes", node), one("pageInfo", "PageInfo")], interfaces: []))
            schema.add(node + "Edge", .object([one("cursor", "String"), one("node", node)], interfaces: []))
        }
    }
}
