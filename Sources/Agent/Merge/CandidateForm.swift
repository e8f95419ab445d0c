import Model
import Reconciliation

extension Candidate {
    /// The candidate as conflicts and reviews keep it.
    var json: JSON {
        var object = JSONObject([("from", .string(from)), ("value", value.stored)])
        object["at"] = at.map { .integer($0.milliseconds) }
        return .object(object)
    }
}
