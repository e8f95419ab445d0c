/// The value of one field, at a remote or in the hub. A field that was not returned has no value at all (`nil` where a value is
/// optional): absent is no information, null is known to be empty.
public enum FieldValue: Hashable, Sendable {
    /// Known to be empty.
    case null
    /// Text, also for e-mail, phone, URL, domain, country, currency and enum.
    case text(String)
    /// A whole number; percent is in basis points.
    case integer(Int64)
    /// A decimal number, exact.
    case decimal(ExactDecimal)
    /// An amount in minor units with its currency.
    case money(Money)
    /// Yes or no.
    case boolean(Bool)
    /// A day without a zone.
    case date(CalendarDate)
    /// An instant.
    case timestamp(Timestamp)
    /// A set of texts, sorted and unique.
    case set([String])
    /// The hub's id of another entity.
    case ref(EntityID)
    /// What a remote holds and the hub has no canonical value for, kept as it came: an unknown picklist value, an unreadable date, a
    /// reference to a record that is not linked. It is never pushed and never becomes a hub value.
    case raw(String)

    /// A set from texts in any order, with repeats.
    public static func set(of texts: some Sequence<String>) -> FieldValue { .set(Array(Set(texts)).sorted()) }

    /// True for null, and for text or a set without content.
    public var isBlank: Bool {
        switch self {
        case .null: true
        case .text(let text): text.allSatisfy(\.isWhitespace)
        case .set(let texts): texts.isEmpty
        default: false
        }
    }

    /// The value as a person reads it; empty for null.
    public var display: String {
        switch self {
        case .null: ""
        case .text(let text), .raw(let text): text
        case .integer(let number): String(number)
        case .decimal(let number): number.text
        case .money(let money): money.text
        case .boolean(let value): value ? "true" : "false"
        case .date(let date): date.text
        case .timestamp(let instant): instant.milliseconds % 1000 == 0 ? instant.iso : instant.isoMilliseconds
        case .set(let texts): texts.joined(separator: "; ")
        case .ref(let id): id.text
        }
    }
}

/// Values by field name.
public typealias FieldValues = [String: FieldValue]
