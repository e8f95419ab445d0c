/// One node of a YAML file, with the place where it begins.
public struct YAMLNode: Sendable, Hashable {
    /// Where it begins.
    public var place: SourcePlace
    /// What it is.
    public var content: YAMLContent

    /// Makes a node.
    public init(_ content: YAMLContent, at place: SourcePlace) {
        self.content = content
        self.place = place
    }

    /// The entries, if this is a map.
    public var entries: [YAMLEntry]? {
        guard case .map(let entries) = content else { return nil }
        return entries
    }

    /// The elements, if this is a list.
    public var elements: [YAMLNode]? {
        guard case .list(let elements) = content else { return nil }
        return elements
    }

    /// The text, if this is a scalar that is not null.
    public var text: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    /// True for an empty value, `null` and `~` without quotes.
    public var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return text.isEmpty || text == "null" || text == "~"
    }

    /// The boolean, if this is `true` or `false` without quotes; no other word is one, so `NO` stays text.
    public var bool: Bool? {
        guard case .scalar(let text, isPlain: true) = content else { return nil }
        return text == "true" ? true : text == "false" ? false : nil
    }

    /// The value under a key, if this is a map that has it.
    public subscript(key: String) -> YAMLNode? {
        entries?.first { $0.key == key }?.value
    }

    /// What it is in a few words, as the `found` of a diagnostic.
    public var summary: String {
        switch content {
        case .map: return "a map"
        case .list: return "a list"
        case .scalar(let text, _):
            if isNull { return "nothing" }
            return text.count > 60 ? "\"\(text.prefix(57))...\"" : "\"\(text)\""
        }
    }
}

/// What a node is.
public enum YAMLContent: Sendable, Hashable {
    /// A map in the order of the file, each key once.
    case map([YAMLEntry])
    /// A list.
    case list([YAMLNode])
    /// A text; `isPlain` is true without quotes and outside of block texts, where alone a word can be a boolean, a number or null.
    case scalar(String, isPlain: Bool)
}

/// One entry of a map.
public struct YAMLEntry: Sendable, Hashable {
    /// The key's text.
    public var key: String
    /// Where the key stands.
    public var place: SourcePlace
    /// The value.
    public var value: YAMLNode

    /// Makes an entry.
    public init(key: String, place: SourcePlace, value: YAMLNode) {
        self.key = key
        self.place = place
        self.value = value
    }
}
