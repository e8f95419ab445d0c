import Model

/// What a bank does about a charge that its owner does not recognise. Source: VENDORS.md 5.5.
enum StripeDispute {
    /// Opens a dispute: the money and a fee are taken at once.
    static func open(_ amount: Int, of charge: StripeRecord, in store: inout StripeStore, at now: Timestamp) -> StripeRecord {
        let currency = charge.text("currency") ?? "usd"
        let id = store.mint(StripeKind.disputes.prefix)
        let transaction = store.book("adjustment", category: "dispute", -amount, fee: 1500, currency, source: id, at: now)
        let made = store.make(
            .disputes, id: id,
            [
                ("amount", .integer(amount)), ("balance_transactions", [.string(transaction)]), ("charge", .string(charge.id)),
                ("currency", .string(currency)), ("metadata", [:]), ("payment_intent", charge["payment_intent"]), ("reason", "general"),
                ("status", "needs_response"),
            ], at: now)
        store.change(charge, [("disputed", true)], at: now)
        store.emit("charge.dispute.created", id, at: now)
        return made
    }

    /// Ends a dispute as won, which brings the money back, or as lost.
    static func close(_ dispute: StripeRecord, as status: String, in store: inout StripeStore, at now: Timestamp) {
        if status == "won" {
            let currency = dispute.text("currency") ?? "usd"
            _ = store.book("adjustment", category: "dispute_reversal", dispute.integer("amount"), currency, source: dispute.id, at: now)
        }
        let changed = store.change(dispute, [("status", .string(status))], at: now)
        store.emitChange("charge.dispute.closed", changed, at: now)
    }
}
