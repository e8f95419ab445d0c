/// Numbers with a unit, as both config.yaml and manifests write them.
public enum Quantity {
    /// Reads `1ms`, `5s`, `10m`, `2h` or `30d`; nil for anything else, also for a number without a unit.
    public static func duration(_ text: String) -> Duration? {
        for (unit, milliseconds) in [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)] as [(String, Int64)] {
            guard text.hasSuffix(unit), let number = digits(text.dropLast(unit.count)) else { continue }
            let (product, overflow) = number.multipliedReportingOverflow(by: milliseconds)
            return overflow ? nil : .milliseconds(product)
        }
        return nil
    }

    /// A duration as it is written, in the largest unit that divides it.
    public static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        if attoseconds != 0 { return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)ms" }
        for (unit, length) in [("d", 86_400), ("h", 3600), ("m", 60)] as [(String, Int64)] where seconds != 0 && seconds % length == 0 {
            return "\(seconds / length)\(unit)"
        }
        return "\(seconds)s"
    }

    /// Reads `100MB`, `64KB`, `1GB` or `500B`, in bytes by powers of ten; nil for anything else.
    public static func bytes(_ text: String) -> Int? {
        for (unit, size) in [("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1)] {
            guard text.hasSuffix(unit), let number = digits(text.dropLast(unit.count)) else { continue }
            let (product, overflow) = Int(number).multipliedReportingOverflow(by: size)
            return overflow ? nil : product
        }
        return nil
    }

    /// Reads `10%` or `2.5%`, up to two places, from 0 to 100, as basis points; nil for anything else.
    public static func basisPoints(_ text: String) -> Int? {
        guard text.hasSuffix("%") else { return nil }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, let whole = digits(first), whole <= 100 else { return nil }
        var hundredths: Int64 = 0
        if parts.count == 2 {
            guard (1...2).contains(parts[1].count), let number = digits(parts[1]) else { return nil }
            hundredths = parts[1].count == 1 ? number * 10 : number
        }
        let points = Int(whole * 100 + hundredths)
        return points <= 10_000 ? points : nil
    }

    private static func digits(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(text)
    }
}
