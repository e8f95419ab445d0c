import Model
import Storage

/// Finds everything that must be played together with lines that changed.
struct EarningClosure {
    let tx: Transaction
    let coupling: Coupling

    private static let page = 2_000

    /// The lines, with all that share a tier or a cap with them now or did before, in groups that share nothing with each other.
    /// `former` is what lines shared that have moved or are gone.
    func groups(_ lines: Set<String>, former: [String: Set<Coupling.Tie>]) throws -> [[String]] {
        guard coupling.isTied else { return lines.map { [$0] } }
        var sets = DisjointSets()
        var owners: [Coupling.Tie: String] = [:]
        var known = lines
        var frontier = lines.sorted()
        while !frontier.isEmpty {
            var found: [(tie: Coupling.Tie, line: String)] = []
            for page in frontier.pages(of: Self.page) {
                let rows = Dictionary(try tx.earningIndex.lines(page).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
                let places = try tx.earningIndex.places(of: page)
                for line in page {
                    var ties = former[line] ?? []
                    if let row = rows[line] { ties.formUnion(coupling.ties(row, places[line] ?? [])) }
                    for tie in ties {
                        if let owner = owners[tie] { sets.unite(owner, line) } else { found.append((tie, line)) }
                        owners[tie] = owners[tie] ?? line
                    }
                }
            }
            frontier = []
            for (tie, line) in found {
                for other in try coupling.lines(tie, in: tx.earningIndex) {
                    sets.unite(line, other)
                    if known.insert(other).inserted { frontier.append(other) }
                }
            }
        }
        return sets.groups(known)
    }
}

/// Things that belong together, found by halving the way to whoever stands for them.
private struct DisjointSets {
    private var numbers: [String: Int] = [:]
    private var parents: [Int] = []

    private mutating func number(_ name: String) -> Int {
        if let number = numbers[name] { return number }
        numbers[name] = parents.count
        parents.append(parents.count)
        return parents.count - 1
    }

    private mutating func root(_ name: String) -> Int {
        var place = number(name)
        while parents[place] != place {
            parents[place] = parents[parents[place]]
            place = parents[place]
        }
        return place
    }

    mutating func unite(_ left: String, _ right: String) {
        let (first, second) = (root(left), root(right))
        parents[max(first, second)] = min(first, second)
    }

    /// The groups of some things, each in order.
    mutating func groups(_ names: Set<String>) -> [[String]] {
        var groups: [Int: [String]] = [:]
        for name in names { groups[root(name), default: []].append(name) }
        return groups.values.map { $0.sorted() }
    }
}

extension Array {
    /// The elements in their order, so many at a time.
    func pages(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
