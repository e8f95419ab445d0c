import Model

/// A place in the text of a query. Units: line and column from 1.
struct GraphQLPlace: Hashable, Sendable {
    let line: Int
    let column: Int

    var json: JSON { ["line": .integer(line), "column": .integer(column)] }
}

/// One entry of an answer's `errors`.
struct GraphQLProblem: Error, Sendable, Equatable {
    let message: String
    var places: [GraphQLPlace] = []
    var path: [JSON] = []
    var extensions = JSONObject()

    /// A problem with the code and facts that stand under its `extensions`.
    init(_ message: String, at places: [GraphQLPlace] = [], path: [JSON] = [], code: String? = nil, _ facts: [(String, JSON)] = []) {
        self.message = message
        self.places = places
        self.path = path
        extensions = JSONObject((code.map { [("code", .string($0))] } ?? []) + facts)
    }

    /// The code under its `extensions`.
    var code: String? { extensions["code"]?.string }

    var json: JSON {
        var members: [(String, JSON)] = [("message", .string(message))]
        if !places.isEmpty { members.append(("locations", .array(places.map(\.json)))) }
        if !path.isEmpty { members.append(("path", .array(path))) }
        if extensions.count > 0 { members.append(("extensions", .object(extensions))) }
        return .object(JSONObject(members))
    }
}
