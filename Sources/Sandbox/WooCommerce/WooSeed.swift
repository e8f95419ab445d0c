import Model

/// Fills a shop with what it took of a program: customers, a coupon for each partner, orders and refunds.
struct WooSeed: Sendable {
    let data: ProgramData

    /// Makes all records.
    func fill(_ store: inout WooStore) {
        let isMine: (String?) -> Bool = { $0 == nil || $0 == "woocommerce" }
        var customers: [Int: Int] = [:]
        var seen: Set<String> = []
        for person in data.people where isMine(person.holder) {
            guard let email = person.email, seen.insert(email.lowercased()).inserted else { continue }
            customers[person.key] = store.seed(.customers) { customer(person, email, $0) }.id
        }
        let sales = ProgramSale.all(of: data).filter { $0.shop == .woocommerce && isMine($0.holder) }
        let uses = Dictionary(grouping: sales.compactMap(\.partner), by: { $0 }).mapValues(\.count)
        for partner in data.companies where partner.isPartner && isMine(partner.holder) {
            _ = store.seed(.coupons) { coupon(partner, uses: uses[partner.key] ?? 0, $0) }
        }
        for sale in sales.sorted(by: { ($0.placed, $0.key) < ($1.placed, $1.key) }) {
            let values = order(sale, customers, in: &store)
            let record = store.seed(.orders) { id in
                var record = WooRecord(id: id, created: sale.placed, modified: sale.changed, values: values)
                if sale.state == .paid { record.dates = ["date_paid": sale.placed, "date_completed": sale.changed] }
                return record
            }
            if sale.refunded > 0 { _ = store.seed(.refunds) { refund(sale, of: record.id, $0) } }
        }
    }

    private func customer(_ person: ProgramData.Person, _ email: String, _ id: Int) -> WooRecord {
        var values = WooCustomers.blank()
        values["email"] = .string(email)
        values["first_name"] = .string(person.firstName ?? "")
        values["last_name"] = .string(person.lastName)
        values["username"] = .string("customer\(person.key)")
        var billing = JSONObject([("first_name", values["first_name"] ?? ""), ("last_name", .string(person.lastName))])
        billing["email"] = .string(email)
        billing["phone"] = .string(person.phone ?? "")
        values["billing"] = WooParts.merged(.object(billing), over: values["billing"])
        return WooRecord(
            id: id, created: person.created, modified: person.modified == person.created ? nil : person.modified, values: values)
    }

    private func coupon(_ partner: ProgramData.Company, uses: Int, _ id: Int) -> WooRecord {
        var values = WooCoupons.blank()
        values["code"] = .string(ProgramSale.coupon(of: partner.key).lowercased())
        values["amount"] = "10.00"
        values["discount_type"] = "percent"
        values["usage_count"] = .integer(uses)
        return WooRecord(id: id, created: partner.created, modified: partner.created, values: values)
    }

    private func order(_ sale: ProgramSale, _ customers: [Int: Int], in store: inout WooStore) -> JSONObject {
        func amount(_ minor: Int64) -> JSON { WooAmount.json(WooAmount.of(minor, sale.currency)) }
        var values = WooOrders.blank(store.settings)
        let status =
            switch sale.state {
            case .pending: "pending"
            case .cancelled: "cancelled"
            case .paid: sale.refunded == sale.total ? "refunded" : "completed"
            }
        var address = JSONObject([("first_name", .string(sale.firstName ?? "")), ("last_name", .string(sale.lastName))])
        address["email"] = .string(sale.email)
        let texts: [(String, JSON)] = [
            ("number", .string(sale.orderNumber)), ("status", .string(status)), ("currency", .string(sale.currency.code)),
            ("created_via", "checkout"), ("payment_method", "stripe"), ("payment_method_title", "Credit card"),
            ("discount_total", amount(sale.discount)), ("shipping_total", amount(sale.shipping)), ("cart_tax", amount(sale.tax)),
            ("total_tax", amount(sale.tax)), ("total", amount(sale.total)),
            ("customer_id", .integer(sale.customer.flatMap { customers[$0] } ?? 0)),
            ("billing", WooParts.merged(.object(address), over: values["billing"])),
        ]
        for (name, value) in texts { values[name] = value }
        values["line_items"] = .array(
            sale.lines.map { line in
                [
                    "id": store.item(), "name": .string(line.title), "product_id": 93, "variation_id": 0,
                    "quantity": .integer(line.quantity),
                    "tax_class": "", "subtotal": amount(line.subtotal), "subtotal_tax": amount(line.tax), "total": amount(line.total),
                    "total_tax": amount(line.tax), "taxes": [], "meta_data": [], "sku": .string(line.sku),
                ]
            })
        if sale.shipping > 0 {
            values["shipping_lines"] = [
                [
                    "id": store.item(), "method_title": "Flat rate", "method_id": "flat_rate", "total": amount(sale.shipping),
                    "total_tax": "0.00", "taxes": [], "meta_data": [],
                ]
            ]
        }
        if let coupon = sale.coupon {
            values["coupon_lines"] = [
                [
                    "id": store.item(), "code": .string(coupon.lowercased()), "discount": amount(sale.discount), "discount_tax": "0.00",
                    "discount_type": "percent", "meta_data": [],
                ]
            ]
        }
        if let click = sale.click {
            let rows: JSON = [
                ["key": "_entente_click", "value": .string(click)], ["key": "_wc_order_attribution_utm_source", "value": "partner"],
            ]
            values["meta_data"] = WooParts.meta(rows, over: nil, in: &store)
        }
        return values
    }

    private func refund(_ sale: ProgramSale, of order: Int, _ id: Int) -> WooRecord {
        let values = JSONObject([
            ("amount", WooAmount.json(WooAmount.of(sale.refunded, sale.currency))), ("reason", "Returned"), ("refunded_by", 1),
            ("refunded_payment", true), ("meta_data", []), ("line_items", []), ("shipping_lines", []), ("tax_lines", []), ("fee_lines", []),
        ])
        var record = WooRecord(id: id, created: sale.changed, modified: sale.changed, values: values)
        record.parent = order
        return record
    }
}
