public import Model

/// What a reconciliation found.
public struct ReconcileReport: Sendable {
    /// How the entities of one kind stand.
    public struct Counts: Sendable, Equatable {
        /// Every mapped field is equal on all sides.
        public var inStep = 0
        /// A field differs, and nothing explains it yet.
        public var drifted = 0
        /// A record that should exist does not.
        public var missing = 0
        /// Records that belong to no entity.
        public var orphaned = 0
        /// Records that an entity has more than once.
        public var duplicated = 0
        /// Differences that are known and accepted (R1), and records that were removed on purpose.
        public var accepted = 0
        /// Under review: a person decides.
        public var waiting = 0
    }

    /// A field that differs.
    public struct Drift: Sendable, Equatable {
        /// The entity.
        public var entity: EntityID
        /// The field.
        public var field: String
        /// The hub's value.
        public var hub: FieldValue
        /// The value of each side that differs.
        public var values: [String: FieldValue]
        /// The side that moved away from the base pair, where one did.
        public var by: String
        /// Since when, as far as the remote says.
        public var since: Timestamp?
    }

    /// By kind.
    public var kinds: [EntityKind: Counts] = [:]
    /// The differing fields, at most 10,000 of them.
    public var drift: [Drift] = []
    /// Remotes that could not be read to their end.
    public var errors: [String: RunError] = [:]

    /// What a script is told.
    public var exitCode: ExitCode {
        let differs = kinds.values.contains { $0.drifted + $0.missing + $0.orphaned + $0.duplicated > 0 }
        return ExitCode.mostUrgent([differs ? .differences : .done] + errors.values.map(\.exitCode))
    }

    /// The report as `reconcile --json` prints it.
    public var json: JSON {
        let counted = kinds.sorted { $0.key < $1.key }.map { kind, counts -> (String, JSON) in
            (
                kind.rawValue,
                [
                    "in_step": .integer(counts.inStep), "drifted": .integer(counts.drifted), "missing": .integer(counts.missing),
                    "orphaned": .integer(counts.orphaned), "duplicated": .integer(counts.duplicated), "accepted": .integer(counts.accepted),
                    "waiting": .integer(counts.waiting),
                ]
            )
        }
        let rows = drift.map { drift -> JSON in
            var object = JSONObject([
                ("entity", .string(drift.entity.text)), ("field", .string(drift.field)), ("hub", drift.hub.printed),
                ("values", .object(JSONObject(drift.values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.printed) }))),
                ("by", .string(drift.by)),
            ])
            object["since"] = drift.since.map { .string($0.iso) }
            return .object(object)
        }
        return ["entities": .object(JSONObject(counted)), "drift": .array(rows), "exit": .integer(exitCode.rawValue)]
    }
}
