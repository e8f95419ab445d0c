import Model

/// Holds values against input types. Source: graphql-ruby's coercion, with Shopify's own scalars.
struct GraphQLValues: Sendable {
    /// What is wrong, and where inside the value.
    struct Fault: Sendable, Equatable {
        let path: [JSON]
        let explanation: String
    }

    let schema: GraphQLSchema

    /// The variables of a request, with defaults put in.
    func variables(_ given: JSONObject, for operation: GraphQLOperation) throws(GraphQLProblem) -> JSONObject {
        var all = JSONObject()
        for variable in operation.variables {
            guard let value = given[variable.name] ?? variable.fallback?.resolved(JSONObject()) else {
                if variable.type.isNonNull { throw Self.refusal(variable, .null, [Fault(path: [], explanation: Self.isNull)]) }
                continue
            }
            let faults = faults(value, variable.type)
            guard faults.isEmpty else { throw Self.refusal(variable, value, faults) }
            all[variable.name] = value
        }
        return all
    }

    private static let isNull = "Expected value to not be null"

    private static func refusal(_ variable: GraphQLVariable, _ value: JSON, _ faults: [Fault]) -> GraphQLProblem {
        let named = faults.filter { !$0.path.isEmpty }.map { fault in
            "\(fault.path.map { $0.string ?? $0.text }.joined(separator: ".")) (\(fault.explanation))"
        }
        let rest = named.isEmpty ? "" : " for " + named.joined(separator: ", ")
        let problems = faults.map { fault -> JSON in
            ["path": .array(fault.path), "explanation": .string(fault.explanation)]
        }
        return GraphQLProblem(
            "Variable $\(variable.name) of type \(variable.type.text) was provided invalid value\(rest)", at: [variable.place],
            code: "INVALID_VARIABLE", [("value", value), ("problems", .array(problems))])
    }

    /// Holds a value against a type.
    /// - Parameters:
    ///   - value: the value.
    ///   - type: what it should be.
    ///   - path: where it stands.
    ///   - isLiteral: whether it was written in the query, where options are words and no text.
    ///   - words: whether the literal is such a word.
    /// - Returns: what is wrong with it, nothing for a good one.
    func faults(_ value: JSON, _ type: GraphQLTypeRef, _ path: [JSON] = [], isLiteral: Bool = false, words: Bool = false) -> [Fault] {
        if case .nonNull(let inner) = type {
            return value == .null
                ? [Fault(path: path, explanation: Self.isNull)] : faults(value, inner, path, isLiteral: isLiteral, words: words)
        }
        if value == .null { return [] }
        switch type {
        case .list(let inner):
            let values = value.array ?? [value]
            if values.count > 250 {
                return [
                    Fault(path: path, explanation: "The input array size of \(values.count) is greater than the maximum allowed of 250.")
                ]
            }
            return values.enumerated().flatMap { faults($0.element, inner, path + [.integer($0.offset)]) }
        case .named(let name), .nonNull(.named(let name)): return faults(value, name, path, isLiteral, words)
        case .nonNull: return []
        }
    }

    private func faults(_ value: JSON, _ name: String, _ path: [JSON], _ isLiteral: Bool, _ words: Bool) -> [Fault] {
        switch schema[name] {
        case .options(let options)?:
            if let word = value.string, options.contains(word), !isLiteral || words { return [] }
            return [Fault(path: path, explanation: "Expected \(value.text) to be one of: \(options.joined(separator: ", "))")]
        case .input(let known)?:
            guard let given = value.object else {
                return [Fault(path: path, explanation: "Expected \(value.text) to be a key-value object.")]
            }
            let unknown = given.members.filter { member in !known.contains { $0.name == member.name } }
            let strange = unknown.map { Fault(path: path + [.string($0.name)], explanation: "Field is not defined on \(name)") }
            return strange
                + known.flatMap { member -> [Fault] in
                    let path = path + [.string(member.name)]
                    guard let value = given[member.name] else {
                        return member.isRequired ? [Fault(path: path, explanation: Self.isNull)] : []
                    }
                    return faults(value, member.type, path)
                }
        case .scalar?:
            if words { return [Fault(path: path, explanation: "Could not coerce value \(value.text) to \(name)")] }
            return Self.fault(value, name).map { [Fault(path: path, explanation: $0)] } ?? []
        default: return [Fault(path: path, explanation: "\(name) is no input type")]
        }
    }

    private static func fault(_ value: JSON, _ scalar: String) -> String? {
        let refusal = "Could not coerce value \(value.text) to \(scalar)"
        let number: String? = if case .number(let text) = value { text } else { nil }
        switch scalar {
        case "ID":
            guard let id = value.string ?? value.integer.map({ String($0) }) else { return refusal }
            return id.hasPrefix("gid://shopify/") ? nil : "Invalid global id '\(id)'"
        case "Int": return value.integer.map { Int32(exactly: $0) != nil } ?? false ? nil : refusal
        case "Float": return number == nil ? refusal : nil
        case "Boolean": return value.bool == nil ? refusal : nil
        case "Decimal", "Money":
            return (value.string ?? number).flatMap { ExactDecimal($0) } == nil ? "invalid decimal '\(value.text)'" : nil
        case "UnsignedInt64": return (value.string ?? number).flatMap { UInt64($0) } == nil ? refusal : nil
        case "DateTime":
            return value.string.flatMap { Timestamp(iso: $0) } == nil ? "invalid DateTime '\(value.string ?? value.text)'" : nil
        default: return value.string == nil ? refusal : nil
        }
    }
}
