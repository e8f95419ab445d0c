import Agent
import Model

/// What `check` found, in words.
enum CheckWords {
    static func line(_ finding: CheckFinding) -> String {
        "\(finding.severity.rawValue.uppercased())  \(finding.subject): \(of(finding))"
    }

    static func json(_ finding: CheckFinding) -> JSON {
        ["subject": .string(finding.subject), "severity": .string(finding.severity.rawValue), "text": .string(of(finding))]
    }

    static func of(_ finding: CheckFinding) -> String {
        switch finding.fact {
        case .sound: "sound"
        case .damage(let detail): "damaged: \(detail); put a backup in its place: `entente restore FILE`"
        case .unreadableStore(let cause): ErrorWords.of(cause)
        case .reachable: "reachable, credentials accepted"
        case .failed(let cause): ErrorWords.of(cause, remote: String(finding.subject.prefix { $0 != "/" }))
        case .clock(let seconds): "its clock is \(seconds) s ahead of ours; times are corrected (R7)"
        case .complete: "every mapped field is there"
        case .otherHub(let instance):
            "the hub \(instance) has records here too; stamp: true at every remote of both hubs keeps each from taking the other's (R25)"
        case .noField(let field, let remoteField):
            "\(field) is mapped to \(remoteField), which the remote does not have; create it there or change the mapping"
        case .cannotWrite(let fields):
            "cannot be written: \(fields.map(name).joined(separator: ", ")); what other sides say never gets there; write: false accepts that"
        case .noOption(let remoteField, let missing, let known):
            "\(remoteField) has no option \(missing.joined(separator: ", ")); it has \(known.joined(separator: ", ")); mend the map"
        case .program(let fact): of(fact)
        }
    }

    private static func name(_ field: CheckFinding.Unwritable) -> String {
        field.field == field.remoteField ? field.field : "\(field.field) (\(field.remoteField))"
    }

    /// What was found of links, terms and payouts.
    private static func of(_ fact: ProgramFact) -> String {
        switch fact {
        case .fitting: "fits"
        case .noLinkKey(let sentence): sentence
        case .noRule: "no rule under commissions: nothing is earned"
        case .unreadableRates(let path): "\(path) cannot be read as text; terms.rates.file is relative to config.yaml"
        case .noRateTable(let path): "\(path) does not begin with a line such as Date,USD,JPY; take the file as it was published"
        case .badRates(let path, let count, let line): "\(path) has \(count) lines or cells that are not used, the first in line \(line)"
        case .noRate(let currency, let deals):
            "deals in \(currency) wait, \(deals) by now: no rate of it is known (W13); name a file with it under terms.rates"
        case .unpaidMethod(let method, let partners):
            "payouts names nobody who pays by \(method), as partners ask, \(partners) by now; their payouts wait until it does"
        case .noDestination(let partners):
            "partners who earned something, \(partners) by now, have no payout_method or payout_account; what they earned is carried over"
        case .noPayoutRate(let currency, let partners):
            "partners paid in \(currency), \(partners) by now, wait: no rate of it is known (L4); name a file with it under terms.rates"
        case .idleAmount(let key, let currency): "\(key) has an amount in \(currency), in which nothing is paid"
        }
    }
}
