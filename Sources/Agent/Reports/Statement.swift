public import Model
public import ProgramRules

/// What a partner is told of a month: what was earned, adjusted and paid, what is carried over, and where the ledger ended.
///
/// Promises: the same month of the same ledger gives the same statement, whenever it is made; a month that is over never changes.
public struct Statement: Sendable, Equatable {
    /// Which rows of the ledger belong to a month.
    public enum Basis: String, Sendable, CaseIterable {
        /// Those that were booked in it: a statement that was sent stays true, and late news stands on the next.
        case booked
        /// Those whose cause happened in it, as far as the ledger knows today.
        case happened
    }

    /// What was moved in one currency.
    public struct Balance: Sendable, Equatable {
        /// The currency.
        public let currency: Currency
        /// What was owed when the month began.
        public let opening: Money
        /// The rows of the month, in their order.
        public let lines: [StatementLine]
        /// The payments of the month.
        public let payments: [StatementPayment]
        /// What payouts had taken at the end of the month that had not arrived yet.
        public let underWay: Money

        /// What the lines of a kind add up to.
        public func sum(_ kind: StatementLine.Kind) -> Money {
            Money(minor: lines.filter { $0.kind == kind }.reduce(0) { $0 + $1.amount.minor }, currency: currency)
        }

        /// What arrived in the month.
        public var paid: Money { Money(minor: payments.reduce(0) { $0 + $1.amount.minor }, currency: currency) }

        /// What is carried over.
        public var closing: Money { Money(minor: lines.reduce(opening.minor) { $0 + $1.amount.minor }, currency: currency) }

        var json: JSON {
            var object = JSONObject([("currency", .string(currency.code)), ("opening", opening.json)])
            for kind in StatementLine.Kind.allCases { object[kind.rawValue] = sum(kind).json }
            object["closing"] = closing.json
            object["paid"] = paid.json
            object["under_way"] = underWay.json
            object["lines"] = .array(lines.map(\.json))
            object["payments"] = .array(payments.map(\.json))
            return .object(object)
        }
    }

    /// The program's name.
    public let program: String
    /// The partner.
    public let partner: EntityID
    /// The partner's name.
    public let name: String
    /// The month.
    public let month: Period
    /// The zone whose days count.
    public let zone: ProgramZone
    /// Which rows belong to it.
    public let basis: Basis
    /// One account a currency; empty while nothing was ever booked.
    public let accounts: [Balance]
    /// Where the ledger ended: with the month, or now where rows are taken by the day they happened on.
    public let ledger: LedgerHead
    /// The months in which rows of the partner were booked, if none was in this one.
    public let otherMonths: [String]

    /// The statement as `--json` prints it.
    public var json: JSON {
        [
            "program": .string(program), "partner": .string(partner.text), "name": .string(name), "month": .string(month.text),
            "time_zone": .string(zone.identifier), "by": .string(basis.rawValue), "accounts": .array(accounts.map(\.json)),
            "ledger": ["row": .integer(ledger.sequence), "hash": .string(ledger.hash)],
        ]
    }
}
