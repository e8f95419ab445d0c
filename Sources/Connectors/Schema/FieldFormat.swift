import Model

/// How the values of one field look at a remote, both ways.
struct FieldFormat: Sendable, Equatable {
    /// The type in the manifest language.
    var type: RemoteType
    /// How times are written.
    var timeForm = TimeForm.iso
    /// Minutes east of UTC, for times without a zone.
    var zoneMinutes = 0
    /// How amounts are written.
    var moneyForm = MoneyForm.text
    /// How the vendor counts minor units.
    var currencies = VendorCurrencies.usual
    /// What stands between the members of a set kept in one text; nil for a JSON list.
    var split: String?
    /// Digits behind the point that the remote keeps; nil: all.
    var scale: Int?
    /// True if numbers and truth values are written as text.
    var isWrittenAsText = false
    /// What stands for null besides null; never for booleans.
    var nullAs = JSON.null

    /// A value that is not of the kind its type takes.
    struct Mismatch: Error, Equatable {
        let expected: String
    }

    /// Reads a value. A scalar that has no canonical value stays as it came; a list or a map where a scalar belongs is a mismatch.
    func read(_ json: JSON, currency: Currency?) throws(Mismatch) -> FieldValue {
        if json == .null || (type != .bool && json == nullAs) { return .null }
        switch type {
        case .set: return try readSet(json)
        case .json: return .text(json.text)
        default: break
        }
        guard let text = Self.scalarText(json) else { throw Mismatch(expected: type.rawValue) }
        switch type {
        case .text, .email, .phone, .url, .enum, .ref: return .text(text)
        case .bool: return readBoolean(text)
        // A remote that keeps numbers and times in text keeps an empty one for null.
        default: return text.isEmpty ? .null : readScalar(json, text: text, currency: currency)
        }
    }

    private func readScalar(_ json: JSON, text: String, currency: Currency?) -> FieldValue {
        switch type {
        case .integer:
            let number = ExactDecimal(text).flatMap { $0.scale == 0 ? Int64(exactly: $0.coefficient) : .none }
            return number.map(FieldValue.integer) ?? .raw(text)
        case .decimal: return ExactDecimal(text).map(FieldValue.decimal) ?? .raw(text)
        case .money:
            guard let currency, let money = readMoney(text, currency) else { return .raw(text) }
            return .money(money)
        case .date: return readDate(json, text: text).map(FieldValue.date) ?? .raw(text)
        case .time: return timeForm.read(json, zoneMinutes: zoneMinutes).map(FieldValue.timestamp) ?? .raw(text)
        default: return .raw(text)
        }
    }

    private func readDate(_ json: JSON, text: String) -> CalendarDate? {
        // A day kept as an instant is midnight UTC; never through local midnight.
        CalendarDate(text) ?? timeForm.read(json, zoneMinutes: 0)?.date
    }

    private func readMoney(_ text: String, _ currency: Currency) -> Money? {
        switch moneyForm {
        case .text, .number: ExactDecimal(text).flatMap { Money(rounding: $0, currency: currency) }
        case .minor: Int64(text).flatMap { currencies.money(minor: $0, in: currency) }
        }
    }

    private func writeMoney(_ money: Money) -> JSON? {
        switch moneyForm {
        case .text: .string(kept(money.amountText))
        case .number: .number(kept(money.amountText))
        case .minor: currencies.minor(of: money).map { .integer($0) }
        }
    }

    /// Decimal text with no more digits than the remote keeps: what it would round itself would look like an edit when it is read back.
    private func kept(_ text: String) -> String {
        guard let scale, let number = ExactDecimal(text), number.scale > scale, let (value, _) = number.rounded(toScale: scale) else {
            return text
        }
        return ExactDecimal(coefficient: value, scale: scale).text
    }

    private func readBoolean(_ text: String) -> FieldValue {
        switch text.lowercased() {
        case "true", "1": .boolean(true)
        case "false", "0": .boolean(false)
        case "": .null
        default: .raw(text)
        }
    }

    private func readSet(_ json: JSON) throws(Mismatch) -> FieldValue {
        switch json {
        case .array(let elements):
            let texts = elements.compactMap(Self.scalarText)
            guard texts.count == elements.count else { throw Mismatch(expected: "a list of scalars") }
            return .set(of: texts.filter { !$0.isEmpty })
        case .object: throw Mismatch(expected: "a set")
        default:
            let text = Self.scalarText(json) ?? ""
            guard let split, !split.isEmpty else { return .set(of: text.isEmpty ? [] : [text]) }
            return .set(of: Self.parts(of: text, between: split))
        }
    }

    private static func parts(of text: String, between separator: String) -> [String] {
        var parts: [String] = []
        var rest = text[...]
        while let found = rest.firstRange(of: separator) {
            parts.append(String(rest[..<found.lowerBound]))
            rest = rest[found.upperBound...]
        }
        parts.append(String(rest))
        return parts.filter { !$0.isEmpty }
    }

    /// The text of a scalar; nil for a list or a map.
    static func scalarText(_ json: JSON) -> String? {
        switch json {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    private var isText: Bool { type == .text || isWrittenAsText }

    /// Writes a value as the remote wants it; nil where it cannot be said, such as a value that was only kept as it came.
    func write(_ value: FieldValue) -> JSON? {
        switch (value, type) {
        case (.null, .bool): .null
        case (.null, _): nullAs
        case (.text(let text), .json): (try? JSON(parsing: text)) ?? .string(text)
        case (.text(let text), _): .string(text)
        case (.integer(let number), _) where isText: .string(String(number))
        case (.integer(let number), _): .integer(number)
        case (.decimal(let number), _) where isText: .string(kept(number.text))
        case (.decimal(let number), _): .number(kept(number.text))
        case (.money(let money), _): writeMoney(money)
        case (.boolean(let value), _) where isText: .string(value ? "true" : "false")
        case (.boolean(let value), _): .bool(value)
        case (.date(let date), .time): timeForm.write(Timestamp(date), zoneMinutes: zoneMinutes)
        case (.date(let date), _): .string(date.text)
        case (.timestamp(let instant), .date): .string(instant.date.text)
        case (.timestamp(let instant), _): timeForm.write(instant, zoneMinutes: zoneMinutes)
        case (.set(let texts), _): split.map { .string(texts.joined(separator: $0)) } ?? .array(texts.map(JSON.string))
        case (.ref, _), (.raw, _): .none
        }
    }
}
