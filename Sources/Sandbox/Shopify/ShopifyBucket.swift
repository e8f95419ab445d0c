import Model

/// The points that an app may spend, which come back with time. Source: VENDORS.md 3.4.
struct ShopifyBucket: Sendable {
    /// What is there. Units: thousandths of a point.
    private var level: Int
    private var seen: Timestamp?
    private let size: Int
    private let rate: Int

    init(_ settings: ShopifySettings) {
        (size, rate, level) = (settings.points, settings.pointsPerSecond, settings.points * 1000)
    }

    /// What can be spent at an instant. Units: whole points.
    mutating func available(at now: Timestamp) -> Int {
        let passed = max(0, (now - (seen ?? now)).milliseconds)
        level = min(size * 1000, level + Int(clamping: passed) * rate)
        seen = max(seen ?? now, now)
        return level / 1000
    }

    /// Takes points out, or puts back what a query did not cost after all.
    mutating func take(_ points: Int) {
        level = min(size * 1000, level - points * 1000)
    }

    /// What an answer says of the cost.
    func told(requested: Int, actual: Int?, available: Int) -> JSON {
        [
            "requestedQueryCost": .integer(requested), "actualQueryCost": actual.map { .integer($0) } ?? .null,
            "throttleStatus": [
                "maximumAvailable": .number("\(size).0"), "currentlyAvailable": .integer(available), "restoreRate": .number("\(rate).0"),
            ],
        ]
    }
}
