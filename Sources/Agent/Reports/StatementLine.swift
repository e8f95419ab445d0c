public import Model
import ProgramRules
import Storage

/// One line of a partner's statement: a row of the ledger with what it is about.
public struct StatementLine: Sendable, Equatable {
    /// What a line does to the balance.
    public enum Kind: String, Sendable, CaseIterable {
        /// A commission was earned.
        case earned
        /// A commission became more or less: a refund, a step of a tier, a cap, a reassignment, late news.
        case adjusted
        /// A reward was granted.
        case reward
        /// A payout took it on its way.
        case payout
        /// A payout came back.
        case returned
    }

    /// What the line does.
    public let kind: Kind
    /// When it was booked.
    public let booked: Timestamp
    /// When its cause happened.
    public let happened: Timestamp
    /// What was earned for, such as `sale`; the way of a payout.
    public let what: String
    /// The deal, by its order number where it has one.
    public let deal: String?
    /// The rule and what it pays.
    public let rule: String?
    /// Why, as the ledger names it.
    public let reason: String
    /// The commission or the payout.
    public let reference: String
    /// The number of the ledger's row.
    public let row: Int64
    /// What the balance gains by it.
    public let amount: Money

    /// Reads a row on the partner's account; nil for an amount that has no opposite.
    init?(_ entry: StoredLedgerEntry, commission: StoredCommission?, order: String?, method: String?) {
        // A partner's account is credited: what is owed stands below zero.
        guard let amount = entry.amount.negated else { return nil }
        let reason = entry.causeKind.split(separator: ":").last.map(String.init) ?? entry.causeKind
        switch entry.causeKind {
        case "commission:earned": kind = .earned
        case "reward": kind = .reward
        case "claimed": kind = .payout
        case "released": kind = .returned
        case let cause where cause.hasPrefix("provider:"): kind = .returned
        default: kind = .adjusted
        }
        self.amount = amount
        self.reason = reason
        booked = entry.at
        happened = entry.causedAt
        what = commission?.kind ?? method ?? (entry.causeKind == "reward" ? "reward" : "commission")
        deal = commission?.deal.map { order ?? $0.text }
        rule = commission.map { "\($0.rule): \($0.rate)" }
        reference = commission?.id ?? entry.subject
        row = entry.sequence
    }

    /// The line as `statement --json` prints it.
    var json: JSON {
        var object = JSONObject([
            ("line", .string(kind.rawValue)), ("booked", .string(booked.iso)), ("happened", .string(happened.iso)),
            ("what", .string(what)), ("reason", .string(reason)), ("reference", .string(reference)), ("ledger_row", .integer(row)),
            ("amount", amount.json),
        ])
        object["deal"] = deal.map(JSON.string)
        object["rule"] = rule.map(JSON.string)
        return .object(object)
    }
}

/// Money that left for a partner.
public struct StatementPayment: Sendable, Equatable {
    /// When the provider paid it.
    public let at: Timestamp
    /// By which method.
    public let method: String
    /// The payout.
    public let payout: String
    /// How much of what was owed; below zero for money that came back.
    public let amount: Money
    /// How much arrived, where that is in another currency.
    public let received: Money?

    /// The payment as `statement --json` prints it.
    var json: JSON {
        var object = JSONObject([
            ("at", .string(at.iso)), ("method", .string(method)), ("payout", .string(payout)), ("amount", amount.json),
        ])
        object["received"] = received?.json
        return .object(object)
    }
}
