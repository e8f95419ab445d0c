import Yams

/// Turns the parser's tree into ours and notes all that entente's YAML does not take.
struct NodeConversion {
    let file: String
    let duplicates: DuplicateKeys
    private(set) var diagnostics: [Diagnostic] = []

    init(file: String, duplicates: DuplicateKeys) {
        self.file = file
        self.duplicates = duplicates
    }

    mutating func read(_ text: String) throws -> YAMLNode? {
        let parser = try Parser(yaml: text, resolver: .basic)
        // Anchors are held by the parser alone, and only weakly by the nodes.
        return try withExtendedLifetime(parser) {
            try parser.singleRoot().map { convert($0, path: "", depth: 1) }
        }
    }

    private func place(_ mark: Mark?) -> SourcePlace {
        SourcePlace(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    private mutating func refuse(_ place: SourcePlace, _ path: String, _ found: String, _ expected: String, _ hint: String? = nil) {
        diagnostics.append(Diagnostic(place, path: path, found: found, expected: expected, hint: hint))
    }

    private mutating func convert(_ node: Node, path: String, depth: Int) -> YAMLNode {
        let place = place(node.mark)
        checkAnchorAndTag(of: node, at: place, path: path)
        guard depth <= YAMLReader.maximumDepth else {
            refuse(place, path, "maps and lists nested deeper than \(YAMLReader.maximumDepth)", "at most \(YAMLReader.maximumDepth)")
            return YAMLNode(.scalar("", isPlain: true), at: place)
        }
        switch node {
        case .scalar(let scalar):
            return YAMLNode(.scalar(scalar.string, isPlain: scalar.style == .plain), at: place)
        case .sequence(let sequence):
            let elements = sequence.enumerated().map { convert($1, path: "\(path)[\($0)]", depth: depth + 1) }
            return YAMLNode(.list(elements), at: place)
        case .mapping(let mapping):
            return YAMLNode(.map(entries(of: mapping, path: path, depth: depth)), at: place)
        case .alias:
            refuse(place, path, "an alias", "the value itself")
            return YAMLNode(.scalar("", isPlain: true), at: place)
        }
    }

    private mutating func entries(of mapping: Node.Mapping, path: String, depth: Int) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        for (keyNode, valueNode) in mapping {
            let place = place(keyNode.mark)
            guard case .scalar(let scalar) = keyNode else {
                refuse(place, path, "a key that is a list or a map", "a text as key")
                continue
            }
            let key = duplicates.renamed[scalar.string] ?? scalar.string
            let keyPath = path.isEmpty ? key : "\(path).\(key)"
            checkAnchorAndTag(of: keyNode, at: place, path: keyPath, isKey: true)
            if scalar.style == .plain, key == "<<" { refuse(place, path, "a merge key", "the entries themselves") }
            if let first = entries.first(where: { $0.key == key }) {
                refuse(place, keyPath, "the key \"\(key)\" twice", "each key once", "it stands on line \(first.place.line) already")
                continue
            }
            entries.append(YAMLEntry(key: key, place: place, value: convert(valueNode, path: keyPath, depth: depth + 1)))
        }
        return entries
    }

    private mutating func checkAnchorAndTag(of node: Node, at place: SourcePlace, path: String, isKey: Bool = false) {
        let (anchor, tag, isQuoted): (Anchor?, Tag, Bool) =
            switch node {
            case .scalar(let scalar): (scalar.anchor, scalar.tag, scalar.style != .plain)
            case .sequence(let sequence): (sequence.anchor, sequence.tag, false)
            case .mapping(let mapping): (mapping.anchor, mapping.tag, false)
            case .alias(let alias): (alias.anchor, alias.tag, false)
            }
        if let anchor {
            refuse(place, path, "the anchor &\(anchor.rawValue)", "no anchors or aliases", "write the value where it is used")
        }
        // The parser itself tags quoted texts as str, and keys when it compares them; any other tag was written by hand.
        let name = tag.rawValue
        let isImplied = name.isEmpty || (isQuoted || isKey) && name == Tag.Name.str.rawValue
        if !isImplied { refuse(place, path, "the tag \(name)", "no tags") }
    }
}
