/// One step of a compiled expression.
enum PatternStep: Sendable, Hashable {
    case one(PatternSet)
    case either(Int, Int)
    case jump(Int)
    case save(Int)
    case start
    case end
    case boundary(Bool)
    case match
}

/// A set of characters.
struct PatternSet: Sendable, Hashable {
    var ranges: [ClosedRange<UInt32>]
    var isNegated = false
    var ignoresCase = false

    static let digit = PatternSet(ranges: [48...57])
    static let word = PatternSet(ranges: [48...57, 65...90, 95...95, 97...122])
    static let space = PatternSet(ranges: [9...10, 12...13, 32...32])
    static let any = PatternSet(ranges: [10...10], isNegated: true)

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var found = holds(scalar.value)
        if !found, ignoresCase {
            found =
                holds(scalar.properties.lowercaseMapping.unicodeScalars.first?.value ?? 0)
                || holds(scalar.properties.uppercaseMapping.unicodeScalars.first?.value ?? 0)
        }
        return found != isNegated
    }

    private func holds(_ value: UInt32) -> Bool { ranges.contains { $0.contains(value) } }

    /// The ranges of what is in the set, with a negation carried out.
    var plainRanges: [ClosedRange<UInt32>] {
        guard isNegated else { return ranges }
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        return result + [next...0x10FFFF]
    }
}

/// Why a text is not a regular expression.
public enum PatternError: Error, Sendable, Equatable {
    /// What is wrong with it.
    case invalid(String)

    /// What is wrong with it.
    public var reason: String {
        switch self {
        case .invalid(let reason): reason
        }
    }
}
