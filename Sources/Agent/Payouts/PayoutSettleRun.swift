import Connectors
import Model
import ProgramRules
import Storage

/// Compares ledger, payouts and each provider's own record, item by item; what the provider moved becomes an entry, what does not agree
/// goes before a person (P12). Sends nothing.
public struct PayoutSettleRun: Sendable {
    /// How long a payout may be on its way before a person must look.
    private static let patience: Duration = .seconds(30 * 86_400)

    let services: Services
    let rail: PayoutRail

    /// Prepares a settlement.
    public init(services: Services, rail: PayoutRail) {
        self.services = services
        self.rail = rail
    }

    /// Settles with every provider.
    public func run(as run: String = "run_") async throws(RunError) -> PayoutSettleReport {
        var report = PayoutSettleReport(run: run)
        report.raised = try ClockWatch(services: services, run: run).begin()
        var listed: [String: Timestamp] = [:]
        for (method, gateway) in rail.gateways.sorted(by: { $0.key < $1.key }) {
            let work = ShipmentWork(services: services, rail: rail, method: method, gateway: gateway, run: run)
            let open = try await work.settleOpen()
            report.raised += open.raised
            do throws(RunError) {
                let seen = try await ProviderReading(services: services, method: method, gateway: gateway).read()
                report.unreachable[method] = seen.trouble
                try book(seen, work, &report)
                // What has no list has been compared as far as it can be.
                listed[method] = gateway.abilities.canList ? seen.listed : services.clock.now()
            } catch {
                report.failure = error
            }
        }
        try endAudit(&report, listed)
        report.states = try services.reading { tx in
            var states: [String: Int] = [:]
            for phase in PayoutState.Phase.allCases { states[phase.rawValue] = try tx.payouts.all(in: phase.rawValue).count }
            return states
        }
        return report
    }

    /// After a backup was put back nothing is paid until every provider's list was read beyond that instant, and agrees or was decided.
    private func endAudit(_ report: inout PayoutSettleReport, _ listed: [String: Timestamp]) throws(RunError) {
        guard let audit = try services.reading({ try Restoration.payoutAudit($0) }) else { return }
        let isWhole = rail.gateways.keys.allSatisfy { method in listed[method].map { $0 >= audit.until } ?? false }
        report.isAuditDue =
            !isWhole || rail.gateways.isEmpty || report.failure != nil || !report.unreachable.isEmpty || !report.undecided.isEmpty
        if !report.isAuditDue { try services.writing { try Restoration.endPayoutAudit($0) } }
    }

    /// What was made of one provider's record.
    private struct Settled {
        var findings: [SettlementFinding]
        var decided: Set<SettlementFinding> = []
        var raised = 0
    }

    private func book(_ seen: ProviderReading.Seen, _ work: ShipmentWork, _ report: inout PayoutSettleReport) throws(RunError) {
        services.crash.pass(.payoutItemsRead)
        let settled = try services.racing { tx in try settle(seen, work, tx) }
        services.crash.pass(.payoutItemsBooked)
        report.findings[work.method] = settled?.findings ?? []
        report.decided.formUnion(settled?.decided ?? [])
        report.raised += settled?.raised ?? 0
        report.items += seen.items.count
    }

    private func settle(_ seen: ProviderReading.Seen, _ work: ShipmentWork, _ tx: Transaction) throws -> Settled {
        let now = services.clock.now()
        let book = PayoutBook(tx: tx, now: now, guards: services.guards)
        let settlement = try compare(seen, work.method, book)
        let desk = work.desk(tx)
        var settled = Settled(findings: seen.findings + settlement.findings)
        settled.raised = try apply(settlement, seen.items, work, book, desk)
        for row in try desk.open(work.method) { try desk.closeListed(row) }
        for payout in try book.all(in: .submitted)
        where payout.row.provider == work.method && payout.row.changedAt < now - Self.patience {
            settled.findings.append(.overdue(intent: payout.row.id, since: payout.row.changedAt))
        }
        for finding in settled.findings where finding.needsPerson {
            if case .amountDiffers(let payout, _, _) = finding { try desk.hold(payout) }
            let state = try desk.raise(
                finding.subject, about: finding.subject, finding.reason, rule: "P12", mark: finding.mark,
                review: services.identifier("review_"))
            if state != .open { settled.decided.insert(finding) }
        }
        try tx.settlements.add(
            SettlementRow(
                provider: work.method, at: now, runID: work.run, items: seen.items.count,
                findings: .array(settled.findings.map(\.json))))
        return settled
    }

    private func compare(_ seen: ProviderReading.Seen, _ method: String, _ book: PayoutBook) throws -> Settlement {
        let named = Set(seen.items.compactMap(\.key))
        let rows = try book.tx.payouts.changed(provider: method, since: book.now - ProviderReading.horizon).map(\.id) + Array(named)
        let payouts = try Set(rows).sorted().compactMap { try book.get($0) }.filter { $0.row.provider == method }
        var known: [Settlement.Known] = []
        var ledger: [LedgerEntry] = []
        for payout in payouts {
            let isRead = seen.payouts.contains(payout.row.id) || named.contains(payout.row.id)
            // What was not read is not missing.
            guard isRead || payout.state.place == .partner || payout.state.place == .clearing else { continue }
            known.append(Settlement.Known(payout.intent, payout.state))
            ledger += try book.tx.moneyLedger.of(subject: payout.row.id).map(LedgerEntry.init)
        }
        let items = seen.items.compactMap { item -> ReportedItem? in
            let amount = item.amount ?? item.key.flatMap { key in payouts.first { $0.row.id == key }?.row.amount }
            guard let amount, let status = ItemStatus(rawValue: item.state.rawValue) else { return nil }
            return ReportedItem(intent: item.key, providerID: item.id, amount: amount, status: status)
        }
        return Settlement(payouts: known, report: items, ledger: ledger)
    }

    /// Books what the provider moved, and what it kept.
    /// - Returns: how many things a person must look at.
    private func apply(
        _ settlement: Settlement, _ items: [PayoutItemReport], _ work: ShipmentWork, _ book: PayoutBook, _ desk: ShipmentDesk
    ) throws -> Int {
        let reading = ItemReading(services: services, gateway: work.gateway, run: work.run)
        var raised = 0
        for item in items {
            guard let key = item.key, case .report(let status)? = settlement.events[key], status.rawValue == item.state.rawValue,
                var payout = try book.get(key)
            else { continue }
            raised += try reading.report(item, status, &payout, book, desk)
        }
        for item in items {
            guard let key = item.key, let fee = item.fee, var payout = try book.get(key) else { continue }
            try book.book(fee: fee, of: &payout)
        }
        return raised
    }
}
