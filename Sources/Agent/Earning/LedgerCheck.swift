import Model
import ProgramRules
import Storage

/// Checks the ledger against itself and against the commissions it was booked for.
struct LedgerCheck {
    let tx: Transaction
    var guards = Guards()

    private static let rowsAtOnce = 2_000

    /// Everything that is wrong, in sentences; empty if nothing is. What is read at once does not grow with the ledger.
    func problems() throws -> [String] {
        if guards.stands(.chain), let fault = try chainFault() { return [words(fault)] }
        return guards.stands(.balance) ? try commissionProblems() + strayProblems() + accounts() : []
    }

    private func chainFault() throws -> LedgerFault? {
        var reading = LedgerReading()
        var sequence: Int64 = 0
        while true {
            let rows = try tx.moneyLedger.page(after: sequence, limit: Self.rowsAtOnce)
            for row in rows {
                if let fault = reading.take(LedgerEntry(row)) { return fault }
            }
            guard let last = rows.last else { return reading.close() }
            sequence = last.sequence
        }
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

    /// What the ledger says of each commission is what stands of it. Rows cut off the end show here, where the chain alone sees nothing.
    private func commissionProblems() throws -> [String] {
        var found: [String] = []
        var key: String?
        while true {
            let commissions = try tx.commissions.page(after: key, limit: Self.rowsAtOnce)
            guard let last = commissions.last else { return found }
            var booked = try sums(of: commissions.map(\.key))
            for commission in commissions {
                var sums = booked.removeValue(forKey: commission.key) ?? [:]
                let sum = sums.removeValue(forKey: commission.amount.currency) ?? 0
                if sum != Int128(commission.amount.minor) {
                    let rows = Money(minor: Int64(clamping: sum), currency: commission.amount.currency).text
                    found.append("ledger: \(commission.id) stands at \(commission.amount.text), and its rows sum to \(rows) (L1)")
                }
                for (currency, sum) in sums.sorted(by: { $0.key < $1.key }) where sum != 0 {
                    found.append(stray(commission.key, Money(minor: Int64(clamping: sum), currency: currency)))
                }
            }
            key = last.key
        }
    }

    private func sums(of keys: [String]) throws -> [String: [Currency: Int128]] {
        var booked: [String: [Currency: Int128]] = [:]
        for row in try tx.moneyLedger.of(subjects: keys) where row.account.hasPrefix("partner:") {
            guard row.causeKind.hasPrefix("commission:") || row.causeKind == LedgerCause.Kind.correction.text else { continue }
            booked[row.subject, default: [:]][row.amount.currency, default: 0] -= Int128(row.amount.minor)
        }
        return booked
    }

    /// What is owed is what no payout claims: else something was paid twice, or will never be paid.
    private func accounts() throws -> [String] {
        try LedgerOwed(tx, Mergers(tx), tx.claimable.open()).differing.map { item in
            let (owed, open) = (text(item.owed, item.place.currency), text(item.open, item.place.currency))
            return "ledger: \(item.place.partner.text) is owed \(owed), and what no payout claims sums to \(open) (L5)"
        }
    }

    private func text(_ sum: Int128, _ currency: Currency) -> String {
        Money(minor: Int64(clamping: sum), currency: currency).text
    }

    private func strayProblems() throws -> [String] {
        try tx.moneyLedger.strays().map { stray($0.subject, Money(minor: 0 &- $0.sum.minor, currency: $0.sum.currency)) }
    }

    private func stray(_ key: String, _ sum: Money) -> String { "ledger: rows of \(sum.text) belong to no commission: \(key) (L1)" }
}
