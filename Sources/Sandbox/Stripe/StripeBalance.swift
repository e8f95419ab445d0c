import Model

/// What the platform and its connected accounts have, by currency: available at once, or pending until a day.
struct StripeBalance: Sendable {
    private struct Pending: Sendable {
        let on: Timestamp
        let currency: String
        let amount: Int
    }

    private var settled: [String: Int] = [:]
    private var pending: [Pending] = []
    /// What each connected account has available, by account and currency.
    private(set) var connected: [String: [String: Int]] = [:]

    /// Books an amount, at once or for a later instant.
    mutating func book(_ amount: Int, _ currency: String, on instant: Timestamp, at now: Timestamp) {
        if instant <= now {
            settled[currency, default: 0] += amount
        } else {
            pending.append(Pending(on: instant, currency: currency, amount: amount))
        }
    }

    /// Makes available what has waited long enough.
    mutating func settle(at now: Timestamp) {
        guard pending.contains(where: { $0.on <= now }) else { return }
        for entry in pending where entry.on <= now { settled[entry.currency, default: 0] += entry.amount }
        pending.removeAll { $0.on <= now }
    }

    func available(_ currency: String) -> Int { settled[currency] ?? 0 }

    mutating func pass(_ amount: Int, _ currency: String, to account: String) {
        connected[account, default: [:]][currency, default: 0] += amount
    }

    /// `GET /v1/balance`, of the platform or of a connected account.
    func json(account: String? = nil) -> JSON {
        let available = account.map { connected[$0] ?? [:] } ?? settled
        var waiting: [String: Int] = [:]
        if account == nil { for entry in pending { waiting[entry.currency, default: 0] += entry.amount } }
        let currencies = Set(available.keys).union(waiting.keys).sorted()
        let rows = { (amounts: [String: Int]) -> JSON in
            .array(
                currencies.map { currency in
                    let amount = JSON.integer(amounts[currency] ?? 0)
                    return ["amount": amount, "currency": .string(currency), "source_types": ["card": amount]]
                })
        }
        return ["object": "balance", "available": rows(available), "livemode": false, "pending": rows(waiting)]
    }
}
