public import Model
public import Reconciliation

/// What a run did: the document of `sync --json` and the facts behind its exit code.
public struct SyncReport: Sendable {
    /// A remote's part.
    public struct RemotePart: Sendable {
        /// Calls to the remote, without those for credentials.
        public var calls = 0
        /// Calls for credentials.
        public var tokenCalls = 0
        /// Records read that were new or different.
        public var pulled = 0
        /// Records read that stood as the hub knew them.
        public var unchanged = 0
        /// Records made.
        public var created = 0
        /// Records changed.
        public var updated = 0
        /// Records archived or deleted.
        public var deleted = 0
        /// Operations refused, and records that could not be read.
        public var failed = 0
        /// Operations that wait: quota, a parent still to be made, a record that could not be read first.
        public var deferred = 0
        /// Operations whose outcome is not known.
        public var unknown = 0
        /// What is left of the daily quota, and its size.
        public var quota: (left: Int, of: Int)?
        /// The server's time that the reading speaks for.
        public var asOf: Timestamp?
        /// Why the remote, or an object of it, was not read or written to its end.
        public var errors: [RunError] = []
    }

    /// The run's id.
    public var run: String
    /// When it began.
    public var started: Timestamp
    /// When it ended.
    public var finished: Timestamp
    /// What was done at each remote.
    public var remotes: [String: RemotePart] = [:]
    /// Entities made in the hub.
    public var hubCreated = 0
    /// Entities changed in the hub.
    public var hubUpdated = 0
    /// Entities deleted in the hub.
    public var hubDeleted = 0
    /// Records linked to entities.
    public var linked = 0
    /// Losing values kept by this run.
    public var conflicts = 0
    /// Items raised for a person by this run.
    public var reviews = 0
    /// Items that wait for a person, from this run or before.
    public var waiting = 0
    /// Overwrites at first contact that wait for an approved plan, by `remote/object` (R26).
    public var held: [String: Int] = [:]
    /// Brakes that tripped (R33).
    public var brakes: [TrippedBrake] = []
    /// Where the plan of a tripped brake was saved.
    public var savedPlan: String?
    /// True if the store was put back: everything was read, and nothing was written anywhere.
    public var isAudit = false
    /// Of `apply`: ids of the plan that no longer apply.
    public var stale: [String]?
    /// Of `apply`: ids that a new plan has and the approved one has not.
    public var new: [String]?

    /// What a script is told.
    public var exitCode: ExitCode {
        var codes: [ExitCode] = [.done]
        if reviews > 0 { codes.append(.raised) }
        if !brakes.isEmpty { codes.append(.brake) }
        for part in remotes.values {
            codes += part.errors.map(\.exitCode)
            if part.failed > 0 || part.unknown > 0 { codes.append(.partial) }
        }
        return ExitCode.mostUrgent(codes)
    }

    /// The report as `sync --json` prints it.
    public var json: JSON {
        var object = JSONObject([
            ("run", .string(run)), ("started", .string(started.iso)), ("finished", .string(finished.iso)),
            ("remotes", .object(JSONObject(remotes.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }))),
            (
                "hub",
                [
                    "created": .integer(hubCreated), "updated": .integer(hubUpdated), "linked": .integer(linked),
                    "deleted": .integer(hubDeleted),
                ]
            ),
            ("conflicts", .integer(conflicts)), ("reviews", .integer(reviews)), ("waiting", .integer(waiting)),
            ("held", .object(JSONObject(held.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }))),
            ("brakes", .array(brakes.map(\.json))),
        ])
        if isAudit { object["audit"] = true }
        object["plan"] = savedPlan.map(JSON.string)
        object["stale"] = stale.map { .array($0.map(JSON.string)) }
        object["new"] = new.map { .array($0.map(JSON.string)) }
        object["exit"] = .integer(exitCode.rawValue)
        return .object(object)
    }
}

extension SyncReport.RemotePart {
    var json: JSON {
        var object = JSONObject([
            ("calls", .integer(calls)), ("token_calls", .integer(tokenCalls)), ("pulled", .integer(pulled)),
            ("unchanged", .integer(unchanged)), ("created", .integer(created)), ("updated", .integer(updated)),
            ("deleted", .integer(deleted)), ("failed", .integer(failed)), ("deferred", .integer(deferred)), ("unknown", .integer(unknown)),
        ])
        object["quota"] = quota.map { ["left": .integer($0.left), "of": .integer($0.of)] }
        object["as_of"] = asOf.map { .string($0.iso) }
        if !errors.isEmpty { object["errors"] = .array(errors.map { .string(String(describing: $0)) }) }
        return .object(object)
    }
}

extension TrippedBrake {
    /// The brake as `--json` prints it.
    var json: JSON {
        ["name": .string(name), "found": .integer(found), "allowed": .integer(allowed)]
    }
}
