import Model

/// Numbers and money. Text is read exactly; nothing passes through a binary float.
enum NumberForm {
    /// A whole number, or raw.
    static func integer(_ value: FieldValue) -> FieldValue {
        switch value {
        case .null, .integer: return value
        default:
            guard let number = exact(value) else { return unreadable(value) }
            guard number.scale == 0, let whole = Int64(exactly: number.coefficient) else { return unreadable(value) }
            return .integer(whole)
        }
    }

    /// A decimal, or raw.
    static func decimal(_ value: FieldValue) -> FieldValue {
        if case .null = value { return .null }
        return exact(value).map(FieldValue.decimal) ?? unreadable(value)
    }

    /// Basis points, or raw. Of text only `12.5%` says what it means; a bare 10 could be ten per cent or a tenth of one.
    static func percent(_ value: FieldValue) -> FieldValue {
        switch value {
        case .null, .integer: return value
        case .text(let text):
            let cleaned = TextForm.cleaned(text)
            guard cleaned.hasSuffix("%"), let number = ExactDecimal(TextForm.cleaned(String(cleaned.dropLast()))), number.scale <= 2,
                let points = number.rounded(toScale: 2), let whole = Int64(exactly: points.coefficient)
            else { return unreadable(value) }
            return .integer(whole)
        default: return unreadable(value)
        }
    }

    /// Money, or raw: an amount without a currency is no money.
    static func money(_ value: FieldValue) -> FieldValue {
        switch value {
        case .null, .money: return value
        case .text(let text):
            guard let money = Money(TextForm.cleaned(text)) else { return unreadable(value) }
            return .money(money)
        default: return unreadable(value)
        }
    }

    private static func exact(_ value: FieldValue) -> ExactDecimal? {
        switch value {
        case .integer(let number): ExactDecimal(coefficient: Int128(number), scale: 0)
        case .decimal(let number): number
        case .text(let text): ExactDecimal(TextForm.cleaned(text))
        default: nil
        }
    }

    /// Null for blank text, else the text as it came.
    private static func unreadable(_ value: FieldValue) -> FieldValue {
        let cleaned = TextForm.cleaned(value.display)
        return cleaned.isEmpty ? .null : .raw(cleaned)
    }
}
