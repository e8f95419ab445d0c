/// One thing that is wrong in a YAML file, in the one form in which every file of entente is complained about.
public struct Diagnostic: Sendable, Hashable {
    /// Where it stands.
    public var place: SourcePlace
    /// The keys that lead there, joined by points, such as `sync.partner.fields.name`; empty for the whole file.
    public var path: String
    /// What stands there.
    public var found: String
    /// What may stand there.
    public var expected: String
    /// What the author probably meant, or what to do about it.
    public var hint: String?

    /// Describes one.
    public init(_ place: SourcePlace, path: String, found: String, expected: String, hint: String? = nil) {
        self.place = place
        self.path = path
        self.found = found
        self.expected = expected
        self.hint = hint
    }

    /// What the names allowed and the nearest of them say about a name that is none of them.
    public static func unknownName(_ name: String, at place: SourcePlace, path: String, allowed: [String]) -> Diagnostic {
        let expected: String =
            switch allowed.count {
            case 0: "nothing here, for there are no names to choose from"
            case 1: allowed[0]
            default: "one of " + allowed.joined(separator: ", ")
            }
        return Diagnostic(place, path: path, found: "\"\(name)\"", expected: expected, hint: NearestName.hint(for: name, among: allowed))
    }
}

extension Diagnostic: CustomStringConvertible {
    /// One line: `config.yaml:12:7: sync.partner.policy: found "prefr", expected one of owner, prefer; did you mean "prefer"?`
    public var description: String {
        let start = path.isEmpty ? place.text : "\(place.text): \(path)"
        return "\(start): found \(found), expected \(expected)" + (hint.map { "; \($0)" } ?? "")
    }
}
