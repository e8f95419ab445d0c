import Model
import Reconciliation

/// Short ways to say a merge of one field.
struct MergeBench {
    static let entity = EntityID("p_01JD3Z0000000000000000000A")
    static let now = Timestamp(seconds: 1_800_000_000)

    var rule: FieldRule
    var hub: FieldValue = .null
    var provenance: Provenance?
    var isNew = false
    var sides: [SideState] = []
    var offsets: [String: ClockOffset] = [:]
    var frozen: Set<String> = []
    var recentConflicts: [String: Int] = [:]
    var approves = false

    init(_ policy: MergePolicy, _ type: FieldType = .text, remotes: [String: FieldSide] = plainSides) {
        rule = FieldRule(name: "field", type: type, policy: policy, sides: remotes)
    }

    static let plainSides = ["a": FieldSide(remoteField: "A"), "b": FieldSide(remoteField: "B"), "c": FieldSide(remoteField: "C")]

    /// The hub holds that, from there, so many seconds ago.
    mutating func hub(_ value: FieldValue, from: String? = nil, ago: Int64 = 1000) {
        hub = value
        provenance = from.map { Provenance(from: $0, at: Self.now - .seconds(ago), rule: "R5", rev: 1) }
    }

    /// A side with a base; `shows` nil means that it was not observed.
    mutating func based(
        _ remote: String, hub: FieldValue, remote base: FieldValue? = nil, shows: FieldValue? = nil, ago: Int64? = 0,
        resolution: Duration = .seconds(1)
    ) {
        sides.append(
            SideState(
                remote: remote, hubBase: ["field": hub], remoteBase: ["field": base ?? hub], observed: shows.map { ["field": $0] },
                modified: ago.map { Self.now - .seconds($0) }, resolution: resolution))
    }

    /// A side without a base that shows a value.
    mutating func first(_ remote: String, shows: FieldValue?, ago: Int64 = 0, createdByHub: Bool = false) {
        sides.append(
            SideState(
                remote: remote, observed: shows.map { ["field": $0] } ?? [:], modified: Self.now - .seconds(ago),
                isCreatedByHub: createdByHub))
    }

    var input: MergeInput? {
        guard let id = Self.entity else { return nil }
        let entity = Entity(
            id: id, rev: 7, values: ["field": hub], provenance: provenance.map { ["field": $0] } ?? [:],
            createdAt: Self.now - .seconds(5000), updatedAt: Self.now - .seconds(1000))
        return MergeInput(
            kind: .partner, hub: entity, isNew: isNew, sides: sides, rules: [rule], offsets: offsets, frozen: frozen,
            recentConflicts: recentConflicts, approvesFirstContact: approves, now: Self.now)
    }

    func merge() -> MergeResult {
        input.map(EntityMerge.merge) ?? MergeResult()
    }
}

extension MergeResult {
    /// The result in one line: hub change, pushes, bases, holds, losers, reviews; only what there is.
    var summary: String {
        var parts: [String] = changes.map { "hub=\(text($0.new))<\($0.provenance.from)" }
        parts += pushes.sorted { $0.key < $1.key }.flatMap { remote, list in list.map { "\(remote)<-\(text($0.new))" } }
        parts += bases.sorted { $0.key < $1.key }.flatMap { remote, pairs in
            pairs.values.map { "\(remote):\(text($0.hub))/\(text($0.remote))\($0.accepted.map { " " + $0.rawValue } ?? "")" }
        }
        parts += held.sorted { $0.key < $1.key }.flatMap { remote, list in list.map { "held \(remote)<-\(text($0.new))" } }
        parts += heldHub.map { "held hub=\(text($0.new))<\($0.provenance.from)" }
        parts += conflicts.map { "lost " + $0.losers.map { "\($0.from)=\(text($0.value))" }.joined(separator: ",") }
        parts += reviews.map { "review \($0.rule)" }
        return parts.joined(separator: "; ")
    }

    private func text(_ value: FieldValue) -> String {
        if case .raw(let text) = value { return "raw(\(text))" }
        return value == .null ? "null" : value.display
    }
}
