import Connectors
import Model
import ProgramRules
import Storage

/// Reads a provider's own record for a settlement: each request that it took, and its list where it has one (P12).
struct ProviderReading {
    /// What was read.
    struct Seen: Sendable {
        /// The payouts whose items were read.
        var payouts: Set<String> = []
        var items: [PayoutItemReport] = []
        /// The requests that the provider does not show.
        var findings: [SettlementFinding] = []
        /// What kept the rest from being read.
        var trouble: ConnectorError?
        /// Up to when the list was read; nil where there is none.
        var listed: Timestamp?
    }

    /// How long after it was sent a payout is looked at again: a provider may take it back for half a year.
    static let horizon: Duration = .seconds(180 * 86_400)

    let services: Services
    let method: String
    let gateway: any PayoutGateway

    /// Reads it. What is read before a trouble counts: no one request keeps the others from being looked at.
    func read() async throws(RunError) -> Seen {
        let now = services.clock.now()
        let (requests, first) = try services.reading { tx in (try self.requests(tx, now), try self.first(tx, now)) }
        var seen = Seen()
        await read(requests, &seen)
        guard seen.trouble == nil, gateway.abilities.canList, let first else { return seen }
        let until = now - gateway.abilities.listLag
        do throws(ConnectorError) {
            let listed = try await gateway.report(since: first - .seconds(3600), until: until)
            let read = seen.items
            seen.items += listed.filter { row in !read.contains { Self.isSame($0, row) } }
            seen.listed = until
        } catch {
            // A provider that lets nobody in says nothing about single requests.
            (seen.trouble, seen.findings) = (error, [])
        }
        return seen
    }

    private func read(_ requests: [(row: ShipmentRow, payouts: [String])], _ seen: inout Seen) async {
        var last: ConnectorError?
        var isAnyRead = false
        for (row, payouts) in requests {
            guard let id = row.providerID else { continue }
            let items: [PayoutItemReport]
            do throws(ConnectorError) { items = try await gateway.read(id: id) } catch {
                guard let reason = error.ofOneRequest else {
                    (seen.trouble, seen.findings) = (error, [])
                    return
                }
                last = error
                seen.findings.append(.unreadable(request: row.id, reason: reason))
                continue
            }
            isAnyRead = true
            // A request without items yet is undecided, not missing.
            if !items.isEmpty { seen.payouts.formUnion(payouts) }
            for var item in items {
                if item.key == nil, payouts.count == 1 { item.key = payouts[0] }
                seen.items.append(item)
            }
        }
        // Without a list to compare with, a provider that shows nothing at all is out of reach.
        if !isAnyRead, !gateway.abilities.canList, let last { (seen.trouble, seen.findings) = (last, []) }
    }

    /// The requests that the provider took, whatever their age while a payout of them is under way.
    private func requests(_ tx: Transaction, _ now: Timestamp) throws -> [(row: ShipmentRow, payouts: [String])] {
        var rows = try tx.shipments.accepted(provider: method, since: now - Self.horizon)
        var known = Set(rows.map(\.id))
        for payout in try tx.payouts.all(in: PayoutState.Phase.submitted.rawValue) where payout.provider == method {
            for row in try tx.shipments.carrying(payout.id) where row.phase == Shipment.Phase.accepted.rawValue {
                if known.insert(row.id).inserted { rows.append(row) }
            }
        }
        return try rows.compactMap { row in
            let payouts = try tx.shipments.payouts(of: row.id)
            let open = try payouts.contains { ["submitted", "unknown"].contains(try tx.payouts.get($0)?.state ?? "") }
            // Without the guard what was paid is not looked at again.
            return open || services.guards.stands(.settlement) ? (row: row, payouts: payouts) : nil
        }
    }

    /// When the list must begin: with the first payout that may stand in it, whatever became of its request here. What was given up or
    /// refused may have been paid all the same, and what is a draft too after a backup was put back.
    private func first(_ tx: Transaction, _ now: Timestamp) throws -> Timestamp? {
        let unknown = try tx.payouts.all(in: PayoutState.Phase.unknown.rawValue).filter { $0.provider == method }
        let payouts = try tx.payouts.changed(provider: method, since: now - Self.horizon) + unknown
        return try (payouts.map(\.createdAt) + [Restoration.payoutAudit(tx)?.since].compactMap { $0 }).min()
    }

    /// Whether an item that was read and a row of the list are one payment: a list may know it by the name of its booking alone.
    private static func isSame(_ item: PayoutItemReport, _ row: PayoutItemReport) -> Bool {
        if item.id == row.id { return true }
        guard let key = item.key, key == row.key, let booking = row.transaction else { return false }
        return item.transaction == nil || item.transaction == booking
    }
}

extension ConnectorError {
    /// What the provider says of a request that it does not show, where that tells nothing about others; nil for any other trouble.
    fileprivate var ofOneRequest: String? {
        switch self {
        case .refused(_, let failure) where [.gone, .forbidden, .invalid, .empty].contains(failure.failureClass):
            [failure.status.map(String.init), failure.code].compactMap { $0 }.joined(separator: " ")
        case .unreadable: "unreadable"
        default: nil
        }
    }
}
