import Connectors
import Model
import ProgramRules
import Storage

/// Compares ledger, payouts and each provider's own record, item by item; what the provider moved becomes an entry, what does not agree
/// goes before a person (P12). Sends nothing.
public struct PayoutSettleRun: Sendable {
    /// How long after it was sent a payout is looked at again: a provider may take it back for half a year.
    private static let horizon: Duration = .seconds(180 * 86_400)

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
        for (method, gateway) in rail.gateways.sorted(by: { $0.key < $1.key }) {
            let work = ShipmentWork(services: services, rail: rail, method: method, gateway: gateway, run: run)
            let open = try await work.settleOpen()
            report.raised += open.raised
            do throws(ConnectorError) {
                let seen = try await items(work)
                try book(seen, work, &report)
            } catch {
                report.unreachable[method] = error
            }
        }
        report.states = try services.reading { tx in
            var states: [String: Int] = [:]
            for phase in PayoutState.Phase.allCases { states[phase.rawValue] = try tx.payouts.all(in: phase.rawValue).count }
            return states
        }
        return report
    }

    private struct Seen {
        /// The payouts whose items were read.
        var payouts: Set<String> = []
        var items: [PayoutItemReport] = []
        var error: RunError?
    }

    /// What the provider says: of each request that it took, and in its own list where it has one.
    private func items(_ work: ShipmentWork) async throws(ConnectorError) -> Seen {
        var seen = Seen()
        let now = services.clock.now()
        let shipments: [(row: ShipmentRow, payouts: [String])]
        let open: [ShipmentRow]
        do {
            open = try services.reading { tx in try work.desk(tx).open(work.method) }
            shipments = try services.reading { tx in
                try tx.shipments.accepted(provider: work.method, since: now - Self.horizon).compactMap { row in
                    let payouts = try tx.shipments.payouts(of: row.id)
                    let open = try payouts.contains { ["submitted", "unknown"].contains(try tx.payouts.get($0)?.state ?? "") }
                    // Without the guard what was paid is not looked at again.
                    return open || services.guards.stands(.settlement) ? (row: row, payouts: payouts) : nil
                }
            }
        } catch {
            seen.error = error
            return seen
        }
        for (row, payouts) in shipments {
            guard let id = row.providerID else { continue }
            let items = try await work.gateway.read(id: id)
            // A request without items yet is undecided, not missing.
            if !items.isEmpty { seen.payouts.formUnion(payouts) }
            for var item in items {
                if item.key == nil, payouts.count == 1 { item.key = payouts[0] }
                seen.items.append(item)
            }
        }
        let abilities = work.gateway.abilities
        // What nobody knows may stand in the list all the same.
        guard abilities.canList, let first = (shipments.map(\.row) + open).map(\.createdAt).min() else { return seen }
        let listed = try await work.gateway.report(since: first - .seconds(3600), until: now - abilities.listLag)
        let read = seen.items
        seen.items += listed.filter { row in !read.contains { Self.isSame($0, row) } }
        return seen
    }

    /// Whether an item that was read and a row of the list are one payment: a list may know it by the name of its booking alone.
    private static func isSame(_ item: PayoutItemReport, _ row: PayoutItemReport) -> Bool {
        if item.id == row.id { return true }
        guard let key = item.key, key == row.key, let booking = row.transaction else { return false }
        return item.transaction == nil || item.transaction == booking
    }

    private func book(_ seen: Seen, _ work: ShipmentWork, _ report: inout PayoutSettleReport) throws(ConnectorError) {
        do throws(RunError) {
            if let error = seen.error { throw error }
            services.crash.pass(.payoutItemsRead)
            let findings = try services.racing { tx in try settle(seen, work, tx) } ?? []
            services.crash.pass(.payoutItemsBooked)
            report.findings[work.method] = findings
            report.items += seen.items.count
        } catch {
            report.failure = error
        }
    }

    private func settle(_ seen: Seen, _ work: ShipmentWork, _ tx: Transaction) throws -> [SettlementFinding] {
        let now = services.clock.now()
        let book = PayoutBook(tx: tx, now: now, guards: services.guards)
        let named = Set(seen.items.compactMap(\.key))
        // What was not read is not missing.
        let rows = try tx.payouts.changed(provider: work.method, since: now - Self.horizon).map(\.id) + Array(named)
        let payouts = try Set(rows).sorted().compactMap { try book.get($0) }.filter { $0.row.provider == work.method }
        var known: [Settlement.Known] = []
        var ledger: [LedgerEntry] = []
        for payout in payouts where seen.payouts.contains(payout.row.id) || named.contains(payout.row.id) || payout.state.place != .provider
        {
            known.append(Settlement.Known(payout.intent, payout.state))
            ledger += try tx.moneyLedger.of(subject: payout.row.id).map(LedgerEntry.init)
        }
        let items = seen.items.compactMap { item -> ReportedItem? in
            let amount = item.amount ?? item.key.flatMap { key in payouts.first { $0.row.id == key }?.row.amount }
            guard let amount, let status = ItemStatus(rawValue: item.state.rawValue) else { return nil }
            return ReportedItem(intent: item.key, providerID: item.id, amount: amount, status: status)
        }
        let settlement = Settlement(payouts: known, report: items, ledger: ledger)
        let desk = work.desk(tx)
        let reading = ItemReading(services: services, gateway: work.gateway, run: work.run)
        for item in seen.items {
            guard let key = item.key, settlement.events[key] != nil, case .report(let status)? = settlement.events[key],
                status.rawValue == item.state.rawValue, var payout = try book.get(key)
            else { continue }
            _ = try reading.report(item, status, &payout, book, desk)
        }
        for item in seen.items {
            guard let key = item.key, let fee = item.fee, var payout = try book.get(key) else { continue }
            try book.book(fee: fee, of: &payout)
        }
        for row in try desk.open(work.method) { try desk.closeListed(row) }
        for finding in settlement.findings where finding.needsPerson {
            try desk.raise(
                finding.subject, about: finding.subject, finding.reason, rule: "P12", review: services.identifier("review_"))
        }
        try tx.settlements.add(
            SettlementRow(
                provider: work.method, at: now, runID: work.run, items: seen.items.count,
                findings: .array(settlement.findings.map(\.json))))
        return settlement.findings
    }
}
