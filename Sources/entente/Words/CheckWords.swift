import Agent
import Model

/// What `check` found, in words.
enum CheckWords {
    static func line(_ finding: CheckRun.Finding) -> String {
        "\(finding.severity.rawValue.uppercased())  \(finding.subject): \(of(finding))"
    }

    static func json(_ finding: CheckRun.Finding) -> JSON {
        ["subject": .string(finding.subject), "severity": .string(finding.severity.rawValue), "text": .string(of(finding))]
    }

    static func of(_ finding: CheckRun.Finding) -> String {
        switch finding.fact {
        case .sound: "sound"
        case .damage(let detail): "damaged: \(detail); restore a backup of it"
        case .unreadableStore(let cause): ErrorWords.of(cause)
        case .reachable: "reachable, credentials accepted"
        case .failed(let cause): ErrorWords.of(cause, remote: String(finding.subject.prefix { $0 != "/" }))
        case .clock(let seconds): "its clock is \(seconds) s ahead of ours; times are corrected (R7)"
        case .complete: "every mapped field is there"
        case .noField(let field, let remoteField):
            "\(field) is mapped to \(remoteField), which the remote does not have; create it there or change the mapping"
        case .cannotWrite(let field, let remoteField):
            "\(remoteField) cannot be written: \(field) is only read from there; write: false says so"
        case .noOption(let remoteField, let missing, let known):
            "\(remoteField) has no option \(missing.joined(separator: ", ")); it has \(known.joined(separator: ", ")); mend the map"
        }
    }
}
