import Model

/// A value that stands to be chosen, with all that a policy asks about it.
struct Contender {
    /// Who wrote it: for the hub's value the side it came from, or `hub`.
    var source: String
    /// True for the value the hub holds.
    var isHub: Bool
    var value: FieldValue
    /// When its source says it was written.
    var at: Timestamp
    /// The same instant by the hub's clock (R7).
    var corrected: Timestamp
    /// How close another instant must be to count as the same (R7).
    var band: Duration

    var candidate: Candidate { Candidate(from: source, value: value, at: at) }

    /// A total order that does not depend on where a value is held: by name, a remote before the hub's copy of it.
    static func comesFirst(_ left: Contender, _ right: Contender) -> Bool {
        (left.source, left.isHub ? 1 : 0) < (right.source, right.isHub ? 1 : 0)
    }
}
