public import Model

/// The unguessable name of a partner's link (K1). Codes are case-insensitive: equal codes have equal `text`.
public struct LinkCode: Hashable, Comparable, Sendable {
    /// The code in its one form: lower case, without letters that look like digits.
    public let text: String

    /// The letters of a made code: Crockford's base 32 in lower case. Source: crockford.com/base32.html.
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// How many letters a made code has. Units: five bits each, so 80 bits: at a million tries a second nobody finds one of a million
    /// codes within ten thousand years.
    public static let length = 16

    /// Makes a code from given random bits: 80 of the 128 are used.
    public init(random high: UInt64, _ low: UInt64) {
        var letters: [UInt8] = []
        for bits in [high, low] {
            for place in 0..<8 { letters.append(Self.alphabet[Int(bits >> (5 * UInt64(place)) & 31)]) }
        }
        text = String(decoding: letters, as: UTF8.self)
    }

    /// Makes a code from a source of random bits.
    public init(from randomness: some Randomness) {
        self.init(random: randomness.next(), randomness.next())
    }

    /// Reads a made code in any case, also with `o`, `i` and `l` for `0` and `1`; nil for other text.
    public init?(_ typed: String) {
        let letters = typed.utf8.map { byte -> UInt8 in
            switch byte | 0x20 {
            case UInt8(ascii: "o"): UInt8(ascii: "0")
            case UInt8(ascii: "i"), UInt8(ascii: "l"): UInt8(ascii: "1")
            default: (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            }
        }
        guard letters.count == Self.length, letters.allSatisfy(Self.alphabet.contains) else { return nil }
        text = String(decoding: letters, as: UTF8.self)
    }

    /// Orders by text.
    public static func < (left: LinkCode, right: LinkCode) -> Bool { left.text < right.text }
}
