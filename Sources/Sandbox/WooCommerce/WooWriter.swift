import Model

/// Makes, changes and removes records with the checks and consequences that WooCommerce has. It knows nothing of HTTP.
struct WooWriter: Sendable {
    let now: Timestamp
    var concealment: WooConcealment?

    /// Makes a record.
    func create(_ kind: WooKind, _ body: JSONObject, order: Int = 0, in store: inout WooStore) throws(WooProblem) -> WooRecord {
        if let id = body["id"]?.integer, id != 0 {
            throw .refused(
                kind == .customers ? "woocommerce_rest_customer_exists" : "woocommerce_rest_\(kind.type)_exists",
                kind == .customers ? "Cannot create existing resource." : "Cannot create existing \(kind.type).")
        }
        let record =
            switch kind {
            case .orders: try WooOrders(now: now).create(body, in: &store)
            case .customers: try WooCustomers(now: now).create(body, in: &store)
            case .coupons: try WooCoupons(now: now).create(body, in: &store)
            case .refunds: try WooRefunds(now: now).create(body, order: order, in: &store)
            }
        conceal(kind, record.id, before: nil, in: &store)
        return record
    }

    /// Changes a record.
    func update(_ kind: WooKind, _ id: Int, _ body: JSONObject, in store: inout WooStore) throws(WooProblem) -> WooRecord {
        guard let before = store.record(kind, id), kind != .refunds else { throw .notFound(kind, changing: true) }
        switch kind {
        case .orders: try WooOrders(now: now).update(before, body, in: &store)
        case .customers: try WooCustomers(now: now).update(before, body, in: &store)
        case .coupons: try WooCoupons(now: now).update(before, body, in: &store)
        case .refunds: break
        }
        conceal(kind, id, before: before, in: &store)
        return store.record(kind, id) ?? before
    }

    /// Removes a record, for good or into the trash, and tells what it was.
    func delete(_ kind: WooKind, _ id: Int, force: Bool, in store: inout WooStore) throws(WooProblem) -> WooRecord {
        if kind == .customers, !force {
            throw WooProblem(
                status: 501, code: "woocommerce_rest_trash_not_supported", message: "Customers do not support trashing.")
        }
        guard let record = store.record(kind, id) else { throw .notFound(kind) }
        guard !force else {
            if kind == .orders { for refund in store.refunds(of: id) { store.remove(.refunds, refund.id, at: now) } }
            store.remove(kind, id, at: now)
            return record
        }
        guard kind.hasTrash else {
            throw WooProblem(
                status: 501, code: "woocommerce_rest_trash_not_supported", message: "The \(kind.type) does not support trashing.")
        }
        guard !record.isTrashed else {
            throw WooProblem(
                status: 410, code: "woocommerce_rest_already_trashed", message: "The \(kind.type) has already been deleted.")
        }
        var trashed = record
        trashed.values["status"] = "trash"
        store.replace(kind, trashed, action: "trash", at: now)
        conceal(kind, id, before: record, in: &store)
        return record
    }

    private func conceal(_ kind: WooKind, _ id: Int, before: WooRecord?, in store: inout WooStore) {
        guard var concealment else { return }
        concealment.before = before
        store.conceal(kind, id, concealment)
    }
}
