import Model
import ProgramRules
import Storage

/// Checks the ledger against itself and against the commissions it was booked for.
struct LedgerCheck {
    let tx: Transaction
    var guards = Guards()

    /// Everything that is wrong, in sentences; empty if nothing is.
    func problems() throws -> [String] {
        let rows = try tx.moneyLedger.all().map { LedgerEntry($0) }
        if guards.stands(.chain), let fault = LedgerChain.fault(in: rows) { return [words(fault)] }
        return guards.stands(.balance) ? try commissions(rows) : []
    }

    private func words(_ fault: LedgerFault) -> String {
        switch fault {
        case .sequence(let row): "ledger: row \(row) is not there (L3)"
        case .link(let row): "ledger: row \(row) does not follow the row before (L3)"
        case .hash(let row): "ledger: row \(row) was changed (L3)"
        case .transaction(let row): "ledger: the transaction at row \(row) does not sum to zero (L1)"
        case .head(let row): "ledger: rows behind row \(row) are not there (L3)"
        }
    }

    private struct Place: Hashable {
        var key: String
        var currency: Currency
    }

    /// What the ledger says of each commission is what stands of it. Rows cut off the end show here, where the chain alone sees nothing.
    private func commissions(_ rows: [LedgerEntry]) throws -> [String] {
        var booked: [Place: Int128] = [:]
        for row in rows where row.account.hasPrefix("partner:") {
            guard row.causeKind.hasPrefix("commission:") || row.causeKind == LedgerCause.Kind.correction.text else { continue }
            booked[Place(key: row.subject, currency: row.amount.currency), default: 0] -= Int128(row.amount.minor)
        }
        var found: [String] = []
        for commission in try tx.commissions.all() {
            let place = Place(key: commission.key, currency: commission.amount.currency)
            let sum = booked.removeValue(forKey: place) ?? 0
            guard sum != Int128(commission.amount.minor) else { continue }
            found.append("ledger: \(commission.id) stands at \(commission.amount.text), and its rows sum to \(text(sum, place)) (L1)")
        }
        for (place, sum) in booked.sorted(by: { $0.key.key < $1.key.key }) where sum != 0 {
            found.append("ledger: rows of \(text(sum, place)) belong to no commission: \(place.key) (L1)")
        }
        return found
    }

    private func text(_ sum: Int128, _ place: Place) -> String {
        Money(minor: Int64(clamping: sum), currency: place.currency).text
    }
}
