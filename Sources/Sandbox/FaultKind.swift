/// A way in which a call goes wrong, by its name in a fault specification. Source: RECONCILIATION.md section 6.
public enum FaultKind: String, Sendable, CaseIterable {
    /// The connection is closed before the vendor sees the request.
    case requestLost = "request-lost"
    /// The vendor acts, then the connection is closed without an answer.
    case responseLost = "response-lost"
    /// The head and half of the body arrive, then the connection breaks.
    case resetMidBody = "reset-mid-body"
    /// A whole answer whose JSON stops in the middle.
    case truncatedJSON = "truncated-json"
    /// A page to sign in, with status 200, where JSON should be.
    case htmlLogin = "html-login"
    /// The answer takes long.
    case slow
    /// The vendor's 500, without effect.
    case http500 = "http-500"
    /// The vendor's 503, without effect.
    case http503 = "http-503"
    /// The vendor's refusal of a call over its rate, without effect.
    case rateLimited = "rate-limited"
    /// The access token of the call has expired.
    case tokenExpired = "token-expired"
    /// A listing, search or query answers with no rows.
    case emptyList = "empty-list"
    /// Records that exist are as if they did not: nothing is found, nothing may be written.
    case permissionLost = "permission-lost"
    /// A write takes effect under the stamp of now but becomes visible later.
    case lateCommit = "late-commit"
    /// One row of a batch fails with a transient error, the others succeed.
    case partialBatch = "partial-batch"
    /// The answer to a batch lacks the row of one record, although it took effect.
    case resultsMissing = "results-missing"
    /// The answer to a batch names the rows in another order.
    case resultsReordered = "results-reordered"

    /// Whether the fault happens on the way, outside the vendor.
    public var isOfTheWire: Bool {
        switch self {
        case .requestLost, .responseLost, .resetMidBody, .truncatedJSON, .htmlLogin, .slow: true
        case .http500, .http503, .rateLimited, .tokenExpired, .emptyList, .permissionLost, .lateCommit, .partialBatch,
            .resultsMissing, .resultsReordered:
            false
        }
    }

    /// The kind of that name.
    /// - Throws: `SandboxError.unknownFault` with the nearest name that exists.
    public static func named(_ name: String) throws(SandboxError) -> FaultKind {
        if let kind = FaultKind(rawValue: name) { return kind }
        let nearest = allCases.min { distance($0.rawValue, name) < distance($1.rawValue, name) } ?? .slow
        throw .unknownFault(name: name, nearest: nearest.rawValue)
    }

    /// How many letters must be added, removed or changed to turn one name into the other.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var row = Array(0...right.count)
        for (place, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for (other, candidate) in right.enumerated() {
                let above = row[other + 1]
                row[other + 1] = letter == candidate ? diagonal : 1 + min(diagonal, above, row[other])
                diagonal = above
            }
        }
        return row[right.count]
    }
}
