/// What pushing did at one remote.
struct PushCounts: Sendable, Equatable {
    var created = 0
    var updated = 0
    var deleted = 0
    var failed = 0
    var deferred = 0
    var unknown = 0
    /// Operations dropped because the record had moved on (R13); they are merged again.
    var stale = 0
    /// Conflicts found after a write (R14).
    var conflicts = 0
    /// Why the remote was left before everything was sent.
    var error: RunError?

    /// Adds another object's counts.
    mutating func add(_ other: PushCounts) {
        created += other.created
        updated += other.updated
        deleted += other.deleted
        failed += other.failed
        deferred += other.deferred
        unknown += other.unknown
        stale += other.stale
        conflicts += other.conflicts
        error = error ?? other.error
    }
}
