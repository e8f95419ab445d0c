import Model

/// Orders: their lines, coupons, totals and statuses.
struct WooOrders: Sendable {
    let now: Timestamp

    /// Makes an order.
    func create(_ body: JSONObject, in store: inout WooStore) throws(WooProblem) -> WooRecord {
        var values = Self.blank(store.settings)
        values["created_via"] = body["created_via"] ?? "rest-api"
        try write(body, to: &values, in: &store)
        var record = store.create(.orders, values, at: now)
        record.values["number"] = .string(String(record.id))
        settle(body, &record, before: "")
        store.replace(.orders, record, action: "create", at: now)
        return record
    }

    /// Changes an order.
    func update(_ before: WooRecord, _ body: JSONObject, in store: inout WooStore) throws(WooProblem) {
        var record = before
        try write(body, to: &record.values, in: &store)
        settle(body, &record, before: before.text("status"))
        store.replace(.orders, record, action: "update", at: now)
    }

    /// An order with nothing in it.
    static func blank(_ settings: WooSettings) -> JSONObject {
        var values = JSONObject([
            ("number", ""), ("status", "pending"), ("currency", .string(settings.currency)), ("version", "9.4.2"),
            ("prices_include_tax", false),
        ])
        for name in ["discount_total", "discount_tax", "shipping_total", "shipping_tax", "cart_tax", "total", "total_tax"] {
            values[name] = "0.00"
        }
        values["customer_id"] = 0
        values["order_key"] = "wc_order_sandbox"
        values["billing"] = WooParts.blank(isBilling: true)
        values["shipping"] = WooParts.blank(isBilling: false)
        for name in [
            "payment_method", "payment_method_title", "transaction_id", "customer_ip_address", "customer_user_agent", "created_via",
            "customer_note", "cart_hash",
        ] {
            values[name] = ""
        }
        for name in ["meta_data", "line_items", "tax_lines", "shipping_lines", "fee_lines", "coupon_lines"] { values[name] = [] }
        return values
    }

    private func write(_ body: JSONObject, to values: inout JSONObject, in store: inout WooStore) throws(WooProblem) {
        if let customer = WooArguments.integer(body["customer_id"]), customer != 0, store.record(.customers, Int(customer)) == nil {
            throw .refused("woocommerce_rest_invalid_customer_id", "Customer ID is invalid.")
        }
        let texts = ["status", "currency", "customer_note", "payment_method", "payment_method_title", "transaction_id"]
        for name in texts { if let value = body[name], value != .null { values[name] = value } }
        if let customer = WooArguments.integer(body["customer_id"]) { values["customer_id"] = .integer(customer) }
        for name in ["billing", "shipping"] where body[name] != nil {
            values[name] = WooParts.merged(body[name], over: values[name])
        }
        if body["meta_data"] != nil { values["meta_data"] = WooParts.meta(body["meta_data"], over: values["meta_data"], in: &store) }
        guard body["line_items"] != nil || body["shipping_lines"] != nil || body["fee_lines"] != nil || body["coupon_lines"] != nil else {
            return
        }
        for name in ["line_items", "shipping_lines", "fee_lines"] where body[name] != nil {
            values[name] = try lines(name, body[name], over: values[name], in: &store)
        }
        var coupons: [WooRecord] = []
        for row in (body["coupon_lines"] ?? values["coupon_lines"])?.array ?? [] {
            if body["coupon_lines"] != nil, row["id"] != nil {
                throw .refused("woocommerce_rest_coupon_item_id_readonly", "Coupon item ID is readonly.")
            }
            coupons.append(try coupon(row, in: store))
        }
        total(&values, coupons, in: &store)
    }

    private func coupon(_ row: JSON, in store: WooStore) throws(WooProblem) -> WooRecord {
        guard let code = row["code"]?.string, !code.isEmpty else {
            throw .refused("woocommerce_rest_invalid_coupon", "Coupon code is required.")
        }
        guard let coupon = store.coupon(code), !coupon.isTrashed else {
            throw .refused("woocommerce_rest_invalid_coupon", "Coupon \"\(code)\" cannot be applied because it does not exist.")
        }
        if let expires = coupon.dates["date_expires"], expires < now {
            throw .refused("woocommerce_rest_invalid_coupon", "Coupon \"\(code)\" has expired.")
        }
        if let limit = coupon.values["usage_limit"]?.integer, limit > 0, coupon.values["usage_count"]?.integer ?? 0 >= limit {
            throw .refused("woocommerce_rest_invalid_coupon", "Usage limit for coupon \"\(code)\" has been reached.")
        }
        return coupon
    }

    private func lines(_ name: String, _ given: JSON?, over old: JSON?, in store: inout WooStore) throws(WooProblem) -> JSON {
        var rows = old?.array ?? []
        for row in given?.array ?? [] {
            let place = rows.firstIndex { row["id"] != nil && $0["id"] == row["id"] }
            var line = place.flatMap { rows[$0].object } ?? JSONObject([("id", store.item())])
            if name == "line_items", place == nil, row["product_id"]?.integer ?? 0 == 0, row["sku"]?.string == nil {
                throw .refused("woocommerce_rest_required_product_reference", "Product ID or SKU is required.")
            }
            for (key, value) in row.object?.members ?? [] where key != "id" { line[key] = value }
            let amount = WooAmount.read(line["total"] ?? line["subtotal"]) ?? 0
            if name == "line_items" {
                line["subtotal"] = WooAmount.json(WooAmount.read(line["subtotal"]) ?? amount)
                for tax in ["subtotal_tax", "total_tax"] where line[tax] == nil { line[tax] = "0.00" }
                if line["quantity"] == nil { line["quantity"] = 1 }
            }
            line["total"] = WooAmount.json(amount)
            if let place { rows[place] = .object(line) } else { rows.append(.object(line)) }
        }
        return .array(rows)
    }

    /// Adds up lines, coupons, shipping and fees.
    private func total(_ values: inout JSONObject, _ coupons: [WooRecord], in store: inout WooStore) {
        func sum(_ list: String, _ member: String, _ values: JSONObject) -> Int64 {
            (values[list]?.array ?? []).reduce(0) { $0 + (WooAmount.read($1[member]) ?? 0) }
        }
        let before = sum("line_items", "subtotal", values)
        var rows: [JSON] = []
        var taken: Int64 = 0
        for coupon in coupons {
            let amount = WooAmount.read(coupon.values["amount"]) ?? 0
            let off = min(before - taken, coupon.text("discount_type") == "percent" ? before * amount / 10_000 : amount)
            taken += off
            rows.append([
                "id": store.item(), "code": .string(coupon.text("code")), "discount": WooAmount.json(off), "discount_tax": "0.00",
                "discount_type": coupon.values["discount_type"] ?? "fixed_cart", "meta_data": [],
            ])
        }
        if !coupons.isEmpty {
            var left = taken
            values["line_items"] = .array(
                (values["line_items"]?.array ?? []).enumerated().map { place, row in
                    var line = row.object ?? JSONObject()
                    let subtotal = WooAmount.read(line["subtotal"]) ?? 0
                    let isLast = place + 1 == values["line_items"]?.array?.count
                    let off = isLast ? left : before == 0 ? 0 : taken * subtotal / before
                    left -= off
                    line["total"] = WooAmount.json(subtotal - off)
                    return .object(line)
                })
        }
        values["coupon_lines"] = .array(rows)
        let tax = sum("line_items", "total_tax", values)
        let shipping = sum("shipping_lines", "total", values)
        values["discount_total"] = WooAmount.json(before - sum("line_items", "total", values))
        values["shipping_total"] = WooAmount.json(shipping)
        values["total_tax"] = WooAmount.json(tax)
        values["cart_tax"] = WooAmount.json(tax)
        values["total"] = WooAmount.json(sum("line_items", "total", values) + shipping + sum("fee_lines", "total", values) + tax)
    }

    /// What follows from a status: the day it was paid, the day it was done.
    private func settle(_ body: JSONObject, _ record: inout WooRecord, before: String) {
        if WooArguments.flag(body["set_paid"]), record.dates["date_paid"] == nil { record.values["status"] = "processing" }
        let status = record.text("status")
        if ["processing", "completed"].contains(status), record.dates["date_paid"] == nil { record.dates["date_paid"] = now }
        if status == "completed", before != "completed" { record.dates["date_completed"] = now }
    }
}
