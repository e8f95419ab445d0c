import Sandbox

/// Bytes made of other bytes: what a wire, a broken writer or an enemy makes of a sound text.
enum Mutation {
    /// Numbers at the edges of what machines count with, and beyond.
    static let numbers = [
        "0", "-0", "-1", "1", "255", "65536", "2147483648", "4294967296", "9007199254740993", "9223372036854775807", "-9223372036854775808",
        "9223372036854775808", "18446744073709551616", "1e-9223372036854775808", "1e9223372036854775807", "1e400", "-1e36", "1E+36", "0.1",
        "1.7976931348623157e308", "123456789012345678901234567890123456789", "-170141183460469231731687303715884105728", "253402300800000",
        "253402300799999", "-62167219200001", "00", "1.", ".5", "+1", "0x1F", "NaN", "Infinity", "1_000",
    ]
    /// Texts that mean something somewhere.
    static let words = [
        "\u{0}", "\u{1B}[2J", "\r\n", "\n", "\r", "\t", "'", "\"", "\\", "\\'", "\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00", "`",
        "{{",
        "}}", "{", "}", "[", "]", "(", ")", "<", ">", ",", ";", ":", "=", "&", "?", "#", "%", "%00", "%2e%2e%2f", "../", "..", "/", "//",
        "|",
        "$", "${env:HOME}", "*", "&a", "!!", "- ", "--", "/*", "*/", "@", "=1+1", "\u{301}", "e\u{301}", "é", "\u{200D}", "\u{202E}",
        "\u{FEFF}", "\u{85}", "\u{2028}", "😀", "👨‍👩‍👧", "ß", "İ", "ﬀ", "null", "true", "' OR 1=1 --", "'; drop table partner; --", "\u{E000}",
        "\u{10FFFF}", "http://169.254.169.254/", "file:///etc/passwd",
    ]

    /// Some text, short and odd.
    static func text(_ random: inout SeededRandom, most: Int = 8) -> String {
        var text = ""
        for _ in 0..<random.below(most) {
            switch random.below(6) {
            case 0: text += random.pick(words)
            case 1: text += random.pick(numbers)
            case 2: text.unicodeScalars.append(scalar(&random))
            default: text += random.pick(["a", "b", "Z", "7", " ", "name", "id", "-", ".", "_", "Zoë", "x@y.example"])
            }
        }
        return text
    }

    static func scalar(_ random: inout SeededRandom) -> Unicode.Scalar {
        let top = random.pick([0x20, 0x80, 0x800, 0x10000, 0x110000], else: 0x80)
        return Unicode.Scalar(UInt32(random.below(top))) ?? "\u{FFFD}"
    }

    /// A text changed in some places; now and then not at all.
    static func changed(_ bytes: [UInt8], _ random: inout SeededRandom, also tokens: [String] = []) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<random.below(5) { change(&bytes, &random, tokens) }
        return bytes
    }

    private static func change(_ bytes: inout [UInt8], _ random: inout SeededRandom, _ tokens: [String]) {
        let place = random.below(bytes.count + 1)
        let length = min(random.below(random.chance(perMille: 100) ? 200 : 8), bytes.count - place)
        let range = place..<place + length
        switch random.below(8) {
        case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8(random.below(8)) }
        case 1: bytes.insert(UInt8(random.below(256)), at: place)
        case 2: bytes.removeSubrange(range)
        case 3: bytes.insert(contentsOf: bytes[range], at: random.below(bytes.count + 1))
        case 4: bytes.replaceSubrange(range, with: random.pick(words).utf8)
        case 5: bytes.replaceSubrange(number(around: place, in: bytes), with: random.pick(numbers).utf8)
        case 6: bytes.insert(contentsOf: random.pick(tokens.isEmpty ? words : tokens).utf8, at: place)
        default:
            guard random.chance(perMille: 20) else { return bytes.removeSubrange(range) }
            let part = Array(bytes[range])
            for _ in 0..<random.below(300) { bytes.insert(contentsOf: part, at: place) }
        }
    }

    /// The digits that stand around a place, if any do.
    private static func number(around place: Int, in bytes: [UInt8]) -> Range<Int> {
        let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
        guard let start = bytes[place...].firstIndex(where: isDigit) else { return place..<place }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        return start..<end
    }
}
