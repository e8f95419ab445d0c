import Model

/// Carries out the calls that change something: transfers and their reversals, customers, refunds. Source: VENDORS.md 5.5, 5.6.
struct StripeWriter: Sendable {
    var store: StripeStore
    let call: StripeCall

    private var now: Timestamp { call.now }

    /// The answer to a path behind `/v1`.
    mutating func answer(_ parts: [String]) throws(StripeProblem) -> JSON {
        switch (call.target.method, parts.first, parts.count) {
        case ("POST", "transfers", 1): return try transfer()
        case ("POST", "transfers", 2): return try described(.transfers, parts[1])
        case ("POST", "transfers", 3) where parts[2] == "reversals": return try reversal(of: parts[1])
        case ("POST", "customers", 1): return try customer(nil)
        case ("POST", "customers", 2): return try customer(parts[1])
        case ("POST", "customers", 3) where parts[2] == "balance_transactions": return try credit(of: parts[1])
        case ("POST", "customers", 4) where parts[2] == "balance_transactions":
            guard try found(.customerBalances, parts[3]).text("customer") == parts[1] else { throw .missing(.customerBalances, parts[3]) }
            return try described(.customerBalances, parts[3])
        case ("DELETE", "customers", 2): return try deleted(parts[1])
        case ("POST", "refunds", 1): return try refund()
        default: throw .noSuchCall(call.target.method, call.target.path)
        }
    }

    private func shown(_ record: StripeRecord, _ parameters: StripeParameters) throws(StripeProblem) -> JSON {
        let current = store.record(record.id) ?? record
        return try StripeView(store: store, version: call.version ?? store.settings.version)
            .json(current, expanding: parameters.expansions())
    }

    private func found(_ kind: StripeKind, _ id: String) throws(StripeProblem) -> StripeRecord {
        guard let record = store.record(kind, id), !record.isDeleted else { throw .missing(kind, id) }
        return record
    }

    // MARK: Transfers

    private mutating func transfer() throws(StripeProblem) -> JSON {
        let parameters = try call.reading([
            "amount", "currency", "destination", "description", "metadata", "source_transaction", "source_type", "transfer_group",
        ])
        guard let currency = try parameters.currency() else { throw .required("currency") }
        guard let destination = try parameters.text("destination") else { throw .required("destination") }
        guard let amount = try parameters.amount(currency) else { throw .required("amount") }
        let metadata = try parameters.metadata()
        guard let account = store.record(.accounts, destination) else {
            throw .invalid("destination", "No such destination: '\(destination)'", code: "resource_missing")
        }
        guard account["capabilities"]["transfers"] == "active" else {
            throw .impossible(
                "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, "
                    + "legacy_payments", code: "insufficient_capabilities_for_transfer")
        }
        guard store.balance.available(currency) >= amount else {
            throw .impossible("You have insufficient available funds in your Stripe account.", code: "balance_insufficient")
        }
        let id = store.mint(StripeKind.transfers.prefix)
        let transaction = store.book("transfer", category: "transfer", -amount, currency, source: id, at: now)
        store.balance.pass(amount, currency, to: destination)
        let group = try parameters.text("transfer_group").map { JSON.string($0) } ?? .null
        let record = store.make(
            .transfers, id: id,
            [
                ("amount", .integer(amount)), ("amount_reversed", 0), ("balance_transaction", .string(transaction)),
                ("currency", .string(currency)), ("description", try parameters.text("description").map { .string($0) } ?? .null),
                ("destination", .string(destination)), ("destination_payment", .string(store.mint("py_1"))), ("livemode", false),
                ("metadata", metadata), ("reversed", false), ("source_transaction", .null), ("source_type", "card"),
                ("transfer_group", group),
            ], at: now)
        store.conceal(id, call.concealment)
        note("paid", record, amount)
        store.emit("transfer.created", id, at: now)
        return try shown(record, parameters)
    }

    private mutating func note(_ kind: String, _ transfer: StripeRecord, _ amount: Int) {
        store.movements.append(
            StripeMovement(
                at: now, kind: kind, id: transfer.id, key: call.idempotencyKey, group: transfer.text("transfer_group"),
                metadata: transfer["metadata"], receiver: transfer.text("destination") ?? "", amount: amount,
                currency: transfer.text("currency") ?? ""))
    }

    private mutating func described(_ kind: StripeKind, _ id: String) throws(StripeProblem) -> JSON {
        let parameters = try call.reading(["description", "metadata"])
        let record = try found(kind, id)
        var members = [("metadata", try parameters.metadata(over: record["metadata"]))]
        if let text = try parameters.nullable("description") { members.append(("description", text.map { .string($0) } ?? .null)) }
        let changed = store.change(record, members, at: now)
        return try shown(changed, parameters)
    }

    private mutating func reversal(of id: String) throws(StripeProblem) -> JSON {
        let parameters = try call.reading(["amount", "description", "metadata", "refund_application_fee"])
        let transfer = try found(.transfers, id)
        let rest = transfer.integer("amount") - transfer.integer("amount_reversed")
        let currency = transfer.text("currency") ?? "usd"
        let amount = try parameters.amount(currency) ?? rest
        guard rest > 0 else { throw .impossible("Transfer \(id) has already been fully reversed.", code: "transfer_already_reversed") }
        guard amount <= rest else {
            let (asked, left) = (StripeMoney.shown(amount, currency), StripeMoney.shown(rest, currency))
            throw .impossible("Transfer reversal amount (\(asked)) is greater than the amount that is left (\(left)).", parameter: "amount")
        }
        let made = reverse(transfer, by: amount, metadata: try parameters.metadata())
        return try shown(made, parameters)
    }

    /// Takes money of a transfer back.
    mutating func reverse(_ transfer: StripeRecord, by amount: Int, metadata: JSON = [:]) -> StripeRecord {
        let currency = transfer.text("currency") ?? "usd"
        let transaction = store.book("transfer_cancel", category: "transfer_reversal", amount, currency, source: transfer.id, at: now)
        store.balance.pass(-amount, currency, to: transfer.text("destination") ?? "")
        let made = store.make(
            .reversals,
            [
                ("amount", .integer(amount)), ("balance_transaction", .string(transaction)), ("currency", .string(currency)),
                ("metadata", metadata), ("transfer", .string(transfer.id)),
            ], at: now)
        let back = transfer.integer("amount_reversed") + amount
        let changed = store.change(
            transfer, [("amount_reversed", .integer(back)), ("reversed", .bool(back == transfer.integer("amount")))], at: now)
        note("reversed", changed, amount)
        store.emitChange(changed["reversed"] == true ? "transfer.reversed" : "transfer.updated", changed, at: now)
        return made
    }

    // MARK: Customers

    private mutating func customer(_ id: String?) throws(StripeProblem) -> JSON {
        let parameters = try call.reading(["name", "email", "phone", "description", "address", "metadata", "balance", "shipping"])
        let old = try id.map { id throws(StripeProblem) in try found(.customers, id) }
        var members: [(String, JSON)] = []
        for name in ["name", "email", "phone", "description"] {
            guard let text = try parameters.nullable(name) else { continue }
            members.append((name, text.map { .string($0) } ?? .null))
        }
        if case .string(let email)? = members.first(where: { $0.0 == "email" })?.1, !email.contains("@") || email.hasSuffix("@") {
            throw .invalid("email", "Invalid email address: \(email)", code: "email_invalid")
        }
        if let address = parameters["address"]?.object {
            var whole = old?["address"].object ?? JSONObject()
            for (name, value) in address.members { whole[name] = value.string?.isEmpty == true ? .null : value }
            members.append(("address", .object(whole)))
        }
        let balance = try parameters.integer("balance")
        members.append(("metadata", try parameters.metadata(over: old?["metadata"])))
        let record: StripeRecord
        if let old {
            record = store.change(old, members, at: now)
            store.emitChange("customer.updated", record, at: now)
        } else {
            record = store.make(.customers, StripeSeed.customer(members), at: now)
            store.conceal(record.id, call.concealment)
            store.emit("customer.created", record.id, at: now)
        }
        if let balance, balance != record.integer("balance") {
            let currency = record.text("currency") ?? "usd"
            let adjustment = StripeCustomerBalance.Entry(amount: balance - record.integer("balance"), currency: currency)
            _ = StripeCustomerBalance.book(adjustment, on: record, in: &store, at: now)
        }
        return try shown(record, parameters)
    }

    /// An entry of a customer's balance: below zero a credit, above zero a debit.
    private mutating func credit(of id: String) throws(StripeProblem) -> JSON {
        let parameters = try call.reading(["amount", "currency", "description", "metadata"])
        let customer = try found(.customers, id)
        guard let amount = try parameters.integer("amount") else { throw .required("amount") }
        guard let currency = try parameters.currency() else { throw .required("currency") }
        guard StripeMoney.isWhole(amount, currency) else {
            throw .invalid("amount", "Invalid amount: \(amount) cannot be divided as \(currency) is.", code: "amount_invalid")
        }
        let text = try parameters.text("description", most: 350)
        let entry = StripeCustomerBalance.Entry(
            amount: amount, currency: currency, description: text, metadata: try parameters.metadata())
        let made = StripeCustomerBalance.book(entry, on: customer, in: &store, at: now)
        store.conceal(made.id, call.concealment)
        return try shown(made, parameters)
    }

    private mutating func deleted(_ id: String) throws(StripeProblem) -> JSON {
        let record = try found(.customers, id)
        let gone = store.change(record, [], deleted: true, action: "delete", at: now)
        store.emit("customer.deleted", id, at: now)
        return gone.shown
    }

    // MARK: Refunds

    private mutating func refund() throws(StripeProblem) -> JSON {
        let parameters = try call.reading(["charge", "payment_intent", "amount", "currency", "reason", "metadata"])
        guard let id = try parameters.text("charge") else { throw .required("charge") }
        guard let charge = store.record(.charges, id) else { throw .missing(.charges, id, parameter: "charge") }
        let currency = charge.text("currency") ?? "usd"
        let rest = charge.integer("amount") - charge.integer("amount_refunded")
        let amount = try parameters.amount(currency) ?? rest
        guard rest > 0 else { throw .impossible("Charge \(id) has already been refunded.", code: "charge_already_refunded") }
        guard amount <= rest else {
            let (asked, left) = (StripeMoney.shown(amount, currency), StripeMoney.shown(rest, currency))
            throw .impossible("Refund amount (\(asked)) is greater than unrefunded amount on charge (\(left))", parameter: "amount")
        }
        let reason = try parameters.choice("reason", ["duplicate", "fraudulent", "requested_by_customer"])
        let made = StripeSeed.refund(amount, of: charge, reason: reason, metadata: try parameters.metadata(), in: &store, at: now)
        return try shown(made, parameters)
    }
}
