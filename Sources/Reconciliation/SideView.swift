import Model

/// How a field stands at one side, seen against its base pair (R1).
enum Standing {
    /// Nothing is known of it: no base, and it was not shown.
    case unknown
    /// It shows what it showed when hub and remote last agreed.
    case unchanged
    /// It shows something else.
    case changed
    /// It shows what the remote makes of the value the hub has been sending: our own write, not yet confirmed.
    case echoed
    /// It has no base yet (R26).
    case first
}

/// One field at one side.
struct SideView {
    let state: SideState
    let side: FieldSide
    let type: FieldType
    let standing: Standing
    /// What the remote holds; nil if that is not known.
    let remote: FieldValue?

    var name: String { state.remote }
    let hubBase: FieldValue?
    let remoteBase: FieldValue?
    /// True if the side speaks though it did not change, as it does only in a proof build without that guard (R5).
    private let isCounted: Bool

    init(state: SideState, rule: FieldRule, side: FieldSide, hub: FieldValue, guards: Guards = Guards()) {
        self.state = state
        self.side = side
        type = rule.type
        isCounted = !guards.stands(.changedOnly)
        let observed = side.reads ? state.observed?[rule.name] : nil
        let remotes = guards.stands(.pair) ? state.remoteBase : state.hubBase
        guard let hubBase = state.hubBase[rule.name], let remoteBase = remotes[rule.name] else {
            (self.hubBase, self.remoteBase) = (nil, nil)
            remote = observed
            standing = observed == nil ? .unknown : .first
            return
        }
        (self.hubBase, self.remoteBase) = (hubBase, remoteBase)
        remote = observed ?? remoteBase
        let isEqual: (FieldValue) -> Bool = { shown in
            CanonicalForm.equal(shown, remoteBase, as: rule.type, guards: guards)
        }
        guard let observed, !isEqual(observed) else {
            standing = .unchanged
            return
        }
        // What a remote that cannot clear shows instead of nothing is a person's value, not our write.
        let isMoved = !hub.isBlank && !CanonicalForm.equal(hub, hubBase, as: rule.type)
        let isEcho = isMoved && AcceptedDivergence.reason(intended: hub, shown: observed, as: rule.type, side: side) != nil
        standing = isEcho ? .echoed : .changed
    }

    /// True if the remote holds something the hub cannot read.
    var isRaw: Bool {
        if case .raw = remote { return true }
        return false
    }

    /// What the side has to say where values compete; nil if nothing.
    var contending: FieldValue? {
        guard let remote, !isRaw else { return nil }
        switch standing {
        case .changed: return remote
        case .first: return remote.isBlank ? nil : remote
        case .unchanged where isCounted: return remote
        case .unknown, .unchanged, .echoed: return nil
        }
    }

    /// True if the hub holds the value that this side agreed to.
    func agreed(to hub: FieldValue) -> Bool {
        guard let hubBase, let remoteBase else { return false }
        return CanonicalForm.equal(hub, hubBase, as: type) && isExplained(hubBase, remoteBase)
    }

    /// True if the remote holds a value that the hub knows only as a divergence, which nothing has taken in: if it is overwritten, it
    /// is lost.
    var holdsOwnValue: Bool {
        guard standing == .unchanged, let hubBase, let remoteBase, !remoteBase.isBlank else { return false }
        // Of a value that a person has answered, the answer is the audit.
        if BasePair.answered(remoteBase).hub == hubBase { return false }
        return !isExplained(hubBase, remoteBase)
    }

    private func isExplained(_ hub: FieldValue, _ remote: FieldValue) -> Bool {
        if CanonicalForm.equal(hub, remote, as: type) { return true }
        let reason = AcceptedDivergence.reason(intended: hub, shown: remote, as: type, side: side)
        return reason != nil && reason != .notClearable
    }
}
