/// Finds what somebody meant who typed a name that does not exist.
public enum NearestName {
    /// The name nearest to a misspelt one; nil if none is near enough to be meant.
    /// - Returns: of equally near ones the first.
    public static func of(_ name: String, among names: [String]) -> String? {
        let limit = max(1, name.count / 3)
        let ranked = names.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= limit else { return nil }
        return best.name
    }

    /// The question a diagnostic ends with; nil if no name is near.
    public static func hint(for name: String, among names: [String]) -> String? {
        of(name, among: names).map { "did you mean \"\($0)\"?" }
    }

    /// How many letters must be added, dropped, changed or swapped with their neighbour to make one text of the other.
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let change = left[row - 1] == right[column - 1] ? 0 : 1
                var best = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + change)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    best = min(best, beforeLast[column - 2] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
