/// A decimal number, exact: what comparing and rounding amounts needs, without a binary float.
struct SalesforceNumber: Comparable, Sendable {
    private let digits: Int128
    private let scale: Int

    /// Reads a JSON number or a SOQL literal of at most 30 significant digits; nil for more, or for no number.
    init?(_ text: String) {
        let parts = text.lowercased().split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
        let exponent = parts.count > 1 ? Int(parts[1]) : 0
        let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
        let letters = String(mantissa[0]) + fraction
        guard let exponent, (-30...30).contains(exponent), !mantissa[0].isEmpty, letters.count <= 30, let digits = Int128(letters),
            fraction.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        let scale = fraction.count - exponent
        guard scale <= 60, letters.count + max(0, -scale) <= 37 else { return nil }
        self.digits = scale < 0 ? digits * Self.power(-scale) : digits
        self.scale = max(0, scale)
    }

    private init(digits: Int128, scale: Int) {
        self.digits = digits
        self.scale = scale
    }

    static func == (left: SalesforceNumber, right: SalesforceNumber) -> Bool { compare(left, right) == 0 }

    static func < (left: SalesforceNumber, right: SalesforceNumber) -> Bool { compare(left, right) < 0 }

    /// Rounded half up, away from zero, to that many places.
    func rounded(to places: Int) -> SalesforceNumber {
        guard scale > places else { return self }
        let step = Self.power(scale - places)
        let half = step / 2
        return SalesforceNumber(digits: (digits + (digits < 0 ? -half : half)) / step, scale: places)
    }

    /// The number of digits before the point.
    var wholeDigits: Int { String((digits / Self.power(scale)).magnitude).count }

    /// The text as Salesforce answers it: `12000.0`, `12.34`; without a point where it is whole by type.
    func text(asInteger: Bool) -> String {
        let unit = Self.power(scale)
        let sign = digits < 0 ? "-" : ""
        let whole = String((digits / unit).magnitude)
        if asInteger { return sign + whole }
        let rest = String((digits % unit).magnitude)
        var fraction = String(repeating: "0", count: max(0, scale - rest.count)) + (scale > 0 ? rest : "")
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(sign)\(whole).\(fraction.isEmpty ? "0" : fraction)"
    }

    private static func compare(_ left: SalesforceNumber, _ right: SalesforceNumber) -> Int {
        let scale = min(max(left.scale, right.scale), 20)
        let (left, right) = (left.rounded(to: scale), right.rounded(to: scale))
        let (first, second) = (
            left.digits.multipliedReportingOverflow(by: power(scale - left.scale)),
            right.digits.multipliedReportingOverflow(by: power(scale - right.scale))
        )
        // A number too large to be aligned is larger in the sense of its sign.
        if first.overflow { return left.digits < 0 ? -1 : 1 }
        if second.overflow { return right.digits < 0 ? 1 : -1 }
        return first.partialValue < second.partialValue ? -1 : first.partialValue > second.partialValue ? 1 : 0
    }

    private static func power(_ exponent: Int) -> Int128 {
        (0..<min(exponent, 38)).reduce(Int128(1)) { power, _ in power * 10 }
    }
}
