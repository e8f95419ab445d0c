import Agent
import Model
import Storage

/// Rewards in words.
enum RewardWords {
    static func table(_ views: [RewardView]) -> Table {
        Table(
            ["id", "receiver", "what", "state", "code", "for"],
            rows: views.map { view in
                let reward = view.reward
                return [reward.id, reward.receiver.text, what(reward.kind, reward.what), state(reward), reward.code ?? "", reward.rule]
            })
    }

    static func lines(_ report: RewardRun.Report) -> [String] {
        if report.isDry {
            let rows = report.open.map { "  \($0.reward.id): \(what($0.reward.kind, $0.reward.what)) to \($0.reward.receiver.text)" }
            return ["\(report.open.count) rewards would be given or taken back; nothing was written"] + rows
        }
        var lines = ["\(report.given) rewards given, \(report.takenBack) taken back"]
        if report.byHand > 0 { lines.append("  \(report.byHand) are for a person: `entente review` says what to do") }
        if report.unknown > 0 { lines.append("  of \(report.unknown) nobody knows what became: run it again, it looks for them first") }
        return lines
    }

    static func lines(_ proof: RewardProof, on screen: Screen) -> [String] {
        let reward = proof.view.reward
        var lines = ["\(reward.id): \(what(reward.kind, reward.what)) to \(reward.receiver.text), \(state(reward))"]
        lines.append("  granted by \(reward.rule) \(screen.time(reward.at)), with \(reward.proof)")
        if let commission = proof.commission {
            let hold = commission.dueAt.map { "over \(screen.time($0))" } ?? "not begun"
            lines.append("  \(commission.id) stands at \(commission.amount.text), hold \(hold)")
        }
        if let code = reward.code {
            let account = reward.account.map { ", account \($0)" } ?? ""
            let record = reward.record.map { ", record \($0)" } ?? ""
            lines.append("  code \(code) at \(reward.remote ?? "-")\(account)\(record)")
        }
        if let at = reward.givenAt { lines.append("  given \(screen.time(at))\(reward.givenBy.map { " by \($0)" } ?? "")") }
        return lines
    }

    /// What a person is asked to do, of an item of the review.
    static func reason(_ item: Review) -> String? {
        guard item.kind == "reward", let facts = item.candidates.array?.first else { return nil }
        let thing = what(facts["kind"]?.string ?? "", facts["what"]?.string ?? "")
        let why = RewardReason(rawValue: item.reason).map(words) ?? item.reason
        let code = facts["code"]?.string.map { " \($0)" } ?? ""
        if facts["do"]?.string == "give" { return "give \(thing)\(item.reason == "too_late" ? code : ""): \(why)" }
        return "take back \(thing)\(code): \(why)"
    }

    private static func what(_ kind: String, _ what: String) -> String {
        ["coupon", "credit"].contains(kind) ? "\(kind) of \(what)" : "\(kind.replacing("_", with: " ")) \(what)"
    }

    private static func state(_ reward: StoredReward) -> String {
        let name = reward.state.rawValue.replacing("_", with: " ")
        return reward.reason.flatMap { RewardReason(rawValue: $0) }.map { "\(name): \(words($0))" } ?? name
    }

    private static func words(_ reason: RewardReason) -> String {
        switch reason {
        case .fallen: "what it was for was taken back"
        case .noRemote: "no remote makes it"
        case .byHand: "it was given by a person"
        case .refused: "a person would not give it"
        case .used: "it was used already"
        case .noAnswer: "the remote did not answer"
        case .remoteRefused: "the remote refused it"
        case .currency: "the remote cannot say the amount"
        case .noAccount: "the receiver has no account there that the hub knows of"
        case .tooLate: "nobody knows whether it was given; look there for it"
        case .credited: "it was credited, and may have been taken from since"
        case .notOurs: "the hub may not set the partner's tier"
        }
    }
}
