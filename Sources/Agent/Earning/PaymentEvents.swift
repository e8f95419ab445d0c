import Model
import ProgramRules

/// What the payments of a deal say happened (L5).
struct PaymentEvents {
    private struct Payment {
        let entity: Entity
        let at: Timestamp
        let amount: Money

        var id: String { entity.id.text }
        var kind: String? { entity.values["kind"]?.display }
        var invoice: String? { entity.values["invoice"]?.shownText }
        /// By which a renewal is known.
        var key: String { entity.values["provider_id"]?.display ?? id }
        var isCharge: Bool { !["refund", "dispute", "dispute_won"].contains(kind) }
    }

    let events: [SaleEvent]

    init(_ payments: [Entity]) {
        let ordered = payments.compactMap { payment -> Payment? in
            guard let at = payment.time("occurred_at"), case .money(let amount)? = payment.values["amount"] else { return nil }
            return Payment(entity: payment, at: at, amount: amount)
        }.sorted { ($0.at, $0.entity.id) < ($1.at, $1.entity.id) }
        let first = ordered.first(where: \.isCharge)
        let later = ordered.filter { $0.isCharge && $0.id != first?.id && $0.invoice != nil }
        // What is taken back of a later payment's invoice is taken from its renewal, and from nothing else (A6).
        let renewals = Dictionary(
            later.compactMap { payment in payment.invoice.map { ($0, payment.key) } }, uniquingKeysWith: { first, _ in first }
        ).filter { $0.key != first?.invoice }
        var events: [SaleEvent] = []
        var disputes: [Payment] = []
        for payment in ordered {
            let renewal = payment.invoice.flatMap { renewals[$0] }
            let change: SaleChange
            switch payment.kind {
            case "refund": change = .refund(payment.amount, payment: renewal)
            case "dispute":
                change = .dispute(payment.amount, payment: renewal)
                disputes.append(payment)
            case "dispute_won":
                let same = disputes.lastIndex { $0.amount == payment.amount && $0.invoice == payment.invoice }
                let place = same ?? disputes.lastIndex { $0.amount == payment.amount } ?? disputes.indices.last
                guard let place else { continue }
                change = .restored(event: disputes.remove(at: place).id)
            default:
                let isLater = later.contains { $0.id == payment.id }
                change = isLater ? .renewal(payment: payment.key, SaleAmounts(payment.amount)) : .paid
            }
            events.append(SaleEvent(id: payment.id, at: payment.at, change: change))
        }
        self.events = events
    }
}
