public import Model

/// Who may write, and until when (R34).
public struct Lease: Sendable, Hashable {
    /// The process.
    public var holder: Holder
    /// When the lease ends unless it is renewed.
    public var expires: Timestamp

    /// Describes one.
    public init(holder: Holder, expires: Timestamp) {
        self.holder = holder
        self.expires = expires
    }
}

/// What became of asking for the lease.
public enum LeaseResult: Sendable, Hashable {
    /// Nobody had it.
    case taken
    /// Its holder died or let it run out. Its unknown operations must be settled before anything else is written.
    case takenOver(previous: Lease)
    /// Another process has it.
    case held(by: Lease)
}

/// The one lease of the store. Ask for it with the `StoreLock` held: the lock proves that no process of this machine has it any more.
public struct LeaseTable {
    let connection: Connection

    /// Asks for the lease. One that ran out, or whose holder was of this machine, is taken over.
    public func take(at now: Timestamp, for ttl: Duration, holder: Holder) throws(StorageError) -> LeaseResult {
        let previous = try current()
        if let previous, previous.holder != holder, previous.expires > now, previous.holder.host != holder.host {
            return .held(by: previous)
        }
        let sql = """
            insert into lease(id, holder, pid, host, boot_id, expires) values (1, ?, ?, ?, ?, ?)
            on conflict(id) do update set holder = excluded.holder, pid = excluded.pid, host = excluded.host,
              boot_id = excluded.boot_id, expires = excluded.expires
            """
        try connection.run(sql, doing: "take the lease") {
            Self.bind(holder, to: &$0)
            $0.bind(now + ttl)
        }
        guard let previous, previous.holder != holder else { return .taken }
        return .takenOver(previous: previous)
    }

    /// Lets the lease last longer.
    /// - Returns: false if it is no longer the holder's: it must stop writing.
    public func renew(at now: Timestamp, for ttl: Duration, holder: Holder) throws(StorageError) -> Bool {
        let sql = "update lease set expires = ? where id = 1 and holder = ? and pid = ? and host = ? and boot_id = ?"
        return try connection.run(sql, doing: "renew the lease") {
            $0.bind(now + ttl)
            Self.bind(holder, to: &$0)
        } > 0
    }

    /// Gives the lease back, if it is still the holder's.
    public func release(_ holder: Holder) throws(StorageError) {
        let sql = "delete from lease where id = 1 and holder = ? and pid = ? and host = ? and boot_id = ?"
        try connection.run(sql, doing: "give back the lease") { Self.bind(holder, to: &$0) }
    }

    /// The lease as it stands, run out or not.
    public func current() throws(StorageError) -> Lease? {
        try connection.first("select holder, pid, host, boot_id, expires from lease where id = 1", doing: "read the lease") {
            (row) throws(StorageError) in
            let (name, pid) = (try row.text(), Int32(truncatingIfNeeded: try row.integer()))
            return Lease(holder: Holder(name: name, pid: pid, host: try row.text(), bootID: try row.text()), expires: try row.time())
        }
    }

    private static func bind(_ holder: Holder, to statement: inout BulkStatement) {
        statement.bind(holder.name)
        statement.bind(Int64(holder.pid))
        statement.bind(holder.host)
        statement.bind(holder.bootID)
    }
}
