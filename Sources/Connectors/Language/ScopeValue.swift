public import Model

/// What an expression can stand for: JSON, an instant, bytes, or a list or map of these. Instants stay instants until `time(FORM)`
/// writes them, so that no form is ever guessed.
public indirect enum ScopeValue: Sendable, Hashable {
    /// A JSON value.
    case json(JSON)
    /// An instant, such as `since` or `op.modified`.
    case time(Timestamp)
    /// Bytes, such as a digest.
    case bytes([UInt8])
    /// A list with members that JSON does not know, such as `ops`.
    case list([ScopeValue])
    /// A map with members that JSON does not know, such as `op`.
    case map([String: ScopeValue])

    /// A text.
    public static func text(_ text: String) -> ScopeValue { .json(.string(text)) }
    /// A list of texts, such as `ids`.
    public static func texts(_ texts: [String]) -> ScopeValue { .json(.array(texts.map(JSON.string))) }

    /// The value as JSON: an instant as RFC 3339 with seconds, bytes as hexadecimal text.
    public var json: JSON {
        switch self {
        case .json(let json): json
        case .time(let instant): .string(instant.iso)
        case .bytes(let bytes): .string(Hexadecimal.text(of: bytes))
        case .list(let values): .array(values.map(\.json))
        case .map(let values): .object(JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }))
        }
    }

    /// The elements, if this is a list of either kind.
    public var elements: [ScopeValue]? {
        switch self {
        case .list(let values): values
        case .json(.array(let values)): values.map(ScopeValue.json)
        default: nil
        }
    }

    /// The members in order, if this is a map of either kind.
    public var members: [(name: String, value: ScopeValue)]? {
        switch self {
        case .map(let values): values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        case .json(.object(let object)): object.members.map { ($0.name, .json($0.value)) }
        default: nil
        }
    }

    /// The member of that name, if this is a map that has one.
    public func member(_ name: String) -> ScopeValue? {
        switch self {
        case .map(let values): values[name]
        case .json(.object(let object)): object[name].map(ScopeValue.json)
        default: nil
        }
    }

    /// True for JSON null.
    public var isNull: Bool { self == .json(.null) }

    /// The text of a scalar: of a string itself, of a number its digits, of a boolean its word, of an instant RFC 3339; nil for null,
    /// lists and maps.
    public var scalarText: String? {
        switch self {
        case .json(.string(let text)), .json(.number(let text)): text
        case .json(.bool(let value)): value ? "true" : "false"
        case .time(let instant): instant.iso
        case .bytes(let bytes): Hexadecimal.text(of: bytes)
        default: nil
        }
    }

    /// What it is in a few words, as the `found` of an error; never the value itself, which may be a secret.
    public var kindName: String {
        switch self {
        case .json(.null): "null"
        case .json(.bool): "a boolean"
        case .json(.number): "a number"
        case .json(.string): "a text"
        case .json(.array), .list: "a list"
        case .json(.object), .map: "a map"
        case .time: "an instant"
        case .bytes: "bytes"
        }
    }
}

/// Bytes as text of base 16.
enum Hexadecimal {
    static func text(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
