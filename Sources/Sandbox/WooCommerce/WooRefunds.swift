import Model

/// Refunds: never more than is left of the order, and by its gateway only where that can.
struct WooRefunds: Sendable {
    let now: Timestamp

    /// Gives money back.
    func create(_ body: JSONObject, order id: Int, in store: inout WooStore) throws(WooProblem) -> WooRecord {
        guard var order = store.record(.orders, id) else {
            throw .misfiled("woocommerce_rest_invalid_order_id", "Invalid order ID.", 404)
        }
        let lines = (body["line_items"]?.array ?? []).reduce(0) { $0 + (WooAmount.read($1["refund_total"]) ?? 0) }
        let amount = WooAmount.read(body["amount"]) ?? lines
        guard amount >= 0 else {
            throw .misfiled("woocommerce_rest_invalid_order_refund", "Refund amount must be greater than zero.", 400)
        }
        let remaining = store.remaining(order)
        guard amount <= remaining else { throw Self.failed("Invalid refund amount.") }
        let isPaidBack = body["api_refund"].map { WooArguments.flag($0) } ?? true
        if isPaidBack, !store.settings.refundingGateways.contains(order.text("payment_method")) {
            throw Self.failed(
                order.text("payment_method").isEmpty
                    ? "The payment gateway for this order does not exist."
                    : "The payment gateway for this order does not support automatic refunds.")
        }
        let values = JSONObject([
            ("amount", WooAmount.json(amount)), ("reason", body["reason"] ?? ""), ("refunded_by", 1),
            ("refunded_payment", .bool(isPaidBack)), ("meta_data", WooParts.meta(body["meta_data"], over: nil, in: &store)),
            ("line_items", []), ("shipping_lines", []), ("tax_lines", []), ("fee_lines", []),
        ])
        let refund = store.create(.refunds, values, parent: id, at: now)
        let isWhole = amount == remaining
        if isWhole { order.values["status"] = "refunded" }
        if isWhole || store.settings.refundTouchesOrder { store.replace(.orders, order, action: "refund", at: now) }
        return refund
    }

    private static func failed(_ reason: String) -> WooProblem {
        .misfiled("woocommerce_rest_cannot_create_order_refund", reason, 500)
    }
}
