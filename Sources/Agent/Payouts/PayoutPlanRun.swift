public import Model
public import ProgramRules
import Storage

/// Freezes what is due into payouts and claims it, in one transaction (P1, P2, P11). Talks to nobody.
public struct PayoutPlanRun: Sendable {
    let services: Services
    let rail: PayoutRail

    /// Prepares a plan.
    public init(services: Services, rail: PayoutRail) {
        self.services = services
        self.rail = rail
    }

    /// Plans up to a cut-off day; a dry run says the same and writes nothing.
    public func run(cutOff: CalendarDate, isDry: Bool = false, as run: String = "run_") throws(RunError) -> PayoutPlanReport {
        if isDry {
            return try services.reading { tx in
                let plan = try plan(tx, cutOff)
                return PayoutPlanReport(run: run, cutOff: cutOff, payouts: [], drafts: plan.drafts, carried: plan.carried)
            }
        }
        let report = try services.writing { tx in
            let plan = try plan(tx, cutOff)
            var payouts: [PayoutView] = []
            let differing = try raise(plan.carried, tx, run)
            for draft in plan.drafts { payouts.append(try freeze(draft, tx, cutOff, run)) }
            let raised = try differing + note(plan.carried, tx, run)
            services.crash.pass(.payoutsReady)
            return PayoutPlanReport(
                run: run, cutOff: cutOff, payouts: payouts, drafts: plan.drafts, carried: plan.carried, raised: raised)
        }
        services.crash.pass(.payoutsFrozen)
        return report
    }

    private func plan(_ tx: Transaction, _ cutOff: CalendarDate) throws -> PayoutPlan {
        let facts = PayoutFacts(tx: tx, now: services.clock.now(), guards: services.guards)
        let entries = try facts.claimable()
        let payees = try facts.payees(of: entries, fraud: services.settings.terms?.book.terms.fraud ?? FraudTerms())
        let isExchanged = entries.contains { entry in payees[entry.partner]?.currency.map { $0 != entry.owed.currency } ?? false }
        // Where everybody is paid what is owed, nothing hangs on the file of rates.
        let rates = isExchanged ? try RateTable(of: services.settings.terms, services.settings).exchange : ExchangeRates()
        let age = services.settings.terms?.book.terms.rateMaxAgeDays ?? 0
        return PayoutPlan(entries: entries, payees: payees, cutOff: cutOff, zone: rail.zone, terms: rail.terms) { owed, paid in
            rates.rate(from: owed, to: paid, on: cutOff, maxAgeDays: age)
        }
    }

    /// Keeps what was found before a first payout: it holds what the partner earned until a person decides.
    /// - Returns: how many reviews were raised.
    private func note(_ carried: [PayoutPlan.Carried], _ tx: Transaction, _ run: String) throws -> Int {
        let now = services.clock.now()
        let findings = carried.compactMap { item -> FraudFinding? in
            guard case .thinFirstPayout(let finding) = item.reason else { return nil }
            return finding
        }
        guard !findings.isEmpty, let terms = services.settings.terms else { return 0 }
        for finding in findings { try tx.findings.put(Findings.row(finding, at: now, run: run)) }
        return try CommissionKeeper(tx: tx, services: services, terms: terms, run: run, now: now).raise()
    }

    /// Puts before a person whom the plan does not pay because the ledger says something else than what payouts claim.
    /// - Returns: how many of them wait for a person.
    private func raise(_ carried: [PayoutPlan.Carried], _ tx: Transaction, _ run: String) throws -> Int {
        let desk = ShipmentDesk(tx: tx, now: services.clock.now(), guards: services.guards, run: run)
        return try carried.filter { $0.reason == .ledgerDiffers }.count { item in
            let partner = item.partner.text
            let reason = "what the ledger owes \(partner) in \(item.currency.code) is not the sum of what no payout claims: nothing is paid"
            let state = try desk.raise(
                partner, about: "\(partner)/\(item.currency.code)", reason, rule: "L5", review: services.identifier("review_"))
            return state == .open
        }
    }

    private func freeze(_ draft: PayoutPlan.Draft, _ tx: Transaction, _ cutOff: CalendarDate, _ run: String) throws -> PayoutView {
        let now = services.clock.now()
        let intent = draft.intent(id: services.identifier("payout_"))
        let state = PayoutState()
        let row = PayoutRow(
            id: intent.id, partner: intent.partner, provider: intent.destination.provider, account: intent.destination.account,
            amount: intent.amount, state: state.phase.rawValue, place: state.place.rawValue, revision: state.revision, hash: intent.hash,
            cutOff: cutOff.text, createdAt: now, changedAt: now, runID: run, exchange: intent.exchange?.json)
        try tx.payouts.add(row)
        // Without the guard claims are kept, or nothing could be paid, but as let go: the next plan takes the same rows again.
        let released = services.guards.stands(.claim) ? nil : now
        try tx.payoutClaims.add(
            intent.claims.map { PayoutClaimRow(payout: intent.id, entry: $0.entry, owed: $0.owed, releasedAt: released) })
        if let claim = PayoutBooking.claim(intent, at: now) { try LedgerBook(tx: tx).book(claim) }
        let facts = PayoutFacts(tx: tx, now: now, guards: services.guards)
        _ = try facts.noted(intent.partner)
        return try PayoutView(KnownPayout(row, claims: tx.payoutClaims.of(intent.id)), tx, rail.terms, now: now)
    }
}

/// What a plan froze, and what it carries over.
public struct PayoutPlanReport: Sendable {
    /// The run.
    public var run: String
    /// The last day that counted.
    public var cutOff: CalendarDate
    /// What was frozen; empty in a dry run.
    public var payouts: [PayoutView]
    /// What is or would be paid.
    public var drafts: [PayoutPlan.Draft]
    /// What waits for a later run.
    public var carried: [PayoutPlan.Carried]
    /// What was raised for a person.
    public var raised = 0

    /// What a script is told: payouts wait for a person's approval, or a finding for a decision.
    public var exitCode: ExitCode { payouts.isEmpty && raised == 0 ? .done : .raised }

    /// The plan as `payouts plan --json` prints it.
    public var json: JSON {
        let carried = carried.map { item -> JSON in
            let due: JSON = Int64(exactly: item.due).map { Money(minor: $0, currency: item.currency).json } ?? .null
            return ["partner": .string(item.partner.text), "due": due, "reason": .string(item.reason.text)]
        }
        let drafts = drafts.map { draft -> JSON in
            var object = JSONObject([
                ("partner", .string(draft.partner.text)), ("method", .string(draft.destination.provider)),
                ("account", .string(draft.destination.account)), ("amount", draft.amount.json), ("claims", .integer(draft.claims.count)),
            ])
            object["exchange"] = draft.exchange.map { .string($0.text) }
            return .object(object)
        }
        return [
            "run": .string(run), "cut_off": .string(cutOff.text), "drafts": .array(drafts), "payouts": .array(payouts.map(\.json)),
            "carried": .array(carried), "exit": .integer(exitCode.rawValue),
        ]
    }
}

extension PayoutPlan.Reason {
    /// The reason as one word.
    public var text: String {
        switch self {
        case .ledgerDiffers: "ledger_differs"
        case .belowThreshold: "below_threshold"
        case .nothingOwed: "nothing_owed"
        case .partnerNotPayable: "partner_not_payable"
        case .noDestination: "no_destination"
        case .tooLarge: "too_large"
        case .noRate(let currency): "no_rate:\(currency.code)"
        case .thinFirstPayout: "thin_first_payout"
        }
    }
}
