public import Model

/// The merge of all observed sides of one entity in one step (R1 to R9, R26).
public enum EntityMerge {
    /// How many conflicts of one field in 24 hours make the next one a war (R9).
    public static let warThreshold = 3

    /// Decides every mapped field.
    ///
    /// Promises: depends on the values alone, not on the order of sides or rules (S13); a value that is overwritten without having been
    /// superseded stands in `conflicts` (S9); nothing is decided for a frozen field; no base moves for what is still to be written (R2).
    public static func merge(_ input: MergeInput) -> MergeResult {
        var result = MergeResult()
        for rule in input.rules.sorted(by: { $0.name < $1.name }) where !(input.frozen.contains(rule.name) && input.guards.stands(.frozen))
        {
            let merge = FieldMerge(input: input, rule: rule)
            guard !merge.views.isEmpty else { continue }
            switch merge.verdict() {
            case .success(let verdict): settle(merge, verdict, into: &result)
            case .failure(let review):
                result.reviews.append(need(merge, reason: review.reason, rule: review.rule))
            }
        }
        return result
    }

    /// What to write into a record that is about to be created at a remote: every value the hub has that the remote takes.
    public static func valuesForCreate(hub: Entity, rules: [FieldRule], remote: String) -> [FieldPush] {
        rules.sorted { $0.name < $1.name }.compactMap { rule in
            guard let side = rule.sides[remote], side.writesOnCreate, let value = hub.values[rule.name], !value.isBlank else { return nil }
            if case .raw = value { return nil }
            let source = hub.provenance[rule.name]?.from ?? "hub"
            return FieldPush(field: rule.name, old: nil, new: value, policy: rule.policy.name, from: source, rule: "R12")
        }
    }

    private static func settle(_ merge: FieldMerge, _ verdict: FieldMerge.Verdict, into result: inout MergeResult) {
        let settlement = SideSettlement(merge: merge, verdict: verdict)
        var field = MergeResult()
        var losers = verdict.losers.map(\.candidate)
        for view in merge.views {
            switch settlement.outcome(for: view) {
            case .nothing: break
            case .base(let pair): field.bases[view.name] = [merge.rule.name: pair]
            case .hold(let push): field.held[view.name] = [push]
            case .push(let push, let lost):
                field.pushes[view.name] = [push]
                if let lost, !losers.contains(lost) { losers.append(lost) }
            }
        }
        if !losers.isEmpty {
            let count = merge.input.recentConflicts[merge.rule.name] ?? 0
            guard count < warThreshold || !merge.input.guards.stands(.war) else {
                let reason = "war: \(count) conflicts in 24 hours and another one"
                result.reviews.append(need(merge, reason: reason, rule: "R9"))
                return
            }
            result.conflicts.append(
                ConflictEntry(
                    field: merge.rule.name, policy: merge.rule.policy.name, chosen: verdict.winner.candidate,
                    losers: losers.sorted { $0.from < $1.from }, rule: verdict.rule))
        }
        add(field, to: &result)
        if !merge.equal(settlement.value, merge.hub) {
            result.changes.append(change(merge, to: verdict.winner, from: merge.hub, rule: verdict.rule))
        }
        if let awaited = verdict.awaited {
            let rule = "R26 \(merge.rule.policy.name)"
            result.heldHub.append(change(merge, to: awaited, from: settlement.value, rule: rule))
        }
    }

    private static func add(_ field: MergeResult, to result: inout MergeResult) {
        for (remote, pairs) in field.bases { result.bases[remote, default: [:]].merge(pairs) { $1 } }
        for (remote, pushes) in field.pushes { result.pushes[remote, default: []] += pushes }
        for (remote, pushes) in field.held { result.held[remote, default: []] += pushes }
    }

    private static func change(_ merge: FieldMerge, to winner: Contender, from old: FieldValue, rule: String) -> FieldChange {
        let provenance = Provenance(from: winner.source, at: winner.at, rule: rule, rev: merge.input.hub.rev + 1)
        return FieldChange(field: merge.rule.name, old: old, new: winner.value, provenance: provenance)
    }

    private static func need(_ merge: FieldMerge, reason: String, rule: String) -> ReviewNeed {
        ReviewNeed(kind: .conflict, field: merge.rule.name, reason: reason, candidates: merge.candidates, rule: rule)
    }
}
