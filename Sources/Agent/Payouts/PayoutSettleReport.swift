public import Connectors
public import Model
public import ProgramRules

/// What a settlement found.
public struct PayoutSettleReport: Sendable {
    /// The run.
    public var run: String
    /// How many items of providers were compared.
    public var items = 0
    /// What did not agree, by method.
    public var findings: [String: [SettlementFinding]] = [:]
    /// The methods that could not be asked.
    public var unreachable: [String: ConnectorError] = [:]
    /// How many payouts are in each state now.
    public var states: [String: Int] = [:]
    /// What a person must look at, beside the findings.
    public var raised = 0
    /// The findings about which a person has decided.
    public var decided: Set<SettlementFinding> = []
    /// True if the store was put back, and this was not enough to let payouts go again.
    public var isAuditDue = false
    var failure: RunError?

    init(run: String) {
        self.run = run
    }

    /// The findings that wait for a person.
    public var undecided: [SettlementFinding] { findings.values.joined().filter { $0.needsPerson && !decided.contains($0) } }

    /// What a script is told.
    public var exitCode: ExitCode {
        var codes: [ExitCode] = [.done]
        if let failure { codes.append(failure.exitCode) }
        codes += unreachable.map { RunError.remote(name: $0.key, step: "settle", object: nil, $0.value).exitCode }
        if (states["unknown"] ?? 0) > 0 { codes.append(.partial) }
        if raised > 0 || isAuditDue || !undecided.isEmpty { codes.append(.raised) }
        return ExitCode.mostUrgent(codes)
    }

    /// The report as `payouts settle --json` prints it.
    public var json: JSON {
        [
            "run": .string(run), "items": .integer(items),
            "findings": .object(
                JSONObject(findings.sorted { $0.key < $1.key }.map { ($0.key, .array($0.value.map(told))) })),
            "unreachable": .array(unreachable.keys.sorted().map(JSON.string)),
            "states": .object(JSONObject(states.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })),
            "raised": .integer(raised), "audit_due": .bool(isAuditDue), "exit": .integer(exitCode.rawValue),
        ]
    }

    private func told(_ finding: SettlementFinding) -> JSON { decided.contains(finding) ? finding.json(needsPerson: false) : finding.json }
}

extension SettlementFinding {
    /// The payout, or the provider's item where no payout is named.
    public var subject: String {
        switch self {
        case .unknownItem(let id, _): id
        case .paidTwice(let intent, _), .missingAtProvider(let intent), .amountDiffers(let intent, _, _), .stateMoved(let intent, _, _),
            .ledgerDiffers(let intent), .undecided(let intent, _), .overdue(let intent, _):
            intent
        case .unreadable(let request, _): request
        }
    }

    /// The finding as one word.
    public var kind: String {
        switch self {
        case .unknownItem: "unknown_item"
        case .paidTwice: "paid_twice"
        case .missingAtProvider: "missing_at_provider"
        case .amountDiffers: "amount_differs"
        case .stateMoved: "state_moved"
        case .ledgerDiffers: "ledger_differs"
        case .undecided: "undecided"
        case .overdue: "overdue"
        case .unreadable: "unreadable"
        }
    }

    /// What makes it the same when it is found again: a person who decided about one payment decided about no other.
    var mark: String {
        let particulars: [String] =
            switch self {
            case .unknownItem(_, let amount): [amount.text]
            case .paidTwice(_, let ids): ids.sorted()
            case .amountDiffers(_, _, let theirs): [theirs.text]
            case .undecided(_, let status): [status.rawValue]
            case .overdue(_, let since): [since.iso]
            case .missingAtProvider, .stateMoved, .ledgerDiffers, .unreadable: []
            }
        return ([kind, subject] + particulars).joined(separator: ":")
    }

    /// What was found, with its particulars.
    public var reason: String {
        switch self {
        case .unknownItem(let id, let amount): "the provider paid \(amount.text) as \(id), which no payout names"
        case .paidTwice(let intent, let ids): "the provider paid \(intent) more than once: \(ids.joined(separator: ", "))"
        case .missingAtProvider(let intent): "\(intent) counts as paid, and the provider's record does not have it"
        case .amountDiffers(let intent, let ours, let theirs): "\(intent) is \(ours.text) here and \(theirs.text) at the provider"
        case .stateMoved(let intent, let from, let to): "\(intent) was \(from.rawValue) and is \(to.rawValue) at the provider"
        case .ledgerDiffers(let intent): "the ledger has the money of \(intent) elsewhere than the payout"
        case .undecided(let intent, let status): "\(intent) is out, and \(status.rawValue) at the provider: a part of it may have come back"
        case .overdue(let intent, let since): "\(intent) is on its way since \(since.iso)"
        case .unreadable(let request, let reason): "the provider does not show the request \(request): \(reason)"
        }
    }

    /// The finding as `--json` prints it.
    public var json: JSON { json(needsPerson: needsPerson) }

    func json(needsPerson: Bool) -> JSON {
        ["kind": .string(kind), "subject": .string(subject), "reason": .string(reason), "needs_person": .bool(needsPerson)]
    }
}
