public import Model
import ProgramRules
import Storage

/// Gives a deal to a partner (A2): a touch that beats all others, from now on.
public struct Reassignment: Sendable {
    /// What was done.
    public struct Report: Sendable, Equatable {
        /// The touch.
        public var touch: String
        /// The deal.
        public var deal: EntityID
        /// Whose it is.
        public var partner: EntityID
        /// What was taken from whom and given to whom, as it was booked: above zero for whoever has more now.
        public var moved: [Move]
        /// What the computation came to; nil without terms.
        public var earned: EarningsRun.Report?
    }

    /// What a partner has more or less.
    public struct Move: Sendable, Equatable {
        /// The partner's account.
        public var account: String
        /// How much.
        public var amount: Money
    }

    let services: Services

    /// Prepares to reassign in the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// Gives a deal to a partner, and books in the same transaction what that takes from one and gives to the other (L2, W16), with
    /// whatever else has changed since the last computation. Without terms nothing is booked.
    /// - Throws: `RunError.notFound`.
    public func give(_ deal: EntityID, to partner: EntityID, by person: String, why: String) async throws(RunError) -> Report {
        try await LeaseKeeper(services: services).hold("reassign") { () async throws(RunError) -> Report in
            let report = try services.writing { tx in
                let report = try give(deal, to: partner, by: person, why: why, in: tx)
                services.crash.pass(.earningReady)
                return report
            }
            services.crash.pass(.earningCommitted)
            return report
        }
    }

    private func give(
        _ deal: EntityID, to partner: EntityID, by person: String, why: String, in tx: Transaction
    ) throws -> Report {
        let now = services.clock.now()
        for id in [deal, partner] where try tx.entities.get(id) == nil { throw RunError.notFound(what: id.kind.rawValue, id: id.text) }
        let touch = ManualTouch(id: services.identifier("touch_"), partner: partner, deal: deal, at: now, by: person, why: why)
        try tx.manualTouches.add(touch)
        let detail: JSON = ["deal": .string(deal.text), "to": .string(partner.text), "why": .string(why)]
        try tx.audit.add(AuditEntry(at: now, actor: person, action: "reassign", detail: detail))
        var report = Report(touch: touch.id, deal: deal, partner: partner, moved: [])
        guard let terms = services.settings.terms, terms.isGiven else { return report }
        report.earned = try EarningsRun(services: services).book(terms, in: tx, command: "reassign")
        for row in try tx.moneyLedger.of(cause: touch.id) where row.account.hasPrefix("partner:") {
            guard let amount = row.amount.negated else { continue }
            report.moved.append(Move(account: row.account, amount: amount))
        }
        return report
    }
}

extension Reassignment.Report {
    /// The report as `reassign --json` prints it.
    public var json: JSON {
        let moves = moved.map { move -> JSON in
            ["account": .string(move.account), "amount": move.amount.json]
        }
        var object = JSONObject([
            ("touch", .string(touch)), ("deal", .string(deal.text)), ("partner", .string(partner.text)), ("moved", .array(moves)),
        ])
        object["earned"] = earned?.json
        return .object(object)
    }
}
