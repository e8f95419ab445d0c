import Model

/// How a line stands after some of its changes.
struct LineState {
    private(set) var stands = false
    /// When it came to stand: the time that decides rule, period and order.
    private(set) var earnedAt: Timestamp?
    private(set) var amounts: SaleAmounts?
    private(set) var taken = RefundTally()
    private(set) var shares: [Share]
    private(set) var paidAt: Timestamp?
    private var barred: Set<EntityID> = []
    /// The most that the line ever amounted to, by currency: which amount was known first does not decide whether a refund is too large.
    private let most: [Currency: Int64]

    init(_ line: CommissionLine) {
        shares = line.shares
        most = line.changes.reduce(into: [:]) { most, change in
            guard case .amounts(let amounts) = change.effect else { return }
            most[amounts.amount.currency] = max(most[amounts.amount.currency] ?? 0, amounts.amount.minor)
        }
    }

    /// Applies a change.
    /// - Returns: false if it is a refund that a person must look at.
    mutating func apply(_ change: LineChange, guards: Guards = Guards()) -> Bool {
        switch change.effect {
        case .stands:
            if !stands { earnedAt = change.at }
            stands = true
        case .falls: stands = false
        case .amounts(let amounts): self.amounts = amounts
        case .paid: paidAt = paidAt ?? change.at
        case .takes(let money):
            guard let whole = most[money.currency] else { return false }
            return taken.take(money.minor, event: change.cause, of: guards.stands(.overdraft) ? whole : .max)
        case .givesBack(let event): _ = taken.giveBack(event)
        case .shares(let shares): self.shares = shares
        case .bars(let partner): barred.insert(partner)
        }
        return true
    }

    /// The index and weight of a partner's share.
    func share(of partner: EntityID) -> (index: Int, weight: Int)? {
        if barred.contains(partner) { return nil }
        return shares.firstIndex { $0.partner == partner && $0.weight > 0 }.map { ($0, shares[$0].weight) }
    }
}
