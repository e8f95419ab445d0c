import Foundation
import Model
import Reconciliation
import Testing

@Suite struct CanonicalFormTests {
    private let german = CanonicalContext(country: "DE")

    @Test func `S14 the canonical form of a canonical form is itself`() {
        var random = Seeded(14)
        for _ in 0..<20_000 {
            let value = ValueGenerator.value(using: &random)
            let type = random.pick(ValueGenerator.types)
            let context = CanonicalContext(country: random.pick([nil, "DE", "US", "GB", "IT", "JP", "RU", "HU", "zz"]))
            let once = CanonicalForm.canonical(value, as: type, in: context)
            let twice = CanonicalForm.canonical(once, as: type, in: context)
            #expect(once == twice && once.display.utf8.elementsEqual(twice.display.utf8), "\(value) as \(type.name) in \(context)")
            // A stored value is read again without its record: its form must not depend on the country any more.
            let elsewhere = CanonicalForm.canonical(once, as: type, in: CanonicalContext(country: context.country == "FR" ? "ES" : nil))
            #expect(once == elsewhere, "\(value) as \(type.name)")
        }
    }

    @Test func `a canonical value has its type, is null, or is raw`() {
        var random = Seeded(15)
        for _ in 0..<10_000 {
            let type = random.pick(ValueGenerator.types)
            let value = CanonicalForm.canonical(ValueGenerator.value(using: &random), as: type, in: german)
            switch (type, value) {
            case (_, .null), (_, .raw), (.money, .money), (.integer, .integer), (.percent, .integer), (.decimal, .decimal): break
            case (.date, .date), (.timestamp, .timestamp), (.boolean, .boolean), (.set, .set), (.ref, .ref): break
            case (.text, .text), (.email, .text), (.phone, .text), (.url, .text), (.domain, .text): break
            case (.country, .text), (.currency, .text), (.enumeration, .text): break
            default: Issue.record("\(value) as \(type.name)")
            }
            if !value.isBlank { #expect(value == CanonicalForm.canonical(value, as: type, in: german)) }
        }
    }

    @Test func `R3 equal is an equivalence that the canonical form respects`() {
        var random = Seeded(16)
        for _ in 0..<200 {
            let type = random.pick(ValueGenerator.types)
            let values = (0..<20).map { _ in
                random.chance(50)
                    ? ValueGenerator.value(using: &random)
                    : CanonicalForm.canonical(ValueGenerator.value(using: &random), as: type, in: german)
            }
            for left in values {
                #expect(CanonicalForm.equal(left, left, as: type))
                for right in values {
                    let equal = CanonicalForm.equal(left, right, as: type)
                    #expect(equal == CanonicalForm.equal(right, left, as: type))
                    guard equal else { continue }
                    for third in values where CanonicalForm.equal(right, third, as: type) {
                        #expect(CanonicalForm.equal(left, third, as: type), "\(left) \(right) \(third) as \(type.name)")
                    }
                }
            }
        }
    }

    @Test func `equal values have equal identity keys`() {
        var random = Seeded(17)
        for _ in 0..<20_000 {
            let type = random.pick(ValueGenerator.types)
            let (left, right) = (ValueGenerator.value(using: &random), ValueGenerator.value(using: &random))
            guard CanonicalForm.equal(left, right, as: type) else { continue }
            #expect(CanonicalForm.identityKey(left, as: type) == CanonicalForm.identityKey(right, as: type))
        }
    }

    @Test(arguments: ValueGenerator.types)
    func `blank text is null for every type`(type: FieldType) {
        for blank in ["", " ", "\t\r\n", "\u{A0}\u{3000}"] {
            #expect(CanonicalForm.canonical(.text(blank), as: type, in: german) == .null)
            #expect(CanonicalForm.equal(.text(blank), .null, as: type))
        }
        #expect(CanonicalForm.canonical(.null, as: type, in: german) == .null)
        #expect(CanonicalForm.identityKey(.text(" "), as: type) == nil)
    }

    @Test func `the words null and None are text`() {
        #expect(CanonicalForm.canonical(.text("null"), as: .text, in: german) == .text("null"))
        #expect(CanonicalForm.canonical(.text("None"), as: .text, in: german) == .text("None"))
    }

    @Test func `text is kept in NFC, with line feeds, without outer blanks`() {
        let value = CanonicalForm.canonical(.text("  e\u{301}clair\r\nau\rcafe\u{301} "), as: .text, in: german)
        #expect(Array(value.display.utf8) == Array("\u{E9}clair\nau\ncaf\u{E9}".utf8))
    }

    @Test func `text is cleaned as the definition says, also where a quick look finds nothing to clean`() {
        var random = Seeded(18)
        let pieces = [
            "a", "-", "\u{E9}", "e\u{301}", "\u{30A}", "A\u{30A}", "\r\n", "\r", "\n", "\t", " ", "\u{A0}", "\u{2003}", "\u{85}", "\u{7F}",
            "\u{0}",
            "\u{1100}\u{1161}", "\u{212B}", "\u{2FF}", "\u{300}", "\u{1F600}",
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...6, using: &random)).map { _ in random.pick(pieces) }.joined()
            let composed = text.precomposedStringWithCanonicalMapping.unicodeScalars
            var scalars: [Unicode.Scalar] = []
            for (index, scalar) in composed.enumerated() where !(scalar == "\n" && index > 0 && Array(composed)[index - 1] == "\r") {
                scalars.append(scalar == "\r" ? "\n" : scalar)
            }
            let end = scalars.lastIndex { !$0.properties.isWhitespace } ?? -1
            let begin = scalars.firstIndex { !$0.properties.isWhitespace } ?? 0
            let clean = end < begin ? [] : Array(scalars[begin...end])
            let shown: FieldValue = CanonicalForm.canonical(.text(text), as: .text, in: CanonicalContext(country: nil))
            #expect(Array(shown.display.unicodeScalars) == clean, "\(text.unicodeScalars.map(\.value))")
        }
    }

    @Test func `an unknown choice, number or day is kept raw as it came`() {
        let cases: [(FieldType, String)] = [
            (.enumeration(["new", "won"]), "On Hold"), (.integer, "12.5"), (.integer, "1,234"), (.decimal, "12,30"), (.date, "15.01.2026"),
            (.date, "2026-02-30"), (.timestamp, "2026-01-15 09:30:11"), (.boolean, "maybe"), (.currency, "Euro"), (.country, "Atlantis"),
            (.money, "12.30"), (.money, "1.5 JPY"), (.percent, "10"), (.percent, "1.234%"), (.ref(.partner), "003xx"),
        ]
        for (type, text) in cases {
            #expect(CanonicalForm.canonical(.text(text), as: type, in: german) == .raw(text), "\(type.name)")
        }
    }

    @Test func `numbers are read exactly and compared by value`() {
        #expect(CanonicalForm.canonical(.text("12.30"), as: .decimal, in: german) == .decimal(ExactDecimal(coefficient: 123, scale: 1)))
        #expect(CanonicalForm.canonical(.text("1e3"), as: .integer, in: german) == .integer(1000))
        #expect(CanonicalForm.canonical(.text("12.5%"), as: .percent, in: german) == .integer(1250))
        #expect(CanonicalForm.equal(.integer(12), .decimal(ExactDecimal(coefficient: 120, scale: 1)), as: .decimal))
    }

    @Test func `money has the places of its currency`() throws {
        let (yen, dinar) = (try #require(Currency("JPY")), try #require(Currency("KWD")))
        #expect(CanonicalForm.canonical(.text("1200 JPY"), as: .money, in: german) == .money(Money(minor: 1200, currency: yen)))
        #expect(CanonicalForm.canonical(.text("1.234 KWD"), as: .money, in: german) == .money(Money(minor: 1234, currency: dinar)))
        #expect(CanonicalForm.canonical(.decimal(ExactDecimal(coefficient: 1, scale: 0)), as: .money, in: german) == .raw("1"))
        #expect(!CanonicalForm.equal(.money(Money(minor: 1, currency: yen)), .money(Money(minor: 1, currency: dinar)), as: .money))
    }

    @Test func `days and instants never pass through a local midnight`() throws {
        let day = try #require(CalendarDate("2026-01-15"))
        let midnight = Timestamp(day)
        #expect(CanonicalForm.canonical(.timestamp(midnight), as: .date, in: german) == .date(day))
        #expect(CanonicalForm.canonical(.timestamp(midnight + .seconds(1)), as: .date, in: german) == .raw("2026-01-15T00:00:01Z"))
        #expect(CanonicalForm.canonical(.date(day), as: .timestamp, in: german) == .timestamp(midnight))
        #expect(CanonicalForm.canonical(.text("2026-01-15T02:00:00+02:00"), as: .date, in: german) == .date(day))
    }

    @Test func `sets are sorted, unique and split at semicolons`() {
        #expect(CanonicalForm.canonical(.text(" b ; a;b;"), as: .set, in: german) == .set(["a", "b"]))
        #expect(CanonicalForm.canonical(.set(["b", "", "a"]), as: .set, in: german) == .set(["a", "b"]))
        #expect(CanonicalForm.canonical(.set([" "]), as: .set, in: german) == .null)
        #expect(CanonicalForm.equal(.set(["b", "a"]), .set(["a", "b", "a"]), as: .set))
    }

    @Test func `a reference is an id of the right kind`() throws {
        let partner = try #require(EntityID("p_01JD3Z0000000000000000000A"))
        #expect(CanonicalForm.canonical(.text(partner.text), as: .ref(.partner), in: german) == .ref(partner))
        #expect(CanonicalForm.canonical(.ref(partner), as: .ref(.customer), in: german) == .raw(partner.text))
    }
}
