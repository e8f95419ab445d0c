public import Model
import YAML

/// A place in a record, from the record's root, that can be read and written. Source: CONNECTORS.md 2.1, 2.10.
public struct RecordPath: Sendable, Hashable {
    /// One step.
    public enum Step: Sendable, Hashable {
        /// The member of a map.
        case member(String)
        /// The element of a list, from 0; from the end if negative.
        case index(Int)
        /// Every element of a list or value of a map.
        case every
        /// The first element whose member of that name has that value.
        case matching(key: String, value: JSON)
    }

    /// The steps from the root; none for the record itself.
    public let steps: [Step]
    /// As written.
    public let text: String

    /// Makes a path of steps.
    public init(_ steps: [Step], text: String) {
        self.steps = steps
        self.text = text
    }

    /// Reads a path as it is written in a manifest.
    static func parse(_ text: String) throws(ExprSyntaxError) -> RecordPath {
        var parser = ExprParser(text, roots: ExprRoots([], hasElement: true))
        let pipeline = try parser.pipeline()
        guard pipeline.filters.isEmpty else { throw ExprSyntaxError(found: "a filter in \"\(text)\"", expected: "a path without filters") }
        var steps: [Step] = []
        for step in pipeline.steps {
            switch step {
            case .member(let name): steps.append(.member(name))
            case .index(let index): steps.append(.index(index))
            case .every: steps.append(.every)
            case .matching(let key, let text): steps.append(.matching(key: key, value: Self.literal(text)))
            case .named(let name): throw ExprSyntaxError(found: "[\(name)]", expected: "a name in quotes or an index")
            }
        }
        return RecordPath(steps, text: text)
    }

    /// The path that leads on from this one.
    public func appending(_ other: RecordPath) -> RecordPath {
        if steps.isEmpty { return other }
        if other.steps.isEmpty { return self }
        return RecordPath(steps + other.steps, text: "\(text).\(other.text)")
    }

    /// The value at the place; nil if there is none. Behind `[*]` a list of the values that are there.
    public func read(_ record: JSON) -> JSON? { Self.read(record, steps[...]) }

    /// True if a value can be laid there: `[*]`, and an index from the end, name no one place.
    public var isWritable: Bool {
        !steps.isEmpty
            && steps.allSatisfy { step in
                switch step {
                case .every: false
                case .index(let index): index >= 0
                case .member, .matching: true
                }
            }
    }

    /// True if it is written through an element that is found by its key.
    public var isWrittenThroughList: Bool {
        steps.contains { if case .matching = $0 { true } else { false } }
    }

    /// The list in which the element stands that is found by its key; nil if the path leads through none.
    var listOfElement: RecordPath? {
        let place = steps.firstIndex { if case .matching = $0 { true } else { false } }
        return place.map { RecordPath(Array(steps[..<$0]), text: text) }
    }

    /// Lays a value at the place. Maps and lists on the way are made where they are missing; null on the way counts as missing.
    /// - Returns: false, and the record as it was, if something else stands in the way or an index leaves a gap.
    /// - Promises: afterwards `read` gives the value.
    public func write(_ value: JSON, into record: inout JSON) -> Bool {
        guard isWritable, let changed = Self.laid(value, into: record, steps[...]) else { return false }
        record = changed
        return true
    }

    private static func literal(_ text: String) -> JSON {
        switch text {
        case "true": return true
        case "false": return false
        default:
            if let number = try? JSON(parsing: text), case .number = number { return number }
            return .string(text)
        }
    }

    private static func matches(_ element: JSON, _ key: String, _ value: JSON) -> Bool {
        guard let found = element[key] else { return false }
        return ScopeValue.json(found).scalarText == ScopeValue.json(value).scalarText
    }

    private static func read(_ value: JSON, _ steps: ArraySlice<Step>) -> JSON? {
        guard let step = steps.first else { return value }
        let rest = steps.dropFirst()
        switch step {
        case .member(let name): return value[name].flatMap { read($0, rest) }
        case .index(let index): return value[index < 0 ? (value.array?.count ?? 0) + index : index].flatMap { read($0, rest) }
        case .every:
            guard let elements = value.array ?? value.object?.members.map(\.value) else { return nil }
            return .array(elements.compactMap { read($0, rest) })
        case .matching(let key, let wanted):
            return value.array?.first { matches($0, key, wanted) }.flatMap { read($0, rest) }
        }
    }

    private static func laid(_ value: JSON, into target: JSON, _ steps: ArraySlice<Step>) -> JSON? {
        guard let step = steps.first else { return value }
        let rest = steps.dropFirst()
        switch step {
        case .every: return nil
        case .member(let name):
            guard var object = target == .null ? JSONObject() : target.object else { return nil }
            guard let inner = laid(value, into: object[name] ?? .null, rest) else { return nil }
            object[name] = inner
            return .object(object)
        case .index(let index):
            guard var elements = target == .null ? [] : target.array, index <= elements.count else { return nil }
            guard let inner = laid(value, into: index < elements.count ? elements[index] : .null, rest) else { return nil }
            if index < elements.count { elements[index] = inner } else { elements.append(inner) }
            return .array(elements)
        case .matching(let key, let wanted):
            guard var elements = target == .null ? [] : target.array else { return nil }
            let place = elements.firstIndex { matches($0, key, wanted) }
            let start = place.map { elements[$0] } ?? .object(JSONObject([(key, wanted)]))
            guard let inner = laid(value, into: start, rest) else { return nil }
            if let place { elements[place] = inner } else { elements.append(inner) }
            return .array(elements)
        }
    }
}
