import Model
import ProgramRules
import Storage

/// A deal with whose it is and what it brought in.
struct CreditedDeal: Sendable {
    let id: EntityID
    let customer: EntityID?
    /// When it was opened.
    let opened: Timestamp
    /// When it was won; nil if it is not won.
    let won: Timestamp?
    /// True if a lead stands behind it, which is counted in its place.
    let hasLead: Bool
    /// The partners' parts, of 10,000; empty where it is nobody's.
    var shares: [EntityID: Int]
    /// What came in and what was taken back, each when it was. Empty for a deal that is not won.
    let moves: [(at: Timestamp, amount: Money)]

    /// Who bought, or the deal itself where nobody says.
    var buyer: EntityID { customer ?? id }
}

/// Reads the hub's deals with their shares and payments.
struct CreditedDeals {
    let tx: Transaction

    /// Every deal that is not deleted, by id.
    func all() throws -> [CreditedDeal] {
        let sales = try HubSales(tx: tx)
        let payments = Dictionary(grouping: try sales.all(.payment).filter { $0.ref("deal") != nil }) { $0.ref("deal") }
        var shares: [EntityID: [EntityID: Int]] = [:]
        for share in try tx.figures.shares() { shares[share.deal, default: [:]][share.partner] = share.weight }
        let earning = try tx.figures.dealsThatEarned()
        var deals = try sales.all(.deal).map { entity in
            deal(entity, shares: shares[entity.id] ?? [:], payments: payments[entity.id] ?? [])
        }
        // A later deal that earns without a touch of its own is bound to whoever brought the customer's first (A6).
        let owners = Dictionary(grouping: deals.filter { !$0.shares.isEmpty && $0.customer != nil }) { $0.customer }
            .compactMapValues { $0.min { ($0.opened, $0.id) < ($1.opened, $1.id) }?.shares }
        for index in deals.indices where deals[index].shares.isEmpty && earning.contains(deals[index].id) {
            deals[index].shares = deals[index].customer.flatMap { owners[$0] } ?? [:]
        }
        return deals
    }

    private func deal(_ entity: Entity, shares: [EntityID: Int], payments: [Entity]) -> CreditedDeal {
        let opened = entity.time("opened_at") ?? entity.time("won_at") ?? entity.createdAt
        let isWon = entity.values["state"]?.shownText == "won"
        let won = isWon ? entity.time("won_at") ?? entity.time("closed_at") ?? entity.time("paid_at") ?? opened : nil
        var moves: [(at: Timestamp, amount: Money)] = []
        if let won {
            if case .money(let amount)? = entity.values["amount"] { moves.append((won, amount)) }
            moves += Self.moves(payments)
        }
        return CreditedDeal(
            id: entity.id, customer: entity.ref("customer"), opened: opened, won: won, hasLead: entity.ref("referral") != nil,
            shares: shares, moves: moves)
    }

    /// What payments add to the amount of a deal: later invoices bring more; refunds and disputes take, a dispute that was won gives back.
    private static func moves(_ payments: [Entity]) -> [(at: Timestamp, amount: Money)] {
        let known = payments.compactMap { payment -> (payment: Entity, at: Timestamp, amount: Money)? in
            guard let at = payment.time("occurred_at"), case .money(let amount)? = payment.values["amount"] else { return nil }
            return (payment, at, amount)
        }.sorted { ($0.at, $0.payment.id) < ($1.at, $1.payment.id) }
        var hasCharge = false
        return known.compactMap { payment, at, amount in
            switch payment.values["kind"]?.shownText {
            case "refund", "dispute": return amount.negated.map { (at, $0) }
            case "dispute_won": return (at, amount)
            default:
                defer { hasCharge = true }
                return hasCharge && payment.values["invoice"]?.isBlank == false ? (at, amount) : nil
            }
        }
    }
}
