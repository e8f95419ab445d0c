import Model
import Reconciliation

/// Counts how often one field gets one value, for the brake that sees a mass edit (R33).
struct ValueTally {
    private var counts: [String: [String: Int]] = [:]

    /// Counts one value of one field.
    mutating func note(_ field: String, _ value: FieldValue) { counts[field, default: [:]][value.display, default: 0] += 1 }

    /// The most frequent value of any field.
    var largest: BrakeCounts.SameValue? {
        let all = counts.flatMap { field, values in
            values.map { BrakeCounts.SameValue(field: field, value: $0.key, count: $0.value) }
        }
        return all.max { ($0.count, $1.field, $1.value) < ($1.count, $0.field, $0.value) }
    }
}
