public import Model
import ProgramRules
public import Storage

/// The commissions as people are shown them, and what a person may do to whose they are.
public struct CommissionList: Sendable {
    /// A commission with its state at this instant.
    public struct View: Sendable, Equatable {
        /// The commission.
        public var commission: StoredCommission
        /// Its state (C7).
        public var state: String
        /// The tests whose findings hold it.
        public var findings: [String]
    }

    let services: Services

    /// Prepares to read the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// Every commission, in the order in which they were earned.
    public func all() throws(RunError) -> [View] {
        let now = services.clock.now()
        return try services.reading { tx in
            let findings = Findings(try tx.findings.all()).book
            let claims = try tx.payoutClaims.sums()
            return try tx.commissions.all().map { view($0, findings, claims[$0.key] ?? [:], at: now) }
        }
    }

    /// One commission; the id may be how it ends.
    /// - Throws: `RunError.notFound`, `RunError.badValue` if several end so.
    public func one(_ id: String) throws(RunError) -> View {
        let whole = try GivenID(services: services).commission(id)
        let now = services.clock.now()
        return try services.reading { tx in
            let row = try row(whole, id, tx)
            return view(row, Findings(try tx.findings.of(row.partner)).book, try tx.payoutClaims.sums(of: row.key), at: now)
        }
    }

    private func row(_ id: String, _ given: String, _ tx: Transaction) throws -> StoredCommission {
        guard let row = try tx.commissions.get(id) else { throw RunError.notFound(what: "commission", id: given) }
        return row
    }

    private func view(_ row: StoredCommission, _ findings: FindingBook, _ claims: [String: Int64], at now: Timestamp) -> View {
        let guards = services.guards
        let paid = claims["paid"] ?? 0
        let open = guards.stands(.openFinding) ? findings.openFindings(line: row.line, partner: row.partner) : 0
        let facts = CommissionState.Facts(
            amount: row.amount.minor, dueAt: guards.stands(.hold) ? row.dueAt : row.earnedAt, openFindings: open,
            claimed: claims.filter { $0.key != "paid" }.values.reduce(0, +), paid: paid)
        let found = findings.open.filter { $0.finding.holds(line: row.line, partner: row.partner) }
        let state = CommissionState(facts, at: now).rawValue
        return View(commission: row, state: state, findings: found.map(\.finding.test.rawValue))
    }

    /// What a person may decide about a commission.
    public enum Decision: String, Sendable, CaseIterable {
        /// The findings that hold it are released.
        case approve
        /// It is held until a person decides.
        case hold
        /// It is taken back, by the next earn.
        case void
    }

    /// Decides about a commission: what was found is released or voided, or a person's own finding holds it.
    /// - Throws: `RunError.notFound`, `RunError.refused` if there is nothing to approve.
    public func decide(_ id: String, _ decision: Decision, by person: String, why: String) throws(RunError) {
        let now = services.clock.now()
        let whole = try GivenID(services: services).commission(id)
        try services.writing { tx in
            let row = try row(whole, id, tx)
            let findings = Findings(try tx.findings.of(row.partner)).book.open.map(\.finding)
            let open = findings.filter { $0.holds(line: row.line, partner: row.partner) }
            let own = FraudFinding(.person, partner: row.partner, subject: .line(row.line), evidence: [Evidence("why", why)])
            switch decision {
            case .approve:
                if open.isEmpty {
                    throw RunError.refused(.earning(.notHeld(commission: row.id)))
                }
                for finding in open { try tx.findings.decide(finding.id, "released", by: person, at: now, why: why) }
            case .hold:
                try tx.findings.put(Findings.row(own, at: now, run: ""))
                try tx.findings.decide(own.id, nil, by: person, at: now, why: why)
            case .void:
                try tx.findings.put(Findings.row(own, at: now, run: ""))
                for finding in open + [own] { try tx.findings.decide(finding.id, "voided", by: person, at: now, why: why) }
            }
            let detail: JSON = ["commission": .string(row.id), "as": .string(decision.rawValue), "why": .string(why)]
            try tx.audit.add(AuditEntry(at: now, actor: person, action: "commission", detail: detail))
        }
    }
}

extension CommissionList.View {
    /// The commission as `commissions --json` prints it.
    public var json: JSON {
        let row = commission
        var object = JSONObject([
            ("id", .string(row.id)), ("partner", .string(row.partner.text)), ("kind", .string(row.kind)), ("line", .string(row.line)),
            ("state", .string(state)), ("amount", row.amount.json), ("rule", .string(row.rule)), ("version", .string(row.version)),
            ("rate", .string(row.rate)), ("base", .string(row.base)), ("hold_days", .integer(row.holdDays)), ("terms", .string(row.book)),
        ])
        if !findings.isEmpty { object["findings"] = .array(findings.map(JSON.string)) }
        object["deal"] = row.deal.map { .string($0.text) }
        object["customer"] = row.customer.map { .string($0.text) }
        object["rule_place"] = row.rulePlace.map(JSON.string)
        object["exchange"] = row.exchange
        object["earned"] = row.earnedAt.map { .string($0.iso) }
        object["paid"] = row.paidAt.map { .string($0.iso) }
        object["due"] = row.dueAt.map { .string($0.iso) }
        object["entries"] = row.entries
        return .object(object)
    }
}
