import Foundation
import Sandbox

@testable import Connectors
@testable import Model

/// JSON as remotes send it: the strict reader against Foundation's, the page scanner against the strict reader.
enum JSONSubjects {
    static let all = [
        Subject("json", few: 1000, make: document, fault: strict),
        Subject("page", few: 1000, make: document, fault: scanned),
        Subject("json-deep", few: 60, make: deep, fault: strict),
    ]

    // MARK: Texts

    /// A JSON text, in all the ways in which it may be written; every other one is broken somewhere.
    static func document(_ random: inout SeededRandom) -> [UInt8] {
        var text: [UInt8] = []
        value(depth: 1 + random.below(5), &random, into: &text)
        return random.chance(perMille: 500) ? text : Mutation.changed(text, &random, also: ["{\"a\":", "[[", ",,", "\"é\":1,", "]}"])
    }

    private static func value(depth: Int, _ random: inout SeededRandom, into text: inout [UInt8]) {
        space(&random, into: &text)
        switch random.below(depth > 0 ? 9 : 5) {
        case 0: text += random.pick(["null", "true", "false"]).utf8
        case 1: text += random.pick(Mutation.numbers).utf8
        case 2: text += "\(random.below(2_000_000) - 1_000_000).\(random.below(1000))".utf8
        case 3, 4: string(&random, into: &text)
        case 5, 6: list(depth, &random, into: &text)
        default: map(depth, &random, into: &text)
        }
        space(&random, into: &text)
    }

    private static func list(_ depth: Int, _ random: inout SeededRandom, into text: inout [UInt8]) {
        text.append(UInt8(ascii: "["))
        for index in 0..<random.below(5) {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            value(depth: depth - 1, &random, into: &text)
        }
        text.append(UInt8(ascii: "]"))
    }

    private static func map(_ depth: Int, _ random: inout SeededRandom, into text: inout [UInt8]) {
        text.append(UInt8(ascii: "{"))
        for index in 0..<random.below(random.chance(perMille: 20) ? 40 : 6) {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            space(&random, into: &text)
            if random.chance(perMille: 700) {
                text += "\"\(random.pick(["a", "b", "id", "records", "é", "e\u{301}", "c\(random.below(30))"]))\"".utf8
            } else {
                string(&random, into: &text)
            }
            space(&random, into: &text)
            text.append(UInt8(ascii: ":"))
            value(depth: depth - 1, &random, into: &text)
        }
        text.append(UInt8(ascii: "}"))
    }

    private static func string(_ random: inout SeededRandom, into text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for _ in 0..<random.below(8) {
            switch random.below(5) {
            case 0: text += random.pick(["\\n", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\r", "\\t"]).utf8
            case 1:
                let unit = random.chance(perMille: 400) ? 0xD800 + random.below(0x800) : random.below(0x10000)
                text += ("\\u" + String(0x10000 + unit, radix: 16, uppercase: random.chance(perMille: 500)).dropFirst()).utf8
            case 2: text += String(Mutation.scalar(&random)).utf8
            default: text += random.pick(["x", "Zoë", "e\u{301}", "😀", "名", " ", "0"]).utf8
            }
        }
        text.append(UInt8(ascii: "\""))
    }

    private static func space(_ random: inout SeededRandom, into text: inout [UInt8]) {
        if random.chance(perMille: 150) { text += random.pick([" ", "\n", "\t", "\r\n", "  "]).utf8 }
    }

    /// Lists and maps in one another, up to a hundred thousand deep.
    private static func deep(_ random: inout SeededRandom) -> [UInt8] {
        let depth = random.pick([100, 510, 511, 512, 513, 1000, 20_000, 100_000], else: 100)
        let opening = random.pick(["[", "{\"a\":", "[{\"b\":", " [ "])
        var text = Array(String(repeating: opening, count: depth + random.below(3)).utf8)
        if random.chance(perMille: 700) {
            text += "1".utf8
            let closing = String(opening.reversed().compactMap { $0 == "[" ? "]" : $0 == "{" ? "}" : nil })
            text += String(repeating: closing, count: depth + random.below(3)).utf8
        }
        return text
    }

    // MARK: Laws

    private static func strict(_ input: [UInt8]) -> String? {
        let mine: JSON
        do { mine = try JSON(parsing: input) } catch {
            if error.offset < 0 || error.offset > input.count { return "an error outside of the text, at \(error.offset)" }
            // How deep a text may go, each decides for itself.
            return !error.reason.hasPrefix("nested") && isFoundationAlone(input)
                ? "Foundation takes what the reader refuses: \(error.reason)" : nil
        }
        let text = mine.bytes
        guard let again = try? JSON(parsing: text), again == mine, again.bytes == text else {
            return "written and read again it is another"
        }
        guard (try? JSON(parsing: mine.canonicalBytes)) == mine else { return "its canonical bytes are another value" }
        // Foundation passes over a byte order mark, wherever it stands.
        guard isForBoth(mine), !String(decoding: input, as: UTF8.self).unicodeScalars.contains("\u{FEFF}"), let other = foundation(input)
        else { return nil }
        return same(mine, other) ? nil : "Foundation reads another value"
    }

    private static func foundation(_ input: [UInt8]) -> Any? {
        try? JSONSerialization.jsonObject(with: Data(input), options: [.fragmentsAllowed])
    }

    /// True if Foundation takes a text that is JSON by RFC 8259 alone: in UTF-8 and without byte order mark.
    private static func isFoundationAlone(_ input: [UInt8]) -> Bool {
        // Foundation takes UTF-16 and UTF-32 too, which show by their zeros, and a byte order mark.
        guard !input.contains(0), input.first != 0xEF, input.first != 0xFF, input.first != 0xFE, input.count < 10_000 else { return false }
        return !hasLastComma(input) && foundation(input) != nil
    }

    /// True if a comma stands before the end of a list or map, which Foundation passes over.
    private static func hasLastComma(_ input: [UInt8]) -> Bool {
        input.indices.contains { place in
            guard input[place] == UInt8(ascii: ",") else { return false }
            let next = input[(place + 1)...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            return next == UInt8(ascii: "]") || next == UInt8(ascii: "}")
        }
    }

    /// Foundation passes numbers through binary fractions, and knows one of two names that differ in their form alone.
    private static func isForBoth(_ value: JSON) -> Bool {
        switch value {
        case .object(let object):
            Set(object.members.map(\.name)).count == object.count && object.members.allSatisfy { isForBoth($0.value) }
        case .array(let elements): elements.allSatisfy(isForBoth)
        default: true
        }
    }

    private static func same(_ mine: JSON, _ other: Any) -> Bool {
        switch mine {
        case .null: return other is NSNull
        case .bool(let value): return (other as? Bool) == value
        case .number: return other is NSNumber
        case .string(let text): return (other as? String).map { $0.utf8.elementsEqual(text.utf8) } ?? false
        case .array(let elements):
            guard let list = other as? [Any], list.count == elements.count else { return false }
            return zip(elements, list).allSatisfy(same)
        case .object(let object):
            guard let map = other as? [String: Any], map.count == object.count else { return false }
            return object.members.allSatisfy { name, value in map[name].map { same(value, $0) } ?? false }
        }
    }

    private static let paths: [[[WantedPaths.Step]]] = [
        [[]], [], [[.name("a")]], [[.name("a"), .name("b")], [.name("id")]], [[.name("records"), .any, .name("id")], [.name("é")]],
        [[.any]], [[.element, .name("a")], [.any, .any, .name("b")]], [[.name("a"), .element], [.any, .name("é")], [.name("c3")]],
    ]

    private static func scanned(_ input: [UInt8]) -> String? {
        let strict = Result { () throws(JSONError) in try JSON(parsing: input) }
        for paths in Self.paths {
            let scanned = Result { () throws(JSONError) in try PageScanner.read(input, wanting: WantedPaths(paths)) }
            switch (strict, scanned) {
            case (.failure(let one), .failure(let other)): if one != other { return "another error is told: \(other)" }
            case (.success(let whole), .success(let tree)):
                if paths == [[]], whole.bytes != tree.bytes { return "with everything wanted another value is read" }
                for path in paths where places(whole, path[...]) != places(tree, path[...]) { return "\(path) reads another value" }
            case (.success, .failure(let error)): return "the scanner refuses: \(error)"
            case (.failure(let error), .success): return "the scanner takes what is refused: \(error)"
            }
        }
        return nil
    }

    /// The texts of all that lies at the end of a path.
    private static func places(_ value: JSON, _ path: ArraySlice<WantedPaths.Step>) -> [[UInt8]] {
        guard let step = path.first else { return [value.bytes] }
        let rest = path.dropFirst()
        switch (step, value) {
        case (.name(let name), _): return value[name].map { places($0, rest) } ?? []
        case (.element, .array(let elements)), (.any, .array(let elements)): return elements.flatMap { places($0, rest) }
        case (.any, .object(let object)): return object.members.flatMap { places($0.value, rest) }
        default: return []
        }
    }
}
