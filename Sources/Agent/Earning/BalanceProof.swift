public import Model
import ProgramRules
public import Storage

/// The whole proof of what the program owes a partner: every row of the ledger on the partner's account, what was owed after it, and the
/// payout that claims it.
public struct BalanceProof: Sendable {
    /// A row with what it came to.
    public struct Line: Sendable {
        /// The row of the ledger.
        public var entry: StoredLedgerEntry
        /// What was owed in its currency after it; below zero if the partner was paid too much.
        public var owed: Money
        /// The payout that claims the row; nil if none does.
        public var payout: String?
        /// The commission that the row is about; nil if it is about something else.
        public var commission: String?
    }

    /// The partner.
    public let partner: EntityID
    /// The rows, in their order.
    public let lines: [Line]
    /// What is owed now, by currency.
    public let owed: [Money]

    /// Reads the proof of a partner's balance.
    /// - Throws: `RunError.notFound`.
    public init(of partner: EntityID, services: Services) throws(RunError) {
        let read = try services.reading { tx -> (lines: [Line], sums: [Currency: Int128]) in
            guard try tx.entities.get(partner) != nil else { throw RunError.notFound(what: "partner", id: partner.text) }
            var sums: [Currency: Int128] = [:]
            var lines: [Line] = []
            // What was booked for a partner who was merged into this one is this one's (R24).
            let all = try Mergers(tx).all(of: [partner])
            let ids = Dictionary(
                try all.flatMap { try tx.commissions.of(partner: $0) }.map { ($0.key, $0.id) }, uniquingKeysWith: { first, _ in first })
            let entries = try all.flatMap { try tx.moneyLedger.of(account: Account.partner($0).text) }
            for entry in entries.sorted(by: { $0.sequence < $1.sequence }) {
                // A partner's account is credited: what is owed stands below zero there.
                sums[entry.amount.currency, default: 0] -= Int128(entry.amount.minor)
                let owed = Int64(clamping: sums[entry.amount.currency] ?? 0)
                lines.append(
                    Line(
                        entry: entry, owed: Money(minor: owed, currency: entry.amount.currency),
                        payout: try tx.payoutClaims.holder(of: entry.sequence), commission: ids[entry.subject]))
            }
            return (lines, sums)
        }
        self.partner = partner
        lines = read.lines
        owed = read.sums.map { Money(minor: Int64(clamping: $0.value), currency: $0.key) }.sorted { $0.currency < $1.currency }
    }

    /// The proof, each row with its time and its source.
    public var json: JSON {
        let rows = lines.map { line -> JSON in
            var object = JSONObject([
                ("row", .integer(line.entry.sequence)), ("amount", line.entry.amount.json), ("owed_after", line.owed.json),
                ("cause", .string("\(line.entry.causeKind) \(line.entry.cause)")), ("caused", .string(line.entry.causedAt.iso)),
                ("booked", .string(line.entry.at.iso)), ("about", .string(line.entry.subject)), ("hash", .string(line.entry.hash)),
            ])
            object["commission"] = line.commission.map(JSON.string)
            object["payout"] = line.payout.map(JSON.string)
            object["exchange"] = line.entry.exchange.map(JSON.string)
            return .object(object)
        }
        return ["partner": .string(partner.text), "owed": .array(owed.map(\.json)), "ledger": .array(rows)]
    }
}
