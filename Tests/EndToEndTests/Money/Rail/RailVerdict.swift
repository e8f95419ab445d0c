import Model

/// Compares a hub that has come to rest with the provider's own book. The law, whatever happened: each payout was sent at most once, the
/// money that is out is that of the payouts that are paid or unclaimed, what is not out is owed again, and the ledger agrees.
struct RailVerdict: Sendable {
    let row: RailRow
    /// What the last `settle --json` said.
    let settled: JSON
    /// How many payments the provider had made before the row began.
    let sentBefore: Int

    /// What the provider paid, first to last.
    static func payments(_ sandbox: SandboxProcess, _ provider: RailProvider) async throws -> [JSON] {
        try await movements(sandbox, provider).filter { $0["kind"] == "paid" }
    }

    private static func movements(_ sandbox: SandboxProcess, _ provider: RailProvider) async throws -> [JSON] {
        try await sandbox.control(provider.rawValue, "state")["movements"]?.array ?? []
    }

    private static func payout(_ movement: JSON) -> String {
        (movement["item"]?.string ?? movement["metadata"]?["entente_payout"]?.string) ?? "none"
    }

    /// What is otherwise than the law and the row say.
    func differences(_ sandbox: SandboxProcess, _ run: ([String]) async throws -> Program.End) async throws -> [String] {
        let payouts = try await run(["payouts", "list", "--json"]).rows
        let sent = try await Self.payments(sandbox, row.provider).dropFirst(sentBefore)
        let back = try await Self.movements(sandbox, row.provider).filter { $0["kind"] != "paid" }
        var all = payouts.flatMap { differences($0, sent: Array(sent), back: back) }
        let known = Set(payouts.compactMap { $0["id"]?.string })
        all += sent.map(Self.payout).filter { !known.contains($0) }.map { "the provider paid \($0), which is no payout" }
        let states = Dictionary(grouping: payouts.compactMap { $0["state"]?.string }) { $0 }.mapValues(\.count)
        if let then = row.then, states != then { all.append("states: \(states), not \(then)") }
        let findings = settled["findings"]?[row.provider.rawValue]?.array ?? []
        all += findings.filter { $0["needs_person"] != false }.map { "settle: \($0.text)" }
        if findings.isEmpty == false { all.append("the second settle still moved something: \(findings.map(\.text))") }
        return try await all + rest(states, run)
    }

    /// One payout against the provider's book.
    private func differences(_ payout: JSON, sent: [JSON], back: [JSON]) -> [String] {
        let (id, state) = (payout["id"]?.string ?? "", payout["state"]?.string ?? "")
        let own = sent.filter { Self.payout($0) == id }
        var all: [String] = []
        if own.count > 1 { all.append("\(id) was sent \(own.count) times") }
        if own.contains(where: { $0["amount"]?.integer != payout["amount"]?["minor"]?.integer }) { all.append("\(id): another amount") }
        let out = own.count - back.count { Self.payout($0) == id }
        let isOut = ["paid", "unclaimed"].contains(state)
        if state != "unknown", out != (isOut ? 1 : 0) { all.append("\(id) is \(state), and \(out) of it is out at the provider") }
        return all
    }

    /// What the hub says of itself.
    private func rest(_ states: [String: Int], _ run: ([String]) async throws -> Program.End) async throws -> [String] {
        var all: [String] = []
        let verify = try await run(["verify"])
        if verify.code != 0 { all.append("verify: \(verify)") }
        let due = try await run(["payouts", "plan", "--dry-run", "--json"]).json?["drafts"]?.array?.count ?? -1
        let free = ["failed", "returned", "withdrawn"].reduce(0) { $0 + (states[$1] ?? 0) }
        if due != free { all.append("\(due) are owed again, not \(free)") }
        let waiting = try await run(["review", "--json"]).rows.filter { $0["object"] == "payout" }
        if row.then != nil, row.waits == waiting.isEmpty { all.append("waits for a person: \(waiting.map(\.text))") }
        return all
    }
}
