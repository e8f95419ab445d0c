public import Model

/// Why a file that says what a bank did cannot be booked.
public enum PaidFault: Sendable, Equatable {
    /// There is no such file, or it is somebody else's.
    case unreadable
    /// It lacks a column that it must have.
    case noTable
    /// Lines that cannot be booked, all of them; then none is.
    case rows([PaidRowFault])
}

/// Why a line of such a file cannot be booked; lines count from 1.
public enum PaidRowFault: Sendable, Equatable {
    /// The amount is none.
    case noAmount(line: Int, found: String)
    /// The status is none.
    case noStatus(line: Int, found: String)
    /// The fee is no amount.
    case noFee(line: Int, found: String)
    /// The fee is more than the payout.
    case feeTooLarge(line: Int, payout: String, fee: Money)
    /// No payout has the id.
    case unknown(line: Int, payout: String)
    /// A payout stands there twice.
    case twice(line: Int, payout: String)
    /// The payout has another amount.
    case otherAmount(line: Int, payout: String, amount: Money, said: Money)
    /// The payout's provider settles by itself.
    case otherMethod(line: Int, payout: String, method: String)
    /// The payout was never sent.
    case neverSent(line: Int, payout: String, state: String)
    /// The rows have another sum than the file says; nil if it cannot be told.
    case otherSum(Money?, said: Money)
}
