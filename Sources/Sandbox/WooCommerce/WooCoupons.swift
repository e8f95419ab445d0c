import Model

/// Coupons: codes in small letters, none of them twice.
struct WooCoupons: Sendable {
    let now: Timestamp

    /// Makes a coupon.
    func create(_ body: JSONObject, in store: inout WooStore) throws(WooProblem) -> WooRecord {
        guard let code = body["code"]?.string, !code.isEmpty else {
            throw .refused("woocommerce_rest_empty_coupon_code", "The coupon code cannot be empty.")
        }
        var draft = WooRecord(id: 0, created: now, modified: now, values: Self.blank())
        try write(body, to: &draft, in: &store)
        var record = store.create(.coupons, draft.values, at: now)
        record.dates = draft.dates
        store.replace(.coupons, record, action: "create", at: now)
        return record
    }

    /// Changes a coupon.
    func update(_ before: WooRecord, _ body: JSONObject, in store: inout WooStore) throws(WooProblem) {
        var record = before
        try write(body, to: &record, in: &store)
        store.replace(.coupons, record, action: "update", at: now)
    }

    /// A coupon that takes nothing off.
    static func blank() -> JSONObject {
        JSONObject([
            ("code", ""), ("amount", "0.00"), ("status", "publish"), ("discount_type", "fixed_cart"), ("description", ""),
            ("usage_count", 0),
            ("individual_use", false), ("product_ids", []), ("excluded_product_ids", []), ("usage_limit", .null),
            ("usage_limit_per_user", .null), ("limit_usage_to_x_items", .null), ("free_shipping", false), ("product_categories", []),
            ("excluded_product_categories", []), ("exclude_sale_items", false), ("minimum_amount", "0.00"), ("maximum_amount", "0.00"),
            ("email_restrictions", []), ("used_by", []), ("meta_data", []),
        ])
    }

    private func write(_ body: JSONObject, to record: inout WooRecord, in store: inout WooStore) throws(WooProblem) {
        if let code = body["code"]?.string {
            if let other = store.coupon(code), other.id != record.id {
                throw .refused("woocommerce_rest_coupon_code_already_exists", "The coupon code already exists")
            }
            record.values["code"] = .string(code.lowercased())
        }
        for name in [
            "status", "discount_type", "description", "individual_use", "product_ids", "excluded_product_ids", "usage_limit",
            "usage_limit_per_user", "limit_usage_to_x_items", "free_shipping", "exclude_sale_items", "email_restrictions",
        ] {
            if let value = body[name], value != .null { record.values[name] = value }
        }
        for name in ["amount", "minimum_amount", "maximum_amount"] where body[name] != nil && body[name] != .null {
            record.values[name] = WooAmount.json(WooAmount.read(body[name]) ?? 0)
        }
        let amount = WooAmount.read(record.values["amount"]) ?? 0
        guard amount >= 0, record.text("discount_type") != "percent" || amount <= 10_000 else {
            throw .refused("coupon_invalid_amount", "Invalid discount amount")
        }
        for (name, isUTC) in [("date_expires", false), ("date_expires_gmt", true)] {
            guard let text = body[name]?.string else { continue }
            record.dates["date_expires"] = text.isEmpty ? nil : store.time.instant(text, isUTC: isUTC)
        }
        if body["meta_data"] != nil {
            record.values["meta_data"] = WooParts.meta(body["meta_data"], over: record.values["meta_data"], in: &store)
        }
    }
}
