/// Reads a regular expression and compiles it to steps.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var place = 0
    private var ignoresCase = false
    private var groups = 0
    private static let limit = 5000

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    /// The whole expression between the marks of the whole match.
    mutating func program() throws(PatternError) -> [PatternStep] {
        if scalars.starts(with: "(?i)".unicodeScalars) {
            ignoresCase = true
            place = 4
        }
        guard scalars.count <= Self.limit * 2 else { throw .invalid("an expression that is too long") }
        let body = try alternation(depth: 0)
        guard place == scalars.count else { throw .invalid("a closing parenthesis without an opening one") }
        let program = [.save(0)] + Self.shifted(body, by: 1) + [.save(1), .match]
        guard program.count <= Self.limit else { throw .invalid("an expression that is too long") }
        return program
    }

    private var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        place += 1
        return true
    }

    private mutating func alternation(depth: Int) throws(PatternError) -> [PatternStep] {
        guard depth < 50 else { throw .invalid("groups nested deeper than 50") }
        var result = try sequence(depth: depth)
        while take("|") {
            let other = try sequence(depth: depth)
            // either L1 L2; L1: first; jump end; L2: second
            result =
                [.either(1, result.count + 2)] + Self.shifted(result, by: 1) + [.jump(result.count + 2 + other.count)]
                + Self.shifted(other, by: result.count + 2)
            guard result.count <= Self.limit else { throw .invalid("an expression that is too long") }
        }
        return result
    }

    private mutating func sequence(depth: Int) throws(PatternError) -> [PatternStep] {
        var result: [PatternStep] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let item = try repeated(try atom(depth: depth))
            result += Self.shifted(item, by: result.count)
            guard result.count <= Self.limit else { throw .invalid("an expression that is too long") }
        }
        return result
    }

    private mutating func repeated(_ item: [PatternStep]) throws(PatternError) -> [PatternStep] {
        var item = item
        while true {
            let (least, most): (Int, Int?)
            if take("*") {
                (least, most) = (0, nil)
            } else if take("+") {
                (least, most) = (1, nil)
            } else if take("?") {
                (least, most) = (0, 1)
            } else if let bounds = try counts() {
                (least, most) = bounds
            } else {
                return item
            }
            let isLazy = take("?")
            item = try Self.times(item, least: least, most: most, isLazy: isLazy)
        }
    }

    /// Reads `{2}`, `{2,}` or `{2,5}`; nil where the brace is a plain character.
    private mutating func counts() throws(PatternError) -> (Int, Int?)? {
        guard next == "{", let end = scalars[place...].firstIndex(of: "}") else { return nil }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[(place + 1)..<end])
        let parts = String(view).split(separator: ",", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let least = Int(parts[0]) else { return nil }
        let most = parts.count == 1 ? least : Int(parts[1])
        if parts.count == 2, !parts[1].isEmpty, most == nil { return nil }
        guard least >= 0, least <= 1000, (most ?? least) <= 1000, (most ?? least) >= least else {
            throw .invalid("a repetition outside of 0 to 1000")
        }
        place = end + 1
        return (least, most)
    }

    private static func times(_ item: [PatternStep], least: Int, most: Int?, isLazy: Bool) throws(PatternError) -> [PatternStep] {
        guard (most ?? least + 1) * max(1, item.count) <= limit else { throw .invalid("an expression that is too long") }
        func fork(_ into: Int, _ past: Int) -> PatternStep { isLazy ? .either(past, into) : .either(into, past) }
        var result: [PatternStep] = []
        for _ in 0..<least { result += shifted(item, by: result.count) }
        if let most {
            for _ in 0..<(most - least) {
                let start = result.count
                result.append(fork(start + 1, start + 1 + item.count))
                result += shifted(item, by: start + 1)
            }
            // Each of the optional ones may be the last: leaving one leads behind the next fork, which may be left again.
            return result
        }
        let start = result.count
        result.append(fork(start + 1, start + 2 + item.count))
        result += shifted(item, by: start + 1)
        result.append(.jump(start))
        return result
    }

    private mutating func atom(depth: Int) throws(PatternError) -> [PatternStep] {
        guard let scalar = next else { return [] }
        place += 1
        switch scalar {
        case "(": return try group(depth: depth)
        case "[": return [.one(try set())]
        case ".": return [.one(.any)]
        case "^": return [.start]
        case "$": return [.end]
        case "*", "+", "?": throw .invalid("\(scalar) with nothing to repeat")
        case "\\": return [try escape()]
        default: return [.one(literal(scalar))]
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> PatternSet {
        PatternSet(ranges: [scalar.value...scalar.value], ignoresCase: ignoresCase)
    }

    private mutating func group(depth: Int) throws(PatternError) -> [PatternStep] {
        var isCounted = true
        if take("?") {
            if take(":") {
                isCounted = false
            } else if take("P"), take("<") {
                guard let end = scalars[place...].firstIndex(of: ">") else { throw .invalid("a group's name without end") }
                place = end + 1
            } else {
                throw .invalid("look-around or flags, which are not supported")
            }
        }
        if isCounted { groups += 1 }
        let number = groups
        let body = try alternation(depth: depth + 1)
        guard take(")") else { throw .invalid("an opening parenthesis without a closing one") }
        guard isCounted else { return body }
        return [.save(number * 2)] + Self.shifted(body, by: 1) + [.save(number * 2 + 1)]
    }

    private mutating func escape() throws(PatternError) -> PatternStep {
        guard let scalar = next else { throw .invalid("a backslash at the end") }
        place += 1
        switch scalar {
        case "b": return .boundary(true)
        case "B": return .boundary(false)
        default:
            place -= 1
            return .one(try escapedSet())
        }
    }

    /// What a backslash and the next character mean, inside and outside of brackets.
    private mutating func escapedSet() throws(PatternError) -> PatternSet {
        guard let scalar = next else { throw .invalid("a backslash at the end") }
        place += 1
        switch scalar {
        case "d": return .digit
        case "w": return .word
        case "s": return .space
        case "D": return PatternSet(ranges: PatternSet.digit.ranges, isNegated: true)
        case "W": return PatternSet(ranges: PatternSet.word.ranges, isNegated: true)
        case "S": return PatternSet(ranges: PatternSet.space.ranges, isNegated: true)
        case "n": return literal("\n")
        case "r": return literal("\r")
        case "t": return literal("\t")
        case "0"..."9": throw .invalid("a back-reference, which is not supported")
        case "a"..."z", "A"..."Z": throw .invalid("the unknown escape \\\(scalar)")
        default: return literal(scalar)
        }
    }

    private mutating func set() throws(PatternError) -> PatternSet {
        var set = PatternSet(ranges: [], isNegated: take("^"), ignoresCase: ignoresCase)
        var isFirst = true
        while let scalar = next, isFirst || scalar != "]" {
            isFirst = false
            place += 1
            var low: UInt32 = scalar.value
            if scalar == "\\" {
                let escaped = try escapedSet()
                guard let single = escaped.ranges.first, !escaped.isNegated, escaped.ranges.count == 1, single.count == 1 else {
                    set.ranges += escaped.plainRanges
                    continue
                }
                low = single.lowerBound
            }
            var high = low
            if next == "-", place + 1 < scalars.count, scalars[place + 1] != "]" {
                place += 1
                high = scalars[place].value
                place += 1
                if scalars[place - 1] == "\\" { high = try escapedSet().ranges.first?.lowerBound ?? low }
            }
            guard high >= low else { throw .invalid("a range of characters that runs backwards") }
            set.ranges.append(low...high)
        }
        guard take("]") else { throw .invalid("an opening bracket without a closing one") }
        return set
    }

    private static func shifted(_ steps: [PatternStep], by offset: Int) -> [PatternStep] {
        steps.map { step in
            switch step {
            case .either(let first, let second): .either(first + offset, second + offset)
            case .jump(let target): .jump(target + offset)
            default: step
            }
        }
    }
}
