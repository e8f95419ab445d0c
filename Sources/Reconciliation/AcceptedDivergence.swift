public import Model

/// Why hub and remote show different values and are still in step (R1).
public enum DivergenceReason: String, Sendable, CaseIterable {
    /// The remote cut it.
    case truncated
    /// The remote changed upper and lower case.
    case recased
    /// The remote took blanks out.
    case trimmed
    /// The remote rounded it.
    case rounded
    /// The remote has one value for several of the hub's.
    case picklistMapped = "picklist-mapped"
    /// The hub has no value for the remote's.
    case unknownValue = "unknown-value"
    /// The remote cannot empty it.
    case notClearable = "not-clearable"
    /// The policy leaves others their value, or the side is not written.
    case ignored
}

/// Tells a remote's own rendering of a value from another value.
public enum AcceptedDivergence {
    /// Why a remote that was given `intended` may show `shown` and still be in step.
    ///
    /// Promises: what the side declares (length, scale, resolution, map) is always recognised; beyond that only changes that no person
    /// makes by chance: case, blanks, a cut at 32 characters or later, a rounding at two places or more, milliseconds cut off.
    /// - Returns: nil if it is another value, and also if it is no divergence at all.
    public static func reason(intended: FieldValue, shown: FieldValue, as type: FieldType, side: FieldSide) -> DivergenceReason? {
        if CanonicalForm.equal(intended, shown, as: type) { return nil }
        if intended.isBlank { return side.canClear ? nil : .notClearable }
        if let declared = declared(intended: intended, shown: shown, as: type, side: side) { return declared }
        switch (intended, shown) {
        case (.text(let given), .text(let text)): return reason(given, text, as: type, side: side)
        case (.text(let given), .raw(let text)): return TextForm.folded(given) == TextForm.folded(text) ? .recased : nil
        case (.decimal(let given), .decimal(let number)): return isRounding(given, number, from: side.scale ?? 2) ? .rounded : nil
        case (.money(let given), .money(let money)):
            guard let scale = side.scale, given.currency == money.currency else { return nil }
            return isRounding(major(given), major(money), from: scale) ? .rounded : nil
        case (.timestamp(let given), .timestamp(let instant)):
            let resolution = max(side.resolution ?? .seconds(1), .seconds(1))
            return instant == given.truncated(to: resolution) ? .rounded : nil
        default: return nil
        }
    }

    /// Why `shown` is all that the remote can keep of `intended` by what the side declares; nil if it is not.
    static func declared(intended: FieldValue, shown: FieldValue, as type: FieldType, side: FieldSide) -> DivergenceReason? {
        if let map = side.map {
            guard !intended.isBlank, case .value(let word) = side.remoteValue(from: intended, as: type, resolve: { _ in nil }),
                case .value(let other) = side.remoteValue(from: shown, as: type, resolve: { _ in nil }), word == other
            else { return sharesReading(intended, shown, map) ? .picklistMapped : nil }
            return .picklistMapped
        }
        guard case .value(let kept) = side.reduced(intended, as: type), kept != intended, CanonicalForm.equal(kept, shown, as: type) else {
            return nil
        }
        switch kept {
        case .text: return .truncated
        default: return .rounded
        }
    }

    /// True if what is written for one hub value reads back as the other.
    private static func sharesReading(_ intended: FieldValue, _ shown: FieldValue, _ map: PicklistMap) -> Bool {
        guard case .text(let given) = intended, case .text(let text) = shown, let word = map.remote(of: given) else { return false }
        return map.hub(of: word) == text
    }

    private static func reason(_ given: String, _ text: String, as type: FieldType, side: FieldSide) -> DivergenceReason? {
        let (given, text) = (TextForm.cleaned(given), TextForm.cleaned(text))
        if TextForm.folded(given) == TextForm.folded(text) { return .recased }
        let (tidyGiven, tidyText) = (TextForm.folded(TextForm.tidied(given)), TextForm.folded(TextForm.tidied(text)))
        if tidyGiven == tidyText { return .trimmed }
        guard type == .text, tidyGiven.hasPrefix(tidyText) else { return nil }
        if let maximum = side.maximumLength {
            return TextForm.folded(FieldSide.cut(given, to: maximum)) == TextForm.folded(text) ? .truncated : nil
        }
        return text.utf16.count >= 32 ? .truncated : nil
    }

    private static func major(_ money: Money) -> ExactDecimal {
        ExactDecimal(coefficient: Int128(money.minor), scale: money.currency.exponent)
    }

    /// True if a number is another one at fewer places: rounded half-even, half away from zero, or cut.
    private static func isRounding(_ given: ExactDecimal, _ number: ExactDecimal, from lowest: Int) -> Bool {
        guard number.scale < given.scale, given.scale > lowest else { return false }
        for scale in max(lowest, number.scale)..<given.scale {
            guard let shown = number.rounded(toScale: scale)?.coefficient, let exact = shown.multiplied(by: given.scale - scale) else {
                continue
            }
            let unit = Int128(1).multiplied(by: given.scale - scale) ?? 0
            let distance = (given.coefficient - exact).magnitude
            let isNearerToZero = given.coefficient.magnitude >= exact.magnitude && given.coefficient.signum() * exact.signum() >= 0
            let isCut = isNearerToZero && distance < unit.magnitude
            if distance * 2 <= unit.magnitude || isCut { return true }
        }
        return false
    }
}

extension Int128 {
    /// The number times a power of ten; nil if it does not fit.
    fileprivate func multiplied(by places: Int) -> Int128? {
        var result = self
        for _ in 0..<places {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            result = product
        }
        return result
    }
}
