import Model
import ProgramRules
import Storage

/// What the ledger owes each partner beside what payouts may still claim: the two are one sum, or something was paid twice or lost (L5).
struct LedgerOwed {
    /// A partner and a currency.
    struct Place: Hashable {
        var partner: EntityID
        var currency: Currency
    }

    /// Where the two differ, by partner and currency. Units: minor units.
    let differing: [(place: Place, owed: Int128, open: Int128)]

    /// Compares the partners' accounts with the rows that no payout claims. What was merged is one partner (R24).
    init(_ tx: Transaction, _ mergers: Mergers, _ rows: [ClaimableRow]) throws {
        var owed: [Place: Int128] = [:]
        for sum in try tx.moneyLedger.owed() {
            guard case .partner(let partner)? = Account(sum.account) else { continue }
            owed[Place(partner: mergers.now(partner), currency: sum.currency), default: 0] += Int128(sum.minor)
        }
        var open: [Place: Int128] = [:]
        for row in rows {
            guard case .partner(let partner)? = Account(row.account) else { continue }
            open[Place(partner: mergers.now(partner), currency: row.posted.currency), default: 0] -= Int128(row.posted.minor)
        }
        differing = Set(owed.keys).union(open.keys).sorted { ($0.partner, $0.currency) < ($1.partner, $1.currency) }
            .map { (place: $0, owed: owed[$0] ?? 0, open: open[$0] ?? 0) }.filter { $0.owed != $0.open }
    }
}
