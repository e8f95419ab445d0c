public import Model
public import Storage

/// The whole proof of one commission, read and not computed: claims with their weights, the deal's history, rule and rounding, findings,
/// the rows of the ledger, and the payouts that claim them with what the provider calls them.
public struct CommissionProof: Sendable {
    /// The proof, each part with its time and its source.
    public let json: JSON
    /// The commission.
    public let view: CommissionList.View
    /// The claims that count and those that do not.
    public let credits: [StoredCredit]
    /// What the deal was from one change to the next.
    public let history: [StoredStage]
    /// What held it, and what was decided.
    public let findings: [StoredFinding]
    /// What the ledger says of it.
    public let ledger: [StoredLedgerEntry]
    /// The payouts that claim rows of it or did.
    public let payouts: [PayoutProof]

    /// Reads the proof of a commission.
    /// - Throws: `RunError.notFound`, `RunError.badValue` if several ids end so.
    public init(of id: String, services: Services) throws(RunError) {
        let view = try CommissionList(services: services).one(id)
        let row = view.commission
        let (now, terms) = (services.clock.now(), services.settings.payouts.terms)
        let parts = try services.reading { tx in
            (
                try row.deal.map { try tx.attributions.of($0) } ?? [], try row.deal.map { try tx.history.of($0) } ?? [],
                try tx.findings.of(row.partner).filter { $0.line == nil || $0.line == row.line },
                try tx.moneyLedger.of(subject: row.key)
            )
        }
        payouts = try services.reading { tx in
            let claims = try parts.3.flatMap { try tx.payoutClaims.of(entry: $0.sequence) }
            return try Set(claims.map(\.payout)).sorted().compactMap { id in
                try tx.payouts.get(id).map { try PayoutProof($0, tx, terms, now: now) }
            }
        }
        self.view = view
        (credits, history, findings, ledger) = parts
        json = [
            "commission": view.json, "touches": .array(parts.0.map(Self.touch)), "history": .array(parts.1.map(Self.stage)),
            "findings": .array(parts.2.map(Self.finding)), "ledger": .array(parts.3.map(Self.entry)),
            "payouts": .array(payouts.map(\.json)),
        ]
    }

    private static func touch(_ credit: StoredCredit) -> JSON {
        var object = JSONObject([
            ("touch", .string(credit.touch)), ("kind", .string(credit.kind)), ("partner", .string(credit.partner.text)),
            ("at", .string(credit.at.iso)), ("weight", .integer(credit.weight)), ("model", .string(credit.model)),
        ])
        object["campaign"] = credit.campaign.map(JSON.string)
        object["refused"] = credit.refusal.map(JSON.string)
        return .object(object)
    }

    private static func stage(_ stage: StoredStage) -> JSON {
        var object = JSONObject([("state", stage.state.map(JSON.string) ?? .null)])
        object["stage"] = stage.stage.map(JSON.string)
        object["amount"] = stage.amount?.json
        object["at"] = (stage.stateAt ?? stage.amountAt).map { .string($0.iso) }
        object["seen"] = .string(stage.seenAt.iso)
        return .object(object)
    }

    private static func finding(_ finding: StoredFinding) -> JSON {
        var object = JSONObject([
            ("test", .string(finding.test)), ("since", .string(finding.since.iso)), ("evidence", finding.evidence),
            ("verdict", finding.verdict.map(JSON.string) ?? .null),
        ])
        object["by"] = finding.decidedBy.map(JSON.string)
        object["why"] = finding.why.map(JSON.string)
        return .object(object)
    }

    private static func entry(_ entry: StoredLedgerEntry) -> JSON {
        var object = JSONObject([
            ("row", .integer(entry.sequence)), ("account", .string(entry.account)), ("amount", entry.amount.json),
            ("cause", .string("\(entry.causeKind) \(entry.cause)")), ("caused", .string(entry.causedAt.iso)),
            ("booked", .string(entry.at.iso)), ("hash", .string(entry.hash)),
        ])
        object["exchange"] = entry.exchange.map(JSON.string)
        return .object(object)
    }
}
