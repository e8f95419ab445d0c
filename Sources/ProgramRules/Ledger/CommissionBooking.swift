public import Model

/// What the ledger already says of commissions: by commission and cause.
public struct BookedCommissions: Sendable {
    fileprivate struct Place: Hashable {
        var subject: String
        var account: String
        var cause: String
        var currency: Currency
    }

    fileprivate var amounts: [Place: Int128] = [:]

    /// Reads the rows of a ledger.
    public init(_ entries: some Sequence<LedgerEntry>) {
        for entry in entries where entry.causeKind.hasPrefix("commission:") || entry.causeKind == LedgerCause.Kind.correction.text {
            guard entry.account.hasPrefix("partner:") else { continue }
            let place = Place(
                subject: entry.subject, account: entry.account, cause: entry.causeID, currency: entry.amount.currency)
            // A partner's account is credited: what is owed stands below zero.
            amounts[place, default: 0] -= Int128(entry.amount.minor)
        }
    }
}

/// Brings the ledger from what it says to what the events make (L2): the difference is booked, nothing is edited.
public enum CommissionBooking {
    /// The transactions to book, one a cause: a reassignment's clawback and grant stand in one (W16).
    ///
    /// Promises: after booking them there is nothing to book; whatever the runs in which events came, each commission's sum, and its sum
    /// under each cause, is what all events together make.
    public static func transactions(_ result: EarnResult, booked: BookedCommissions, at now: Timestamp) -> [LedgerTransaction] {
        var wanted: [BookedCommissions.Place: Int128] = [:]
        var facts: [BookedCommissions.Place: (at: Timestamp, reason: EntryReason)] = [:]
        var exchanges: [String: String] = [:]
        for commission in result.commissions {
            exchanges[commission.key.text] = commission.frozen.exchange?.text
            for entry in commission.entries {
                let place = BookedCommissions.Place(
                    subject: entry.key.text, account: Account.partner(entry.key.partner).text, cause: entry.cause,
                    currency: entry.amount.currency)
                wanted[place, default: 0] += Int128(entry.amount.minor)
                if facts[place] == nil { facts[place] = (entry.at, entry.reason) }
            }
        }
        var changes: [BookedCommissions.Place: Int64] = [:]
        for place in Set(wanted.keys).union(booked.amounts.keys) {
            guard let change = Int64(exactly: (wanted[place] ?? 0) - (booked.amounts[place] ?? 0)), change != 0 else { continue }
            changes[place] = change
        }
        // What late news takes from one partner and gives to another belongs together, whichever half was booked before.
        let corrected = Set(changes.keys.filter { booked.amounts[$0] != nil || facts[$0] == nil }.map(\.cause))
        var groups: [Group: [Posting]] = [:]
        for (place, change) in changes {
            let amount = Money(minor: change, currency: place.currency)
            guard let credit = amount.negated, let account = Account(place.account) else { continue }
            let kind = corrected.contains(place.cause) ? LedgerCause.Kind.correction : .commission(facts[place]?.reason ?? .undone)
            let exchange = exchanges[place.subject]
            groups[Group(cause: place.cause, kind: kind), default: []] += [
                Posting(.commissionCost, amount, subject: place.subject, exchange: exchange),
                Posting(account, credit, subject: place.subject, exchange: exchange),
            ]
        }
        var times: [String: Timestamp] = [:]
        for (place, fact) in facts { times[place.cause] = min(times[place.cause] ?? fact.at, fact.at) }
        let ordered = groups.map { group, postings in
            LedgerTransaction(
                at: now, cause: LedgerCause(group.kind, id: group.cause, at: times[group.cause] ?? now),
                postings: postings.sorted { order($0) < order($1) })
        }
        return ordered.sorted { place($0.cause) < place($1.cause) }
    }

    private static func place(_ cause: LedgerCause) -> (Timestamp, String, String) { (cause.at, cause.id, cause.kind.text) }

    private struct Group: Hashable {
        let cause: String
        let kind: LedgerCause.Kind
    }

    private static func order(_ posting: Posting) -> (String, Int) { (posting.subject, posting.account == .commissionCost ? 0 : 1) }
}
