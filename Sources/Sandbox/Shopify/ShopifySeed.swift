import Model

/// Fills a shop with what it took of a program: customers, a code for each partner, orders and refunds.
struct ShopifySeed: Sendable {
    let data: ProgramData
    let settings: ShopifySettings

    /// Makes all records.
    func fill(_ store: inout ShopifyStore) {
        let isMine: (String?) -> Bool = { $0 == nil || $0 == "shopify" }
        var customers: [Int: String] = [:]
        var seen: Set<String> = []
        for person in data.people where isMine(person.holder) {
            guard let email = person.email, seen.insert(email.lowercased()).inserted else { continue }
            let phone = person.phone.flatMap { ShopifyCustomers.phone($0) }.flatMap { seen.insert($0).inserted ? $0 : nil }
            var values = ShopifyCustomers.blank()
            values["email"] = .string(email)
            values["firstName"] = person.firstName.map { .string($0) } ?? .null
            values["lastName"] = .string(person.lastName)
            values["phone"] = phone.map { .string($0) } ?? .null
            customers[person.key] = store.seed(.customers, created: person.created, updated: person.modified, values)
        }
        let sales = ProgramSale.all(of: data).filter { $0.shop == .shopify && isMine($0.holder) }
        let uses = Dictionary(grouping: sales.filter { $0.coupon != nil }.compactMap(\.partner), by: { $0 }).mapValues(\.count)
        for partner in data.companies where partner.isPartner && isMine(partner.holder) {
            let code = JSON.string(ProgramSale.coupon(of: partner.key))
            let values = JSONObject([
                ("title", code), ("code", code), ("percentage", .number("0.1")), ("startsAt", .string(partner.created.iso)),
                ("endsAt", .null), ("usageLimit", .null), ("appliesOncePerCustomer", false), ("uses", .integer(uses[partner.key] ?? 0)),
            ])
            _ = store.seed(.discounts, created: partner.created, updated: partner.created, values)
        }
        for sale in sales.sorted(by: { ($0.placed, $0.key) < ($1.placed, $1.key) }) {
            let values = order(sale, customers, in: &store)
            let id = store.seed(.orders, created: sale.placed, updated: sale.changed, values)
            guard sale.refunded > 0 else { continue }
            let refund = JSONObject([("order", .string(id)), ("amount", .integer(sale.refunded)), ("note", "Returned")])
            _ = store.seed(.refunds, created: sale.changed, updated: sale.changed, refund)
        }
    }

    private func order(_ sale: ProgramSale, _ customers: [Int: String], in store: inout ShopifyStore) -> JSONObject {
        var values = ShopifyOrders.blank(settings)
        let isSettled = sale.state == .paid
        // One buyer in five pays in other money than the shop's; what is owed to partners is in the shop's.
        let isForeign = sale.key % 10 == 4 && sale.currency.exponent == 2 && sale.currency.code != "CAD"
        values["number"] = .string(sale.orderNumber)
        values["email"] = .string(sale.email)
        values["currency"] = .string(sale.currency.code)
        values["presentment"] = .string(isForeign ? "CAD" : sale.currency.code)
        values["rate"] = .integer(isForeign ? 1350 : 1000)
        values["customer"] = sale.customer.flatMap { customers[$0] }.map { JSON.string($0) } ?? JSON.null
        values["total"] = .integer(sale.total)
        values["subtotal"] = .integer(sale.total - sale.shipping - sale.tax)
        values["tax"] = .integer(sale.tax)
        values["discount"] = .integer(sale.discount)
        values["shipping"] = .integer(sale.shipping)
        values["test"] = .bool(sale.isTest)
        values["status"] = .string(isSettled ? "PAID" : sale.state == .cancelled ? "VOIDED" : "PENDING")
        values["fulfillment"] = .string(isSettled ? "FULFILLED" : "UNFULFILLED")
        values["cancelledAt"] = sale.state == .cancelled ? JSON.string(sale.changed.iso) : JSON.null
        values["discountCodes"] = .array(sale.coupon.map { [JSON.string($0)] } ?? [])
        values["lines"] = .array(
            sale.lines.map { line in
                [
                    "id": .string("gid://shopify/LineItem/\(store.number())"), "title": .string(line.title), "sku": .string(line.sku),
                    "quantity": .integer(line.quantity), "subtotal": .integer(line.subtotal), "total": .integer(line.total),
                ]
            })
        if let click = sale.click {
            values["customAttributes"] = [["key": "entente_click", "value": .string(click)]]
            values["journey"] = [
                "landingPage": .string("https://northwind.myshopify.com/?entente_click=\(click)&utm_source=partner"),
                "referrerUrl": "https://blog.example/", "source": "partner",
                "utmParameters": [
                    "source": "partner", "medium": "affiliate", "campaign": sale.partner.map { .string("p\($0)") } ?? .null,
                    "content": .null,
                    "term": .null,
                ],
            ]
        }
        return values
    }
}
