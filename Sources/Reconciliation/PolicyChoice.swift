import Model

/// What a policy makes of the contenders.
enum PolicyChoice {
    /// This one's value.
    case take(Contender)
    /// A value made of several, and who contributed first.
    case combine(FieldValue, by: Contender)
    /// What the hub holds.
    case keep
    /// A person must decide.
    case review(String, rule: String)

    /// Chooses among contenders; `hub` is what the hub holds, whether or not it contends. For `owner`, others fill in as long as the owner
    /// is not known to hold anything. Promises: the result does not depend on the order of the contenders (S13).
    static func choose(
        _ policy: MergePolicy, type: FieldType, among contenders: [Contender], hub: FieldValue, ownerIsKnown: Bool
    ) -> PolicyChoice {
        let sorted = contenders.sorted(by: Contender.comesFirst)
        guard let first = sorted.first else { return .keep }
        let isOne = sorted.allSatisfy { CanonicalForm.equal($0.value, first.value, as: type) }
        switch policy {
        case .owner(let owner, _):
            if let value = sorted.first(where: { $0.source == owner && !$0.isHub }) { return .take(value) }
            return ownerIsKnown ? .keep : byRank(sorted, [])
        case .prefer(let order): return isOne ? .take(first) : byRank(sorted, order)
        case .preferNonblank:
            let filled = sorted.filter { !$0.value.isBlank }
            return filled.isEmpty ? .keep : byTime(filled)
        case .latest: return isOne ? .take(first) : byTime(sorted)
        case .max: return isOne ? .take(first) : bySize(sorted, type: type, policy: policy) { $0 > $1 }
        case .min: return isOne ? .take(first) : bySize(sorted, type: type, policy: policy) { $0 < $1 }
        // A set is merged with its bases, which are not known here.
        case .setUnion: return .combine(union(sorted.map(\.value) + [hub]), by: first)
        case .appendOnly: return .combine(appended(to: hub, sorted, type: type), by: first)
        case .immutable: return immutable(sorted, type: type, hub: hub)
        case .manual: return isOne ? .take(first) : .review("values differ and a person decides", rule: "R8")
        }
    }

    /// The members of several sets; null if there are none.
    static func union(_ values: [FieldValue]) -> FieldValue {
        let members = Set(values.flatMap(members))
        return members.isEmpty ? .null : .set(of: members)
    }

    /// The members of a set; none for anything else.
    static func members(_ value: FieldValue) -> [String] {
        guard case .set(let members) = value else { return [] }
        return members
    }

    private static func byRank(_ sorted: [Contender], _ order: [String]) -> PolicyChoice {
        let named = order.contains("hub") ? order : order + ["hub"]
        func rank(_ contender: Contender) -> Int {
            // The hub's copy of a remote's value has that remote's rank; of one that is not named, the hub's own.
            let place = named.firstIndex(of: contender.source)
            return (place ?? (contender.isHub ? named.firstIndex(of: "hub") : nil) ?? named.count)
        }
        let best = sorted.map(rank).min()
        guard let winner = sorted.first(where: { rank($0) == best }) else { return .keep }
        return .take(winner)
    }

    /// R7: the latest; inside the band, which is as wide as the least exact clock, by name.
    private static func byTime(_ sorted: [Contender]) -> PolicyChoice {
        guard let latest = sorted.map(\.corrected).max(), let band = sorted.map(\.band).max(),
            let winner = sorted.first(where: { $0.corrected >= latest - band })
        else { return .keep }
        return .take(winner)
    }

    private static func bySize(
        _ sorted: [Contender], type: FieldType, policy: MergePolicy, _ isBetter: (Magnitude, Magnitude) -> Bool
    ) -> PolicyChoice {
        let filled = sorted.filter { !$0.value.isBlank }
        let sizes = filled.map { Magnitude(CanonicalForm.comparable($0.value, as: type)) }
        guard let first = sizes.first else { return .keep }
        guard let unit = first?.unit, sizes.allSatisfy({ $0?.unit == unit }) else {
            return .review("values of different currencies or kinds have no order", rule: "R6 \(policy.name)")
        }
        var best = 0
        for (index, size) in sizes.enumerated() {
            if let size, let current = sizes[best], isBetter(size, current) { best = index }
        }
        return .take(filled[best])
    }

    private static func immutable(_ sorted: [Contender], type: FieldType, hub: FieldValue) -> PolicyChoice {
        let filled = sorted.filter { !$0.value.isBlank }
        guard let first = filled.first else { return .keep }
        let held = hub.isBlank ? first.value : hub
        guard filled.allSatisfy({ CanonicalForm.equal($0.value, held, as: type) }) else {
            return .review("a second value for a field that never changes", rule: "R6 immutable")
        }
        return hub.isBlank ? .take(first) : .keep
    }

    private static func appended(to hub: FieldValue, _ sorted: [Contender], type: FieldType) -> FieldValue {
        if type == .set { return union(sorted.map(\.value) + [hub]) }
        let texts = ([hub] + sorted.map(\.value)).map(\.display).map(TextForm.cleaned).filter { !$0.isEmpty }
        var kept: [String] = []
        for text in texts where !kept.contains(where: { $0.contains(text) }) {
            kept.removeAll { text.contains($0) }
            kept.append(text)
        }
        return kept.isEmpty ? .null : .text(kept.joined(separator: "\n"))
    }
}
