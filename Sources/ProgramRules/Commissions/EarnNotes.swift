import Model

/// What was noted of every commission while the changes were played.
struct EarnNotes {
    private struct Note {
        let key: CommissionKey
        let frozen: FrozenTerms
        let currency: Currency
        var amount: Int64 = 0
        var entries: [CommissionEntry] = []
    }

    private var notes: [EarnItem: Note] = [:]
    private var exchanges: [CommissionKey: ExchangeRate] = [:]
    private var waiting: [CommissionKey: WaitReason] = [:]
    private var refused: [RefusedRefund] = []
    private var asked: Set<String> = []

    /// Freezes the terms of a commission: those that an earlier run froze, else those it is created under (C1).
    mutating func create(_ item: EarnItem, _ place: EarnPlace, known: FrozenTerms?) {
        guard notes[item] == nil || notes[item]?.entries.isEmpty == true else { return }
        notes[item] = Note(key: place.key, frozen: known ?? place.frozen, currency: place.terms.currency)
        if let exchange = place.exchange { exchanges[place.key] = exchange }
    }

    /// The exchange rate that was frozen in this run.
    func exchange(_ key: CommissionKey) -> ExchangeRate? { exchanges[key] }

    /// Notes what a commission comes to now.
    /// - Returns: true if that is another amount than before.
    mutating func note(_ item: EarnItem, amount: Int64, rate: String, change: LineChange, reason: EntryReason) -> Bool {
        guard let note = notes[item], note.amount != amount else { return false }
        notes[item]?.entries.append(
            CommissionEntry(
                key: note.key, at: change.at, cause: change.cause, reason: reason,
                amount: Money(minor: amount - note.amount, currency: note.currency), rate: rate))
        notes[item]?.amount = amount
        return true
    }

    /// An amount in the currency of a commission.
    func money(_ item: EarnItem, _ amount: Int64) -> Money? { notes[item].map { Money(minor: amount, currency: $0.currency) } }

    /// A commission waits.
    mutating func wait(_ key: CommissionKey, _ reason: WaitReason) { waiting[key] = reason }

    /// A commission waits no more.
    mutating func settle(_ key: CommissionKey) { waiting[key] = nil }

    /// A refund waits for a person.
    mutating func refuse(_ refund: RefusedRefund) { refused.append(refund) }

    /// A line asked for a rate.
    mutating func ask(_ line: String) { asked.insert(CommissionLine.origin(line)) }

    /// Everything that was noted.
    func result(_ facts: (EarnItem) -> (line: CommissionLine, state: LineState)) -> EarnResult {
        let commissions = notes.filter { !$0.value.entries.isEmpty }.map { item, note in
            let (line, state) = facts(item)
            return Commission(
                key: note.key, deal: line.deal, customer: line.customer, frozen: note.frozen,
                amount: Money(minor: note.amount, currency: note.currency), entries: note.entries,
                earnedAt: state.stands && state.share(of: item.partner) != nil ? state.earnedAt : nil, paidAt: state.paidAt)
        }
        return EarnResult(
            commissions: commissions.sorted { $0.key < $1.key },
            waiting: waiting.map { WaitingCommission(key: $0.key, reason: $0.value) }.sorted { $0.key < $1.key },
            refusedRefunds: refused, askedRates: asked)
    }
}
