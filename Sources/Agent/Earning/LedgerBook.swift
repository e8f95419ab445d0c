import Model
import ProgramRules
import Storage

/// The one door into the ledger: a transaction of two postings or more, behind the row that is the last one now (L1 to L3).
struct LedgerBook {
    let tx: Transaction

    /// Books a transaction, all of it or nothing.
    func book(_ transaction: LedgerTransaction) throws {
        let head = try tx.claimable.head().map { LedgerHead(sequence: $0.sequence, hash: $0.hash) } ?? .start
        switch LedgerChain.rows(transaction, after: head) {
        case .failure: throw StorageError.failed(code: -1, doing: "booking what does not balance")
        case .success(let rows): try tx.moneyLedger.add(rows.map(StoredLedgerEntry.init))
        }
    }
}
