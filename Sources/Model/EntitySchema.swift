/// The type of a field in the hub. Source: the entities of docs/CONFIG.md.
public enum FieldType: Hashable, Sendable {
    /// Plain text.
    case text
    /// An e-mail address.
    case email
    /// A telephone number, E.164 where it can be read.
    case phone
    /// A web address.
    case url
    /// A host name without scheme, path or `www.`.
    case domain
    /// ISO 3166-1 alpha-2.
    case country
    /// ISO 4217.
    case currency
    /// Minor units and currency.
    case money
    /// A whole number.
    case integer
    /// An exact decimal.
    case decimal
    /// Basis points.
    case percent
    /// A day.
    case date
    /// An instant.
    case timestamp
    /// Yes or no.
    case boolean
    /// One of these texts.
    case enumeration([String])
    /// Several texts.
    case set
    /// Another entity.
    case ref(EntityKind)

    /// The type's name in config.yaml.
    public var name: String {
        switch self {
        case .text: "text"
        case .email: "email"
        case .phone: "phone"
        case .url: "url"
        case .domain: "domain"
        case .country: "country"
        case .currency: "currency"
        case .money: "money"
        case .integer: "integer"
        case .decimal: "decimal"
        case .percent: "percent"
        case .date: "date"
        case .timestamp: "timestamp"
        case .boolean: "boolean"
        case .enumeration: "enum"
        case .set: "set"
        case .ref: "ref"
        }
    }

    /// The types that need no more said, for custom fields.
    public static let plain: [FieldType] = [
        .text, .email, .phone, .url, .domain, .country, .currency, .money, .integer, .decimal, .percent, .date, .timestamp, .boolean, .set,
    ]
}

/// One field of a kind of entity.
public struct SchemaField: Sendable, Hashable {
    /// The column's name.
    public let name: String
    /// What it holds.
    public let type: FieldType
    /// True if an entity is nothing without it.
    public let isRequired: Bool
}

/// The fields of the kinds of entity: the one place that says what the hub holds.
public enum EntitySchema {
    /// The fields of a kind, in the order of its columns.
    public static func fields(of kind: EntityKind) -> [SchemaField] {
        switch kind {
        case .partner: partner
        case .customer: customer
        case .referral: referral
        case .deal: deal
        case .payment: payment
        }
    }

    /// The field of that name; nil for a custom or an unknown one.
    public static func field(_ name: String, of kind: EntityKind) -> SchemaField? {
        fields(of: kind).first { $0.name == name }
    }

    private static func field(_ name: String, _ type: FieldType, required: Bool = false) -> SchemaField {
        SchemaField(name: name, type: type, isRequired: required)
    }

    private static let partner = [
        field("name", .text, required: true), field("kind", .enumeration(["affiliate", "customer", "company"])), field("email", .email),
        field("phone", .phone), field("domain", .domain), field("website", .url), field("country", .country),
        field("status", .enumeration(["applied", "invited", "approved", "declined", "suspended", "banned", "archived"])),
        field("tier", .text), field("cohort", .text), field("manager", .email), field("persona", .text), field("joined_at", .timestamp),
        field("payout_method", .enumeration(["paypal", "stripe", "manual"])), field("payout_account", .text),
        field("payout_currency", .currency), field("tax_form", .enumeration(["none", "requested", "received"])), field("public", .boolean),
        field("notes", .text), field("recruiter", .ref(.partner)),
    ]

    private static let customer = [
        field("first_name", .text), field("last_name", .text), field("email", .email), field("phone", .phone), field("company", .text),
        field("domain", .domain), field("country", .country), field("source", .text), field("first_seen_at", .timestamp),
        field("cancelled_at", .timestamp), field("lifetime_value", .money), field("support_tickets", .integer),
    ]

    private static let referral = [
        field("partner", .ref(.partner), required: true), field("customer", .ref(.customer)), field("name", .text), field("email", .email),
        field("company", .text), field("source", .enumeration(["link", "coupon", "form", "manual", "crm"])),
        field("state", .enumeration(["new", "qualified", "meeting", "negotiation", "won", "lost", "unqualified"])),
        field("submitted_at", .timestamp), field("protected_until", .timestamp), field("notes", .text),
    ]

    private static let deal = [
        field("name", .text), field("customer", .ref(.customer)), field("partner", .ref(.partner)), field("referral", .ref(.referral)),
        field("order_number", .text), field("amount", .money), field("tax", .money), field("discount", .money), field("shipping", .money),
        field("stage", .text), field("state", .enumeration(["open", "won", "lost"])), field("pipeline", .text),
        field("opened_at", .timestamp), field("won_at", .timestamp), field("closed_at", .timestamp), field("paid_at", .timestamp),
        field("coupon", .text), field("click", .text), field("owner", .email),
    ]

    private static let payment = [
        field("deal", .ref(.deal)), field("kind", .enumeration(["charge", "refund", "dispute", "dispute_won"])),
        field("amount", .money, required: true), field("provider", .text, required: true), field("provider_id", .text, required: true),
        field("invoice", .text), field("occurred_at", .timestamp, required: true),
    ]
}
