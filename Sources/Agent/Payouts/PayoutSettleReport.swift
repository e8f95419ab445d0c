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
    var failure: RunError?

    init(run: String) {
        self.run = run
    }

    /// What a script is told.
    public var exitCode: ExitCode {
        var codes: [ExitCode] = [.done]
        if let failure { codes.append(failure.exitCode) }
        codes += unreachable.map { RunError.remote(name: $0.key, step: "settle", object: nil, $0.value).exitCode }
        if (states["unknown"] ?? 0) > 0 { codes.append(.partial) }
        if raised > 0 || findings.values.joined().contains(where: \.needsPerson) { codes.append(.raised) }
        return ExitCode.mostUrgent(codes)
    }

    /// The report as `payouts settle --json` prints it.
    public var json: JSON {
        [
            "run": .string(run), "items": .integer(items),
            "findings": .object(
                JSONObject(findings.sorted { $0.key < $1.key }.map { ($0.key, .array($0.value.map(\.json))) })),
            "unreachable": .array(unreachable.keys.sorted().map(JSON.string)),
            "states": .object(JSONObject(states.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })),
            "raised": .integer(raised), "exit": .integer(exitCode.rawValue),
        ]
    }
}

extension SettlementFinding {
    /// The payout, or the provider's item where no payout is named.
    public var subject: String {
        switch self {
        case .unknownItem(let id, _): id
        case .paidTwice(let intent, _), .missingAtProvider(let intent), .amountDiffers(let intent, _, _), .stateMoved(let intent, _, _),
            .ledgerDiffers(let intent):
            intent
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
        }
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
        }
    }

    /// The finding as `--json` prints it.
    public var json: JSON {
        ["kind": .string(kind), "subject": .string(subject), "reason": .string(reason), "needs_person": .bool(needsPerson)]
    }
}
