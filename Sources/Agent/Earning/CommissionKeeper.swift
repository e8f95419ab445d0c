import Model
import ProgramRules
import Storage

/// Keeps what was computed: commissions, the ledger, and what a person must look at.
struct CommissionKeeper {
    let tx: Transaction
    let services: Services
    let terms: TermsSettings
    let run: String
    let now: Timestamp

    /// Keeps the commissions.
    /// - Returns: how many are new or changed.
    func keep(_ outcome: EarningPlay.Outcome) throws -> Int {
        let known = Dictionary(outcome.known.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var changed = 0
        for commission in outcome.result.commissions {
            let row = row(commission, known[commission.key.text])
            if let old = known[row.key], Self.isSame(old, row) { continue }
            if row.book == terms.book.id { try tx.termsBooks.keep(terms.book.id, text: terms.text, at: now) }
            try tx.commissions.put(row)
            changed += 1
        }
        return changed + (try empty(outcome))
    }

    /// Commissions that nothing speaks for any more, because late news gave the deal to somebody else or merged it into another: the
    /// ledger takes them back, and they must not stand beside it.
    private func empty(_ outcome: EarningPlay.Outcome) throws -> Int {
        let present = Set(outcome.result.commissions.map(\.key.text))
        var emptied = 0
        for old in outcome.known where !present.contains(old.key) && old.entries != .array([]) {
            var row = old
            (row.amount, row.entries) = (Money(minor: 0, currency: old.amount.currency), .array([]))
            (row.earnedAt, row.paidAt, row.dueAt, row.updatedAt, row.runID) = (nil, nil, nil, now, run)
            try tx.commissions.put(row)
            emptied += 1
        }
        return emptied
    }

    private static func isSame(_ old: StoredCommission, _ new: StoredCommission) -> Bool {
        var new = new
        (new.updatedAt, new.runID, new.rulePlace) = (old.updatedAt, old.runID, old.rulePlace)
        return old == new
    }

    private func row(_ commission: Commission, _ known: StoredCommission?) -> StoredCommission {
        let frozen = commission.frozen
        let place = terms.placeText(rule: frozen.rule, version: frozen.version)
        return StoredCommission(
            id: known?.id ?? services.identifier("commission_"), key: commission.key.text, line: commission.key.line,
            partner: commission.key.partner, kind: commission.key.kind.text, deal: commission.deal, customer: commission.customer,
            book: frozen.book, rule: frozen.rule, version: frozen.version, rulePlace: known?.rulePlace ?? place, rate: frozen.rate,
            base: frozen.base.rawValue, holdDays: frozen.holdDays, exchange: frozen.exchange?.json,
            amount: commission.amount,
            entries: Self.entries(commission), earnedAt: commission.earnedAt, paidAt: commission.paidAt,
            dueAt: commission.dueAt, createdAt: known?.createdAt ?? now, updatedAt: now, runID: run)
    }

    /// How a commission came about, as it is kept.
    static func entries(_ commission: Commission) -> JSON { .array(commission.entries.map(json)) }

    private static func json(_ entry: CommissionEntry) -> JSON {
        [
            "at": .string(entry.at.isoMilliseconds), "amount": entry.amount.json, "reason": .string(entry.reason.rawValue),
            "cause": .string(entry.cause), "rate": .string(entry.rate),
        ]
    }

    /// Books the difference to what the ledger says.
    /// - Returns: how many rows were added.
    func book(_ outcome: EarningPlay.Outcome) throws -> Int {
        let subjects = Set(outcome.known.map(\.key)).union(outcome.result.commissions.map(\.key.text))
        // Without the guard nothing remembers what was booked (C8).
        let rows = services.guards.stands(.bookedOnce) ? try tx.moneyLedger.of(subjects: subjects).map(LedgerEntry.init) : []
        var head = try tx.claimable.head().map { LedgerHead(sequence: $0.sequence, hash: $0.hash) } ?? .start
        var added: [LedgerEntry] = []
        for transaction in CommissionBooking.transactions(outcome.result, booked: BookedCommissions(rows), at: now) {
            switch LedgerChain.rows(transaction, after: head) {
            case .success(let more):
                added += more
                head = LedgerChain.head(behind: more, after: head)
            case .failure:
                throw RunError.refused(.earning(.unbalanced(cause: transaction.cause.id)))
            }
        }
        try tx.moneyLedger.add(added.map(StoredLedgerEntry.init))
        return added.count
    }

    /// Notes what waits of some lines for a rate, an amount or a person.
    func wait(_ result: EarnResult, of lines: [String]) throws {
        try tx.waiting.put(
            result.waiting.map { waiting in
                StoredWaiting(
                    key: waiting.key.text, line: waiting.key.line, partner: waiting.key.partner, kind: waiting.key.kind.text,
                    reason: "\(waiting.reason)")
            }, result.refusedRefunds.map { StoredRefusal(line: $0.line, event: $0.event, at: $0.at) }, of: lines, at: now)
    }

    /// Raises what waits for a person, and closes what waits no more.
    /// - Returns: how many are new.
    func raise() throws -> Int {
        var wanted: [String: Review] = [:]
        for waiting in try tx.waiting.all() {
            let review = review(
                "waiting/\(waiting.key)", partner: waiting.partner, reason: waiting.reason, rule: "L4",
                facts: ["line": .string(waiting.line), "kind": .string(waiting.kind)])
            wanted[review.fingerprint] = review
        }
        for refund in try tx.waiting.refusals() {
            let review = review(
                "refund/\(refund.line)/\(refund.event)", partner: nil, reason: "a refund exceeds what is left of the sale", rule: "L5",
                facts: ["line": .string(refund.line), "event": .string(refund.event), "at": .string(refund.at.iso)])
            wanted[review.fingerprint] = review
        }
        // Of a partner who was merged into another the other has the finding too, and waits for the same person.
        for finding in try tx.findings.open() where try tx.mergedEntities.resolve(finding.partner) == finding.partner {
            let review = review(
                "finding/\(finding.id)", partner: finding.partner, reason: finding.test, rule: "7",
                facts: ["finding": .string(finding.id), "line": finding.line.map(JSON.string) ?? .null, "evidence": finding.evidence])
            wanted[review.fingerprint] = review
        }
        for open in try tx.reviews.open(kind: "commission") where wanted[open.fingerprint] == nil {
            try tx.reviews.close(open.id, as: .done, by: nil, at: now)
        }
        return try wanted.values.sorted { $0.fingerprint < $1.fingerprint }.count { try tx.reviews.raise($0).isNew }
    }

    private func review(_ fingerprint: String, partner: EntityID?, reason: String, rule: String, facts: JSON) -> Review {
        Review(
            id: services.identifier("review_"), kind: "commission", entity: partner, entityKind: partner?.kind, remote: nil, object: nil,
            record: nil, field: nil, reason: reason, candidates: .array([facts]), rule: rule, since: now, runID: run,
            fingerprint: fingerprint, state: .open)
    }
}

extension LedgerEntry {
    /// A row as it was stored.
    init(_ row: StoredLedgerEntry) {
        self.init(
            sequence: row.sequence, transaction: row.booking, at: row.at, causeKind: row.causeKind, causeID: row.cause,
            causedAt: row.causedAt, account: row.account, amount: row.amount, subject: row.subject, exchange: row.exchange,
            previous: row.previous, hash: row.hash)
    }
}

extension StoredLedgerEntry {
    /// A row to be stored.
    init(_ entry: LedgerEntry) {
        self.init(
            sequence: entry.sequence, booking: entry.transaction, at: entry.at, causeKind: entry.causeKind, cause: entry.causeID,
            causedAt: entry.causedAt, account: entry.account, amount: entry.amount, subject: entry.subject, exchange: entry.exchange,
            previous: entry.previous, hash: entry.hash)
    }
}
