public import YAML

/// Where the keys of a file stand, by their dotted path.
public struct SourceMap: Sendable, Equatable {
    /// The file's start, for paths that do not stand in it.
    public let start: SourcePlace
    private var places: [String: SourcePlace] = [:]

    /// Notes the place of every value below a node.
    public init(_ root: YAMLNode) {
        start = root.place
        note(root, at: "")
    }

    /// The place of a value; of the nearest map around it where the key is missing.
    public subscript(path: String) -> SourcePlace {
        var rest = path[...]
        while !rest.isEmpty {
            if let place = places[String(rest)] { return place }
            rest = rest.lastIndex(of: ".").map { rest[..<$0] } ?? ""
        }
        return start
    }

    private mutating func note(_ node: YAMLNode, at path: String) {
        for entry in node.entries ?? [] {
            let inner = path.isEmpty ? entry.key : "\(path).\(entry.key)"
            places[inner] = entry.value.place
            note(entry.value, at: inner)
        }
    }
}
