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
        let size = target["page_size"].flatMap { Int($0) } ?? 100
        guard (1...500).contains(size) else { throw .invalid([.init(field: "page_size", issue: "Page size is not valid")]) }
        let page = max(1, target["page"].flatMap { Int($0) } ?? 1)
        let wanted = target["transaction_type"]
        let rows = items.filter { item in
            let (word, _, _) = item.status(at: now - settings.reportLag, settings)
            return item.created + settings.processing + settings.reportLag <= now && (start...end).contains(item.created)
                && PayPalItem.moved(word) && (wanted == nil || wanted == "T0001")
        }
        .sorted { ($0.created, $0.id) < ($1.created, $1.id) }
        var body = JSONObject([
            ("page", .integer(page)), ("total_items", .integer(rows.count)),
            ("total_pages", .integer(max(1, (rows.count + size - 1) / size))),
        ])
        let shown = rows.dropFirst((page - 1) * size).prefix(size).map(row)
        if !shown.isEmpty { body["transaction_details"] = .array(Array(shown)) }
        return Answer.json(200, .object(body))
    }

    private func row(_ item: PayPalItem) -> JSON {
        let (word, since, _) = item.status(at: now - settings.reportLag, settings)
        var info = JSONObject([
            ("transaction_id", .string(item.transaction)), ("transaction_event_code", "T0001"),
            ("transaction_initiation_date", .string(item.created.truncated(to: .seconds(1)).iso)),
            ("transaction_updated_date", .string(since.truncated(to: .seconds(1)).iso)),
            (
                "transaction_amount",
                ["currency_code": .string(item.currency), "value": .string(PayPalMoney.text(-item.amount, item.currency))] as JSON
            ),
            (
                "fee_amount",
                ["currency_code": .string(item.currency), "value": .string(PayPalMoney.text(-settings.fee, item.currency))] as JSON
            ),
            ("transaction_status", .string(["SUCCESS": "S", "UNCLAIMED": "P"][word] ?? "V")),
        ])
        info["custom_field"] = item.key.map { .string($0) }
        return ["transaction_info": .object(info)]
    }
}
