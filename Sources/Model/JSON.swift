/// A JSON value. Numbers keep the text they were written with, so that no amount ever passes through a binary float.
public enum JSON: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, as the text of its literal.
    case number(String)
    /// A string.
    case string(String)
    /// A list.
    case array([JSON])
    /// A map, in the order of the text.
    case object(JSONObject)

    /// A number from an integer.
    public static func integer(_ value: some BinaryInteger) -> JSON { .number(String(value)) }

    /// The member of that name, if this is a map that has one.
    public subscript(name: String) -> JSON? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }

    /// The element at that index, if this is a list that long.
    public subscript(index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The text, if this is a string.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The integer, if this is a number written without fraction or exponent that fits 64 bits.
    public var integer: Int64? {
        guard case .number(let text) = self else { return nil }
        return Int64(text)
    }

    /// The boolean, if this is one.
    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements, if this is a list.
    public var array: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The map, if this is one.
    public var object: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }
}

/// The members of a JSON map in their order. Of a name given twice the last value counts.
public struct JSONObject: Sendable {
    /// The members in order, each name once.
    public private(set) var members: [(name: String, value: JSON)] = []
    /// Where each name stands; kept only once the map is large enough for a look-up to beat a walk.
    private var places: [String: Int]?

    /// Makes an empty map.
    public init() {}

    /// Makes a map of members in order; of a name given twice the last value counts.
    public init(_ members: [(String, JSON)]) {
        for (name, value) in members { self[name] = value }
    }

    /// Reads, sets, adds or (with nil) removes the member of that name.
    public subscript(name: String) -> JSON? {
        get { place(of: name).map { members[$0].value } }
        set {
            switch (place(of: name), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil):
                members.remove(at: place)
                places = nil
                index()
            case (nil, let value?):
                members.append((name, value))
                if places != nil { if places?[name] == nil { places?[name] = members.count - 1 } } else { index() }
            case (nil, nil): break
            }
        }
    }

    /// How many members there are.
    public var count: Int { members.count }

    private func place(of name: String) -> Int? {
        if let places {
            guard let place = places[name] else { return nil }
            if Self.same(members[place].name, name) { return place }
        }
        return members.firstIndex { Self.same($0.name, name) }
    }

    /// Names are compared as they are written (RFC 8259, 8.3): Swift takes `é` and `e` with an accent for one text.
    private static func same(_ left: String, _ right: String) -> Bool { left == right && left.utf8.elementsEqual(right.utf8) }

    private mutating func index() {
        guard members.count > 16 else { return }
        places = Dictionary(members.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }
}

extension JSONObject: Hashable {
    /// Equal when the same names have equal values, in any order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    /// Hashes without regard to order.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for (name, value) in members {
            var one = Hasher()
            one.combine(name)
            one.combine(value)
            sum &+= one.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A list.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// A map in the order written.
    public init(dictionaryLiteral elements: (String, JSON)...) { self = .object(JSONObject(elements)) }
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
}
