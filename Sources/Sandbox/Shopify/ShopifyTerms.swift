import Model

/// What a search knows of a record: the values of each field that can be asked for.
struct ShopifyTerms: Sendable {
    /// A value by how it is compared.
    enum Value: Sendable {
        case instant(Timestamp?)
        case number(Int64)
        case amount(Int64, String)
        case text([String])
    }

    let store: ShopifyStore
    let now: Timestamp

    /// The fields that a search of a kind knows; of others it warns, and passes them over.
    static func known(_ kind: ShopifyKind) -> Set<String> {
        switch kind {
        case .orders:
            [
                "cart_token", "created_at", "customer_id", "discount_code", "email", "financial_status", "fulfillment_status", "id", "name",
                "processed_at", "source_name", "status", "tag", "test", "total_price", "updated_at",
            ]
        case .customers:
            [
                "created_at", "customer_date", "email", "first_name", "id", "last_name", "orders_count", "phone", "state", "tag",
                "updated_at",
            ]
        case .discounts: ["code", "created_at", "ends_at", "id", "starts_at", "status", "times_used", "title", "updated_at"]
        case .refunds: []
        }
    }

    /// Whether a record is among what is searched for.
    func holds(_ search: ShopifySearch, _ record: ShopifyRecord, _ kind: ShopifyKind) -> Bool {
        search.holds { term in
            switch term {
            case .word(let word): return words(record).contains { Self.fits($0, word) || Self.fits($0, word + "*") }
            case .field(let name, let comparison, let wanted):
                guard let value = value(name, record, kind) else { return true }
                if name == "status", kind == .orders, wanted == "any" { return true }
                return Self.holds(value, comparison, wanted)
            default: return true
            }
        }
    }

    private func words(_ record: ShopifyRecord) -> [String] {
        ["number", "email", "firstName", "lastName", "title", "code"].map { record.text($0) }.filter { !$0.isEmpty }
            + record.texts("tags")
    }

    private func value(_ name: String, _ record: ShopifyRecord, _ kind: ShopifyKind) -> Value? {
        guard Self.known(kind).contains(name) else { return nil }
        switch name {
        case "id": return .number(record.number)
        case "created_at", "customer_date", "processed_at": return .instant(record.created)
        case "updated_at": return .instant(record.updated)
        case "starts_at": return .instant(record.instant("startsAt"))
        case "ends_at": return .instant(record.instant("endsAt"))
        case "times_used": return .number(record.amount("uses"))
        case "orders_count": return .number(Int64(store.orders(of: record.id).count))
        case "customer_id": return .number(record.text("customer").split(separator: "/").last.flatMap { Int64($0) } ?? 0)
        case "total_price": return .amount(record.amount("total"), record.text("currency"))
        case "test": return .text([record.values["test"]?.bool == true ? "true" : "false"])
        case "discount_code": return .text(record.texts("discountCodes"))
        case "tag": return .text(record.texts("tags"))
        case "name": return .text([record.text("number"), "#" + record.text("number")])
        case "first_name": return .text([record.text("firstName")])
        case "last_name": return .text([record.text("lastName")])
        case "source_name": return .text([record.values["sourceName"]?.string ?? "web"])
        case "fulfillment_status": return .text([record.values["fulfillment"]?.string ?? "UNFULFILLED"])
        case "financial_status": return .text([ShopifyView.financialStatus(record, refunded: store.refunded(record.id))])
        case "status" where kind == .discounts: return .text([ShopifyView.status(record, at: now)])
        case "status": return .text(Self.standing(record))
        default: return .text([record.text(name)])
        }
    }

    private static func standing(_ order: ShopifyRecord) -> [String] {
        if order.values["cancelledAt"]?.string != nil { return ["cancelled", "not_closed"] }
        return order.values["closedAt"]?.string != nil ? ["closed"] : ["open", "not_closed"]
    }

    private static func holds(_ value: Value, _ comparison: ShopifySearch.Comparison, _ wanted: String) -> Bool {
        switch value {
        case .instant(let instant):
            if wanted == "*" { return instant != nil }
            guard let instant else { return false }
            if comparison == .equal, let day = CalendarDate(wanted) { return instant.date == day }
            guard let bound = Timestamp(iso: wanted) ?? Timestamp(naive: wanted) ?? CalendarDate(wanted).map({ Timestamp($0) }) else {
                return false
            }
            return order(instant.seconds, comparison, bound.seconds)
        case .number(let number): return Int64(wanted).map { order(number, comparison, $0) } ?? false
        case .amount(let minor, let currency):
            return ShopifyAmount.minor(.string(wanted), currency).map { order(minor, comparison, $0) } ?? false
        case .text(let texts): return texts.contains { fits($0, wanted) }
        }
    }

    private static func order(_ left: Int64, _ comparison: ShopifySearch.Comparison, _ right: Int64) -> Bool {
        switch comparison {
        case .atLeast: left >= right
        case .atMost: left <= right
        case .more: left > right
        case .less: left < right
        case .equal: left == right
        }
    }

    /// Whether a text is the one wanted, in any case; a star at the end stands for any rest.
    private static func fits(_ text: String, _ wanted: String) -> Bool {
        let (text, wanted) = (text.lowercased(), wanted.lowercased())
        guard wanted.hasSuffix("*") else { return text == wanted }
        return wanted == "*" ? !text.isEmpty : text.hasPrefix(wanted.dropLast())
    }
}
