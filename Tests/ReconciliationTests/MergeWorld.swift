import Model
import Reconciliation

/// One entity, its hub and a few remotes with habits of their own; people edit, the hub merges, writes and reads back. All from one seed.
struct MergeWorld {
    struct Remote {
        var side: FieldSide
        /// What the record holds, in the hub's words.
        var value: FieldValue
        var modified: Timestamp
        var hubBase: FieldValue?
        var remoteBase: FieldValue?
        /// A habit that no config declares.
        var upperCases = false
    }

    var random: Seeded
    var rule: FieldRule
    var hub: FieldValue = .null
    var provenance: Provenance?
    var remotes: [String: Remote] = [:]
    var now = Timestamp(seconds: 1_800_000_000)
    var frozen = false
    var edits = 0
    /// Texts that a person or the merge has knowingly replaced, and texts that stand in an audit.
    var accounted: Set<String> = []
    var written: Set<String> = []

    static let policies: [MergePolicy] = [
        .owner("hub", othersIgnored: false), .owner("a", othersIgnored: false), .owner("a", othersIgnored: true), .prefer(["b", "a"]),
        .prefer(["hub"]), .prefer([]), .preferNonblank, .latest, .immutable, .manual,
    ]

    init(seed: UInt64, policy: MergePolicy) {
        random = Seeded(seed)
        rule = FieldRule(name: "field", type: .text, policy: policy, sides: [:])
        for name in ["a", "b", "c"].prefix(Int.random(in: 1...3, using: &random)) {
            var side = FieldSide(remoteField: name)
            if random.chance(25) { side.maximumLength = 6 }
            if random.chance(15) { side.writesOnUpdate = false }
            if random.chance(15) { side.canClear = false }
            rule.sides[name] = side
            remotes[name] = Remote(side: side, value: .null, modified: now, upperCases: random.chance(20))
        }
        for name in remotes.keys.sorted() where random.chance(60) { edit(name) }
        if random.chance(50) { editHub() }
    }

    /// The word at the start of a text: it survives every habit of these remotes.
    static func word(_ value: FieldValue) -> String? {
        guard case .text(let text) = value else { return nil }
        return text.split(separator: " ").first.map { $0.lowercased() }
    }

    mutating func fresh() -> FieldValue {
        edits += 1
        if random.chance(12) { return .null }
        let text = "w\(edits) and what comes after it"
        written.insert("w\(edits)")
        return .text(text)
    }

    /// A person changes a record: what they saw there is knowingly replaced.
    mutating func edit(_ name: String) {
        guard var remote = remotes[name] else { return }
        account(remote.value)
        remote.value = kept(fresh(), by: remote)
        remote.modified = now + .seconds(Int64.random(in: -400...400, using: &random))
        remotes[name] = remote
    }

    mutating func editHub() {
        account(hub)
        hub = fresh()
        provenance = Provenance(from: "hub", at: now, by: "ana", rule: "set", rev: 1)
    }

    mutating func account(_ value: FieldValue) {
        if let word = Self.word(value) { accounted.insert(word) }
    }

    func kept(_ value: FieldValue, by remote: Remote) -> FieldValue {
        var value = value
        if case .value(let sent) = remote.side.remoteValue(from: value, as: .text, resolve: { _ in nil }) { value = sent }
        if remote.upperCases, case .text(let text) = value { return .text(text.uppercased()) }
        return value
    }

    func input(observing observed: Set<String>, approves: Bool) -> MergeInput? {
        guard let id = MergeBench.entity else { return nil }
        let entity = Entity(
            id: id, rev: 1, values: ["field": hub], provenance: provenance.map { ["field": $0] } ?? [:], createdAt: now, updatedAt: now)
        let sides = remotes.map { name, remote in
            SideState(
                remote: name, hubBase: remote.hubBase.map { ["field": $0] } ?? [:],
                remoteBase: remote.remoteBase.map { ["field": $0] } ?? [:],
                observed: observed.contains(name) ? ["field": remote.value] : nil, modified: remote.modified)
        }
        return MergeInput(
            kind: .partner, hub: entity, sides: sides, rules: [rule], frozen: frozen ? ["field"] : [], approvesFirstContact: approves,
            now: now)
    }

    /// One step of the agent: merge what is observed, store, write (each write may be lost), read back, store.
    @discardableResult
    mutating func step(observing observed: Set<String>, approves: Bool, losing: Int) -> MergeResult {
        now = now + .seconds(30)
        guard let input = input(observing: observed, approves: approves) else { return MergeResult() }
        let result = EntityMerge.merge(input)
        for change in result.changes {
            hub = change.new
            provenance = change.provenance
        }
        for (name, pairs) in result.bases {
            remotes[name]?.hubBase = pairs["field"]?.hub
            remotes[name]?.remoteBase = pairs["field"]?.remote
        }
        for loser in result.conflicts.flatMap(\.losers) + result.reviews.flatMap(\.candidates) { account(loser.value) }
        if !result.reviews.isEmpty { frozen = true }
        for (name, pushes) in result.pushes.sorted(by: { $0.key < $1.key }) where !random.chance(losing) {
            for push in pushes { write(push, to: name) }
        }
        return result
    }

    private mutating func write(_ push: FieldPush, to name: String) {
        guard var remote = remotes[name] else { return }
        // R13: verify before write.
        guard remote.value == push.old else { return }
        remote.value = kept(push.new, by: remote)
        remote.modified = now
        let reason = AcceptedDivergence.reason(intended: push.new, shown: remote.value, as: .text, side: remote.side)
        if reason != nil || CanonicalForm.equal(push.new, remote.value, as: .text) {
            (remote.hubBase, remote.remoteBase) = (push.new, remote.value)
        }
        remotes[name] = remote
    }

    /// A person decides what waits: an edit in the hub.
    mutating func resolve() {
        guard frozen else { return }
        for remote in remotes.values { account(remote.value) }
        editHub()
        for name in remotes.keys {
            guard let shown = remotes[name]?.value else { continue }
            remotes[name]?.hubBase = BasePair.answered(shown).hub
            remotes[name]?.remoteBase = shown
        }
        frozen = false
    }
}
