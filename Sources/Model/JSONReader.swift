/// Why a text is not JSON: what was wrong, and how many bytes in.
public struct JSONError: Error, Sendable, Equatable {
    /// What was wrong, in a few words.
    public let reason: String
    /// The offset of the offending byte, from 0.
    public let offset: Int
}

extension JSON {
    /// Reads one JSON text, strictly by RFC 8259: UTF-8 checked, no trailing comma, no bare control character, nothing after the value.
    /// - Throws: `JSONError` with the offset; also for nesting deeper than 512, which no vendor sends and which would eat the stack.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        self = try Self.parse(bytes)
    }

    /// Reads one JSON text.
    public init(parsing text: String) throws(JSONError) {
        self = try Self.parse(Array(text.utf8))
    }

    private static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
        var reader = JSONReader(bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.atEnd else { throw reader.failure("text after the end of the value") }
        return value
    }
}

/// Walks over the bytes of one JSON text. Source: RFC 8259.
struct JSONReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var atEnd: Bool { place >= bytes.count }

    func failure(_ reason: String) -> JSONError { JSONError(reason: reason, offset: place) }

    mutating func skipSpace() {
        while place < bytes.count {
            switch bytes[place] {
            case 0x20, 0x09, 0x0A, 0x0D: place += 1
            default: return
            }
        }
    }

    mutating func value(depth: Int) throws(JSONError) -> JSON {
        guard depth < 512 else { throw failure("nested deeper than 512") }
        skipSpace()
        guard place < bytes.count else { throw failure("the text ends where a value should stand") }
        switch bytes[place] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let length = word.utf8CodeUnitCount
        guard place + length <= bytes.count else { throw failure("an unfinished word") }
        for index in 0..<length where bytes[place + index] != word.utf8Start[index] { throw failure("an unknown word") }
        place += length
        return value
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSON {
        place += 1
        var object = JSONObject()
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(object) }
        while true {
            skipSpace()
            guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { throw failure("a name in quotes should stand here") }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("a colon should stand here") }
            object[name] = try value(depth: depth + 1)
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(object) }
            guard take(UInt8(ascii: ",")) else { throw failure("a comma or the end of the map should stand here") }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSON {
        place += 1
        var elements: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw failure("a comma or the end of the list should stand here") }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    private mutating func digits() -> Int {
        let start = place
        while place < bytes.count, bytes[place] >= 0x30, bytes[place] <= 0x39 { place += 1 }
        return place - start
    }

    private mutating func number() throws(JSONError) -> String {
        let start = place
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")), digits() == 0 { throw failure("a value should stand here") }
        if take(UInt8(ascii: ".")), digits() == 0 { throw failure("a digit should follow the point") }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            if digits() == 0 { throw failure("a digit should stand in the exponent") }
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func string() throws(JSONError) -> String {
        place += 1
        let start = place
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                guard let text = String(validating: bytes[start..<place], as: UTF8.self) else { throw failure("not UTF-8") }
                place += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw failure("a bare control character in a string") }
            place += 1
        }
        throw failure("the string has no end")
    }

    /// The rest of a string that holds escapes, from its first byte on.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var buffer = Array(bytes[start..<place])
        while place < bytes.count {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: buffer, as: UTF8.self) else { throw failure("not UTF-8") }
                place += 1
                return text
            case UInt8(ascii: "\\"):
                place += 1
                buffer.append(contentsOf: try escape())
            case 0..<0x20: throw failure("a bare control character in a string")
            default:
                buffer.append(byte)
                place += 1
            }
        }
        throw failure("the string has no end")
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        guard place < bytes.count else { throw failure("the string has no end") }
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw failure("an unknown escape")
        }
    }

    /// The UTF-8 of `\uXXXX`; a surrogate without its pair becomes U+FFFD, as the text holds no character there.
    private mutating func unicodeEscape() throws(JSONError) -> [UInt8] {
        let first = try hexadecimal()
        var scalar = UInt32(first)
        if (0xD800..<0xDC00).contains(first), place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"),
            bytes[place + 1] == UInt8(ascii: "u")
        {
            let before = place
            place += 2
            let second = try hexadecimal()
            if (0xDC00..<0xE000).contains(second) {
                scalar = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
            } else {
                place = before
            }
        }
        return Array(String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8)
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt16 {
        guard place + 4 <= bytes.count else { throw failure("four hexadecimal digits should stand here") }
        var value: UInt16 = 0
        for byte in bytes[place..<place + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("four hexadecimal digits should stand here")
            }
            value = value << 4 | UInt16(digit)
        }
        place += 4
        return value
    }
}
