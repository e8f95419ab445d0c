import Model
import Testing

@Suite struct EntityTests {
    private struct Fixed: Randomness {
        let value: UInt64
        func next() -> UInt64 { value }
    }

    @Test(arguments: EntityKind.allCases)
    func `an id names its kind, reads back and sorts by the time it was made`(kind: EntityKind) throws {
        let early = EntityID(kind: kind, at: Timestamp(seconds: 1_700_000_000), randomness: Fixed(value: .max))
        let late = EntityID(kind: kind, at: Timestamp(seconds: 1_700_000_001), randomness: Fixed(value: 0))
        #expect(EntityID(early.text) == early)
        #expect(early.kind == kind && early.text.hasPrefix(kind.idPrefix))
        #expect(early < late)
        #expect(try #require(EntityID(early.text)).kind == kind)
    }

    @Test(arguments: ["", "p_", "p_123", "x_01JD3Z0000000000000000000A", "01JD3Z0000000000000000000A", "p_01JD3Z0000000000000000000AB"])
    func `other text is no id`(text: String) {
        #expect(EntityID(text) == nil)
    }

    @Test func `a time in an id is 48 bits in Crockford's base 32`() {
        // The example of the ULID specification.
        let text = Identifier.make(prefix: "", at: Timestamp(milliseconds: 1_469_918_176_385), randomness: Fixed(value: 0))
        #expect(text == "01ARYZ6S410000000000000000")
    }

    @Test(arguments: EntityKind.allCases)
    func `every kind has fields with names of their own, and refs only to kinds before it or to its own`(kind: EntityKind) {
        let fields = EntitySchema.fields(of: kind)
        #expect(Set(fields.map(\.name)).count == fields.count && !fields.isEmpty)
        for field in fields {
            #expect(EntitySchema.field(field.name, of: kind) == field)
            if case .ref(let other) = field.type { #expect(other <= kind) }
        }
        #expect(EntitySchema.field("nonsense", of: kind) == nil)
    }

    @Test func `values and provenance are stored and read back the same`() throws {
        var random = SystemStep(seed: 6)
        let currency = try #require(Currency("JPY"))
        let id = EntityID(kind: .deal, at: Timestamp(seconds: 1), randomness: Fixed(value: 7))
        for _ in 0..<2_000 {
            let number = random.integer(Int64.min...Int64.max)
            let values: FieldValues = [
                "a": .null, "b": .text(String(number)), "c": .integer(number),
                "d": .decimal(ExactDecimal(coefficient: Int128(number), scale: 7)),
                "e": .money(Money(minor: number, currency: currency)), "f": .boolean(number > 0),
                "g": .date(CalendarDate(daysSinceEpoch: Int(number % 100_000))), "h": .timestamp(Timestamp(milliseconds: number)),
                "i": .set(of: ["x", String(number)]), "j": .ref(id), "k": .raw("raw \(number)"),
            ]
            #expect(FieldValues(stored: values.stored) == values)
            #expect(FieldValues(stored: try JSON(parsing: values.stored.bytes)) == values)
            let origin = Provenance(
                from: "crm", at: Timestamp(milliseconds: number), by: number > 0 ? "ana" : nil, rule: "R5 prefer", rev: number)
            #expect(Provenance(stored: origin.stored) == origin)
        }
    }

    @Test func `a stored value that was not written so is refused`() throws {
        for text in ["{\"decimal\":1}", "{\"x\":\"y\"}", "[1]", "1.5", "{\"ref\":\"p_1\"}", "{\"minor\":1}", "{\"date\":\"2026-02-30\"}"] {
            #expect(FieldValue(stored: try JSON(parsing: text)) == nil, "\(text)")
        }
    }

    @Test func `equal values give equal stored bytes, in any order of names`() throws {
        var random = SystemStep(seed: 7)
        for _ in 0..<200 {
            let names = (0..<20).map { "n\($0)" }.shuffled(using: &random)
            var (first, second): (FieldValues, FieldValues) = ([:], [:])
            for name in names { first[name] = .text(name) }
            for name in names.reversed() { second[name] = .text(name) }
            #expect(first.stored.bytes == second.stored.bytes)
        }
    }

    @Test func `a map of JSON keeps its order, finds its members and forgets what is removed`() {
        var random = SystemStep(seed: 9)
        for _ in 0..<200 {
            var object = JSONObject()
            var mirror: [(String, Int)] = []
            for _ in 0..<80 {
                let name = "k\(random.below(40))"
                if random.below(3) == 0 {
                    object[name] = nil
                    mirror.removeAll { $0.0 == name }
                } else {
                    let value = random.below(1000)
                    object[name] = .integer(value)
                    if let place = mirror.firstIndex(where: { $0.0 == name }) {
                        mirror[place].1 = value
                    } else {
                        mirror.append((name, value))
                    }
                }
            }
            #expect(object.members.map(\.name) == mirror.map(\.0))
            for (name, value) in mirror { #expect(object[name] == .integer(value)) }
            #expect(object == JSONObject(mirror.reversed().map { ($0.0, JSON.integer($0.1)) }))
        }
    }
}
