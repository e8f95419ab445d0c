import Model

/// The answer to a batch: rows that worked, rows that did not, in an order that is not the request's. Source: VENDORS.md 2.3.
struct HubSpotMultiStatus: Sendable {
    private var results: [(order: UInt64, json: JSON)] = []
    private var errors: [JSON] = []

    /// Adds a row that worked. Its place among the others follows from its id, and so has nothing to do with the request.
    mutating func add(_ row: JSON, id: Int64) {
        results.append((UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15, row))
    }

    /// Adds a row that did not.
    mutating func add(_ problem: HubSpotProblem, trace: String? = nil) {
        errors.append(problem.row(trace: trace))
    }

    /// The row of a fault that a second attempt would not meet.
    static let transient = HubSpotProblem(status: 500, category: "INTERNAL_ERROR", message: "internal error")

    /// The whole answer: 207 as soon as one row did not work.
    func answer(_ call: HubSpotCall, status: Int) -> HubSpotAnswer {
        var rows = results.sorted { $0.order < $1.order }.map(\.json)
        if call.fault == .resultsMissing { rows = rows.dropLast() }
        if call.fault == .resultsReordered { rows.reverse() }
        var body = JSONObject([("status", "COMPLETE"), ("results", .array(rows))])
        if !errors.isEmpty {
            body["numErrors"] = .integer(errors.count)
            body["errors"] = .array(errors)
        }
        body["startedAt"] = .string(call.now.isoMilliseconds)
        body["completedAt"] = .string(call.now.isoMilliseconds)
        return HubSpotAnswer(errors.isEmpty ? status : 207, .object(body))
    }
}
