import Connectors
import Model
import ProgramRules
import Storage

/// Reads what a provider says of each item of a shipment, and books it (P13).
struct ItemReading {
    let services: Services
    let gateway: any PayoutGateway
    let run: String

    /// Reads a shipment's items. A provider that does not answer leaves them as they are: the next run asks again.
    /// - Returns: how many things a person must look at.
    func read(_ shipment: String, _ providerID: String) async throws(RunError) -> Int {
        let items: [PayoutItemReport]
        do throws(ConnectorError) { items = try await gateway.read(id: providerID) } catch { return 0 }
        services.crash.pass(.payoutItemsRead)
        let raised = try book(items, of: shipment) ?? 0
        services.crash.pass(.payoutItemsBooked)
        return raised
    }

    /// Books what is said of a shipment's items; nil if another executor was faster.
    func book(_ items: [PayoutItemReport], of shipment: String) throws(RunError) -> Int? {
        try services.racing { tx in
            let now = services.clock.now()
            let payouts = try tx.shipments.payouts(of: shipment)
            let book = PayoutBook(tx: tx, now: now, guards: services.guards)
            let desk = ShipmentDesk(tx: tx, now: now, guards: services.guards, run: run)
            var raised = 0
            for item in items {
                // A request for one payout needs no key on its item.
                let id = item.key ?? (payouts.count == 1 ? payouts.first : nil)
                guard let id, payouts.contains(id), var payout = try book.get(id), let status = ItemStatus(rawValue: item.state.rawValue),
                    item.amount == nil || item.amount == payout.intent.amount
                else { continue }
                raised += try report(item, status, &payout, book, desk)
            }
            return raised
        }
    }

    /// Books one item's state.
    func report(
        _ item: PayoutItemReport, _ status: ItemStatus, _ payout: inout KnownPayout, _ book: PayoutBook, _ desk: ShipmentDesk
    ) throws -> Int {
        let news = PayoutNews(item: item.id, rawState: item.rawState, reason: item.reason, at: item.at)
        let outcome = try book.apply(.report(status), to: &payout, news)
        if let fee = item.fee { try book.book(fee: fee, of: &payout) }
        guard outcome?.isAlarm == true else { return 0 }
        try desk.raiseLatePayment(payout.row.id, by: "the provider", review: services.identifier("review_"))
        return 1
    }
}
