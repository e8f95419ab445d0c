import Model

/// The `batch` variable of the request that pays. Source: CONNECTORS.md 2.1.
enum PayoutVariable {
    /// Why a batch cannot be said to the provider.
    struct Refusal: Error {
        let code: String
        let message: String
        var items: [String] = []
    }

    /// The variable; or why the provider cannot be told, in which case nothing is sent.
    static func of(_ batch: PayoutBatch, _ payouts: ManifestPayouts, _ currencies: VendorCurrencies) -> Result<ScopeValue, Refusal> {
        guard (1...payouts.largestBatch).contains(batch.items.count) else {
            return .failure(Refusal(code: "batch_size", message: "\(batch.items.count) items, of at most \(payouts.largestBatch)"))
        }
        guard !payouts.isOneCurrency || Set(batch.items.map(\.amount.currency)).count == 1 else {
            return .failure(Refusal(code: "batch_currencies", message: "several currencies, where one batch has one"))
        }
        guard Set(batch.items.map(\.key)).count == batch.items.count else {
            return .failure(Refusal(code: "batch_keys", message: "two items of one key"))
        }
        var items: [ScopeValue] = []
        for item in batch.items {
            switch member(item, payouts, currencies) {
            case .success(let value): items.append(value)
            case .failure(let refusal): return .failure(refusal)
            }
        }
        var members: [String: ScopeValue] = ["key": .text(batch.key), "items": .list(items)]
        members["note"] = batch.note.map(ScopeValue.text)
        return .success(.map(members))
    }

    private static func member(
        _ item: PayoutItem, _ payouts: ManifestPayouts, _ currencies: VendorCurrencies
    ) -> Result<ScopeValue, Refusal> {
        guard item.amount.minor > 0 else {
            return .failure(Refusal(code: "amount", message: "an amount that is not above zero", items: [item.key]))
        }
        guard let text = currencies.text(of: item.amount), let minor = currencies.minor(of: item.amount) else {
            let message = "\(item.amount.text) has digits that the provider does not take"
            return .failure(Refusal(code: "amount", message: message, items: [item.key]))
        }
        guard let kind = payouts.receiverKinds[item.receiverKind] else {
            let message = "receivers by \(item.receiverKind) are not paid"
            return .failure(Refusal(code: "receiver_kind", message: message, items: [item.key]))
        }
        var members: [String: ScopeValue] = [
            "key": .text(item.key), "amount": .text(text), "minor": .json(.integer(Int(minor))),
            "currency": .text(item.amount.currency.code), "receiver": .text(item.receiver), "receiver_kind": .text(kind),
        ]
        members["note"] = item.note.map(ScopeValue.text)
        return .success(.map(members))
    }
}
