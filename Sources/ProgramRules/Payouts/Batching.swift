import Model

/// Puts intents into requests (P8).
public enum Batching {
    /// The intents of each request: one currency and one provider each, in order, at most as many as the provider takes.
    public static func batches(_ intents: [PayoutIntent], rules: ProviderRules) -> [[PayoutIntent]] {
        let own = intents.filter { $0.destination.provider == rules.name }
        let size = max(1, rules.largestBatch)
        return Dictionary(grouping: own, by: \.amount.currency).sorted { $0.key < $1.key }.flatMap { _, same in
            let ordered = same.sorted { $0.id < $1.id }
            return stride(from: 0, to: ordered.count, by: size).map { Array(ordered[$0..<min($0 + size, ordered.count)]) }
        }
    }

    /// What becomes of the intents of a request that was definitely refused: those the provider named fail, the others go on in new
    /// requests; where it named none the request is halved, so that one bad receiver sinks at last only itself.
    /// `named` are the places that the provider named, from 0.
    public static func afterRefusal(_ shipment: Shipment, named: Set<Int> = []) -> (failed: [String], again: [[String]]) {
        guard shipment.phase == .refused else { return ([], []) }
        let intents = shipment.intents
        let bad = named.filter(intents.indices.contains)
        if !bad.isEmpty {
            let rest = intents.indices.filter { !bad.contains($0) }.map { intents[$0] }
            return (bad.sorted().map { intents[$0] }, rest.isEmpty ? [] : [rest])
        }
        guard intents.count > 1 else { return (intents, []) }
        let middle = intents.count / 2
        return ([], [Array(intents[..<middle]), Array(intents[middle...])])
    }
}
