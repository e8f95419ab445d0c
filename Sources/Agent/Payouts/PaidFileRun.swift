public import Model
import ProgramRules
import Storage

/// Books what a file says was paid: all of it, or nothing (P12).
public struct PaidFileRun: Sendable {
    let services: Services
    let rail: PayoutRail

    /// Prepares to settle from files.
    public init(services: Services, rail: PayoutRail) {
        self.services = services
        self.rail = rail
    }

    /// Reads the file, compares every row and every sum, and books.
    /// - Throws: `RunError.badPlan` with what does not match; then nothing was booked.
    public func run(from path: String, as run: String = "run_") throws(RunError) -> PaidFileReport {
        let file = try PaidFile(path: path)
        return try services.writing { tx in
            let now = services.clock.now()
            let book = PayoutBook(tx: tx, now: now, guards: services.guards)
            let payouts = try check(file, path, book)
            let desk = ShipmentDesk(tx: tx, now: now, guards: services.guards, run: run)
            var moved: [PayoutView] = []
            var raised = 0
            for (row, payout) in zip(file.rows, payouts) {
                var payout = payout
                let news = PayoutNews(item: row.item, rawState: row.status.rawValue, reason: row.reason)
                let outcome = try book.apply(.report(row.status), to: &payout, news)
                if let fee = row.fee { try book.book(fee: fee, of: &payout) }
                if outcome?.isAlarm == true {
                    try desk.raiseLatePayment(payout.row.id, by: "the bank", review: services.identifier("review_"))
                    raised += 1
                }
                if outcome != nil { moved.append(try PayoutView(payout, tx, rail.terms, now: now)) }
            }
            services.crash.pass(.payoutItemsRead)
            try tx.settlements.add(
                SettlementRow(provider: "manual", at: now, runID: run, items: file.rows.count, findings: .array([])))
            return PaidFileReport(run: run, rows: file.rows.count, payouts: moved, raised: raised)
        }
    }

    private func check(_ file: PaidFile, _ path: String, _ book: PayoutBook) throws -> [KnownPayout] {
        var payouts: [KnownPayout] = []
        var wrong: [PaidRowFault] = []
        var seen: Set<String> = []
        var sums: [Currency: Int128] = [:]
        for row in file.rows {
            sums[row.amount.currency, default: 0] += Int128(row.amount.minor)
            guard let payout = try book.get(row.payout) else {
                wrong.append(.unknown(line: row.line, payout: row.payout))
                continue
            }
            if !seen.insert(row.payout).inserted { wrong.append(.twice(line: row.line, payout: row.payout)) }
            if row.amount != payout.row.amount {
                wrong.append(.otherAmount(line: row.line, payout: row.payout, amount: payout.row.amount, said: row.amount))
            }
            if let fee = row.fee, fee.minor > row.amount.minor {
                wrong.append(.feeTooLarge(line: row.line, payout: row.payout, fee: fee))
            }
            if rail.gateways[payout.row.provider].map({ !($0 is BankFile) }) ?? (payout.row.provider != "manual") {
                wrong.append(.otherMethod(line: row.line, payout: row.payout, method: payout.row.provider))
            }
            if [.draft, .approved, .withdrawn].contains(payout.state.phase) {
                wrong.append(.neverSent(line: row.line, payout: row.payout, state: payout.row.state))
            }
            payouts.append(payout)
        }
        for total in file.totals where sums[total.currency] ?? 0 != Int128(total.minor) {
            let sum = Int64(exactly: sums[total.currency] ?? 0).map { Money(minor: $0, currency: total.currency) }
            wrong.append(.otherSum(sum, said: total))
        }
        guard wrong.isEmpty else {
            throw RunError.badPaidFile(path: path, .rows(wrong))
        }
        return payouts
    }
}

/// What was booked from a file.
public struct PaidFileReport: Sendable {
    /// The run.
    public var run: String
    /// How many rows the file has.
    public var rows: Int
    /// The payouts that moved.
    public var payouts: [PayoutView]
    /// What a person must look at: payments of what had counted as not paid.
    public var raised: Int

    /// What a script is told.
    public var exitCode: ExitCode {
        var codes: [ExitCode] = [.done]
        if payouts.contains(where: { $0.row.state == "failed" }) { codes.append(.partial) }
        if raised > 0 { codes.append(.raised) }
        return ExitCode.mostUrgent(codes)
    }

    /// The report as `payouts settle --from FILE --json` prints it.
    public var json: JSON {
        [
            "run": .string(run), "rows": .integer(rows), "payouts": .array(payouts.map(\.json)),
            "raised": .integer(raised), "exit": .integer(exitCode.rawValue),
        ]
    }
}
