import Model

/// Holds a request against the schema before anything is done; every fault is told, in the words of graphql-ruby, which Shopify runs.
struct GraphQLValidator {
    private let schema: GraphQLSchema
    private let document: GraphQLDocument
    private let operation: GraphQLOperation
    private var problems: [GraphQLProblem] = []
    private var usedVariables: Set<String> = []
    private var usedFragments: Set<String> = []

    /// All that is wrong with the operation and the fragments it uses.
    static func problems(_ operation: GraphQLOperation, in document: GraphQLDocument, _ schema: GraphQLSchema) -> [GraphQLProblem] {
        var validator = GraphQLValidator(schema: schema, document: document, operation: operation)
        let root = operation.isMutation ? GraphQLSchema.mutation : GraphQLSchema.query
        validator.check(operation.selections, of: root, [.string(operation.label)])
        validator.checkUse()
        return validator.problems
    }

    private init(schema: GraphQLSchema, document: GraphQLDocument, operation: GraphQLOperation) {
        (self.schema, self.document, self.operation) = (schema, document, operation)
    }

    private mutating func add(
        _ message: String, _ place: GraphQLPlace, _ path: [JSON], _ code: String, _ facts: [(String, JSON)] = []
    ) {
        problems.append(GraphQLProblem(message, at: [place], path: path, code: code, facts))
    }

    // MARK: Selections

    private mutating func check(_ selections: [GraphQLSelection], of type: String, _ path: [JSON]) {
        for selection in selections {
            switch selection {
            case .field(let field): check(field, of: type, path + [.string(field.key)])
            case .inline(let condition, let directives, let inner, let place):
                check(directives, path)
                let path = path + [.string("..." + (condition.map { " on " + $0 } ?? ""))]
                if fits(condition, in: type, place, path) { check(inner, of: condition ?? type, path) }
            case .spread(let name, let directives, let place):
                check(directives, path)
                spread(name, in: type, place, path)
            }
        }
    }

    private mutating func spread(_ name: String, in type: String, _ place: GraphQLPlace, _ path: [JSON]) {
        guard let fragment = document.fragment(name) else {
            let facts: [(String, JSON)] = [("fragmentName", .string(name))]
            return add("Fragment \(name) was used, but not defined", place, path + [.string("... \(name)")], "useAndDefineFragment", facts)
        }
        let isNew = usedFragments.insert(name).inserted
        guard fits(fragment.type, in: type, place, path), isNew else { return }
        if Self.reaches(name, from: fragment.selections, document, []) {
            return add("Fragment \(name) contains an infinite loop", fragment.place, [.string("fragment \(name)")], "infiniteLoop")
        }
        check(fragment.selections, of: fragment.type, [.string("fragment \(name)")])
    }

    private static func reaches(
        _ name: String, from selections: [GraphQLSelection], _ document: GraphQLDocument, _ seen: Set<String>
    ) -> Bool {
        selections.contains { selection in
            switch selection {
            case .field(let field): reaches(name, from: field.selections, document, seen)
            case .inline(_, _, let inner, _): reaches(name, from: inner, document, seen)
            case .spread(let other, _, _):
                other == name
                    || !seen.contains(other)
                        && reaches(name, from: document.fragment(other)?.selections ?? [], document, seen.union([other]))
            }
        }
    }

    /// Whether a fragment on a type can be part of another type.
    private mutating func fits(_ condition: String?, in type: String, _ place: GraphQLPlace, _ path: [JSON]) -> Bool {
        guard let condition else { return true }
        guard schema[condition] != nil else {
            add(
                "No such type \(condition), so it can't be a fragment condition", place, path, "undefinedType",
                [("typeName", .string(condition))])
            return false
        }
        guard schema.fields(of: condition) != nil else {
            add(
                "Invalid fragment on type \(condition) (must be Union, Interface or Object)", place, path, "fragmentOnNonCompositeType",
                [("typeName", .string(condition))])
            return false
        }
        if !schema.objects(of: condition).isDisjoint(with: schema.objects(of: type)) { return true }
        add(
            "Fragment on \(condition) can't be spread inside \(type)", place, path, "cannotSpreadFragment",
            [("typeName", .string(condition)), ("fragmentName", "unknown"), ("parentName", .string(type))])
        return false
    }

    private mutating func check(_ field: GraphQLField, of type: String, _ path: [JSON]) {
        check(field.directives, path)
        guard let member = schema.field(field.name, of: type) else {
            return add(
                "Field '\(field.name)' doesn't exist on type '\(type)'", field.place, path, "undefinedField",
                [("typeName", .string(type)), ("fieldName", .string(field.name))])
        }
        let owner = Owner(kind: "Field", name: field.name)
        check(field.arguments, member.arguments, owner, field.place, path)
        let inner = member.type.name
        let hasFields = schema.fields(of: inner) != nil
        if hasFields, field.selections.isEmpty {
            add(
                "Field must have selections (field '\(field.name)' returns \(inner) but has no selections. "
                    + "Did you mean '\(field.name) { ... }'?)", field.place, path, "selectionMismatch",
                [("nodeName", .string("field '\(field.name)'")), ("typeName", .string(inner))])
        } else if !hasFields, !field.selections.isEmpty {
            let names = field.selections.compactMap { selection -> String? in
                if case .field(let field) = selection { field.name } else { nil }
            }
            add(
                "Selections can't be made on scalars (field '\(field.name)' returns \(inner) but has selections "
                    + "[\(names.map { "\"\($0)\"" }.joined(separator: ", "))])", field.place, path, "selectionMismatch",
                [("nodeName", .string("field '\(field.name)'")), ("typeName", .string(inner))])
        } else {
            check(field.selections, of: inner, path)
        }
    }

    private mutating func check(_ directives: [GraphQLDirective], _ path: [JSON]) {
        for directive in directives {
            guard ["include", "skip"].contains(directive.name) else {
                add(
                    "Directive @\(directive.name) is not defined", directive.place, path, "undefinedDirective",
                    [("directiveName", .string(directive.name))])
                continue
            }
            let condition = GraphQLSchema.Member(name: "if", type: .nonNull(.named("Boolean")))
            check(directive.arguments, [condition], Owner(kind: "Directive", name: directive.name), directive.place, path)
        }
    }

    // MARK: Arguments

    /// What has arguments, as messages name it.
    private struct Owner {
        let kind: String
        let name: String
    }

    private mutating func check(
        _ given: [GraphQLArgument], _ known: [GraphQLSchema.Member], _ owner: Owner, _ place: GraphQLPlace, _ path: [JSON]
    ) {
        for argument in given {
            let path = path + [.string(argument.name)]
            guard let member = known.first(where: { $0.name == argument.name }) else {
                add(
                    "\(owner.kind) '\(owner.name)' doesn't accept argument '\(argument.name)'", argument.place, path, "argumentNotAccepted",
                    [("name", .string(owner.name)), ("typeName", .string(owner.kind)), ("argumentName", .string(argument.name))])
                continue
            }
            check(argument.value, argument.name, member, owner, argument.place, path)
        }
        let missing = known.filter { member in member.isRequired && !given.contains { $0.name == member.name } }.map(\.name)
        guard !missing.isEmpty else { return }
        let names = missing.joined(separator: ", ")
        add(
            "\(owner.kind) '\(owner.name)' is missing required arguments: \(names)", place, path, "missingRequiredArguments",
            [("className", .string(owner.kind)), ("name", .string(owner.name)), ("arguments", .string(names))])
    }

    private mutating func check(
        _ value: GraphQLValue, _ name: String, _ member: GraphQLSchema.Member, _ owner: Owner, _ place: GraphQLPlace, _ path: [JSON]
    ) {
        switch value {
        case .variable(let variable, let place): check(variable, place, name, member, path)
        case .object(let members):
            guard case .named(let type) = member.type.nullable, case .input(let known)? = schema[type] else { fallthrough }
            let inner = members.map { GraphQLArgument(name: $0.name, value: $0.value, place: place) }
            check(inner, known, Owner(kind: "InputObject", name: type), place, path)
        default:
            for variable in Self.variables(in: value) { usedVariables.insert(variable) }
            guard Self.variables(in: value).isEmpty else { return }
            let given = value.resolved(JSONObject()) ?? .null
            guard !GraphQLValues(schema: schema).faults(given, member.type, isLiteral: true, words: value.isWord).isEmpty else { return }
            add(
                "Argument '\(name)' on \(owner.kind) '\(owner.name)' has an invalid value (\(value.text)). "
                    + "Expected type '\(member.type.text)'.", place, path, "argumentLiteralsIncompatible",
                [("typeName", .string(owner.kind)), ("argumentName", .string(name))])
        }
    }

    private static func variables(in value: GraphQLValue) -> [String] {
        switch value {
        case .variable(let name, _): [name]
        case .list(let values): values.flatMap(variables)
        case .object(let members): members.flatMap { variables(in: $0.value) }
        case .literal, .word: []
        }
    }

    // MARK: Variables

    private mutating func check(
        _ name: String, _ place: GraphQLPlace, _ argument: String, _ member: GraphQLSchema.Member, _ path: [JSON]
    ) {
        usedVariables.insert(name)
        guard let variable = operation.variables.first(where: { $0.name == name }) else {
            return add(
                "Variable $\(name) is used by \(operation.title) but not declared", place, path, "variableNotDefined",
                [("variableName", .string(name))])
        }
        var given = variable.type
        if !given.isNonNull, let fallback = variable.fallback, fallback.text != "null" { given = .nonNull(given) }
        let wanted = member.fallback == nil ? member.type : member.type.nullable
        guard let mismatch = Self.mismatch(given, wanted) else { return }
        add(
            "\(mismatch) on variable $\(name) and argument \(argument) (\(variable.type.text) / \(member.type.text))", place, path,
            "variableMismatch",
            [
                ("variableName", .string(name)), ("typeName", .string(variable.type.text)), ("argumentName", .string(argument)),
                ("errorMessage", .string(mismatch)),
            ])
    }

    private static func mismatch(_ given: GraphQLTypeRef, _ wanted: GraphQLTypeRef) -> String? {
        if wanted.isNonNull, !given.isNonNull {
            return given.name == wanted.name ? "Nullability mismatch" : "Type mismatch"
        }
        switch (given.nullable, wanted.nullable) {
        case (.named(let given), .named(let wanted)): return given == wanted ? nil : "Type mismatch"
        case (.list(let given), .list(let wanted)): return mismatch(given, wanted)
        default: return given.name == wanted.name ? "List dimension mismatch" : "Type mismatch"
        }
    }

    private mutating func checkUse() {
        for variable in operation.variables {
            if !usedVariables.contains(variable.name) {
                add(
                    "Variable $\(variable.name) is declared by \(operation.title) but not used", variable.place,
                    [.string(operation.label)], "variableNotUsed", [("variableName", .string(variable.name))])
            }
            if schema[variable.type.name] == nil {
                add(
                    "\(variable.type.name) isn't a defined input type (on $\(variable.name))", variable.place,
                    [.string(operation.label)], "variableRequiresValidType",
                    [("typeName", .string(variable.type.name)), ("variableName", .string(variable.name))])
            }
        }
        guard document.operations.count == 1 else { return }
        for fragment in document.fragments where !usedFragments.contains(fragment.name) {
            add(
                "Fragment \(fragment.name) was defined, but not used", fragment.place, [.string("fragment \(fragment.name)")],
                "useAndDefineFragment", [("fragmentName", .string(fragment.name))])
        }
    }
}

extension GraphQLValue {
    /// Whether it is an option's name and no text.
    fileprivate var isWord: Bool { if case .word = self { true } else { false } }
}
