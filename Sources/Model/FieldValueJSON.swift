extension FieldValue {
    /// The value as the hub stores it in base pairs, conflicts and the outbox: plain where JSON has the type, else a map of one tagged
    /// member, so that it reads back the same without its schema.
    public var stored: JSON {
        switch self {
        case .null: .null
        case .text(let text): .string(text)
        case .integer(let number): .integer(number)
        case .boolean(let value): .bool(value)
        case .set(let texts): .array(texts.map(JSON.string))
        case .decimal(let number): ["decimal": .string(number.text)]
        case .money(let money): ["minor": .integer(money.minor), "currency": .string(money.currency.code)]
        case .date(let date): ["date": .string(date.text)]
        case .timestamp(let instant): ["time": .integer(instant.milliseconds)]
        case .ref(let id): ["ref": .string(id.text)]
        case .raw(let text): ["raw": .string(text)]
        }
    }

    /// Reads a stored value back; nil if it was not written by `stored`.
    public init?(stored: JSON) {
        switch stored {
        case .null: self = .null
        case .string(let text): self = .text(text)
        case .number:
            guard let number = stored.integer else { return nil }
            self = .integer(number)
        case .bool(let value): self = .boolean(value)
        case .array(let elements):
            let texts = elements.compactMap(\.string)
            guard texts.count == elements.count else { return nil }
            self = .set(texts)
        case .object(let object):
            guard let value = Self.tagged(object) else { return nil }
            self = value
        }
    }

    private static func tagged(_ object: JSONObject) -> FieldValue? {
        if let minor = object["minor"]?.integer, let code = object["currency"]?.string, let currency = Currency(code) {
            return .money(Money(minor: minor, currency: currency))
        }
        guard object.count == 1, let (name, value) = object.members.first else { return nil }
        switch name {
        case "decimal": return value.string.flatMap(ExactDecimal.init).map(FieldValue.decimal)
        case "date": return value.string.flatMap { CalendarDate($0) }.map(FieldValue.date)
        case "time": return value.integer.map { .timestamp(Timestamp(milliseconds: $0)) }
        case "ref": return value.string.flatMap(EntityID.init).map(FieldValue.ref)
        case "raw": return value.string.map(FieldValue.raw)
        default: return nil
        }
    }

    /// The value as `--json` prints it: money with its decimal text, times in ISO 8601.
    public var printed: JSON {
        switch self {
        case .decimal(let number): .string(number.text)
        case .money(let money):
            ["amount": .string(money.amountText), "minor": .integer(money.minor), "currency": .string(money.currency.code)]
        case .date, .timestamp, .ref: .string(display)
        default: stored
        }
    }
}

extension [String: FieldValue] {
    /// The values as one stored map, names sorted, so that equal values give equal bytes.
    public var stored: JSON {
        .object(JSONObject(sorted { $0.key < $1.key }.map { ($0.key, $0.value.stored) }))
    }

    /// Reads a stored map back; nil if one value cannot be read.
    public init?(stored: JSON) {
        guard let object = stored.object else { return nil }
        self.init(minimumCapacity: object.count)
        for (name, value) in object.members {
            guard let value = FieldValue(stored: value) else { return nil }
            self[name] = value
        }
    }
}
