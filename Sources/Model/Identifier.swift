/// A name that sorts by the time it was made: 48 bits of milliseconds and 80 random bits, as 26 characters of Crockford's base 32.
/// Source: the ULID specification.
public enum Identifier {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// Makes a new one with a prefix, such as `run_` or `p_`.
    public static func make(prefix: String, at now: Timestamp, randomness: some Randomness) -> String {
        make(prefix: prefix, at: now, bits: (randomness.next(), randomness.next()))
    }

    /// Makes the name of given bits: equal bits of one instant give equal names.
    public static func make(prefix: String, at now: Timestamp, bits random: (UInt64, UInt64)) -> String {
        var bits = [UInt8](repeating: 0, count: 26)
        var time = UInt64(bitPattern: now.milliseconds) & 0xFFFF_FFFF_FFFF
        for index in (0..<10).reversed() {
            bits[index] = alphabet[Int(time & 31)]
            time >>= 5
        }
        var (high, low) = random
        for index in 10..<18 {
            bits[index] = alphabet[Int(high & 31)]
            high >>= 5
        }
        for index in 18..<26 {
            bits[index] = alphabet[Int(low & 31)]
            low >>= 5
        }
        return prefix + String(decoding: bits, as: UTF8.self)
    }
}
