import GRDB
import GRDBSQLite

/// The connection inside one transaction: every statement of every table goes through here.
struct Connection {
    let database: Database
    let path: String
    let power: PowerSwitch

    /// A statement from the connection's cache, for many rows.
    func bulk(_ sql: String, doing: String) throws(StorageError) -> BulkStatement {
        do {
            return BulkStatement(try database.cachedStatement(sql: sql), path: path, doing: doing, power: power)
        } catch {
            throw StorageError(error, path: path, doing: doing)
        }
    }

    /// Runs one statement.
    /// - Returns: how many rows it changed.
    @discardableResult
    func run(_ sql: String, doing: String, bind: (inout BulkStatement) -> Void = { _ in }) throws(StorageError) -> Int {
        var statement = try bulk(sql, doing: doing)
        bind(&statement)
        try statement.run()
        return Int(sqlite3_changes(database.sqliteConnection))
    }

    /// Reads every row of a select.
    func all<T>(
        _ sql: String, doing: String, bind: (inout BulkStatement) -> Void = { _ in },
        _ make: (inout RowReader) throws(StorageError) -> T
    ) throws(StorageError) -> [T] {
        var statement = try bulk(sql, doing: doing)
        bind(&statement)
        return try statement.rows(make)
    }

    /// Reads the first row of a select.
    func first<T>(
        _ sql: String, doing: String, bind: (inout BulkStatement) -> Void = { _ in },
        _ make: (inout RowReader) throws(StorageError) -> T
    ) throws(StorageError) -> T? {
        var statement = try bulk(sql, doing: doing)
        bind(&statement)
        return try statement.first(make)
    }

    /// Reads one number that is always there, such as a count.
    func number(_ sql: String, doing: String, bind: (inout BulkStatement) -> Void = { _ in }) throws(StorageError) -> Int {
        try first(sql, doing: doing, bind: bind) { (row) throws(StorageError) in try row.count() } ?? 0
    }

    /// What SQLite said last. It may repeat the statement's own words, so it is for people's expressions only.
    var lastMessage: String {
        sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) } ?? "SQLite gives no reason"
    }
}
