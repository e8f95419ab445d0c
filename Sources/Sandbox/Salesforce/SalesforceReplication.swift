import HTTP
import Model

/// `/updated` and `/deleted`: which records changed or went between two minutes. Source: VENDORS.md 1.3.
enum SalesforceReplication {
    static func answer(
        _ call: SalesforceCall, object name: String, deleted: Bool, _ store: SalesforceStore, founded: Timestamp
    ) throws(SalesforceRefusal) -> Response {
        guard let index = store.table(name) else { throw .notFound }
        guard call.method == "GET" else { throw call.wrongMethod("GET,HEAD") }
        guard let from = minute(call.target["start"]), let to = minute(call.target["end"]) else {
            throw SalesforceRefusal(code: "MISSING_ARGUMENT", message: "start and end must be dates with time and zone", showsFields: false)
        }
        guard from < to else { throw refusal("startDate must be before endDate, and both at least one minute apart") }
        guard from >= call.now - .seconds(30 * 86_400) else { throw refusal("startDate cannot be more than 30 days ago") }
        let table = store.tables[index]
        // What is not committed yet may still bear an earlier stamp, so nothing after it is covered.
        let open = table.uncommitted.map { table.latest($0).stamp }.min().map { Timestamp(seconds: $0) }
        let covered = SalesforceTime.text(min(to, call.now.truncated(to: .seconds(60)), open ?? to).truncated(to: .seconds(60)))
        let hidesAll = call.fault == .emptyList || call.fault == .permissionLost
        let stamped = table.stamped(from: from.seconds, to: to.seconds).map(\.serial)
        let candidates = hidesAll ? [] : stamped + Set(table.uncommitted).subtracting(stamped).sorted()
        let rows = candidates.compactMap { table.visible($0) }.filter { (from.seconds..<to.seconds).contains($0.stamp) }
        guard deleted else {
            let ids = rows.filter { !$0.isDeleted }.map { JSON.string($0.id) }
            return Answer.json(200, ["ids": .array(ids), "latestDateCovered": .string(covered)])
        }
        let gone = rows.compactMap { record in record.deletedAt.map { (record.id, $0) } }.map { id, at in
            JSON.object(JSONObject([("id", .string(id)), ("deletedDate", .string(SalesforceTime.text(seconds: at)))]))
        }
        let earliest = max(founded, call.now - .seconds(15 * 86_400)).truncated(to: .seconds(60))
        return Answer.json(
            200,
            [
                "deletedRecords": .array(gone), "earliestDateAvailable": .string(SalesforceTime.text(earliest)),
                "latestDateCovered": .string(covered),
            ])
    }

    private static func minute(_ text: String?) -> Timestamp? {
        text.flatMap { Timestamp(iso: $0) }?.truncated(to: .seconds(60))
    }

    private static func refusal(_ message: String) -> SalesforceRefusal {
        SalesforceRefusal(code: "INVALID_REPLICATION_DATE", message: message, showsFields: false)
    }
}
