import Model

/// What becomes of one side of one field once its value is decided.
struct SideSettlement {
    let merge: FieldMerge
    let verdict: FieldMerge.Verdict
    /// The value as the hub will hold it.
    let value: FieldValue

    init(merge: FieldMerge, verdict: FieldMerge.Verdict) {
        self.merge = merge
        self.verdict = verdict
        // Of values that mean the same the hub keeps the one it has.
        value = merge.equal(verdict.winner.value, merge.hub) ? merge.hub : verdict.winner.value
    }

    /// What to do about a side.
    enum Outcome {
        case nothing
        case base(BasePair)
        /// Write it; `lost` is a value of the remote that nothing has taken in.
        case push(FieldPush, lost: Candidate?)
        case hold(FieldPush)
    }

    func outcome(for view: SideView) -> Outcome {
        guard let shown = view.remote else { return unseen(view) }
        let isForced = merge.equal(shown, value) && !merge.input.guards.stands(.equalNow)
        if merge.equal(shown, value), !isForced { return agree(view, shown) }
        if view.standing == .unchanged, !isForced, let hubBase = view.hubBase, merge.equal(value, hubBase) { return .nothing }
        // What the hub has no value for is not written over, unless a person set the hub's value (section 3, picklist).
        if view.isRaw, view.standing != .unchanged || verdict.winner.source != "hub" {
            return .base(BasePair(hub: value, remote: shown, accepted: .unknownValue))
        }
        if view.standing == .first, let awaited = verdict.awaited { return waiting(view, shown, for: awaited) }
        if let reason = divergence(view, shown) { return .base(BasePair(hub: value, remote: shown, accepted: reason)) }
        guard view.side.writesOnUpdate else { return .nothing }
        let push = push(view, value: value, from: verdict.winner.source)
        switch view.standing {
        case .first where shown.isBlank: return .push(push, lost: nil)
        case .first:
            guard view.state.isCreatedByHub || merge.input.approvesFirstContact else { return .hold(push) }
            let lost = merge.contender(view)?.candidate
            return .push(push, lost: merge.rule.policy.combines ? nil : lost)
        default:
            return .push(
                push,
                lost: view.holdsOwnValue && merge.input.guards.stands(.losers)
                    ? Candidate(from: view.name, value: shown, at: view.state.modified) : nil)
        }
    }

    /// Why the side may stay as it is; nil if it must be written.
    private func divergence(_ view: SideView, _ shown: FieldValue) -> DivergenceReason? {
        if value.isBlank, !view.side.canClear { return .notClearable }
        if let reason = merge.reason(value, shown, view) { return reason }
        guard view.standing != .unchanged else { return nil }
        if !view.side.writesOnUpdate { return .ignored }
        if case .owner(let owner, othersIgnored: true) = merge.rule.policy, owner != view.name, merge.input.guards.stands(.policy) {
            if view.standing == .changed || !shown.isBlank { return .ignored }
        }
        return nil
    }

    private func agree(_ view: SideView, _ shown: FieldValue) -> Outcome {
        guard view.hubBase != value || view.remoteBase != shown else { return .nothing }
        // A side that is not read shows nothing that could be a base (R2).
        return view.side.reads ? .base(BasePair(hub: value, remote: shown)) : .nothing
    }

    /// A field that is written but never read has no base until its first write is acknowledged.
    private func unseen(_ view: SideView) -> Outcome {
        guard !view.side.reads, view.side.writesOnUpdate, !value.isBlank else { return .nothing }
        let push = push(view, value: value, from: verdict.winner.source)
        return view.state.isCreatedByHub || merge.input.approvesFirstContact ? .push(push, lost: nil) : .hold(push)
    }

    /// While the hub's own value waits for an approval, blanks are filled and everything else waits with it.
    private func waiting(_ view: SideView, _ shown: FieldValue, for awaited: Contender) -> Outcome {
        guard view.side.writesOnUpdate, !merge.equal(shown, awaited.value) else { return .nothing }
        if shown.isBlank { return .push(push(view, value: value, from: verdict.winner.source), lost: nil) }
        if merge.reason(awaited.value, shown, view) != nil || merge.rule.policy.leavesOthers { return .nothing }
        return .hold(push(view, value: awaited.value, from: awaited.source))
    }

    private func push(_ view: SideView, value: FieldValue, from source: String) -> FieldPush {
        let isReverted = verdict.losers.contains { $0.source == view.name && !$0.isHub } && merge.rule.policy.name == "owner"
        let name = view.hubBase == nil ? "R26 \(merge.rule.policy.name)" : isReverted ? "R6 owner" : verdict.rule
        return FieldPush(
            field: merge.rule.name, old: view.remote, new: value, policy: merge.rule.policy.name, from: source, rule: name)
    }
}
