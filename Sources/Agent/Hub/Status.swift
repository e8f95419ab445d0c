public import Model
import Reconciliation
import Storage

/// Where things stand: last runs, how far each stream was read, open work, and when each remote is due.
public struct Status: Sendable {
    /// How far a stream was read.
    public struct Stream: Sendable, Equatable {
        /// The remote's name.
        public var remote: String
        /// The object's name.
        public var object: String
        /// `changes` or `deleted`.
        public var stream: String
        /// Everything up to here was seen.
        public var reached: Timestamp?
        /// The last complete reading.
        public var completeAt: Timestamp?
    }

    /// A run that was made.
    public struct PastRun: Sendable, Equatable {
        /// Its id.
        public var id: String
        /// Its command.
        public var command: String
        /// When it began.
        public var started: Timestamp
        /// When it ended; nil if it never did.
        public var finished: Timestamp?
        /// How it ended.
        public var exit: Int?
    }

    /// The last runs, newest first.
    public var runs: [PastRun]
    /// The streams.
    public var streams: [Stream]
    /// Entities by kind.
    public var entities: [EntityKind: Int]
    /// Items that wait for a person.
    public var reviews: Int
    /// Operations not yet settled.
    public var unsettled: Int
    /// Entities that the next sync looks at.
    public var dirty: Int
    /// Failed rows.
    public var failed: Int
    /// When each remote is due, as config.yaml says; nil without a schedule.
    public var schedules: [String: String?]

    /// Reads it from the hub.
    public init(services: Services) throws(RunError) {
        self = try services.reading { tx in
            var entities: [EntityKind: Int] = [:]
            for kind in EntityKind.allCases { entities[kind] = try tx.entities.count(kind) }
            return Status(
                runs: try tx.runs.recent(limit: 5).map {
                    PastRun(id: $0.id, command: $0.command, started: $0.started, finished: $0.finished, exit: $0.exit)
                },
                streams: try tx.cursors.all().map {
                    Stream(remote: $0.remote, object: $0.object, stream: $0.stream, reached: $0.value, completeAt: $0.completeAt)
                },
                entities: entities, reviews: try tx.reviews.count(.open), unsettled: try tx.outbox.unsettled().count,
                dirty: try tx.dirty.count(), failed: try tx.failedRows.count(),
                schedules: Dictionary(
                    services.settings.remotes.map { ($0.name, $0.schedule?.text) }, uniquingKeysWith: { $1 }))
        }
    }

    private init(
        runs: [PastRun], streams: [Stream], entities: [EntityKind: Int], reviews: Int, unsettled: Int, dirty: Int, failed: Int,
        schedules: [String: String?]
    ) {
        self.runs = runs
        self.streams = streams
        self.entities = entities
        self.reviews = reviews
        self.unsettled = unsettled
        self.dirty = dirty
        self.failed = failed
        self.schedules = schedules
    }

    /// The status as `status --json` prints it.
    public var json: JSON {
        let runs = runs.map { run -> JSON in
            var object = JSONObject([("run", .string(run.id)), ("command", .string(run.command)), ("started", .string(run.started.iso))])
            object["finished"] = run.finished.map { .string($0.iso) }
            object["exit"] = run.exit.map { .integer($0) }
            return .object(object)
        }
        let streams = streams.map { stream -> JSON in
            var object = JSONObject([
                ("remote", .string(stream.remote)), ("object", .string(stream.object)), ("stream", .string(stream.stream)),
            ])
            object["reached"] = stream.reached.map { .string($0.iso) }
            object["complete_at"] = stream.completeAt.map { .string($0.iso) }
            return .object(object)
        }
        return [
            "runs": .array(runs), "streams": .array(streams),
            "entities": .object(JSONObject(entities.sorted { $0.key < $1.key }.map { ($0.key.rawValue, .integer($0.value)) })),
            "reviews": .integer(reviews), "unsettled": .integer(unsettled), "dirty": .integer(dirty), "failed": .integer(failed),
            "schedules": .object(JSONObject(schedules.sorted { $0.key < $1.key }.map { ($0.key, $0.value.map(JSON.string) ?? .null) })),
        ]
    }
}

extension RemoteSchedule {
    /// The schedule as config.yaml writes it.
    public var text: String {
        switch self {
        case .every(let duration): "every \(duration.milliseconds / 1000)s"
        case .cron(let line): "cron \(line)"
        }
    }
}
