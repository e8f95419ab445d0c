import Model

/// Everything the account holds, for a test to look at: never an answer of PayPal.
struct PayPalState: Sendable {
    let account: PayPalAccount

    private var items: [(batch: PayPalAccount.Batch, item: PayPalItem)] {
        account.batches.flatMap { batch in batch.items.compactMap { account.items[$0] }.map { (batch, $0) } }
    }

    /// Batches, items, every movement of money to and from receivers, and what the account can spend.
    var json: JSON {
        let (now, settings) = (account.latest, account.settings)
        let rows = items.map { _, item -> JSON in
            [
                "id": .string(item.id), "deleted": false,
                "fields": [
                    "sender_item_id": item.key.map { .string($0) } ?? .null, "receiver": .string(item.receiver),
                    "amount": .integer(item.amount), "currency": .string(item.currency), "payout_batch_id": .string(item.batch),
                    "transaction_status": .string(item.status(at: now, settings).word),
                    "set": item.set.map { .string($0.status) } ?? .null,
                ],
            ]
        }
        let batches = account.batches.map { batch -> JSON in
            [
                "id": .string(batch.id), "deleted": false,
                "fields": [
                    "sender_batch_id": .string(batch.key), "items": .integer(batch.items.count),
                    "batch_status": .string(batch.status(at: now, settings)),
                ],
            ]
        }
        let currencies = Set(settings.openingBalance.keys).union(items.map(\.item.currency)).sorted()
        let balance = currencies.map { ($0, JSON.integer(account.available($0, at: now))) }
        return [
            "vendor": "paypal", "objects": ["payouts": .array(batches), "payout_items": .array(rows)], "movements": .array(movements),
            "balance": .object(JSONObject(balance)),
        ]
    }

    private var movements: [JSON] {
        let paid = items.map { batch, item in movement("paid", batch, item, at: item.created) }
        let back = items.compactMap { batch, item -> JSON? in
            let (word, since, _) = item.status(at: account.latest, account.settings)
            guard PayPalItem.wasNotSent(word) || PayPalItem.cameBack(word) else { return nil }
            return movement("back", batch, item, at: since)
        }
        return paid + back
    }

    private func movement(_ kind: String, _ batch: PayPalAccount.Batch, _ item: PayPalItem, at instant: Timestamp) -> JSON {
        [
            "at": .string(instant.iso), "kind": .string(kind), "id": .string(item.id), "key": .string(batch.key),
            "item": item.key.map { .string($0) } ?? .null, "receiver": .string(item.receiver), "amount": .integer(item.amount),
            "currency": .string(item.currency),
        ]
    }
}
