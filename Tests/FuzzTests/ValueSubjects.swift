import ProgramRules
import Reconciliation
import Sandbox

@testable import Connectors
@testable import Model

/// Values as remotes hold them: numbers, instants and texts at the edges and beyond, read as every type and written back.
enum ValueSubjects {
    static let all = [
        Subject("decimal", few: 1000, make: number, fault: decimal), Subject("instant", few: 3000, make: instant, fault: instants),
        Subject("field", make: value, fault: field), Subject("canonical", few: 200, make: text, fault: canonical),
    ]

    private static func number(_ random: inout SeededRandom) -> [UInt8] {
        Mutation.changed(Array(random.pick(Mutation.numbers).utf8), &random, also: ["e", "-", ".", "0", "00000000000000000000000", "9"])
    }

    private static func decimal(_ input: [UInt8]) -> String? {
        let text = String(decoding: input, as: UTF8.self)
        guard let number = ExactDecimal(text) else { return nil }
        guard let again = ExactDecimal(number.text) else {
            // A number smaller than any that money knows may be longer than what is read.
            return number.text.utf8.count > 40 ? nil : "its text cannot be read: \(number.text)"
        }
        if again != number { return "its text is another number" }
        for scale in [0, 2, 3, 8] {
            guard let (value, exact) = number.rounded(toScale: scale) else { continue }
            let rounded = ExactDecimal(coefficient: value, scale: scale)
            if exact, rounded != number { return "rounded exactly it is another number" }
            if (rounded < number) && (number < rounded) { return "two numbers are each less than the other" }
        }
        for code in ["USD", "JPY", "KWD", "CLF"] {
            guard let currency = Currency(code), let money = Money(rounding: number, currency: currency) else { continue }
            if Money(money.text) != money { return "the amount \(money.text) cannot be read again" }
            _ = money.negated?.adding(money)
        }
        return nil
    }

    private static func instant(_ random: inout SeededRandom) -> [UInt8] {
        let sample = random.pick([
            "2026-02-28T23:59:59.999Z", "2026-02-28 23:59:59", "2024-02-29", "1790000000", "1790000000123", "1790000000.5",
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 +0130", "9999-12-31T23:59:60-23:59", "0000-01-01T00:00:00+23:59",
            random.pick(Mutation.numbers),
        ])
        return Mutation.changed(Array(sample.utf8), &random, also: ["+", "-", ":", "T", "Z", "0000", "9999", "60"])
    }

    private static func instants(_ input: [UInt8]) -> String? {
        let text = String(decoding: input, as: UTF8.self)
        for form in TimeForm.allCases {
            for json in [JSON.string(text), .number(text)] {
                for zone in [0, 840, -720] {
                    guard let instant = form.read(json, zoneMinutes: zone) else { continue }
                    if let fault = unsound(instant, form, zone) { return "\(form.rawValue) \(zone): \(fault)" }
                }
            }
        }
        return nil
    }

    /// What runs do with an instant: write it in every form, move it, cut it, compare it.
    private static func unsound(_ instant: Timestamp, _ form: TimeForm, _ zone: Int) -> String? {
        if Timestamp(iso: instant.isoMilliseconds) != instant { return "the text \(instant.isoMilliseconds) is another instant" }
        for other in TimeForm.allCases { _ = other.write(instant, zoneMinutes: zone) }
        let moved = instant + .seconds(400 * 86_400) - .seconds(1)
        if moved <= instant { return "a year later it is earlier" }
        _ = (moved - instant).milliseconds
        _ = instant.truncated(to: .seconds(60))
        if form != .parts, let again = form.read(form.write(instant, zoneMinutes: zone), zoneMinutes: zone), again > instant {
            return "written and read again it is later"
        }
        return nil
    }

    private static func value(_ random: inout SeededRandom) -> [UInt8] {
        random.chance(perMille: 500) ? JSONSubjects.document(&random) : Array(JSON.string(Mutation.text(&random)).bytes)
    }

    private static func field(_ input: [UInt8]) -> String? {
        guard let json = try? JSON(parsing: input) else { return nil }
        for type in RemoteType.allCases {
            for time in [TimeForm.iso, .epoch, .epochMilliseconds, .parts, .date, .naive] {
                for split in [nil, ";"] {
                    let money: MoneyForm = time == .epoch ? .minor : .text
                    let format = FieldFormat(type: type, timeForm: time, moneyForm: money, split: split, scale: 2)
                    guard let value = try? format.read(json, currency: Currency("USD")) else { continue }
                    _ = value.isBlank
                    guard let written = format.write(value) else { continue }
                    guard (try? JSON(parsing: written.bytes)) == written else { return "\(type) writes what is no value: \(written.text)" }
                }
            }
        }
        return nil
    }

    private static func text(_ random: inout SeededRandom) -> [UInt8] {
        let sample = random.pick([
            "Zoe@Example.COM", "+43 1 234 567 ext. 8", "0043 (0)1 2345", "https://WWW.Example.com:443/a?b#c", "münchen.example",
            "xn--mnchen-3ya.example",
            "Austria", "EUR", "12.50 EUR", "1e5", "2026-01-01", "yes", "a; b; c", "", " \u{a0} ", "99%",
        ])
        return Mutation.changed(Array(sample.utf8), &random, also: ["@", ".", "+", "ext", ":", "/", "\u{ad}", "。", "xn--"])
    }

    private static let types: [FieldType] = [
        .text, .email, .phone, .url, .domain, .country, .currency, .money, .integer, .decimal, .percent, .date, .timestamp, .boolean,
        .enumeration(["a", "b"]), .set, .ref(.partner),
    ]

    private static func canonical(_ input: [UInt8]) -> String? {
        let text = String(decoding: input, as: UTF8.self)
        for country in [[nil, "AT", "US", "GB"][input.count % 4]] {
            let context = CanonicalContext(country: country)
            for type in types {
                let once = CanonicalForm.canonical(.text(text), as: type, in: context)
                let twice = CanonicalForm.canonical(once, as: type, in: context)
                if once != twice { return "\(type.name) in \(country ?? "no country"): \(once) becomes \(twice)" }
                let form = CanonicalForm.comparable(once, as: type)
                if CanonicalForm.comparable(form, as: type) != form { return "\(type.name): what is compared has two forms" }
                _ = CanonicalForm.identityKey(once, as: type)
            }
        }
        return nil
    }
}
