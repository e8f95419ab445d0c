import Model

/// Random values of every sort from one seed.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    mutating func flip() -> Bool { next() % 2 == 0 }

    mutating func number() -> Int64 {
        switch Int.random(in: 0..<5, using: &self) {
        case 0: 0
        case 1: .min
        case 2: .max
        default: Int64.random(in: -1_000_000...1_000_000, using: &self)
        }
    }

    mutating func text() -> String {
        let pieces = [
            "", "a", "Ünïcode", "'", "\"", "\\", "\n", "\u{0}", "{\"x\":1}", "👩‍👩‍👧",
            "; drop table partner", "%", "12", "null", " ",
        ]
        return (0..<Int.random(in: 0..<4, using: &self)).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
    }

    mutating func maybe<T>(_ make: (inout Dice) -> T) -> T? { flip() ? make(&self) : nil }

    mutating func time() -> Timestamp { Timestamp(milliseconds: Int64.random(in: -1_000_000...4_000_000_000_000, using: &self)) }

    mutating func money() -> Money {
        let code = ["USD", "EUR", "JPY", "KWD"].randomElement(using: &self) ?? "USD"
        guard let money = Currency(code).map({ Money(minor: number(), currency: $0) }) else { preconditionFailure("no currency \(code)") }
        return money
    }

    mutating func id(_ kind: EntityKind) -> EntityID {
        EntityID(kind: kind, at: Timestamp(milliseconds: Int64.random(in: 0...4_000_000_000_000, using: &self)), randomness: Bits(next()))
    }

    mutating func id() -> EntityID { id(EntityKind.allCases.randomElement(using: &self) ?? .deal) }

    mutating func value(_ type: FieldType) -> FieldValue {
        switch type {
        case .text, .email, .phone, .url, .domain, .country, .currency: .text(text())
        case .money: .money(money())
        case .integer, .percent: .integer(number())
        case .decimal: .decimal(ExactDecimal(coefficient: Int128(number()), scale: Int.random(in: 0...9, using: &self)))
        case .date: .date(CalendarDate(daysSinceEpoch: Int.random(in: -20_000...40_000, using: &self)))
        case .timestamp: .timestamp(time())
        case .boolean: .boolean(flip())
        case .enumeration(let options): .text(options.randomElement(using: &self) ?? "")
        case .set: .set(of: [text(), text(), text()])
        case .ref(let kind): .ref(id(kind))
        }
    }

    /// Any value that a base pair may hold, `null` and `raw` too.
    mutating func value() -> FieldValue {
        switch Int.random(in: 0..<8, using: &self) {
        case 0: .null
        case 1: .raw(text())
        case 2: .ref(id())
        default: value(FieldType.plain.randomElement(using: &self) ?? .text)
        }
    }

    mutating func values() -> FieldValues {
        var values: FieldValues = [:]
        for _ in 0..<Int.random(in: 0..<6, using: &self) { values["f" + text()] = value() }
        return values
    }

    mutating func json() -> JSON { .object(JSONObject([(text(), value().stored), ("list", [1, "two", nil, true])])) }

    /// A record's key, without NUL: SQLite's JSON, through which lists of ids pass, ends texts there.
    mutating func key() -> RecordKey {
        RecordKey(remote: "r" + text(), object: "o" + text(), id: "i\(next())" + text().filter { $0 != "\u{0}" })
    }

    /// An entity with about half of its fields, custom ones and provenance; references are left out unless asked for.
    mutating func entity(_ kind: EntityKind, refs: Bool = false) -> Entity {
        var values: FieldValues = [:]
        for field in EntitySchema.fields(of: kind) where flip() {
            if case .ref = field.type, !refs { continue }
            values[field.name] = value(field.type)
        }
        for number in 0..<Int.random(in: 0..<4, using: &self) {
            let value = value()
            if value != .null { values["custom.\(number)" + text()] = value }
        }
        let rev = number()
        var provenance: [String: Provenance] = [:]
        for name in values.keys { provenance[name] = Provenance(from: text(), at: time(), by: maybe { $0.text() }, rule: text(), rev: rev) }
        return Entity(
            id: id(kind), rev: rev, values: values, provenance: provenance, createdAt: time(), updatedAt: time(),
            deletedAt: maybe { $0.time() })
    }

    /// Random bits that are always the same, for one id.
    private struct Bits: Randomness {
        let bits: UInt64
        init(_ bits: UInt64) { self.bits = bits }
        func next() -> UInt64 { bits }
    }
}
