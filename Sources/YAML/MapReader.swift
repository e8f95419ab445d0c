/// Reads the entries of one map by name and, at the end, complains about those nobody asked for. The names it knows are the names
/// that were asked for: nothing is listed twice.
public final class MapReader {
    /// The map.
    public let node: YAMLNode
    /// Where it stands.
    public let place: DecodingPlace
    /// The reading it belongs to.
    public let session: DecodingSession
    private var known: [String] = []
    private let entries: [YAMLEntry]

    /// Starts to read a map. A node that is none is complained about and read as an empty one.
    public init(_ node: YAMLNode, at place: DecodingPlace = .root, in session: DecodingSession) {
        self.node = node
        self.place = place
        self.session = session
        if let entries = node.entries {
            self.entries = entries
        } else {
            self.entries = []
            session.report(node, place, expected: "a map")
        }
    }

    /// True if the map has the key, whatever its value.
    public func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

    /// The node under a key without reading it; the key counts as known.
    public func node(_ key: String) -> YAMLNode? {
        know(key)
        return entries.first { $0.key == key }?.value
    }

    /// Reads a key that may be missing. Null counts as missing.
    public func optional<Value>(_ key: String, _ kind: ValueKind<Value>, _ meaning: String) -> Value? {
        note(key, kind, meaning: meaning)
        guard let node = node(key), !node.isNull else {
            if session.isSurvey { _ = kind.read(.nothing(at: self.node.place), place.key(key), session) }
            return nil
        }
        return kind.read(node, place.key(key), session)
    }

    /// Reads a key that has a default.
    public func value<Value>(
        _ key: String, _ kind: ValueKind<Value>, default value: Value, text: String? = nil, _ meaning: String
    ) -> Value {
        note(key, kind, defaultText: text ?? "\(value)", meaning: meaning)
        return optional(key, kind, meaning) ?? value
    }

    /// Reads a key that must be there; `inAll` is false where that depends on the name of the map.
    /// - Returns: nil if it is missing or wrong, which has then been reported.
    public func required<Value>(_ key: String, _ kind: ValueKind<Value>, _ meaning: String, inAll: Bool = true) -> Value? {
        note(key, kind, isRequired: true, inAll: inAll, meaning: meaning)
        if !session.isSurvey, node(key)?.isNull ?? true {
            let near = NearestName.of(key, among: entries.map(\.key).filter { !known.contains($0) })
            session.report(
                Diagnostic(
                    node.place, path: place.path, found: "no \(key)", expected: "\(key) (\(kind.name))",
                    hint: near.map { "is \"\($0)\" meant to be it?" }))
            return nil
        }
        return optional(key, kind, meaning)
    }

    /// Refuses keys of the language that do not work here, saying what is expected instead.
    public func refuse(_ keys: [String], expected: String) {
        for entry in entries where keys.contains(entry.key) {
            if !known.contains(entry.key) { known.append(entry.key) }
            session.report(Diagnostic(entry.place, path: place.key(entry.key).path, found: "\"\(entry.key)\"", expected: expected))
        }
    }

    /// Refuses the value of a key, saying what is expected instead.
    public func refuseValue(of key: String, expected: String) {
        guard let node = node(key) else { return }
        session.report(node, place.key(key), expected: expected)
    }

    /// Refuses two keys at once of which one decides.
    public func atMostOne(of keys: [String]) {
        let given = entries.filter { keys.contains($0.key) }
        guard given.count > 1, let second = given.dropFirst().first, let first = given.first else { return }
        session.report(
            Diagnostic(
                second.place, path: place.path, found: "\(first.key) and \(second.key)",
                expected: "at most one of \(keys.joined(separator: ", "))"))
    }

    /// Ends the reading: every key that nobody asked for is an error with the nearest name.
    public func finish() {
        for entry in entries where !known.contains(entry.key) {
            let allowed = known.sorted()
            session.report(
                Diagnostic(
                    entry.place, path: place.path, found: "the unknown key \"\(entry.key)\"",
                    expected: allowed.isEmpty ? "no keys" : "one of \(allowed.joined(separator: ", "))",
                    hint: NearestName.hint(for: entry.key, among: allowed)))
        }
    }

    private func know(_ key: String) {
        if !known.contains(key) { known.append(key) }
    }

    private func note<Value>(
        _ key: String, _ kind: ValueKind<Value>, defaultText: String? = nil, isRequired: Bool = false, inAll: Bool = true,
        meaning: String
    ) {
        session.note(
            KeyCatalogue.Entry(
                path: place.key(key).pattern, type: kind.name, form: kind.form, defaultText: defaultText, isRequired: isRequired,
                isRequiredInAll: isRequired && inAll, meaning: meaning))
    }
}

extension YAMLNode {
    /// The node that stands for one that is not there.
    static func nothing(at place: SourcePlace) -> YAMLNode { YAMLNode(.scalar("", isPlain: true), at: place) }
}
