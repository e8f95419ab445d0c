import Model
import ProgramRules
import Storage

/// The findings of the store as the rules know them.
struct Findings {
    /// All, with what was decided.
    let book: FindingBook

    /// Reads what is stored.
    init(_ rows: [StoredFinding]) {
        var book = FindingBook()
        for row in rows {
            guard let finding = Self.finding(row) else { continue }
            book.note([finding], at: row.since)
            guard let decision = row.verdict.flatMap({ FindingVerdict.Decision(rawValue: $0) }), let by = row.decidedBy,
                let at = row.decidedAt
            else { continue }
            _ = book.decide(finding.id, FindingVerdict(decision, by: by, at: at))
        }
        self.book = book
    }

    private static func finding(_ row: StoredFinding) -> FraudFinding? {
        guard let test = FraudTest(rawValue: row.test) else { return nil }
        let evidence = (row.evidence.array ?? []).map { Evidence($0["name"]?.string ?? "", $0["value"]?.string ?? "") }
        return FraudFinding(test, partner: row.partner, subject: row.line.map { .line($0) } ?? .partner, evidence: evidence)
    }

    /// A finding as it is stored.
    static func row(_ finding: FraudFinding, at now: Timestamp, run: String) -> StoredFinding {
        var line: String?
        if case .line(let id) = finding.subject { line = id }
        let evidence = finding.evidence.map { JSON.object(JSONObject([("name", .string($0.name)), ("value", .string($0.value))])) }
        return StoredFinding(
            id: finding.id, test: finding.test.rawValue, partner: finding.partner, line: line, evidence: .array(evidence), since: now,
            runID: run)
    }
}

/// What the fraud screen looks at, gathered from the hub.
struct FraudMaterial {
    let tx: Transaction
    let deals: [Deal]
    let commissions: [Commission]

    /// The leads and sales that stand, with the people and clicks behind them, and other sales under the same order numbers.
    func gather() throws -> FraudScreen.Material {
        var visitors: [EntityID: Set<String>] = [:]
        var orders: [EntityID: String] = [:]
        let entities = try tx.entities.get(deals.map(\.id))
        for deal in deals {
            guard let entity = entities[deal.id] else { continue }
            orders[deal.id] = entity.values["order_number"]?.shownText
            guard let customer = deal.customer, let id = entity.values["click"]?.shownText, let click = try tx.clicks.get(id) else {
                continue
            }
            visitors[customer, default: []].insert(click.visitor)
        }
        var clicks: [EntityID: [PartnerClick]] = [:]
        for (customer, names) in visitors {
            for name in names.sorted() { clicks[customer, default: []] += try tx.clicks.of(visitor: name).compactMap(partnerClick) }
        }
        let conversions = commissions.compactMap { conversion($0, clicks, orders) }
        var material = FraudScreen.Material(conversions: try conversions + others(with: conversions))
        var seen: Set<String> = []
        material.clicks = clicks.values.flatMap { $0 }.filter { seen.insert($0.click.id).inserted }
        let partners = try tx.entities.get(Set(commissions.map(\.key.partner)))
        material.partners = partners.mapValues { person($0.values, account: "payout_account", visitors: []) }
        let customers = try tx.entities.get(Set(commissions.compactMap(\.customer)))
        for (id, customer) in customers {
            material.customers[id] = person(customer.values, account: nil, visitors: visitors[id] ?? [])
        }
        return material
    }

    /// Sales of other deals under the same order numbers, with nothing but what tells that.
    private func others(with conversions: [Conversion]) throws -> [Conversion] {
        let own = Set(deals.map(\.id))
        let deals = try tx.earningWork.sharing(orders: Set(conversions.compactMap(\.order))).filter { !own.contains($0) }
        guard !deals.isEmpty else { return [] }
        let orders = try tx.entities.get(deals).compactMapValues { $0.values["order_number"]?.shownText }
        let lines = deals.map(\.text)
        return try tx.commissions.of(lines: lines).compactMap { row in
            guard let customer = row.customer, let at = row.earnedAt, let deal = row.deal, row.kind == CommissionKind.sale.text else {
                return nil
            }
            return Conversion(line: row.line, partner: row.partner, customer: customer, at: at, order: orders[deal])
        }
    }

    private func conversion(_ commission: Commission, _ clicks: [EntityID: [PartnerClick]], _ orders: [EntityID: String]) -> Conversion? {
        guard let customer = commission.customer, let at = commission.earnedAt else { return nil }
        let own = (clicks[customer] ?? []).filter { $0.partner == commission.key.partner && $0.click.at <= at }
        let kind = commission.key.kind
        return Conversion(
            line: commission.key.line, partner: commission.key.partner, customer: customer, at: at,
            click: own.max { ($0.click.at, $0.click.id) < ($1.click.at, $1.click.id) }?.click,
            order: kind == .sale ? commission.deal.flatMap { orders[$0] } : nil, amount: commission.amount)
    }

    private func partnerClick(_ click: StoredClick) -> PartnerClick? {
        guard let partner = click.partner, click.verdict.name != "bot" else { return nil }
        let facts = Click(
            id: click.id, code: click.code, at: click.at, visitor: click.visitor, address: click.address, agent: click.agent,
            referrer: click.referrer, parameters: click.parameters, isProbe: click.isProbe)
        return PartnerClick(facts, partner: partner)
    }

    private func person(_ values: FieldValues, account: String?, visitors: Set<String>) -> PersonFacts {
        PersonFacts(
            email: values["email"]?.shownText, domain: values["domain"]?.shownText, account: account.flatMap { values[$0]?.shownText },
            visitors: visitors)
    }
}
