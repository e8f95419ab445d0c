/// A sale as one source saw it, with every number by which another source may know it (C8).
public struct SaleSighting: Hashable, Sendable {
    /// The sighting's own id, such as `shop/order/1001`.
    public var id: String
    /// Every key that names the sale, such as `order:1001`, `charge:ch_1`, `deal:77`.
    public var keys: Set<String>

    /// Describes a sighting.
    public init(id: String, keys: Set<String>) {
        self.id = id
        self.keys = keys
    }
}

/// Finds which sightings are the same sale: those that share a key, directly or through others (C8, W10). Never by likeness.
public enum SaleIdentity {
    /// The groups of sightings, each sorted by id, ordered by their first. Promises: order and repetition of the input do not matter.
    public static func groups(_ sightings: some Sequence<SaleSighting>) -> [[String]] {
        var forest = Forest()
        for sighting in sightings {
            forest.add("sighting \(sighting.id)")
            for key in sighting.keys { forest.unite("sighting \(sighting.id)", "key \(key)") }
        }
        var groups: [String: Set<String>] = [:]
        for name in forest.names where name.hasPrefix("sighting ") {
            groups[forest.root(of: name), default: []].insert(String(name.dropFirst("sighting ".count)))
        }
        return groups.values.map { $0.sorted() }.sorted { ($0.first ?? "") < ($1.first ?? "") }
    }
}

/// Names that were said to be the same, as trees.
private struct Forest {
    private var parents: [String: String] = [:]

    var names: [String] { Array(parents.keys) }

    mutating func add(_ name: String) {
        if parents[name] == nil { parents[name] = name }
    }

    mutating func unite(_ first: String, _ second: String) {
        add(first)
        add(second)
        let roots = [root(of: first), root(of: second)].sorted()
        parents[roots[1]] = roots[0]
    }

    /// The root of a name's tree; every name passed on the way is hung directly below it.
    mutating func root(of name: String) -> String {
        var root = name
        while let parent = parents[root], parent != root { root = parent }
        var step = name
        while let parent = parents[step], parent != root, step != root {
            parents[step] = root
            step = parent
        }
        return root
    }
}
