import Model

/// Shows objects as the version that the caller asks for has them, with what it expands. Source: VENDORS.md 5.1, 5.5.
struct StripeView: Sendable {
    let store: StripeStore
    let version: String

    /// Before the version called Basil, charges, invoices and subscriptions had members that are gone since.
    private var isOld: Bool { version < "2025-03-31" }

    /// One object, with what the paths name in the place of ids.
    func json(_ record: StripeRecord, expanding paths: [String] = []) throws(StripeProblem) -> JSON {
        var shown = self.shown(record)
        for path in paths { shown = try expanded(shown, path.split(separator: ".").map(String.init)[...], path) }
        return shown
    }

    /// A list of objects; the paths begin with `data`.
    func list(
        _ rows: [StripeRecord], url: String, hasMore: Bool, expanding paths: [String] = []
    ) throws(StripeProblem) -> JSONObject {
        var inner: [String] = []
        for path in paths {
            guard path.hasPrefix("data.") else { throw Self.refusal(path) }
            inner.append(String(path.dropFirst(5)))
        }
        var data: [JSON] = []
        for row in rows { data.append(try json(row, expanding: inner)) }
        return JSONObject([("object", "list"), ("data", .array(data)), ("has_more", .bool(hasMore)), ("url", .string(url))])
    }

    private func shown(_ record: StripeRecord) -> JSON {
        guard var object = record.shown.object, !record.isDeleted else { return record.shown }
        switch record.kind {
        case .transfers:
            object["reversals"] = .object(inner(.reversals, "transfer", record.id, "/v1/transfers/\(record.id)/reversals"))
        case .charges where isOld: object["invoice"] = record["_invoice"]
        case .paymentIntents where isOld: object["invoice"] = record["_invoice"]
        case .invoices where isOld:
            object["parent"] = nil
            object["total_taxes"] = nil
            for name in ["charge", "payment_intent", "subscription", "tax"] { object[name] = record["_\(name)"] }
            object["paid"] = .bool(record["status"] == "paid")
        case .subscriptions where isOld:
            for name in ["current_period_start", "current_period_end"] { object[name] = record["_\(name)"] }
        case .promotionCodes where isOld:
            object["promotion"] = nil
            object["coupon"] = record.text("_coupon").flatMap { store.record(.coupons, $0) }?.shown ?? .null
        default: break
        }
        return .object(object)
    }

    private func inner(_ kind: StripeKind, _ name: String, _ id: String, _ url: String) -> JSONObject {
        let rows = store.records(kind).filter { $0.text(name) == id }.reversed().prefix(10)
        return JSONObject([
            ("object", "list"), ("data", .array(rows.map(\.shown))), ("has_more", false), ("url", .string(url)),
        ])
    }

    private func expanded(_ node: JSON, _ path: ArraySlice<String>, _ whole: String) throws(StripeProblem) -> JSON {
        guard let first = path.first else { return node }
        if let list = node.array {
            var rows: [JSON] = []
            for row in list { rows.append(try expanded(row, path, whole)) }
            return .array(rows)
        }
        guard var object = node.object else { throw Self.refusal(whole) }
        var child = try member(first, of: object, whole)
        if let id = child.string {
            guard let record = store.record(id) else { throw Self.refusal(whole) }
            child = shown(record)
        }
        object[first] = child == .null ? .null : try expanded(child, path.dropFirst(), whole)
        return .object(object)
    }

    /// A member, made where it is one that only shows when it is asked for.
    private func member(_ name: String, of object: JSONObject, _ whole: String) throws(StripeProblem) -> JSON {
        if let value = object[name] { return value }
        let id = object["id"]?.string ?? ""
        switch (object["object"]?.string, name) {
        case ("charge", "refunds"): return .object(inner(.refunds, "charge", id, "/v1/charges/\(id)/refunds"))
        case ("invoice", "payments"): return .object(inner(.invoicePayments, "invoice", id, "/v1/invoice_payments"))
        default: throw Self.refusal(whole)
        }
    }

    private static func refusal(_ path: String) -> StripeProblem {
        .invalid("expand", "This property cannot be expanded (\(path)).")
    }
}
