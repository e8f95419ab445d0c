import GRDB

/// The hub's SQLite file: entities, links, everything on its way, and the record of what was done.
/// Many may read while one writes. Calls block: never call from inside a body, nor from a thread that must not wait.
public final class Store: Sendable {
    /// What the file is opened for.
    public enum Access: Sendable, Hashable {
        /// Reading and writing; makes the file if there is none, readable by its owner alone, and brings its schema up to date.
        case readWrite
        /// Reading; the file must be there with the present schema, and stays as it is.
        case readOnly
    }

    /// Where the file is; `:memory:` for a store without one.
    public let path: String
    private let writer: any DatabaseWriter
    private let power: PowerSwitch

    /// Opens a file.
    /// - Throws: `newer` for a file of a later entente, `damaged` for one that is no database, `cannotOpen` for all else.
    public init(path: String, access: Access, power: PowerSwitch = PowerSwitch()) throws(StorageError) {
        self.path = path
        self.power = power
        do {
            switch access {
            case .readWrite:
                try StoreFile.makePrivate(path)
                try Self.examine(path, mayBeOlder: true)
                let pool = try DatabasePool(path: path, configuration: Self.configuration(readOnly: false))
                // The pool has just set `normal`, under which a power cut may take back a commit that a remote already answered to (R10).
                try pool.writeWithoutTransaction { try $0.execute(sql: "pragma synchronous = full") }
                try Migrations.migrate(pool)
                #if PROOF
                    if let pages = power.pages {
                        try pool.writeWithoutTransaction { try $0.execute(sql: "pragma max_page_count = \(pages)") }
                    }
                #endif
                writer = pool
            case .readOnly:
                guard StoreFile.size(path) != nil else { throw StorageError.cannotOpen(path: path, reason: "there is no such file") }
                try Self.examine(path, mayBeOlder: false)
                writer = try DatabaseQueue(path: path, configuration: Self.configuration(readOnly: true))
            }
        } catch {
            throw StorageError(error, path: path, doing: "open the store")
        }
    }

    private init(writer: any DatabaseWriter, path: String) {
        self.writer = writer
        self.path = path
        power = PowerSwitch()
    }

    /// Makes an empty store in memory, which ends with the value.
    public static func inMemory() throws(StorageError) -> Store {
        do {
            let queue = try DatabaseQueue(configuration: configuration(readOnly: false))
            try Migrations.migrate(queue)
            return Store(writer: queue, path: ":memory:")
        } catch {
            throw StorageError(error, path: ":memory:", doing: "make a store in memory")
        }
    }

    /// Reads from one unchanging view of the store.
    /// - Throws: what the body throws; SQLite's own errors as `StorageError`.
    public func read<T>(_ body: (Transaction) throws -> T) throws -> T {
        do {
            return try writer.read { try body(Transaction(Connection(database: $0, path: path, power: power))) }
        } catch let error as DatabaseError {
            throw StorageError(error, path: path, doing: "read")
        }
    }

    /// Writes in one transaction, which begins as `immediate`, commits when the body returns, and is undone when it throws.
    /// - Throws: what the body throws; SQLite's own errors as `StorageError`.
    public func write<T>(_ body: (Transaction) throws -> T) throws -> T {
        do {
            return try writer.write { database in
                let result = try body(Transaction(Connection(database: database, path: path, power: power)))
                try power.pass("commit")
                return result
            }
        } catch let error as DatabaseError {
            throw StorageError(error, path: path, doing: "write")
        }
    }

    /// Copies the store, as of one instant, into a new file while others go on working. The copy has no `-wal` of its own.
    /// - Throws: `cannotOpen` if a file with content is already there.
    public func copy(to path: String) throws(StorageError) {
        if let size = StoreFile.size(path), size > 0 { throw .cannotOpen(path: path, reason: "a file is already there") }
        try StoreFile.makePrivate(path)
        do {
            let target = try DatabaseQueue(path: path)
            try writer.backup(to: target)
            try target.writeWithoutTransaction { try $0.execute(sql: "pragma journal_mode = delete") }
            try target.close()
        } catch {
            StoreFile.remove(path)
            throw StorageError(error, path: path, doing: "copy the store")
        }
    }

    /// Looks for damage: SQLite's own integrity check, and references that lead nowhere.
    /// - Returns: one line a finding; empty for a sound store.
    public func check() throws(StorageError) -> [String] {
        do {
            return try writer.read { database in
                let integrity = try String.fetchAll(database, sql: "pragma integrity_check").filter { $0 != "ok" }
                let references = try Row.fetchAll(database, sql: "pragma foreign_key_check").map { row in
                    "row \(row[1] as Int64? ?? 0) of \(row[0] as String? ?? "") refers to a missing row of \(row[2] as String? ?? "")"
                }
                return integrity + references
            }
        } catch {
            throw StorageError(error, path: path, doing: "check the store")
        }
    }

    /// Ends the connections, and with them the `-wal` file if no one else has the store open. Later calls throw.
    public func close() throws(StorageError) {
        do { try writer.close() } catch { throw StorageError(error, path: path, doing: "close the store") }
    }

    private static func configuration(readOnly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(5)
        configuration.label = "entente"
        configuration.prepareDatabase { try $0.execute(sql: "pragma cache_size = -32000") }
        return configuration
    }

    /// Looks at the file before anything may change it.
    private static func examine(_ path: String, mayBeOlder: Bool) throws {
        let queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: true))
        let (application, version, tables) = try queue.read { database in
            (
                try Int.fetchOne(database, sql: "pragma application_id") ?? 0, try Int.fetchOne(database, sql: "pragma user_version") ?? 0,
                try Int.fetchOne(database, sql: "select count(*) from sqlite_schema") ?? 0
            )
        }
        try queue.close()
        if tables == 0, mayBeOlder { return }
        guard application == Migrations.applicationID else {
            throw StorageError.cannotOpen(path: path, reason: tables == 0 ? "the file is empty" : "it is another program's database")
        }
        if version > Migrations.last { throw StorageError.newer(found: version, known: Migrations.last) }
        if version < Migrations.last, !mayBeOlder {
            throw StorageError.cannotOpen(path: path, reason: "an earlier entente made it; any command that writes brings it up to date")
        }
    }
}
