import Model
import ProgramRules
import Storage

/// Whether making two entities one would move money (R24): a sale to another partner's account, or a payout to another address.
enum MoneyDifference {
    /// The fields that say where a partner's money goes.
    private static let payoutFields = ["payout_method", "payout_account", "payout_currency"]

    /// True if money differs between the two, or if nothing is known of one of them.
    static func isBetween(_ first: EntityID, _ second: EntityID, in tx: Transaction) throws -> Bool {
        guard let left = try tx.entities.get(first), let right = try tx.entities.get(second) else { return true }
        switch first.kind {
        case .deal, .payment: return true
        case .customer: return false
        case .referral: return differ("partner", left, right)
        case .partner:
            if payoutFields.contains(where: { differ($0, left, right) }) { return true }
            return try bearsMoney(first, tx) && bearsMoney(second, tx)
        }
    }

    private static func differ(_ field: String, _ left: Entity, _ right: Entity) -> Bool {
        guard let one = left.values[field], let other = right.values[field], !one.isBlank, !other.isBlank else { return false }
        return one != other
    }

    /// True if a sale with an amount is attributed to the partner, or if the partner ever earned, was owed or was paid anything.
    private static func bearsMoney(_ id: EntityID, _ tx: Transaction) throws -> Bool {
        if try tx.moneyLedger.has(account: Account.partner(id).text) { return true }
        if try !tx.commissions.of(partner: id).isEmpty { return true }
        let sales = try tx.entities.referring(to: id).filter { $0.kind == .deal || $0.kind == .payment }
        return try tx.entities.get(sales).values.contains { $0.deletedAt == nil && $0.values["amount"]?.isBlank == false }
    }
}
