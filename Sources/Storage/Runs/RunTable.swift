public import Model

/// One run of a command.
public struct Run: Sendable, Equatable {
    /// The run's id, `run_...`.
    public var id: String
    /// The command.
    public var command: String
    /// When it began.
    public var started: Timestamp
    /// When it ended; nil while it runs, and for ever if it crashed.
    public var finished: Timestamp?
    /// Its exit code.
    public var exit: Int?
    /// What it did, as it printed it.
    public var summary: JSON?
    /// The fingerprint of the configuration.
    public var configFingerprint: String

    /// Describes one.
    public init(
        id: String, command: String, started: Timestamp, finished: Timestamp? = nil, exit: Int? = nil, summary: JSON? = nil,
        configFingerprint: String
    ) {
        self.id = id
        self.command = command
        self.started = started
        self.finished = finished
        self.exit = exit
        self.summary = summary
        self.configFingerprint = configFingerprint
    }
}

/// What was run.
public struct RunTable {
    let connection: Connection

    private static let select = "select id, command, started, finished, exit, summary, config_fp from run"

    /// Adds a run that begins.
    public func add(_ run: Run) throws(StorageError) {
        let sql = "insert into run(id, command, started, finished, exit, summary, config_fp) values (?, ?, ?, ?, ?, ?, ?)"
        try connection.run(sql, doing: "add a run") {
            $0.bind(run.id)
            $0.bind(run.command)
            $0.bind(run.started)
            $0.bind(run.finished)
            $0.bind(run.exit)
            $0.bind(run.summary)
            $0.bind(run.configFingerprint)
        }
    }

    /// Notes how a run ended.
    public func finish(_ id: String, at now: Timestamp, exit: Int, summary: JSON) throws(StorageError) {
        try connection.run("update run set finished = ?, exit = ?, summary = ? where id = ?", doing: "finish a run") {
            $0.bind(now)
            $0.bind(exit)
            $0.bind(summary)
            $0.bind(id)
        }
    }

    /// The run of that id.
    public func get(_ id: String) throws(StorageError) -> Run? {
        try connection.first("\(Self.select) where id = ?", doing: "read a run", bind: { $0.bind(id) }, Self.read)
    }

    /// The last runs, latest first.
    public func recent(limit: Int) throws(StorageError) -> [Run] {
        try connection.all(
            "\(Self.select) order by started desc, id desc limit ?", doing: "read runs", bind: { $0.bind(limit) }, Self.read)
    }

    /// The last run of a command.
    public func last(_ command: String) throws(StorageError) -> Run? {
        try connection.first(
            "\(Self.select) where command = ? order by started desc, id desc limit 1", doing: "read the last run",
            bind: { $0.bind(command) }, Self.read)
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> Run {
        Run(
            id: try row.text(), command: try row.text(), started: try row.time(), finished: row.optionalTime(),
            exit: row.optionalInteger().map { Int($0) }, summary: try row.optionalJSON(), configFingerprint: try row.text())
    }
}
