import Model
import ProgramRules
import Reconciliation
import YAML

/// Reads `brakes` of config.yaml (R33).
enum BrakeReader {
    static var kind: ValueKind<BrakeLimits> {
        .map { reader in
            var limits = BrakeLimits.standard
            func limit(_ key: String, _ standard: inout BrakeLimits.Limit, _ meaning: String) {
                standard = reader.optional(key, limitKind(standard), meaning) ?? standard
            }
            limit("deletes", &limits.deletes, "deletions and archivings")
            limit("creates", &limits.creates, "creations")
            limit("updates", &limits.updates, "updates")
            limit("same_value", &limits.sameValue, "records in which one field is set to one value")
            limit("blanks", &limits.blanks, "values replaced by nothing")
            limit("unknown", &limits.unknown, "operations of which nobody knows what became of them")
            limit("conflicts", &limits.conflicts, "records with a conflict")
            limits.listingAtLeast =
                reader.optional("listing", listing, "how much of the last complete listing a listing must have") ?? limits.listingAtLeast
            _ = reader.optional("payouts", payouts, "what one run of payouts may do; over it nothing is sent (P10)")
            return limits
        }
    }

    private static func limitKind(_ standard: BrakeLimits.Limit) -> ValueKind<BrakeLimits.Limit> {
        .map { reader in
            let count = reader.optional(
                "count", .integer(0...Int.max), "so many are always allowed\(standard.count.map { "; default \($0)" } ?? "")")
            let share = reader.value(
                "share", .percent, default: standard.share, text: "\(standard.share / 100)%",
                "so large a share is allowed; of count and share the larger holds")
            return BrakeLimits.Limit(count: count ?? standard.count, share: share)
        }
    }

    private static var listing: ValueKind<Int> {
        .map { reader in
            reader.value(
                "at_least", .percent, default: BrakeLimits.standard.listingAtLeast, text: "70%", "the least share of the last listing")
        }
    }

    /// The caps of one run of payouts; `sum` is an amount, or one for each currency.
    static var payouts: ValueKind<PayoutTerms> {
        .map { reader in
            var terms = PayoutTerms()
            terms.largestSum = reader.optional("sum", AmountReader.table, "the most that one run sends, by currency") ?? [:]
            terms.largestCount =
                reader.optional("count", .integer(0...Int.max), "the most payments of one run; 500 where nothing is said") ?? 500
            terms.mostNewRecipients =
                reader.optional(
                    "new_recipients", .integer(0...Int.max), "the most recipients who were never paid before; 20 where nothing is said")
                ?? 20
            return terms
        }
    }
}
