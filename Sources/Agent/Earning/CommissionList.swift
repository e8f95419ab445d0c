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
    }

    let services: Services

    /// Prepares to read the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// Every commission, in the order in which they were earned.
    public func all() throws(RunError) -> [View] {
        let now = services.clock.now()
        return try services.reading { try $0.commissions.all() }.map { row in
            let facts = CommissionState.Facts(amount: row.amount.minor, dueAt: row.dueAt, paid: 0)
            return View(commission: row, state: CommissionState(facts, at: now).rawValue)
        }
    }

    /// Gives a deal to a partner (A2): a touch that beats all others, from now on.
    /// - Throws: `RunError.notFound`.
    public func reassign(_ deal: EntityID, to partner: EntityID, by person: String, why: String) throws(RunError) -> String {
        let now = services.clock.now()
        let touch = ManualTouch(id: services.identifier("touch_"), partner: partner, deal: deal, at: now, by: person, why: why)
        try services.writing { tx in
            for id in [deal, partner] where try tx.entities.get(id) == nil {
                throw RunError.notFound(what: id.kind.rawValue, id: id.text)
            }
            try tx.manualTouches.add(touch)
            let detail: JSON = ["deal": .string(deal.text), "to": .string(partner.text), "why": .string(why)]
            try tx.audit.add(AuditEntry(at: now, actor: person, action: "reassign", detail: detail))
        }
        return touch.id
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
