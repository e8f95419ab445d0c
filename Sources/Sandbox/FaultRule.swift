/// One entry of a fault specification: `KIND[@VENDOR][:METHOD PATH]=P|#N`.
public struct FaultRule: Sendable, Equatable {
    /// When a rule strikes among the calls it matches.
    public enum Occasion: Sendable, Equatable {
        /// At random, in that share of calls. Units: parts of a million.
        case share(Int)
        /// At the call of that number, from 1.
        case call(Int)
    }

    /// What goes wrong.
    public let kind: FaultKind
    /// The vendor it is for; nil for all.
    public let vendor: String?
    /// The method it is for; nil for all.
    public let method: String?
    /// The path it is for, without query, `*` standing for any text; nil for all.
    public let path: String?
    /// When it strikes.
    public let occasion: Occasion

    /// Reads a specification: entries separated by commas or spaces, none of them empty; an empty text is no rule.
    /// - Throws: `SandboxError.faultEntry` or `.unknownFault` for the first entry that cannot be read.
    public static func parse(_ specification: String) throws(SandboxError) -> [FaultRule] {
        var rules: [FaultRule] = []
        var open = ""
        for word in specification.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\n" || $0 == "\t" }) {
            // A method and its path are written with a space between, so a word without `=` goes on in the next.
            open += open.isEmpty ? String(word) : " " + word
            guard word.contains("=") else { continue }
            rules.append(try FaultRule(open))
            open = ""
        }
        guard open.isEmpty else { throw .faultEntry(entry: open, reason: "no =P or =#N") }
        return rules
    }

    /// Reads one entry.
    /// - Throws: `SandboxError.faultEntry` or `.unknownFault`.
    public init(_ entry: String) throws(SandboxError) {
        guard let sign = entry.lastIndex(of: "=") else { throw .faultEntry(entry: entry, reason: "no =P or =#N") }
        let (left, right) = (entry[..<sign], entry[entry.index(after: sign)...])
        guard let occasion = Self.occasion(String(right)) else {
            throw .faultEntry(entry: entry, reason: "\(right) is neither a probability from 0 to 1 nor #N with N from 1")
        }
        self.occasion = occasion
        let parts = left.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let names = parts[0].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        kind = try FaultKind.named(String(names[0]))
        vendor = names.count > 1 ? String(names[1]) : nil
        guard vendor != "" else { throw .faultEntry(entry: entry, reason: "no vendor after @") }
        guard parts.count > 1 else {
            (method, path) = (nil, nil)
            return
        }
        let words = parts[1].split(separator: " ")
        guard words.count == 2, words[1].hasPrefix("/") || words[1].hasPrefix("*") else {
            throw .faultEntry(entry: entry, reason: "METHOD PATH should follow the colon")
        }
        method = words[0] == "*" ? nil : words[0].uppercased()
        path = String(words[1])
    }

    /// Whether a call is one of those the rule is for.
    public func matches(vendor: String, method: String, path: String) -> Bool {
        if let wanted = self.vendor, wanted != vendor { return false }
        if let wanted = self.method, wanted != method { return false }
        guard let pattern = self.path else { return true }
        return Self.matches(Array(pattern.utf8)[...], Array(path.utf8)[...])
    }

    /// The entry as it is written.
    public var text: String {
        var text = kind.rawValue
        if let vendor { text += "@\(vendor)" }
        if let path { text += ":\(method ?? "*") \(path)" }
        switch occasion {
        case .call(let number): return text + "=#\(number)"
        case .share(let millionths):
            let digits = String(millionths + 1_000_000).dropFirst()
            return text + "=\(millionths / 1_000_000).\(digits)"
        }
    }

    private static func occasion(_ text: String) -> Occasion? {
        if text.hasPrefix("#") {
            guard let number = Int(text.dropFirst()), number >= 1 else { return nil }
            return .call(number)
        }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = Int(parts[0]), whole >= 0 else { return nil }
        let fraction = parts.count > 1 ? String(parts[1]) : "0"
        guard (1...6).contains(fraction.count), let digits = Int(fraction + String(repeating: "0", count: 6 - fraction.count)), digits >= 0
        else { return nil }
        let millionths = whole.multipliedReportingOverflow(by: 1_000_000)
        guard !millionths.overflow, millionths.partialValue + digits <= 1_000_000 else { return nil }
        return .share(millionths.partialValue + digits)
    }

    private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == UInt8(ascii: "*") {
            let rest = pattern.dropFirst()
            return (text.startIndex...text.endIndex).contains { matches(rest, text[$0...]) }
        }
        return text.first == first && matches(pattern.dropFirst(), text.dropFirst())
    }
}
