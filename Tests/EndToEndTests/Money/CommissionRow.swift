import Model

/// A commission as `commissions --json` prints it, with the partner's name.
struct CommissionRow: Sendable {
    let id: String
    let partner: String
    let state: String
    let amount: String
    /// The amounts of its entries, in their order.
    let entries: [String]
    let json: JSON
}

extension Office {
    /// The commissions in the order in which they were earned.
    func commissions() async throws -> [CommissionRow] {
        let names = try await names()
        return try await run("commissions", "--json").rows.map { row in
            CommissionRow(
                id: row["id"]?.string ?? "", partner: names[row["partner"]?.string ?? ""] ?? "nobody", state: row["state"]?.string ?? "",
                amount: row["amount"]?["amount"]?.string ?? "",
                entries: (row["entries"]?.array ?? []).compactMap { $0["amount"]?["amount"]?.string }, json: row)
        }
    }

    /// What each partner's commissions add up to; a partner at zero is left out.
    func balances() async throws -> [String: String] {
        var sums: [String: Money] = [:]
        for row in try await commissions() {
            guard let amount = row.json["amount"], let minor = amount["minor"]?.integer,
                let currency = amount["currency"]?.string.flatMap(Currency.init)
            else { continue }
            sums[row.partner] = Money(minor: (sums[row.partner]?.minor ?? 0) + minor, currency: currency)
        }
        return sums.filter { $0.value.minor != 0 }.mapValues { String($0.text.split(separator: " ")[0]) }
    }

    private func names() async throws -> [String: String] {
        let rows = try await run("show", "partner", "--limit", "1000", "--json").rows
        return Dictionary(
            rows.compactMap { row in row["id"]?.string.flatMap { id in row["fields"]?["name"]?.string.map { (id, $0) } } },
            uniquingKeysWith: { $1 })
    }
}
