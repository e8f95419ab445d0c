public import Model
public import ProgramRules
public import Storage

/// A payout as people and scripts see it.
public struct PayoutView: Sendable {
    /// The row.
    public let row: PayoutRow
    /// The partner's name.
    public let name: String
    /// What it takes off the partner's balance.
    public let owed: Money
    /// The rate at which that is paid; nil where it is of the same currency.
    public let rate: ExchangeRate?
    /// Who approved it.
    public let approvals: [PayoutApproval]
    /// How many persons must still approve it.
    public let missing: Int
    /// What keeps it from being sent, if it is not on its way yet.
    public let findings: [PreflightFinding]

    init(_ payout: KnownPayout, _ tx: Transaction, _ terms: PayoutTerms, now: Timestamp, findings: [PreflightFinding] = []) throws {
        row = payout.row
        (owed, rate) = (payout.intent.owed, payout.intent.exchange)
        let name = try tx.entities.get(payout.row.partner)?.values["name"]?.display
        self.name = name ?? payout.row.partner.text
        let facts = PayoutFacts(tx: tx, now: now, guards: Guards())
        approvals = try facts.approvals(of: payout)
        missing = [.draft, .approved].contains(payout.state.phase) ? PayoutApprovals.missing(payout.intent, approvals, terms) : 0
        self.findings = findings
    }

    /// The payout as `payouts list --json` prints it.
    public var json: JSON { .object(object) }

    var object: JSONObject {
        var object = JSONObject([
            ("id", .string(row.id)), ("partner", .string(row.partner.text)), ("partner_name", .string(name)),
            ("method", .string(row.provider)), ("account", .string(row.account)), ("amount", row.amount.json),
            ("state", .string(row.state)), ("cut_off", .string(row.cutOff)), ("created", .string(row.createdAt.iso)),
            ("changed", .string(row.changedAt.iso)),
            ("approvals", .array(approvals.map { ["by": .string($0.by), "at": .string($0.at.iso)] })),
            ("approvals_missing", .integer(missing)),
        ])
        object["provider_item"] = row.item.map(JSON.string)
        object["provider_state"] = row.rawState.map(JSON.string)
        if row.fee != 0 { object["fee"] = Money(minor: row.fee, currency: row.amount.currency).json }
        object["reason"] = row.reason.map(JSON.string)
        if let rate { (object["owed"], object["exchange"]) = (owed.json, .string(rate.text)) }
        if !findings.isEmpty { object["waits_for"] = .array(findings.map { .string($0.text) }) }
        return object
    }
}

/// The whole story of one payout: its claims, its requests with their keys, its bookings.
public struct PayoutProof: Sendable {
    /// The payout.
    public let view: PayoutView
    /// What it claims or claimed.
    public let claims: [PayoutClaimRow]
    /// The requests that carried it, each with its steps.
    public let shipments: [(row: ShipmentRow, steps: [ShipmentAttemptRow])]
    /// What was booked for it.
    public let booked: [StoredLedgerEntry]
    /// The commissions that the claimed rows are about, by the number of the row.
    public let commissions: [Int64: String]

    init(_ row: PayoutRow, _ tx: Transaction, _ terms: PayoutTerms, now: Timestamp) throws {
        claims = try tx.payoutClaims.of(row.id)
        shipments = try tx.shipments.carrying(row.id).map { (row: $0, steps: try tx.shipmentAttempts.of($0.id)) }
        view = try PayoutView(KnownPayout(row, claims: claims), tx, terms, now: now)
        booked = try tx.moneyLedger.of(subject: row.id)
        commissions = try tx.commissions.ids(behind: claims.map(\.entry))
    }

    /// The proof as `payouts show --json` prints it.
    public var json: JSON {
        var object = view.object
        object["hash"] = .string(view.row.hash)
        object["claims"] = .array(
            claims.map { claim -> JSON in
                let owed = Money(minor: claim.owed, currency: view.owed.currency).json
                var object = JSONObject([("entry", .integer(claim.entry)), ("owed", owed)])
                object["commission"] = commissions[claim.entry].map(JSON.string)
                object["released"] = claim.releasedAt.map { .string($0.iso) }
                return .object(object)
            })
        object["shipments"] = .array(shipments.map { Self.json($0.row, $0.steps) })
        object["ledger"] = .array(
            booked.map { entry -> JSON in
                [
                    "entry": .integer(entry.sequence), "account": .string(entry.account), "amount": entry.amount.json,
                    "cause": .string(entry.causeKind), "at": .string(entry.at.iso),
                ]
            })
        return .object(object)
    }

    private static func json(_ row: ShipmentRow, _ steps: [ShipmentAttemptRow]) -> JSON {
        var object = JSONObject([
            ("id", .string(row.id)), ("phase", .string(row.phase)), ("epoch", .integer(row.epoch)),
            ("key", .string("\(row.id)-\(row.epoch)")), ("attempts", .integer(row.attempts)),
        ])
        object["provider_id"] = row.providerID.map(JSON.string)
        object["first_sent"] = row.firstSentAt.map { .string($0.iso) }
        object["deadline"] = row.firstSentAt.map { .string(($0 + row.keyLife - row.margin).iso) }
        object["authorised_by"] = .array(row.authorisations.map(JSON.string))
        object["steps"] = .array(
            steps.map { step -> JSON in
                var object = JSONObject([
                    ("at", .string(step.at.iso)), ("action", .string(step.action)), ("outcome", .string(step.outcome)),
                ])
                object["key"] = step.key.map(JSON.string)
                if step.detail != [:] { object["detail"] = step.detail }
                return .object(object)
            })
        return .object(object)
    }
}

/// What payouts there are.
public struct Payouts: Sendable {
    let services: Services
    let terms: PayoutTerms

    /// Prepares to read.
    public init(services: Services, terms: PayoutTerms) {
        self.services = services
        self.terms = terms
    }

    /// The payouts of a state, or the latest of any.
    /// - Throws: `RunError.badValue` for what is no state.
    public func list(state: String? = nil, limit: Int = 100) throws(RunError) -> [PayoutView] {
        if let state, PayoutState.Phase(rawValue: state) == nil {
            let known = PayoutState.Phase.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badValue(field: "--state", found: state, expected: "one of \(known)")
        }
        let now = services.clock.now()
        return try services.reading { tx in
            let rows =
                try state.map { Array(try tx.payouts.all(in: $0).suffix(limit)) } ?? tx.payouts.latest(limit: limit).reversed()
            return try rows.map { try PayoutView(KnownPayout($0, claims: tx.payoutClaims.of($0.id)), tx, terms, now: now) }
        }
    }

    /// One payout with its proof; the id may be how it ends.
    public func show(_ id: String) throws(RunError) -> PayoutProof {
        let whole = try self.id(id)
        let now = services.clock.now()
        return try services.reading { tx in
            guard let row = try tx.payouts.get(whole) else { throw RunError.notFound(what: "payout", id: id) }
            return try PayoutProof(row, tx, terms, now: now)
        }
    }

    /// The whole id of a payout that is given whole or by its end.
    func id(_ text: String) throws(RunError) -> String {
        let whole = try GivenID(services: services).payout(text)
        guard try services.reading({ try $0.payouts.get(whole) }) != nil else { throw .notFound(what: "payout", id: text) }
        return whole
    }
}
