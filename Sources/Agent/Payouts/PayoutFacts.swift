import Model
public import ProgramRules
import Storage

/// What planning and preflight must know, as the hub has it now: what is owed, who the partners are, where their money goes.
struct PayoutFacts {
    let tx: Transaction
    let now: Timestamp
    let guards: Guards

    /// What can be claimed. What was booked for a partner who was merged into another is the other's (R24).
    func claimable() throws -> [ClaimableEntry] {
        let mergers = try Mergers(tx)
        let rows = try tx.claimable.open()
        // Without the guard no payout holds what it claims, and nothing can be compared.
        let differing = guards.stands(.claim) ? Set(try LedgerOwed(tx, mergers, rows).differing.map(\.place)) : []
        return rows.compactMap { row -> ClaimableEntry? in
            guard var entry = self.entry(row, mergers.now) else { return nil }
            entry.isAccounted = !differing.contains(LedgerOwed.Place(partner: entry.partner, currency: entry.owed.currency))
            return entry
        }
    }

    /// The rows that an intent claims, by number.
    func entries(of intent: PayoutIntent) throws -> [Int64: ClaimableEntry] {
        let rows = try tx.claimable.rows(intent.claims.map(\.entry), besides: intent.id).compactMap { row in
            try entry(row) { partner in try partner == intent.partner ? partner : tx.mergedEntities.resolve(partner) }
        }
        return Dictionary(rows.map { ($0.sequence, $0) }) { first, _ in first }
    }

    /// A row in the words of the rules. Its state is what the commission would have if nothing of it had been claimed: what was claimed is
    /// said by the claims themselves, row by row.
    private func entry(_ row: ClaimableRow, _ now: (EntityID) throws -> EntityID) rethrows -> ClaimableEntry? {
        guard case .partner(let booked)? = Account(row.account), let owed = row.posted.negated else { return nil }
        let partner = try now(booked)
        // What a payout took or gave back once too often is as it is, and hangs on nothing.
        if row.isOfPayout {
            return ClaimableEntry(
                sequence: row.sequence, partner: partner, owed: owed, commission: row.subject, state: .approved, dueAt: row.at)
        }
        let due = row.hasCommission && guards.stands(.hold) ? row.dueAt : row.at
        let facts = CommissionState.Facts(
            amount: row.hasCommission ? row.stands : (row.subject.isEmpty ? 0 : owed.minor), dueAt: due,
            openFindings: guards.stands(.openFinding) ? row.openFindings : 0)
        return ClaimableEntry(
            sequence: row.sequence, partner: partner, owed: owed, commission: row.subject, state: CommissionState(facts, at: self.now),
            dueAt: due, wasClaimedBefore: row.isClaimedBefore, openOwed: row.openOwed)
    }

    /// What the planner asks of the partners of some entries; `fraud` is what is asked before a first payout.
    func payees(of entries: [ClaimableEntry], fraud: FraudTerms) throws -> [EntityID: PayoutPlan.Payee] {
        var payees: [EntityID: PayoutPlan.Payee] = [:]
        for partner in Set(entries.map(\.partner)) {
            guard let status = try status(of: partner) else { continue }
            let wanted = try tx.entities.get(partner)?.values["payout_currency"]?.shownText
            payees[partner] = PayoutPlan.Payee(
                status: status, destination: try destination(of: partner), currency: wanted.flatMap(Currency.init),
                thin: try thin(partner, fraud))
        }
        return payees
    }

    /// What was found before a first payout, unless a person decided about it.
    private func thin(_ partner: EntityID, _ fraud: FraudTerms) throws -> FraudFinding? {
        guard fraud.customersBeforeFirstPayout > 0 else { return nil }
        let finding = FraudScreen(fraud).firstPayout(
            of: partner, payingCustomers: try tx.commissions.payingCustomers(of: partner), wasPaidBefore: try tx.payouts.wasPaid(partner))
        return try finding.flatMap { try tx.findings.get($0.id)?.verdict == nil ? $0 : nil }
    }

    /// Where a partner stands; nil for one that is deleted or has no known status.
    func status(of partner: EntityID) throws -> PartnerStatus? {
        guard let entity = try tx.entities.get(partner), entity.deletedAt == nil else { return nil }
        return entity.values["status"].flatMap { PartnerStatus(rawValue: $0.display) }
    }

    /// Where the partner says the money goes now.
    func destination(of partner: EntityID) throws -> Destination? {
        guard let entity = try tx.entities.get(partner), let method = entity.values["payout_method"],
            let account = entity.values["payout_account"],
            !method.isBlank, !account.isBlank
        else { return nil }
        return Destination(provider: method.display, account: account.display)
    }

    /// The destination with who stands for it, noted anew if it is another than the one known (P10).
    func noted(_ partner: EntityID) throws -> DestinationRecord? {
        let present = try destination(of: partner)
        let known = try tx.destinations.now(partner)
        guard let present else {
            if known != nil { try tx.destinations.replace(partner, by: nil, at: now) }
            return nil
        }
        if let known, known.provider == present.provider, known.account == present.account {
            return DestinationRecord(present, approvedBy: known.approvedBy, approvedAt: known.approvedAt)
        }
        let row = DestinationRow(partner: partner, provider: present.provider, account: present.account, since: now)
        try tx.destinations.replace(partner, by: row, at: now)
        return DestinationRecord(present)
    }

    /// Everything that speaks against sending a payout now (P9).
    func findings(_ payout: KnownPayout, _ terms: PayoutTerms) throws -> [PreflightFinding] {
        var terms = terms
        var destination = try noted(payout.intent.partner)
        if !guards.stands(.coolDown), let known = destination {
            terms.coolDownDays = 0
            destination = DestinationRecord(known.destination, approvedBy: "nobody", approvedAt: now)
        }
        let preflight = Preflight(
            entries: try entries(of: payout.intent), status: try status(of: payout.intent.partner), destination: destination,
            approvals: try approvals(of: payout), terms: terms)
        let found = preflight.findings(payout.intent, at: now)
        // A row that was changed by hand gives another hash than the one that was stored with it.
        let isTouched = payout.intent.hash != payout.row.hash
        let all = found + (isTouched ? [.sumDiffers(claimed: 0, intent: payout.row.amount.minor)] : [])
        return all.filter { stands($0) }
    }

    /// The approvals of a payout.
    func approvals(of payout: KnownPayout) throws -> [PayoutApproval] {
        try tx.payoutApprovals.of(payout.row.id).map { PayoutApproval(by: $0.by, at: $0.at, hash: $0.hash) }
    }

    private func stands(_ finding: PreflightFinding) -> Bool {
        switch finding {
        case .approvalsMissing: guards.stands(.payoutApproval)
        case .destinationNotApproved, .coolDown: guards.stands(.coolDown)
        case .badReceiver: guards.stands(.preflight) && guards.stands(.badReceiver)
        default: guards.stands(.preflight)
        }
    }
}

extension PreflightFinding {
    /// True if time or a person will lift it; else the payout is withdrawn and its claims wait for the next plan.
    var passes: Bool {
        switch self {
        case .coolDown, .destinationNotApproved, .approvalsMissing: true
        default: false
        }
    }

    /// The finding as one word with its particulars.
    public var text: String {
        switch self {
        case .claimNotApproved(let entry): "claim_not_approved:\(entry)"
        case .claimUnknown(let entry): "claim_unknown:\(entry)"
        case .sumDiffers: "sum_differs"
        case .nothingToPay: "nothing_to_pay"
        case .partnerNotPayable: "partner_not_payable"
        case .destinationChanged: "destination_changed"
        case .destinationNotApproved: "destination_not_approved"
        case .coolDown(let until): "cool_down:\(until.iso)"
        case .approvalsMissing(let count): "approvals_missing:\(count)"
        case .badReceiver: "bad_receiver"
        }
    }
}
