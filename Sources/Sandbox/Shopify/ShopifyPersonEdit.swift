import Model

/// Carries out what a person does in the shop's pages; the same checks as for the interface.
struct ShopifyPersonEdit: Sendable {
    let edit: PersonEdit
    let now: Timestamp
    let settings: ShopifySettings

    /// Changes the record and shows it afterwards.
    func apply(to store: inout ShopifyStore) throws(SandboxError) -> JSON {
        guard let kind = ShopifyKind.named(edit.object) else { throw .edit(reason: "Shopify has no object \(edit.object)") }
        let stamp = now.truncated(to: .seconds(1))
        let visible = edit.late > .zero ? now + edit.late : nil
        let timing = ShopifyStore.Timing(indexed: now + settings.searchLag, visible: visible)
        if edit.action == .touch {
            let ids = edit.id.map { [$0] } ?? store.everything(kind).filter { !$0.isGone }.map(\.id)
            for record in ids.compactMap({ store.record($0) }) { store.replace(kind, record, action: "touch", at: stamp, timing) }
            return ["touched": .integer(ids.count)]
        }
        do throws(ShopifyFault) {
            let id = try act(kind, stamp, timing, &store)
            return store.everything(kind).first { $0.id == id }.map { ShopifyState(store: store).json($0) } ?? .null
        } catch { throw .edit(reason: error.message) }
    }

    private func act(
        _ kind: ShopifyKind, _ stamp: Timestamp, _ timing: ShopifyStore.Timing, _ store: inout ShopifyStore
    ) throws(ShopifyFault) -> String {
        let id = edit.id ?? ""
        let customers = ShopifyCustomers(now: stamp, timing: timing)
        let discounts = ShopifyDiscounts(now: stamp, timing: timing, currency: settings.currency)
        let orders = ShopifyOrders(now: stamp, timing: timing, settings: settings)
        switch (edit.action, kind) {
        case (.create, .customers): return try customers.create(edit.fields, in: &store)
        case (.create, .discounts): return try discounts.create(completed(stamp), in: &store)
        case (.create, .orders): return try orders.place(edit.fields, in: &store)
        case (.create, .refunds): return try orders.refund(refund, in: &store)
        case (.update, .customers): try customers.update(id, edit.fields, in: &store)
        case (.update, .discounts): try discounts.update(id, completed(stamp), in: &store)
        case (.update, .orders): try orders.edit(id, edit.fields, in: &store)
        case (.update, .refunds): throw ShopifyFault("a refund cannot be changed")
        case (.delete, .orders), (.archive, .orders): try orders.delete(id, in: &store)
        case (.delete, .customers), (.archive, .customers): try customers.delete(id, in: &store)
        case (.delete, .discounts), (.archive, .discounts): try discounts.delete(id, in: &store)
        case (.delete, .refunds), (.archive, .refunds): throw ShopifyFault("a refund cannot be taken back")
        case (.undelete, _):
            guard store.restore(kind, id, at: stamp, timing) else { throw ShopifyFault("no record with this id was deleted") }
        case (.merge, .customers): return try merge(id, customers, &store)
        case (.merge, _): throw ShopifyFault("Shopify merges customers alone")
        case (.touch, _): break
        }
        return id
    }

    /// The input of a discount: `percentage` stands for what its input wraps.
    private func completed(_ stamp: Timestamp) -> JSONObject {
        var input = edit.fields
        if let percentage = input["percentage"] {
            input["percentage"] = nil
            input["customerGets"] = ["value": ["percentage": percentage], "items": ["all": true]]
        }
        guard edit.action == .create else { return input }
        if input["title"] == nil { input["title"] = input["code"] }
        if input["startsAt"] == nil { input["startsAt"] = .string(stamp.iso) }
        if input["context"] == nil { input["context"] = ["all": "ALL"] }
        return input
    }

    /// The input of a refund: `order` and `amount` stand for what its input wraps.
    private var refund: JSONObject {
        let order = edit.fields["order"] ?? .null
        let row: JSON = ["orderId": order, "amount": edit.fields["amount"] ?? .null]
        return JSONObject([("orderId", order), ("note", edit.fields["note"] ?? .null), ("transactions", [row])])
    }

    /// The survivor keeps its own values and takes those it lacks; the other is gone.
    private func merge(_ id: String, _ customers: ShopifyCustomers, _ store: inout ShopifyStore) throws(ShopifyFault) -> String {
        guard let into = edit.into, let winner = store.record(into), let loser = store.record(id), store.orders(of: id).isEmpty else {
            throw ShopifyFault("customers who ordered are not merged by the sandbox")
        }
        try customers.delete(id, in: &store)
        let lacking = ["firstName", "lastName", "email", "phone", "note"].filter { winner.text($0).isEmpty && !loser.text($0).isEmpty }
        try customers.update(into, JSONObject(lacking.map { ($0, .string(loser.text($0))) }), in: &store)
        return into
    }
}
