import Model

/// Carries out what people do past the interface: at Stripe's own pages, at a bank, at Stripe itself.
struct StripePersonEdit: Sendable {
    let edit: PersonEdit
    let now: Timestamp

    /// Changes the object and shows it afterwards.
    func apply(to store: inout StripeStore) throws(SandboxError) -> JSON {
        guard let kind = StripeKind.named(edit.object) else { throw .edit(reason: "Stripe has no object \(edit.object)") }
        let id: String
        switch (edit.action, kind) {
        case (.create, .accounts):
            let wanted = edit.fields["id"]?.string ?? store.mint(kind.prefix)
            let country = edit.fields["country"]?.string ?? "US"
            let isReady = edit.fields["payouts_enabled"] != false
            id =
                StripeSeed.account(
                    wanted, email: edit.fields["email"]?.string, country: country, isReady: isReady, in: &store, at: now
                ).id
        case (.create, .charges): id = try charge(&store)
        case (.create, .refunds): id = try refund(&store)
        case (.create, .disputes): id = try dispute(&store)
        case (.update, .disputes): id = try closed(record(kind, store), &store)
        case (.update, .refunds): id = try failed(record(kind, store), &store)
        case (.update, .transfers): id = try reversed(record(kind, store), &store)
        case (.update, .accounts), (.update, .charges), (.update, .customers):
            let changed = store.change(try record(kind, store), edit.fields.members.map { ($0.name, $0.value) }, at: now)
            store.emitChange("\(kind.word).updated", changed, at: now)
            id = changed.id
        case (.delete, .customers), (.archive, .customers):
            id = store.change(try record(kind, store), [], deleted: true, action: "delete", at: now).id
            store.emit("customer.deleted", id, at: now)
        case (.touch, _): return ["touched": 0]
        default: throw .edit(reason: "nobody can \(edit.action.rawValue) \(kind.rawValue)")
        }
        if edit.late > .zero { store.conceal(id, StripeConcealment(until: now + edit.late, isOfListsAlone: false)) }
        return store.record(id).map { StripeState.json($0) } ?? .null
    }

    private func record(_ kind: StripeKind, _ store: StripeStore) throws(SandboxError) -> StripeRecord {
        guard let record = edit.id.flatMap({ store.record(kind, $0) }) else { throw .edit(reason: "no \(kind.word) has that id") }
        return record
    }

    private func amount(_ name: String = "amount") -> Int? { edit.fields[name]?.integer.map { Int($0) } }

    private func charge(_ store: inout StripeStore) throws(SandboxError) -> String {
        guard let amount = amount(), let currency = edit.fields["currency"]?.string else {
            throw .edit(reason: "a charge needs amount and currency")
        }
        return StripeSeed.charge(
            amount, currency, customer: edit.fields["customer"]?.string, email: edit.fields["email"]?.string,
            metadata: edit.fields["metadata"] ?? [:], in: &store, at: now, now: now
        ).id
    }

    private func refund(_ store: inout StripeStore) throws(SandboxError) -> String {
        guard let charge = edit.fields["charge"]?.string.flatMap({ store.record(.charges, $0) }) else {
            throw .edit(reason: "a refund needs a charge")
        }
        let rest = charge.integer("amount") - charge.integer("amount_refunded")
        let wanted = amount() ?? rest
        guard wanted > 0, wanted <= rest else { throw .edit(reason: "no more than \(rest) is left of the charge") }
        return StripeSeed.refund(wanted, of: charge, reason: nil, metadata: edit.fields["metadata"] ?? [:], in: &store, at: now).id
    }

    private func dispute(_ store: inout StripeStore) throws(SandboxError) -> String {
        guard let charge = edit.fields["charge"]?.string.flatMap({ store.record(.charges, $0) }) else {
            throw .edit(reason: "a dispute needs a charge")
        }
        return StripeDispute.open(amount() ?? charge.integer("amount"), of: charge, in: &store, at: now).id
    }

    private func closed(_ dispute: StripeRecord, _ store: inout StripeStore) throws(SandboxError) -> String {
        guard let status = edit.fields["status"]?.string, ["won", "lost"].contains(status) else {
            throw .edit(reason: "a dispute ends won or lost")
        }
        StripeDispute.close(dispute, as: status, in: &store, at: now)
        return dispute.id
    }

    private func failed(_ refund: StripeRecord, _ store: inout StripeStore) throws(SandboxError) -> String {
        guard edit.fields["status"]?.string == "failed", refund.text("status") == "succeeded" else {
            throw .edit(reason: "a refund can only fail after it succeeded")
        }
        let currency = refund.text("currency") ?? "usd"
        _ = store.book("refund_failure", category: "refund_failure", refund.integer("amount"), currency, source: refund.id, at: now)
        let changed = store.change(refund, [("status", "failed")], at: now)
        store.emitChange("refund.failed", changed, at: now)
        return refund.id
    }

    private func reversed(_ transfer: StripeRecord, _ store: inout StripeStore) throws(SandboxError) -> String {
        let rest = transfer.integer("amount") - transfer.integer("amount_reversed")
        let wanted = amount("amount_reversed").map { $0 - transfer.integer("amount_reversed") } ?? rest
        guard wanted > 0, wanted <= rest else { throw .edit(reason: "no more than \(rest) is left of the transfer") }
        var writer = StripeWriter(store: store, call: StripeCall.byPerson(at: now))
        _ = writer.reverse(transfer, by: wanted)
        store = writer.store
        return transfer.id
    }
}
