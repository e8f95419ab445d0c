public import Model

/// What the canonical form of a value may depend on besides the value.
public struct CanonicalContext: Sendable, Equatable {
    /// The record's country, else the program's, as ISO 3166-1 alpha-2: decides how a national phone number is read.
    public var country: String?

    /// Names a context.
    public init(country: String?) { self.country = country }
}

/// The one form in which values are kept and compared (R3). Promises: pure and idempotent (S14).
public enum CanonicalForm {
    /// Counts the changes of these rules; part of every fingerprint (R30).
    public static let version = 1

    /// The form in which the hub keeps a value of a type.
    ///
    /// Promises: applying it again changes nothing. Blank text is null for every type. Text that cannot be read as an e-mail address,
    /// phone, URL or domain stays as it is; whatever else cannot be read as its type becomes `raw`. A raw value stays raw.
    public static func canonical(_ value: FieldValue, as type: FieldType, in context: CanonicalContext) -> FieldValue {
        if case .raw = value { return value }
        switch type {
        case .text: return TextForm.canonical(value)
        case .email: return text(value) { EmailForm.canonical($0) ?? $0 }
        case .phone: return text(value) { PhoneForm.canonical($0, country: context.country) ?? $0 }
        case .url: return text(value) { URLForm.canonical($0) ?? $0 }
        case .domain: return text(value) { DomainForm.canonical($0) ?? $0 }
        case .country: return code(value) { Country.code(of: $0) }
        case .currency: return code(value) { Currency($0)?.code }
        case .money: return NumberForm.money(value)
        case .integer: return NumberForm.integer(value)
        case .decimal: return NumberForm.decimal(value)
        case .percent: return NumberForm.percent(value)
        case .date: return TimeForm.date(value)
        case .timestamp: return TimeForm.timestamp(value)
        case .boolean: return boolean(value)
        case .enumeration(let options): return code(value) { options.contains($0) ? $0 : nil }
        case .set: return TextForm.set(value)
        case .ref(let kind): return reference(value, kind)
        }
    }

    /// The form in which two values are compared: of values that differ only in what people do not mean, one.
    ///
    /// E-mail addresses without case, web addresses without `http:` or `https:`, decimals by value, sets sorted, text in NFC without
    /// outer blanks, blank as null.
    public static func comparable(_ value: FieldValue, as type: FieldType) -> FieldValue {
        switch value {
        case .text(let text):
            let cleaned = TextForm.cleaned(text)
            if cleaned.isEmpty { return .null }
            switch type {
            case .email, .domain: return .text(cleaned.lowercased())
            case .url: return .text(URLForm.comparable(cleaned))
            default: return .text(cleaned)
            }
        case .set(let texts):
            return TextForm.set(.set(texts))
        case .decimal(let number):
            if type == .integer, case .integer(let whole) = NumberForm.integer(value) { return .integer(whole) }
            return .decimal(number)
        case .integer(let number) where type == .decimal:
            return .decimal(ExactDecimal(coefficient: Int128(number), scale: 0))
        default: return value
        }
    }

    /// True if two values mean the same. Promises: an equivalence, so that the result of a merge cannot depend on order (S13).
    public static func equal(_ left: FieldValue, _ right: FieldValue, as type: FieldType) -> Bool {
        left == right || comparable(left, as: type) == comparable(right, as: type)
    }

    /// The same; in a proof build without that guard, true only of values that are written alike, letter by letter (R3).
    public static func equal(_ left: FieldValue, _ right: FieldValue, as type: FieldType, guards: Guards) -> Bool {
        guard !guards.stands(.canonicalForm) else { return equal(left, right, as: type) }
        return left == right && left.display.unicodeScalars.elementsEqual(right.display.unicodeScalars)
    }

    /// The text under which a value of an identity field is looked for (R25).
    /// - Returns: nil for what must never match: blank, unreadable, a phone without its country, a domain of free or disposable mail.
    public static func identityKey(_ value: FieldValue, as type: FieldType, guards: Guards = Guards()) -> String? {
        switch (type, comparable(value, as: type)) {
        case (.email, .text(let text)): return EmailForm.canonical(text) == nil ? nil : text
        case (.phone, .text(let text)): return PhoneForm.isInternational(text) ? text : nil
        case (.domain, .text(let text)):
            let isNobodys = FreeMail.contains(text) && guards.stands(.freeMail)
            guard DomainForm.canonical(text) == text, text.contains("."), !isNobodys else { return nil }
            return text
        case (.url, .text(let text)), (.text, .text(let text)): return text
        case (.integer, .integer(let number)): return String(number)
        case (.decimal, .decimal(let number)): return number.text
        case (.ref, .ref(let id)): return id.text
        default: return nil
        }
    }

    private static func text(_ value: FieldValue, _ form: (String) -> String) -> FieldValue {
        guard case .text(let text) = TextForm.canonical(value) else { return .null }
        return .text(form(text))
    }

    private static func code(_ value: FieldValue, _ form: (String) -> String?) -> FieldValue {
        guard case .text(let text) = TextForm.canonical(value) else { return .null }
        return form(text).map(FieldValue.text) ?? .raw(text)
    }

    private static func boolean(_ value: FieldValue) -> FieldValue {
        switch value {
        case .null, .boolean: return value
        case .text(let text):
            let cleaned = TextForm.cleaned(text)
            switch cleaned.lowercased() {
            case "": return .null
            case "true": return .boolean(true)
            case "false": return .boolean(false)
            default: return .raw(cleaned)
            }
        default: return .raw(value.display)
        }
    }

    private static func reference(_ value: FieldValue, _ kind: EntityKind) -> FieldValue {
        switch value {
        case .null: return .null
        case .ref(let id): return id.kind == kind ? value : .raw(id.text)
        case .text(let text):
            let cleaned = TextForm.cleaned(text)
            if cleaned.isEmpty { return .null }
            guard let id = EntityID(cleaned), id.kind == kind else { return .raw(cleaned) }
            return .ref(id)
        default: return .raw(value.display)
        }
    }
}
