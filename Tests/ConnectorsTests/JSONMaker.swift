import Model

/// A small seeded generator, so that a failing case can be made again.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Makes JSON values of every kind.
enum JSONMaker {
    private static let texts = ["", "a", "b", "Zoë", "名前", "say \"hi\"", "tab\there", "\u{1F600}", "back\\slash", "مرحبا", "\u{0}"]
    private static let numbers = ["0", "-1", "12.50", "1e5", "-0.001E-2", "12345678901234567890"]

    static func value(depth: Int, using seed: inout SplitMix) -> JSON {
        switch seed.next() % (depth > 0 ? 8 : 5) {
        case 0: return .null
        case 1: return .bool(seed.next() % 2 == 0)
        case 2: return .number(numbers.randomElement(using: &seed) ?? "1")
        case 3, 4: return .string(texts.randomElement(using: &seed) ?? "a")
        case 5: return .array((0..<Int(seed.next() % 4)).map { _ in value(depth: depth - 1, using: &seed) })
        default:
            var members = JSONObject()
            for _ in 0..<Int(seed.next() % 5) {
                members[texts.randomElement(using: &seed) ?? "a"] = value(depth: depth - 1, using: &seed)
            }
            return .object(members)
        }
    }
}
