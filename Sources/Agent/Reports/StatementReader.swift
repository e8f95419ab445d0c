public import Model
import ProgramRules
import Storage

/// Reads a partner's statement from the ledger; writes nothing.
public struct StatementReader: Sendable {
    let reader: ReportReader

    /// Prepares to read the services' hub.
    public init(services: Services) {
        reader = ReportReader(services: services)
    }

    /// The statement of a month.
    /// - Throws: `RunError.notFound` for a partner that the hub does not have, `RunError.badValue` for what is no month, or one
    ///   that has not begun.
    public func read(_ partner: EntityID, month text: String, by basis: Statement.Basis = .booked) throws(RunError) -> Statement {
        guard let first = CalendarDate(text + "-01") else {
            throw .badValue(field: "--month", found: text, expected: "a month such as 2026-03")
        }
        let (month, now) = (Period(.month, holding: first), reader.services.clock.now())
        guard let period = ReportPeriod(month, zone: try reader.zone, now: now), period.start <= now else {
            throw .badValue(field: "--month", found: month.text, expected: "a month that has begun")
        }
        return try reader.services.reading { tx in
            guard let entity = try tx.entities.get(partner) else { throw RunError.notFound(what: "partner", id: partner.text) }
            let material = try StatementMaterial(tx, partner)
            let isBooked = basis == .booked
            func time(_ line: StatementLine) -> Timestamp { isBooked ? line.booked : line.happened }
            let before = material.lines.filter { time($0) < period.start }
            let within = material.lines.filter { period.holds(time($0)) }
            let moves = material.moves.filter { (isBooked ? $0.booked : $0.at) < period.end }
            let currencies = Set(material.lines.filter { time($0) < period.end }.map(\.amount.currency))
            let accounts = currencies.sorted().map { currency in
                func sum(_ amounts: [Money]) -> Money {
                    Money(minor: amounts.filter { $0.currency == currency }.reduce(0) { $0 + $1.minor }, currency: currency)
                }
                let payments = moves.filter { move in
                    move.amount.currency == currency && move.place == .arrived && (isBooked ? move.booked : move.at) >= period.start
                }
                return Statement.Balance(
                    currency: currency, opening: sum(before.map(\.amount)),
                    lines: within.filter { $0.amount.currency == currency }.sorted { (time($0), $0.row) < (time($1), $1.row) },
                    payments: payments.map {
                        StatementPayment(
                            at: $0.at, method: $0.method, payout: $0.payout, amount: $0.amount,
                            received: $0.received.currency == currency ? nil : $0.received)
                    },
                    underWay: sum(moves.filter { $0.place == .underWay }.map(\.amount)))
            }
            let head = try tx.figures.head(before: isBooked ? period.end : Timestamp(milliseconds: .max))
            let months = Set(material.lines.map { Period(.month, holding: $0.booked, in: period.zone).text })
            return Statement(
                program: reader.services.settings.program.name, partner: partner,
                name: entity.values["name"]?.shownText ?? partner.text, month: month, zone: period.zone, basis: basis, accounts: accounts,
                ledger: head.map { LedgerHead(sequence: $0.sequence, hash: $0.hash) } ?? .start,
                otherMonths: within.isEmpty ? months.sorted() : [])
        }
    }
}

/// The rows of the ledger that a partner's statements are made of.
struct StatementMaterial {
    /// Where a payout's money is.
    enum Place {
        case arrived, underWay
    }

    /// A move of a payout's money.
    struct Move {
        let booked: Timestamp
        let at: Timestamp
        let method: String
        let payout: String
        let place: Place
        /// What it is of what was owed, in that currency.
        let amount: Money
        /// What it is in the currency in which the partner is paid.
        let received: Money
    }

    let lines: [StatementLine]
    let moves: [Move]

    init(_ tx: Transaction, _ partner: EntityID) throws {
        let commissions = Dictionary(
            try tx.commissions.all().filter { $0.partner == partner }.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        let deals = try tx.entities.get(Set(commissions.values.compactMap(\.deal)))
        let known = try tx.payouts.of(partner).map { try KnownPayout($0, claims: tx.payoutClaims.of($0.id)) }
        let payouts = Dictionary(known.map { ($0.row.id, $0) }, uniquingKeysWith: { $1 })
        lines = try tx.moneyLedger.of(account: "partner:\(partner.text)").compactMap { entry in
            let commission = commissions[entry.subject]
            let order = commission?.deal.flatMap { deals[$0]?.values["order_number"]?.shownText }
            return StatementLine(entry, commission: commission, order: order, method: payouts[entry.subject]?.row.provider)
        }
        moves = try known.flatMap { payout in
            try tx.moneyLedger.of(subject: payout.row.id).compactMap { Self.move($0, payout) }
        }.sorted { ($0.booked, $0.payout) < ($1.booked, $1.payout) }
    }

    private static func move(_ entry: StoredLedgerEntry, _ payout: KnownPayout) -> Move? {
        let isProvider = entry.account.hasPrefix("provider:")
        guard entry.causeKind != "fee", isProvider || entry.account == "clearing" || entry.account.hasPrefix("unclaimed:"),
            let received = entry.amount.negated
        else { return nil }
        // A payout's money moves as a whole, so that each move is worth what the whole takes off the balance.
        let owed = payout.intent.owed
        let amount = received.minor < 0 ? owed.negated ?? owed : owed
        return Move(
            booked: entry.at, at: entry.causedAt, method: payout.row.provider, payout: payout.row.id,
            place: isProvider ? .arrived : .underWay, amount: amount, received: received)
    }
}
