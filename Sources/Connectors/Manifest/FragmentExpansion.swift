import YAML

/// Lays fragments under the maps that use them and puts in the values of `with`, before anything is read. Source: CONNECTORS.md 2.1, X34.
struct FragmentExpansion {
    private let root: YAMLNode
    private let session: DecodingSession
    private let fragments: [String: YAMLNode]
    private let uses = Uses()

    /// What was used: fragments by name, values of `with` by where they are given.
    private final class Uses {
        var fragments: Set<String> = []
        var given: [SourcePlace: (name: String, path: String)] = [:]
        var taken: Set<SourcePlace> = []
    }

    /// Keys under which a map is a template or a list of names, in which `use` and `with` are names like any other.
    private static let templates: Set<String> = ["json", "query", "headers", "text", "with", "config", "types"]

    init(_ root: YAMLNode, in session: DecodingSession) {
        self.root = root
        self.session = session
        var fragments: [String: YAMLNode] = [:]
        for entry in root["fragments"]?.entries ?? [] { fragments[entry.key] = entry.value }
        self.fragments = fragments
    }

    /// The whole file without fragments; nil if one cannot be laid, which has been reported.
    func expanded() -> YAMLNode? {
        let before = session.diagnostics.count
        let entries = (root.entries ?? []).map { entry in
            var entry = entry
            if entry.key == "fragments" {
                entry.value.content = .scalar("", isPlain: true)
                return entry
            }
            let isTemplate = Self.templates.contains(entry.key)
            let value = expand(entry.value, Values(), DecodingPlace.root.key(entry.key), using: [], isTemplate: isTemplate)
            entry.value = value ?? entry.value
            return entry
        }
        guard session.diagnostics.count == before else { return nil }
        reportUnused()
        return YAMLNode(.map(entries), at: root.place)
    }

    /// What nobody uses does nothing, and its author thinks that it does.
    private func reportUnused() {
        for entry in root["fragments"]?.entries ?? [] where !uses.fragments.contains(entry.key) {
            let path = "fragments.\(entry.key)"
            session.report(
                Diagnostic(entry.place, path: path, found: "a fragment that nobody uses", expected: "use: \(entry.key) somewhere"))
        }
        for (place, given) in uses.given.sorted(by: { $0.key < $1.key }) where !uses.taken.contains(place) {
            session.report(
                Diagnostic(
                    place, path: given.path, found: "with.\(given.name), which nobody uses", expected: "{{ with.\(given.name) }} somewhere")
            )
        }
    }

    private struct Values {
        var byName: [String: (value: YAMLNode, given: SourcePlace)] = [:]
    }

    /// A node with its values put in; nil if it is a value that may be missing and is.
    private func expand(
        _ node: YAMLNode, _ values: Values, _ place: DecodingPlace, using: [String], isTemplate: Bool
    ) -> YAMLNode? {
        switch node.content {
        case .scalar(let text, let isPlain): return scalar(node, text, isPlain, values, place)
        case .list(let elements):
            let expanded = elements.enumerated().compactMap {
                expand($1, values, place.index($0), using: using, isTemplate: isTemplate)
            }
            return YAMLNode(.list(expanded), at: node.place)
        case .map(let entries):
            if isTemplate { return map(node, entries, values, place, using: using, isTemplate: true) }
            return used(node, entries, values, place, using: using)
        }
    }

    private func map(
        _ node: YAMLNode, _ entries: [YAMLEntry], _ values: Values, _ place: DecodingPlace, using: [String], isTemplate: Bool
    ) -> YAMLNode {
        let expanded = entries.compactMap { entry -> YAMLEntry? in
            let inner = place.key(entry.key)
            let isTemplate = isTemplate || Self.templates.contains(entry.key)
            guard let value = expand(entry.value, values, inner, using: using, isTemplate: isTemplate) else { return nil }
            let keyNode = YAMLNode(.scalar(entry.key, isPlain: false), at: entry.place)
            let key = scalar(keyNode, entry.key, false, values, inner)?.text ?? entry.key
            return YAMLEntry(key: key, place: entry.place, value: value)
        }
        return YAMLNode(.map(expanded), at: node.place)
    }

    /// A map with the fragment it uses laid under it.
    private func used(
        _ node: YAMLNode, _ entries: [YAMLEntry], _ values: Values, _ place: DecodingPlace, using: [String]
    ) -> YAMLNode {
        var inner = values
        for entry in entries.first(where: { $0.key == "with" })?.value.entries ?? [] {
            if let value = expand(entry.value, values, place.key("with"), using: using, isTemplate: true) {
                inner.byName[entry.key] = (value, entry.place)
                uses.given[entry.place] = (entry.key, place.path)
            } else {
                inner.byName[entry.key] = nil
            }
        }
        let own = map(
            node, entries.filter { $0.key != "use" && $0.key != "with" }, inner, place, using: using, isTemplate: false)
        guard let use = node["use"] else { return own }
        guard let name = use.text, let fragment = fragments[name] else {
            session.report(.unknownName(use.text ?? "", at: use.place, path: place.key("use").path, allowed: fragments.keys.sorted()))
            return own
        }
        uses.fragments.insert(name)
        if using.contains(name) {
            let circle = (using + [name]).joined(separator: " uses ")
            session.report(Diagnostic(use.place, path: place.path, found: "the circle \(circle)", expected: "fragments without circles"))
            return own
        }
        guard let under = expand(fragment, inner, place, using: using + [name], isTemplate: false) else { return own }
        return Self.laid(own, over: under)
    }

    /// Own keys win; maps are merged deeply; lists and scalars are replaced.
    private static func laid(_ own: YAMLNode, over under: YAMLNode) -> YAMLNode {
        guard let ownEntries = own.entries, let underEntries = under.entries else { return own }
        var entries = underEntries.map { entry in
            guard let mine = ownEntries.first(where: { $0.key == entry.key }) else { return entry }
            return YAMLEntry(key: entry.key, place: mine.place, value: laid(mine.value, over: entry.value))
        }
        entries += ownEntries.filter { mine in !underEntries.contains { $0.key == mine.key } }
        return YAMLNode(.map(entries), at: own.place)
    }

    /// A text with its values put in: the value itself where the text is exactly one, else their texts.
    private func scalar(_ node: YAMLNode, _ text: String, _ isPlain: Bool, _ values: Values, _ place: DecodingPlace) -> YAMLNode? {
        var result = ""
        var rest = text[...]
        var hasValue = false
        while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
            let expression = String(rest[start.upperBound..<end.lowerBound]).trimmed
            let isWhole = start.lowerBound == text.startIndex && end.upperBound == text.endIndex
            result += rest[..<start.lowerBound]
            let original = rest[start.lowerBound..<end.upperBound]
            rest = rest[end.upperBound...]
            guard expression.hasPrefix("with.") else {
                result += original
                continue
            }
            hasValue = true
            let isOptional = expression.hasSuffix("?")
            let name = String(expression.dropFirst(5).dropLast(isOptional ? 1 : 0))
            guard let (value, given) = values.byName[name] else {
                if isOptional, isWhole { return nil }
                if !isOptional { reportMissing(name, node, values, place) }
                continue
            }
            uses.taken.insert(given)
            if isWhole { return value }
            guard let valueText = value.text else {
                session.report(Diagnostic(node.place, path: place.path, found: "\(value.summary) in with.\(name)", expected: "a text"))
                continue
            }
            result += valueText
        }
        return hasValue ? YAMLNode(.scalar(result + rest, isPlain: false), at: node.place) : node
    }

    private func reportMissing(_ name: String, _ node: YAMLNode, _ values: Values, _ place: DecodingPlace) {
        let names = values.byName.keys.sorted()
        session.report(
            Diagnostic(
                node.place, path: place.path, found: "with.\(name)",
                expected: names.isEmpty ? "no with, for none is given" : "one of \(names.joined(separator: ", "))",
                hint: NearestName.hint(for: name, among: names)))
    }
}
