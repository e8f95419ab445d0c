import Agent
import Model

/// Why a file that a person names cannot be used, in words.
enum FileWords {
    /// A plan.
    static func of(_ fault: PlanFault) -> String {
        switch fault {
        case .unreadable: said(reason: "the file cannot be read", remedy: "make one with `entente plan -o FILE`")
        case .noHead: said(reason: "line 1 is not the head of a plan", remedy: "make one with `entente plan -o FILE`")
        case .badID: said(reason: "line 1 holds an unreadable id", remedy: "make the plan again")
        case .badOperation(let line): said(reason: "line \(line) is not an operation", remedy: "make the plan again")
        case .otherConfiguration:
            said(reason: "it was made under another configuration", remedy: "make it again with `entente plan -o FILE`")
        case .unwritable: said(reason: "the file cannot be written", remedy: "choose another folder, or free space")
        case .incomplete: said(reason: "the file could not be completed", remedy: "look at the free space of the disk")
        }
    }

    /// What a bank did.
    static func of(_ fault: PaidFault) -> String {
        switch fault {
        case .unreadable: said(reason: "the bank's file cannot be read", remedy: "look at its name and rights")
        case .noTable:
            said(
                reason: "it is no table with the columns payout, amount and currency",
                remedy: "take the file that `entente payouts send` wrote and add a column status")
        case .rows(let faults):
            faults.prefix(10).map(of).joined(separator: "; ") + "; nothing was booked; mend the file and run it again"
        }
    }

    /// One row of it.
    private static func of(_ fault: PaidRowFault) -> String {
        switch fault {
        case .noAmount(let line, let found): "line \(line): \(found) is no amount"
        case .noStatus(let line, let found): "line \(line): \(found) is no status"
        case .noFee(let line, let found): "line \(line): \(found) is no fee"
        case .feeTooLarge(let line, let payout, let fee): "line \(line): a fee of \(fee.text) is more than \(payout)"
        case .unknown(let line, let payout): "line \(line): no payout has the id \(payout)"
        case .twice(let line, let payout): "line \(line): \(payout) stands there twice"
        case .otherAmount(let line, let payout, let amount, let said):
            "line \(line): \(payout) is \(amount.text), the file says \(said.text)"
        case .otherMethod(let line, let payout, let method): "line \(line): \(payout) is paid by \(method), which settles by itself"
        case .neverSent(let line, let payout, let state): "line \(line): \(payout) is \(state): it was never sent"
        case .otherSum(let sum, let said):
            "the rows sum to \(sum?.text ?? "more than can be booked"), the file says \(said.text)"
        }
    }

    private static func said(reason: String, remedy: String) -> String { "\(reason); \(remedy)" }
}
