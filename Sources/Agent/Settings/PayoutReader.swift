import Model
import ProgramRules
import YAML

/// Reads `payouts` of config.yaml (P10, P11).
enum PayoutReader {
    static var kind: ValueKind<PayoutSettings> {
        .map { reader in
            var settings = PayoutSettings()
            settings.terms.thresholds =
                reader.optional("minimum", AmountReader.table, "a smaller balance is carried over, by currency (P11)") ?? [:]
            settings.cutOff = reader.value(
                "cut_off", cutOff, default: .monthEnd, text: "month_end", "the last day that counts, in the program's zone (P11)")
            settings.terms.fourEyesAbove =
                reader.optional("two_above", AmountReader.table, "a payout above it needs two persons, by currency (P10)") ?? [:]
            settings.terms.coolDownDays = reader.value(
                "cool_down", AmountReader.days(least: 0), default: 7, text: "7d",
                "how long a new or changed destination waits after its approval (P10)")
            for method in ["paypal", "stripe"] {
                settings.remotes[method] = reader.optional(method, .text, "the remote that pays partners whose payout_method is \(method)")
            }
            settings.manualFolder = reader.optional(
                "manual", .text, "the folder for the files of the method manual, relative to this file")
            return settings
        }
    }

    private static var cutOff: ValueKind<PayoutCutOff> {
        .scalar("month_end, yesterday or a day of the month from 1 to 28") { text, _ in
            switch text {
            case "month_end": return .monthEnd
            case "yesterday": return .yesterday
            default: return Int(text).flatMap { (1...28).contains($0) ? .dayOfMonth($0) : nil }
            }
        }
    }
}
