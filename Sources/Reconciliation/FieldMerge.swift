import Model

/// The merge of one field over all sides, in two steps: first the sides that have a base (R5), then those at first contact (R26), so that
/// a value that waits for an approval holds up no ordinary change.
struct FieldMerge {
    let input: MergeInput
    let rule: FieldRule
    let hub: FieldValue
    let views: [SideView]

    init(input: MergeInput, rule: FieldRule) {
        self.input = input
        self.rule = rule
        let hub = input.hub.values[rule.name] ?? .null
        self.hub = hub
        views = input.sides.compactMap { state in
            rule.sides[state.remote].map { SideView(state: state, rule: rule, side: $0, hub: hub, guards: input.guards) }
        }.sorted { $0.name < $1.name }
    }

    /// What the field comes to, and which values that leaves behind.
    struct Verdict {
        /// The value, and who wrote it.
        var winner: Contender
        /// The values that lost.
        var losers: [Contender] = []
        /// A hub value at first contact that waits for an approval (R26).
        var awaited: Contender?
        /// The rule that chose.
        var rule: String
    }

    /// The verdict, or what a person must decide.
    func verdict() -> Result<Verdict, ReviewReason> {
        ordinary().flatMap(firstContact)
    }

    /// Why a person must decide.
    struct ReviewReason: Error {
        var reason: String
        var rule: String
    }

    /// R5: the sides with a base that changed, and the hub if it moved past one of them.
    private func ordinary() -> Result<Verdict, ReviewReason> {
        let changed = views.filter { ($0.standing == .changed || !input.guards.stands(.changedOnly)) && $0.contending != nil }
        let stays = Verdict(winner: hubContender(), rule: ruleName)
        guard !changed.isEmpty else { return .success(stays) }
        if rule.policy == .setUnion, input.guards.stands(.policy) { return .success(union(of: changed)) }
        var contenders = changed.compactMap(contender)
        // A side that agreed to the hub's value and then changed speaks for it: the hub's value is the ancestor, not a rival. One that
        // kept another value, as accepted divergence, has never shown the hub's: taking its change puts the hub's into the audit.
        let isAncestor = changed.contains { $0.agreed(to: hub) }
        let isRival = !isAncestor && changed.contains { !equal(hub, $0.hubBase ?? .null) }
        if isRival { contenders.append(hubContender()) }
        switch choose(among: contenders, hub: hub) {
        case .take(let winner):
            if !isAncestor, !isRival, !hub.isBlank { contenders.append(hubContender()) }
            return .success(Verdict(winner: winner, losers: losers(contenders, to: winner.value), rule: ruleName))
        case .keep: return .success(Verdict(winner: stays.winner, losers: losers(contenders, to: hub), rule: ruleName))
        case .combine(let value, let first): return .success(Verdict(winner: combined(value, by: first), rule: ruleName))
        case .review(let reason, let name): return .failure(ReviewReason(reason: reason, rule: name))
        }
    }

    /// R26: the sides without a base, against what the field has come to.
    private func firstContact(_ settled: Verdict) -> Result<Verdict, ReviewReason> {
        let current = settled.winner.value
        let others = views.filter { view in
            guard view.standing == .first, let value = view.contending else { return false }
            return reason(current, value, view) == nil
        }
        var contenders = others.compactMap(contender)
        if contenders.allSatisfy({ equal($0.value, current) }) { return .success(settled) }
        let standing = input.isNew ? .null : current
        var incumbent = settled.winner
        incumbent.isHub = true
        if !standing.isBlank { contenders.append(incumbent) }
        let choice = choose(among: contenders, hub: standing)
        let winner: Contender
        switch choice {
        case .take(let contender): winner = contender
        case .keep: winner = incumbent
        case .combine(let value, let first): winner = combined(value, by: first)
        case .review(let reason, let name): return .failure(ReviewReason(reason: reason, rule: name))
        }
        if equal(winner.value, current) { return .success(settled) }
        var verdict = settled
        let isOurs = others.allSatisfy { $0.state.isCreatedByHub }
        if input.approvesFirstContact || input.isNew || current.isBlank || isOurs {
            if !standing.isBlank, !rule.policy.combines { verdict.losers.append(settled.winner) }
            verdict.winner = winner
            verdict.rule = "R26 \(rule.policy.name)"
        } else {
            verdict.awaited = winner
        }
        return .success(verdict)
    }

    private func choose(among contenders: [Contender], hub: FieldValue) -> PolicyChoice {
        guard input.guards.stands(.policy) else { return contenders.min(by: Contender.comesFirst).map { .take($0) } ?? .keep }
        let policy = rule.policy == .manual && !input.guards.stands(.manual) ? .latest : rule.policy
        return PolicyChoice.choose(policy, type: rule.type, among: contenders, hub: hub, ownerIsKnown: ownerIsKnown)
    }

    /// The 3-way union: what any side added to its base, without what any side took out of it.
    private func union(of changed: [SideView]) -> Verdict {
        var members = Set(PolicyChoice.members(hub))
        let moves = changed.map { (Set(PolicyChoice.members($0.remoteBase ?? .null)), Set(PolicyChoice.members($0.remote ?? .null))) }
        for (base, shown) in moves { members.subtract(base.subtracting(shown)) }
        for (base, shown) in moves { members.formUnion(shown.subtracting(base)) }
        let value: FieldValue = members.isEmpty ? .null : .set(of: members)
        guard !equal(value, hub), let first = changed.first.flatMap(contender) else {
            return Verdict(winner: hubContender(), rule: ruleName)
        }
        return Verdict(winner: combined(value, by: first), rule: ruleName)
    }

    /// True if the owner of the field has said what it is, be it nothing, or if the field has a value that only the owner may change.
    /// True as well for policies without an owner.
    private var ownerIsKnown: Bool {
        guard case .owner(let owner, _) = rule.policy else { return true }
        if owner == "hub" { return !input.isNew && (!hub.isBlank || input.hub.provenance[rule.name] != nil) }
        guard let view = views.first(where: { $0.name == owner }) else { return false }
        return view.hubBase != nil || view.remote?.isBlank == false || !hub.isBlank
    }

    /// The rule that ordinary choices of the policy cite.
    var ruleName: String {
        rule.policy == .latest ? "R7 latest" : "R5 \(rule.policy.name)"
    }

    func equal(_ left: FieldValue, _ right: FieldValue) -> Bool {
        CanonicalForm.equal(left, right, as: rule.type, guards: input.guards)
    }

    /// Why a side that shows a value may be in step with another: by what it declares, and for records of the hub's own making by what
    /// the remote did to the value we sent.
    func reason(_ value: FieldValue, _ shown: FieldValue, _ view: SideView) -> DivergenceReason? {
        if value.isBlank { return nil }
        if view.standing == .echoed || (view.standing == .first && view.state.isCreatedByHub) {
            return AcceptedDivergence.reason(intended: value, shown: shown, as: rule.type, side: view.side)
        }
        if equal(value, shown) { return nil }
        return AcceptedDivergence.declared(intended: value, shown: shown, as: rule.type, side: view.side)
    }

    /// What the hub's value and the sides put forward, for a review: each under the name of who holds it now, so that it can be named.
    var candidates: [Candidate] {
        let hubs = hub.isBlank ? [] : [Candidate(from: "hub", value: hub, at: hubContender().at)]
        return hubs + views.compactMap(contender).map(\.candidate)
    }

    private func losers(_ contenders: [Contender], to value: FieldValue) -> [Contender] {
        guard input.guards.stands(.losers) else { return [] }
        return contenders.filter { contender in
            !equal(contender.value, value) && (contender.isHub || !rule.policy.leavesOthers)
        }.sorted(by: Contender.comesFirst)
    }

    private func combined(_ value: FieldValue, by first: Contender) -> Contender {
        var combined = first
        combined.value = value
        return combined
    }
}

extension FieldMerge {
    /// A side's value with its time, by the hub's clock as far as the side's clock is known (R7).
    func contender(_ view: SideView) -> Contender? {
        guard let value = view.contending else { return nil }
        let at = view.state.modified ?? input.now
        let offset = view.state.modified == nil ? .zero : offset(of: view.name)
        return Contender(
            source: view.name, isHub: false, value: value, at: at, corrected: at - offset, band: band(view.name, view.state.resolution))
    }

    /// The hub's value, under the name of whoever wrote it.
    func hubContender() -> Contender {
        let origin = input.hub.provenance[rule.name]
        let source = origin?.from ?? "hub"
        let at = origin?.at ?? input.hub.updatedAt
        return Contender(
            source: source, isHub: true, value: hub, at: at, corrected: at - offset(of: source),
            band: band(source, .zero))
    }

    private func offset(of source: String) -> Duration {
        input.guards.stands(.clockOffset) ? input.offsets[source]?.offset ?? .zero : .zero
    }

    private func band(_ source: String, _ resolution: Duration) -> Duration {
        guard input.guards.stands(.tieBand) else { return .zero }
        let uncertainty = input.offsets[source]?.uncertainty ?? .zero
        return [.seconds(60), uncertainty * 2, resolution].max() ?? .seconds(60)
    }
}
