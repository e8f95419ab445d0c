public import Model

/// Where a ledger ends: enough to append to it, and to notice rows cut off its end.
public struct LedgerHead: Hashable, Sendable {
    /// The number of the last row; 0 for an empty ledger.
    public let sequence: Int64
    /// The hash of the last row.
    public let hash: String

    /// Describes an end.
    public init(sequence: Int64, hash: String) {
        self.sequence = sequence
        self.hash = hash
    }

    /// The end of a ledger without rows.
    public static let start = LedgerHead(sequence: 0, hash: String(repeating: "0", count: 64))
}

/// Why a transaction is refused: nothing of it is booked.
public enum LedgerRefusal: Error, Hashable, Sendable {
    /// It posts nothing.
    case empty
    /// It posts zero on an account.
    case zero(Account)
    /// It does not sum to zero in a currency.
    case unbalanced(Currency, by: Int128)
    /// It names no cause or no subject.
    case noCause
}

/// What is wrong with a ledger, at the first row where it shows.
public enum LedgerFault: Hashable, Sendable {
    /// A row has another number than its place.
    case sequence(row: Int64)
    /// A row does not name the hash of the row before.
    case link(row: Int64)
    /// A row's content does not give its hash.
    case hash(row: Int64)
    /// A transaction that begins at that row does not sum to zero, or its rows do not stand together.
    case transaction(row: Int64)
    /// The rows end elsewhere than they should.
    case head(row: Int64)

    /// The number of the row.
    public var row: Int64 {
        switch self {
        case .sequence(let row), .link(let row), .hash(let row), .transaction(let row), .head(let row): row
        }
    }
}

/// The hash chain of the ledger (L3).
public enum LedgerChain {
    /// The rows of a transaction, to be appended behind an end.
    public static func rows(_ transaction: LedgerTransaction, after head: LedgerHead) -> Result<[LedgerEntry], LedgerRefusal> {
        guard !transaction.postings.isEmpty else { return .failure(.empty) }
        guard !transaction.cause.id.isEmpty, transaction.postings.allSatisfy({ !$0.subject.isEmpty }) else { return .failure(.noCause) }
        if let zero = transaction.postings.first(where: { $0.amount.minor == 0 }) { return .failure(.zero(zero.account)) }
        if let (currency, sum) = transaction.imbalance.min(by: { $0.key < $1.key }) { return .failure(.unbalanced(currency, by: sum)) }
        var rows: [LedgerEntry] = []
        for posting in transaction.postings {
            rows.append(
                LedgerEntry(
                    sequence: head.sequence + Int64(rows.count) + 1, transaction: head.sequence + 1, booking: transaction,
                    posting: posting, previous: rows.last?.hash ?? head.hash))
        }
        return .success(rows)
    }

    /// The end behind some rows.
    public static func head(behind rows: [LedgerEntry], after head: LedgerHead = .start) -> LedgerHead {
        rows.last.map { LedgerHead(sequence: $0.sequence, hash: $0.hash) } ?? head
    }

    /// Computes a ledger anew.
    /// - Parameters:
    ///   - rows: all rows behind `head`, in the order of their numbers.
    ///   - head: where to begin; must stand between two transactions.
    ///   - end: where the rows must end, if it is known from elsewhere, such as a statement.
    /// - Returns: the first fault; nil if there is none.
    public static func fault(in rows: some Sequence<LedgerEntry>, after head: LedgerHead = .start, end: LedgerHead? = nil) -> LedgerFault? {
        var reading = LedgerReading(after: head)
        for row in rows {
            if let fault = reading.take(row) { return fault }
        }
        return reading.close(at: end)
    }
}

/// A ledger computed anew row by row, so that of any number of rows one is in memory.
public struct LedgerReading: Sendable {
    private var last: LedgerHead
    private var first: Int64 = 0
    private var sums: [Currency: Int128] = [:]

    /// Begins behind an end, which must stand between two transactions.
    public init(after head: LedgerHead = .start) {
        last = head
    }

    /// Looks at the next row.
    /// - Returns: what is wrong with it, or with the transaction that ends before it; nil if nothing is.
    public mutating func take(_ row: LedgerEntry) -> LedgerFault? {
        guard row.sequence == last.sequence + 1 else { return .sequence(row: last.sequence + 1) }
        guard row.previous == last.hash else { return .link(row: row.sequence) }
        guard row.hash == row.sealedHash else { return .hash(row: row.sequence) }
        if row.transaction != first {
            if let imbalance { return imbalance }
            guard row.transaction == row.sequence else { return .transaction(row: row.sequence) }
            (first, sums) = (row.sequence, [:])
        }
        sums[row.amount.currency, default: 0] += Int128(row.amount.minor)
        last = LedgerHead(sequence: row.sequence, hash: row.hash)
        return nil
    }

    /// Ends behind the last row.
    /// - Parameter end: where the rows must end, if it is known from elsewhere, such as a statement.
    /// - Returns: what is wrong with the last transaction or the end; nil if nothing is.
    public func close(at end: LedgerHead? = nil) -> LedgerFault? {
        if let imbalance { return imbalance }
        if let end, end != last { return .head(row: last.sequence) }
        return nil
    }

    private var imbalance: LedgerFault? { sums.values.contains { $0 != 0 } ? .transaction(row: first) : nil }
}
