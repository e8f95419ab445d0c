import Model
import ProgramRules
import Storage

/// A payout as it is stored, in the words of the rules.
struct KnownPayout: Sendable {
    /// The row.
    var row: PayoutRow
    /// What was frozen.
    let intent: PayoutIntent
    /// How far it is.
    var state: PayoutState

    /// Reads a row back with its claims.
    init(_ row: PayoutRow, claims: [PayoutClaimRow]) throws(StorageError) {
        guard let destination = Destination(provider: row.provider, account: row.account),
            let phase = PayoutState.Phase(rawValue: row.state), let place = MoneyPlace(rawValue: row.place),
            row.exchange == nil || row.rate?.to == row.amount.currency
        else { throw .damaged(path: "payout", detail: "\(row.id) holds what it should not") }
        self.row = row
        intent = PayoutIntent(
            id: row.id, partner: row.partner, destination: destination, amount: row.amount,
            claims: claims.map { PayoutIntent.Claim(entry: $0.entry, owed: $0.owed) }, exchange: row.rate)
        state = PayoutState(phase: phase, place: place, revision: row.revision)
    }
}

extension PayoutRow {
    /// The rate at which the claims are paid; nil where they are of the same currency.
    var rate: ExchangeRate? { exchange.flatMap { ExchangeRate($0) } }
}

/// What is reported of a payout with an event.
struct PayoutNews: Sendable {
    /// What the provider calls it.
    var item: String?
    /// The provider's word for its state.
    var rawState: String?
    /// Why.
    var reason: String?
    /// When it happened; nil for now.
    var at: Timestamp?
}

/// The payouts of one transaction: each change of state is stored by compare-and-set, with the booking that belongs to it (P4, P12).
struct PayoutBook {
    let tx: Transaction
    let now: Timestamp
    let guards: Guards

    /// The payout of that id.
    func get(_ id: String) throws -> KnownPayout? {
        guard let row = try tx.payouts.get(id) else { return nil }
        return try KnownPayout(row, claims: tx.payoutClaims.of(id))
    }

    /// The payouts of a state, oldest first.
    func all(in phase: PayoutState.Phase) throws -> [KnownPayout] {
        try tx.payouts.all(in: phase.rawValue).map { try KnownPayout($0, claims: tx.payoutClaims.of($0.id)) }
    }

    /// Applies an event.
    /// - Returns: what it brought; nil if it does not fit the state.
    /// - Throws: `PayoutRace` if another executor changed the payout since it was read.
    @discardableResult
    func apply(_ event: PayoutState.Event, to payout: inout KnownPayout, _ news: PayoutNews = PayoutNews()) throws -> PayoutState.Outcome? {
        var state = payout.state
        guard let outcome = state.apply(event) else { return nil }
        var row = payout.row
        (row.state, row.place, row.revision) = (state.phase.rawValue, state.place.rawValue, state.revision)
        row.changedAt = now
        row.item = news.item ?? row.item
        row.rawState = news.rawState ?? row.rawState
        row.reason = news.reason ?? row.reason
        let read = guards.stands(.payoutRevision) ? payout.row.revision : try tx.payouts.get(row.id)?.revision ?? 0
        guard try tx.payouts.move(row, from: read) else { throw PayoutRace() }
        if let move = outcome.move {
            var status: ItemStatus?
            if case .report(let reported) = event { status = reported }
            if let booking = PayoutBooking.move(move, payout.intent, status: status, happened: news.at ?? now, at: now) {
                try LedgerBook(tx: tx).book(booking)
            }
            if move.from == .partner { try reclaim(payout.intent) }
        }
        if outcome.isReleased { try tx.payoutClaims.release(row.id, at: now) }
        (payout.row, payout.state) = (row, state)
        return outcome
    }

    /// Books what the provider kept, as far as it is not booked.
    func book(fee: Money, of payout: inout KnownPayout) throws {
        guard fee.currency == payout.row.amount.currency, fee.minor > payout.row.fee else { return }
        let more = Money(minor: fee.minor - payout.row.fee, currency: fee.currency)
        guard let booking = PayoutBooking.fee(more, of: payout.intent, happened: now, at: now) else { return }
        try LedgerBook(tx: tx).book(booking)
        payout.row.fee = fee.minor
        guard try tx.payouts.move(payout.row, from: payout.row.revision) else { throw PayoutRace() }
    }

    /// The money left after its claims were let go: if nobody else claims them yet they are claimed again, or they would be paid a second
    /// time. If somebody does, it was paid a second time: then what left here is itself a row that the next payout claims (L5).
    private func reclaim(_ intent: PayoutIntent) throws {
        guard try intent.claims.allSatisfy({ try tx.payoutClaims.holder(of: $0.entry) == nil }) else { return }
        for claim in intent.claims { try tx.payoutClaims.hold(intent.id, entry: claim.entry) }
    }
}

/// Another executor was faster: nothing of the transaction stays (P4).
struct PayoutRace: Error {}

extension Services {
    /// Writes in one transaction; nil if another executor was faster, who then goes on with it (P4).
    func racing<T>(_ body: (Transaction) throws -> T?) throws(RunError) -> T? {
        try working {
            do { return try store.write(body) } catch is PayoutRace { return nil }
        }
    }
}
