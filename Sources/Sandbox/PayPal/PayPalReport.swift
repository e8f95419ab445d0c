import HTTP
import Model

/// Transaction Search: what the account's books say of payouts, three hours late. Source: VENDORS.md section 6.
struct PayPalReport: Sendable {
    let items: [PayPalItem]
    let settings: PayPalSettings
    let now: Timestamp

    /// One page.
    func page(_ target: RequestTarget) throws(PayPalProblem) -> Response {
        guard let start = target["start_date"].flatMap({ Timestamp(iso: $0) }),
            let end = target["end_date"].flatMap({ Timestamp(iso: $0) }),
            start <= end
        else { throw .invalid([.init(field: "start_date", issue: "Invalid date passed")]) }
        guard end - start <= .seconds(31 * 86_400) else {
            throw .invalid([.init(field: "end_date", issue: "Date range is greater than 31 days")])
        }
        let size = try target.number("page_size", in: 1...500) ?? 100
        let page = try target.number("page", in: 1...2_147_483_647) ?? 1
        let wanted = target["transaction_type"]
        let rows = items.flatMap(bookings).filter { (start...end).contains($0.at) && (wanted == nil || wanted == $0.code) }
            .sorted { ($0.at, $0.id) < ($1.at, $1.id) }
        var body = JSONObject([
            ("page", .integer(page)), ("total_items", .integer(rows.count)),
            ("total_pages", .integer(max(1, (rows.count + size - 1) / size))),
        ])
        let shown = rows.dropFirst((page - 1) * size).prefix(size).map(\.json)
        if !shown.isEmpty { body["transaction_details"] = .array(Array(shown)) }
        return Answer.json(200, .object(body))
    }

    /// One line of the books.
    private struct Booking {
        let id: String
        let code: String
        let at: Timestamp
        let json: JSON
    }

    /// The payment, and the entry against it where the money came back; as the books had it a while ago.
    private func bookings(_ item: PayPalItem) -> [Booking] {
        let then = now - settings.reportLag
        let (word, since, _) = item.status(at: then, settings)
        guard item.created + settings.processing <= then, PayPalItem.moved(word) else { return [] }
        let status = ["SUCCESS": "S", "UNCLAIMED": "P"][word] ?? "V"
        let paid = booking(
            item, item.transaction, "T0001", at: item.created, updated: since, amount: -item.amount, fee: -settings.fee, status: status)
        guard PayPalItem.cameBack(word) else { return [paid] }
        let back = booking(
            item, item.transactionBack, PayPalItem.codeBack(word), at: since, updated: since, amount: item.amount, status: "S",
            against: item.transaction)
        return [paid, back]
    }

    private func booking(
        _ item: PayPalItem, _ id: String, _ code: String, at instant: Timestamp, updated: Timestamp, amount: Int, fee: Int? = nil,
        status: String, against: String? = nil
    ) -> Booking {
        func money(_ minor: Int) -> JSON {
            ["currency_code": .string(item.currency), "value": .string(PayPalMoney.text(minor, item.currency))]
        }
        func second(_ instant: Timestamp) -> JSON { .string(instant.truncated(to: .seconds(1)).iso) }
        var info = JSONObject([("transaction_id", .string(id))])
        if let against {
            info["paypal_reference_id"] = .string(against)
            info["paypal_reference_id_type"] = "TXN"
        }
        info["transaction_event_code"] = .string(code)
        info["transaction_initiation_date"] = second(instant)
        info["transaction_updated_date"] = second(updated)
        info["transaction_amount"] = money(amount)
        if let fee { info["fee_amount"] = money(fee) }
        info["transaction_status"] = .string(status)
        info["custom_field"] = item.key.map { .string($0) }
        return Booking(id: id, code: code, at: instant, json: ["transaction_info": .object(info)])
    }
}

extension RequestTarget {
    /// A whole number of the query.
    /// - Throws: PayPal's refusal of what is none, or is out of range.
    func number(_ name: String, in range: ClosedRange<Int>) throws(PayPalProblem) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid([
                .init(field: name, issue: "Value is not between \(range.lowerBound) and \(range.upperBound)", location: "query")
            ])
        }
        return number
    }
}
