import Crypto
public import Model

/// One row of the ledger: a posting with its place in the hash chain (L3). Never edited, never deleted (L2).
public struct LedgerEntry: Hashable, Sendable {
    /// The row's number, from 1, without gaps.
    public var sequence: Int64
    /// The transaction: the number of its first row.
    public var transaction: Int64
    /// When it was booked.
    public var at: Timestamp
    /// The kind of cause, as text.
    public var causeKind: String
    /// The cause.
    public var causeID: String
    /// When the cause happened.
    public var causedAt: Timestamp
    /// The account, as text.
    public var account: String
    /// The amount: above zero a debit, below a credit.
    public var amount: Money
    /// What it is about.
    public var subject: String
    /// The exchange rate behind it, as text.
    public var exchange: String?
    /// The hash of the row before, 64 hexadecimal digits.
    public var previous: String
    /// The hash of this row.
    public var hash: String

    /// Makes a row and seals it.
    init(sequence: Int64, transaction: Int64, booking: LedgerTransaction, posting: Posting, previous: String) {
        self.sequence = sequence
        self.transaction = transaction
        at = booking.at
        causeKind = booking.cause.kind.text
        causeID = booking.cause.id
        causedAt = booking.cause.at
        account = posting.account.text
        amount = posting.amount
        subject = posting.subject
        exchange = posting.exchange
        self.previous = previous
        hash = ""
        hash = sealedHash
    }

    /// Describes a row as it was stored, sealed or not.
    public init(
        sequence: Int64, transaction: Int64, at: Timestamp, causeKind: String, causeID: String, causedAt: Timestamp, account: String,
        amount: Money, subject: String, exchange: String?, previous: String, hash: String
    ) {
        self.sequence = sequence
        self.transaction = transaction
        self.at = at
        self.causeKind = causeKind
        self.causeID = causeID
        self.causedAt = causedAt
        self.account = account
        self.amount = amount
        self.subject = subject
        self.exchange = exchange
        self.previous = previous
        self.hash = hash
    }

    /// The row without its hash, as the canonical JSON that is hashed.
    public var canonical: JSON {
        .object(
            JSONObject([
                ("sequence", .integer(sequence)), ("transaction", .integer(transaction)), ("at", .integer(at.milliseconds)),
                ("cause_kind", .string(causeKind)), ("cause", .string(causeID)), ("caused_at", .integer(causedAt.milliseconds)),
                ("account", .string(account)), ("minor", .integer(amount.minor)), ("currency", .string(amount.currency.code)),
                ("subject", .string(subject)), ("exchange", exchange.map(JSON.string) ?? .null),
            ]))
    }

    /// The hash that the row must have: SHA-256 over the previous hash, a line break and the canonical row.
    public var sealedHash: String {
        var hasher = SHA256()
        hasher.update(data: Array("\(previous)\n".utf8))
        hasher.update(data: canonical.canonicalBytes)
        return hasher.finalize().hexadecimal
    }
}
