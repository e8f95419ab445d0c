/// How a node is read as one kind of value: its name for people, and the reading, which reports what is wrong and then yields nil.
public struct ValueKind<Value> {
    /// The kind's name, as in "expected a duration such as 30s".
    public let name: String
    /// What an editor can check of it.
    public let form: ValueForm
    /// Reads a node.
    public let read: (YAMLNode, DecodingPlace, DecodingSession) -> Value?

    /// Makes a kind.
    public init(_ name: String, form: ValueForm = .any, read: @escaping (YAMLNode, DecodingPlace, DecodingSession) -> Value?) {
        self.name = name
        self.form = form
        self.read = read
    }

    /// A kind of scalar: nil from `parse` is reported as "expected NAME".
    public static func scalar(
        _ name: String, form: ValueForm = .scalar, _ parse: @escaping (_ text: String, _ isPlain: Bool) -> Value?
    ) -> ValueKind {
        ValueKind(name, form: form) { node, place, session in
            if case .scalar(let text, let isPlain) = node.content, !node.isNull, let value = parse(text, isPlain) { return value }
            session.report(node, place, expected: name)
            return nil
        }
    }

    /// A map with known keys: the closure asks for them; the rest is refused.
    public static func map(_ name: String = "a map", _ decode: @escaping (MapReader) -> Value?) -> ValueKind {
        ValueKind(name, form: .map) { node, place, session in
            let reader = MapReader(node, at: place, in: session)
            let value = decode(reader)
            if node.entries != nil { reader.finish() }
            return value
        }
    }

    /// The same kind under another name, and where more is taken than it reads, with that form.
    public func named(_ name: String, form: ValueForm? = nil) -> ValueKind { ValueKind(name, form: form ?? self.form, read: read) }

    /// The same value made into another, nil meaning that it was wrong and has been reported.
    public func map<Other>(_ name: String? = nil, _ transform: @escaping (Value) -> Other?) -> ValueKind<Other> {
        ValueKind<Other>(name ?? self.name, form: form) { node, place, session in
            guard let value = read(node, place, session) else { return nil }
            if let other = transform(value) { return other }
            session.report(node, place, expected: name ?? self.name)
            return nil
        }
    }
}

extension ValueKind where Value == String {
    /// A text that is not empty; a number or a boolean without quotes is taken as its text.
    public static var text: ValueKind { .scalar("a text") { text, _ in text.isEmpty ? nil : text } }

    /// A text that may be empty, in quotes then.
    public static var anyText: ValueKind { .scalar("a text") { text, _ in text } }
}

extension ValueKind where Value == Bool {
    /// `true` or `false` without quotes, and no other word.
    public static var bool: ValueKind {
        .scalar("true or false", form: .boolean) { text, isPlain in
            !isPlain ? nil : text == "true" ? true : text == "false" ? false : nil
        }
    }
}

extension ValueKind where Value == Int {
    /// A whole number in a range.
    public static func integer(_ range: ClosedRange<Int>) -> ValueKind {
        let bounds = range.upperBound == .max ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
        let name = range.lowerBound == range.upperBound ? "the number \(range.lowerBound)" : "a whole number \(bounds)"
        return .scalar(name, form: .integer(range)) { text, isPlain in
            guard isPlain, let number = Int(text), String(number) == text, range.contains(number) else { return nil }
            return number
        }
    }

    /// A whole number of at least one.
    public static var count: ValueKind { .integer(1...Int.max) }
    /// A size in bytes, such as `100MB`.
    public static var size: ValueKind { .scalar("a size such as 100MB") { text, _ in Quantity.bytes(text) } }
    /// A percentage such as `10%`, in basis points.
    public static var percent: ValueKind { .scalar("a percentage such as 10%") { text, _ in Quantity.basisPoints(text) } }
}

extension ValueKind where Value == Duration {
    /// A duration such as `5s`, `10m`, `2h`, `30d` or `1ms`.
    public static var duration: ValueKind { .scalar("a duration such as 30s, 10m, 2h or 1d") { text, _ in Quantity.duration(text) } }
}

extension ValueKind where Value == YAMLNode {
    /// Any node, unread.
    public static var any: ValueKind { ValueKind("any value") { node, _, _ in node } }
}

extension ValueKind where Value: RawRepresentable, Value.RawValue == String {
    /// One of a closed set of words.
    public static func word(_ type: Value.Type = Value.self) -> ValueKind where Value: CaseIterable {
        .word(among: Array(type.allCases))
    }

    /// One of some words of a set.
    public static func word(among words: [Value]) -> ValueKind {
        let names = words.map(\.rawValue)
        let title = names.count == 1 ? names[0] : "one of " + names.joined(separator: ", ")
        return ValueKind(title, form: .words(names)) { node, place, session in
            guard let text = node.text else {
                session.report(node, place, expected: title)
                return nil
            }
            if let word = words.first(where: { $0.rawValue == text }) { return word }
            session.report(.unknownName(text, at: node.place, path: place.path, allowed: names))
            return nil
        }
    }
}

extension ValueKind {
    /// A list of one kind; elements that are wrong are reported and left out.
    public static func list<Element>(of kind: ValueKind<Element>, least: Int = 0) -> ValueKind<[Element]> where Value == [Element] {
        ValueKind<[Element]>("a list, each \(kind.name)", form: .list(kind.form, least: least)) { node, place, session in
            if session.isSurvey { _ = kind.read(.nothing(at: node.place), place.index(0), session) }
            guard let elements = node.elements, elements.count >= least else {
                session.report(node, place, expected: least > 0 ? "a list of at least \(least)" : "a list")
                return nil
            }
            return elements.enumerated().compactMap { kind.read($1, place.index($0), session) }
        }
    }

    /// A list, or one element alone.
    public static func oneOrMore<Element>(of kind: ValueKind<Element>) -> ValueKind<[Element]> where Value == [Element] {
        ValueKind<[Element]>("\(kind.name), or a list of them", form: .oneOrMore(kind.form)) { node, place, session in
            if node.elements != nil { return ValueKind<[Element]>.list(of: kind, least: 1).read(node, place, session) }
            return kind.read(node, place, session).map { [$0] }
        }
    }

    /// A map whose keys are names that the author chose.
    public static func names<Element>(of kind: ValueKind<Element>) -> ValueKind<[(name: String, value: Element)]>
    where Value == [(name: String, value: Element)] {
        ValueKind<[(name: String, value: Element)]>("a map, each \(kind.name)", form: .names(kind.form)) { node, place, session in
            if session.isSurvey { _ = kind.read(.nothing(at: node.place), place.name("NAME"), session) }
            guard let entries = node.entries else {
                session.report(node, place, expected: "a map")
                return nil
            }
            return entries.compactMap { entry in
                kind.read(entry.value, place.name(entry.key), session).map { (entry.key, $0) }
            }
        }
    }
}
