public import Model

/// The transactions of payouts (P8, P12): each state that moves money has its entry.
public enum PayoutBooking {
    /// The claim of an intent: what was owed is on its way.
    public static func claim(_ intent: PayoutIntent, at now: Timestamp) -> LedgerTransaction? {
        move(intent, debit: .partner(intent.partner), credit: .clearing, at: now, cause: LedgerCause(.claimed, id: intent.id, at: now))
    }

    /// A move of an intent's money.
    /// `status` is what the provider reported; nil for a release that nobody reported.
    public static func move(
        _ move: PayoutState.Move, _ intent: PayoutIntent, status: ItemStatus?, happened: Timestamp, at now: Timestamp
    ) -> LedgerTransaction? {
        let provider = intent.destination.provider
        // What a place holds stands on its credit side: the move takes it off one and puts it on the other.
        return Self.move(
            intent, debit: move.from.account(partner: intent.partner, provider: provider),
            credit: move.to.account(partner: intent.partner, provider: provider), at: now,
            cause: LedgerCause(status.map { .provider($0.rawValue) } ?? .released, id: intent.id, at: happened))
    }

    /// On the partner's account stands what is owed, everywhere else what is paid; between two currencies stands the exchange, so that
    /// each sums to zero (L1, L4).
    private static func move(
        _ intent: PayoutIntent, debit: Account, credit: Account, at now: Timestamp, cause: LedgerCause
    ) -> LedgerTransaction? {
        func amount(_ account: Account) -> Money { account == .partner(intent.partner) ? intent.owed : intent.amount }
        let (given, had) = (amount(debit), amount(credit))
        let sides = given == had ? [(debit, credit, given)] : [(debit, .exchange, given), (.exchange, credit, had)]
        var postings: [Posting] = []
        for (debit, credit, amount) in sides {
            guard
                let pair = LedgerTransaction.move(
                    amount, debit: debit, credit: credit, subject: intent.id, at: now, cause: cause, exchange: intent.exchange?.text)
            else { return nil }
            postings += pair.postings
        }
        return LedgerTransaction(at: now, cause: cause, postings: postings)
    }

    /// What a provider charged.
    public static func fee(_ fee: Money, of intent: PayoutIntent, happened: Timestamp, at now: Timestamp) -> LedgerTransaction? {
        guard fee.minor > 0 else { return nil }
        return LedgerTransaction.move(
            fee, debit: .fees, credit: .provider(intent.destination.provider), subject: intent.id, at: now,
            cause: LedgerCause(.fee, id: intent.id, at: happened))
    }
}
