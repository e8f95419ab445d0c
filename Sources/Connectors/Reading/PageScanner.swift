import Model

/// Reads a page once over its bytes: checks all of it by RFC 8259, builds only what is wanted. What it leaves out of the tree is what no
/// expression asks for, so an expression gives the same over its tree as over the whole one. Source: ARCHITECTURE section 8.
struct PageScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let nodes: [WantedPaths.Node]
    private var place = 0
    private var isValid = true

    /// Reads a text.
    /// - Throws: what the strict reader says about it.
    static func read(_ body: [UInt8], wanting wanted: WantedPaths) throws(JSONError) -> JSON {
        guard (try? UTF8Span(validating: body.span)) != nil else { return try JSON(parsing: body) }
        let tree = body.withUnsafeBufferPointer { bytes -> JSON? in
            var scanner = PageScanner(bytes: bytes, nodes: wanted.nodes)
            return scanner.document()
        }
        // The strict reader has the last word, and the words, about a text that is not JSON.
        if let tree { return tree }
        return try JSON(parsing: body)
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, nodes: [WantedPaths.Node]) {
        self.bytes = bytes
        self.nodes = nodes
    }

    private mutating func document() -> JSON? {
        let value = value(at: 0, isWhole: nodes[0].isWhole, depth: 0)
        skipSpace()
        guard isValid, place == bytes.count else { return nil }
        return value
    }

    private mutating func value(at node: Int, isWhole: Bool, depth: Int) -> JSON {
        guard let first = start(depth: depth) else { return .null }
        switch first {
        case UInt8(ascii: "{"): return .object(object(at: node, isWhole: isWhole, depth: depth))
        case UInt8(ascii: "["): return .array(array(at: node, isWhole: isWhole, depth: depth))
        case UInt8(ascii: "\""): return .string(string())
        case UInt8(ascii: "t"): return .bool(word("true"))
        case UInt8(ascii: "f"): return .bool(!word("false"))
        case UInt8(ascii: "n"):
            _ = word("null")
            return .null
        default:
            let begin = place
            number()
            return .number(text(begin..<place))
        }
    }

    private mutating func object(at node: Int, isWhole: Bool, depth: Int) -> JSONObject {
        var object = JSONObject()
        place += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return object }
        while isValid {
            skipSpace()
            guard peek(UInt8(ascii: "\"")) else { break }
            let begin = place
            let plain = skipString()
            // Of a text that ends behind the quote there is no name.
            guard isValid else { break }
            let name = begin + 1..<place - 1
            skipSpace()
            guard take(UInt8(ascii: ":")) else { break }
            if isWhole {
                object[plain ? text(name) : unescaped(begin..<name.upperBound + 1)] = value(at: node, isWhole: true, depth: depth + 1)
            } else if let next = member(of: node, named: name, plain: plain, quoted: begin..<name.upperBound + 1) {
                object[next.name] = value(at: next.node, isWhole: nodes[next.node].isWhole, depth: depth + 1)
            } else {
                skipValue(depth: depth + 1)
            }
            skipSpace()
            if take(UInt8(ascii: "}")) { return object }
            guard take(UInt8(ascii: ",")) else { break }
        }
        isValid = false
        return object
    }

    private mutating func array(at node: Int, isWhole: Bool, depth: Int) -> [JSON] {
        var elements: [JSON] = []
        place += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return elements }
        let below = isWhole ? node : nodes[node].element
        while isValid {
            if let below {
                elements.append(value(at: below, isWhole: isWhole || nodes[below].isWhole, depth: depth + 1))
            } else {
                skipValue(depth: depth + 1)
            }
            skipSpace()
            if take(UInt8(ascii: "]")) { return elements }
            guard take(UInt8(ascii: ",")) else { break }
        }
        isValid = false
        return elements
    }

    private func member(of node: Int, named name: Range<Int>, plain: Bool, quoted: Range<Int>) -> (name: String, node: Int)? {
        let here = nodes[node]
        if here.members.isEmpty, here.anyMember == nil { return nil }
        guard plain else {
            let text = unescaped(quoted)
            let found = here.members.first { $0.name == Array(text.utf8) }
            return (found?.node ?? here.anyMember).map { (text, $0) }
        }
        for candidate in here.members where candidate.name.count == name.count {
            if candidate.name.elementsEqual(bytes[name]) { return (text(name), candidate.node) }
        }
        return here.anyMember.map { (text(name), $0) }
    }

    // MARK: Passing over what is not wanted

    private mutating func skipValue(depth: Int) {
        guard let first = start(depth: depth) else { return }
        switch first {
        case UInt8(ascii: "{"): skipContainer(end: UInt8(ascii: "}"), named: true, depth: depth)
        case UInt8(ascii: "["): skipContainer(end: UInt8(ascii: "]"), named: false, depth: depth)
        case UInt8(ascii: "\""): _ = skipString()
        case UInt8(ascii: "t"): _ = word("true")
        case UInt8(ascii: "f"): _ = word("false")
        case UInt8(ascii: "n"): _ = word("null")
        default: number()
        }
    }

    private mutating func skipContainer(end: UInt8, named: Bool, depth: Int) {
        place += 1
        skipSpace()
        if take(end) { return }
        while isValid {
            skipSpace()
            if named {
                guard peek(UInt8(ascii: "\"")) else { break }
                _ = skipString()
                skipSpace()
                guard take(UInt8(ascii: ":")) else { break }
            }
            skipValue(depth: depth + 1)
            skipSpace()
            if take(end) { return }
            guard take(UInt8(ascii: ",")) else { break }
        }
        isValid = false
    }

    // MARK: Tokens

    /// The first byte of the value that stands here; nil, and no longer valid, if none can.
    private mutating func start(depth: Int) -> UInt8? {
        skipSpace()
        guard isValid, depth < 512, place < bytes.count else {
            isValid = false
            return nil
        }
        return bytes[place]
    }

    private mutating func string() -> String {
        let begin = place
        let plain = skipString()
        guard isValid else { return "" }
        return plain ? text(begin + 1..<place - 1) : unescaped(begin..<place)
    }

    /// Passes over a string; true if it holds no escape.
    private mutating func skipString() -> Bool {
        place += 1
        var plain = true
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: "\"") { return plain }
            if byte < 0x20 { break }
            if byte == UInt8(ascii: "\\") {
                plain = false
                guard skipEscape() else { break }
            }
        }
        isValid = false
        return plain
    }

    private mutating func skipEscape() -> Bool {
        guard place < bytes.count else { return false }
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            return true
        case UInt8(ascii: "u"):
            guard place + 4 <= bytes.count else { return false }
            defer { place += 4 }
            return bytes[place..<place + 4].allSatisfy { Self.isHexadecimal($0) }
        default: return false
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    private mutating func number() {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")), digits() == 0 { isValid = false }
        if take(UInt8(ascii: ".")), digits() == 0 { isValid = false }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            if digits() == 0 { isValid = false }
        }
    }

    private mutating func digits() -> Int {
        let begin = place
        while place < bytes.count, bytes[place] >= 0x30, bytes[place] <= 0x39 { place += 1 }
        return place - begin
    }

    /// Takes a word; false, and no longer valid, if it does not stand here.
    private mutating func word(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard place + length <= bytes.count, (0..<length).allSatisfy({ bytes[place + $0] == word.utf8Start[$0] }) else {
            isValid = false
            return false
        }
        place += length
        return true
    }

    private mutating func skipSpace() {
        while place < bytes.count {
            switch bytes[place] {
            case 0x20, 0x09, 0x0A, 0x0D: place += 1
            default: return
            }
        }
    }

    private func peek(_ byte: UInt8) -> Bool { place < bytes.count && bytes[place] == byte }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek(byte) else { return false }
        place += 1
        return true
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The text of a quoted string with escapes, as the strict reader reads it.
    private func unescaped(_ quoted: Range<Int>) -> String { (try? JSON(parsing: Array(bytes[quoted])))?.string ?? "" }
}
