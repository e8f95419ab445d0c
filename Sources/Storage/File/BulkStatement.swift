import GRDB
import GRDBSQLite
import Model

/// A prepared statement bound straight through SQLite's own functions, in the order of its parameters. The one place where values go
/// into a statement: measured, this writes three times as many rows a second as bound arguments.
/// A failed bind shows when the statement is stepped.
struct BulkStatement {
    private let path: String
    /// Kept so that the handle stays alive.
    private let statement: Statement
    private let handle: OpaquePointer
    private let doing: String
    private let power: PowerSwitch
    private var place: Int32 = 0
    private var failure: Int32 = SQLITE_OK

    /// SQLite copies what it is given, because the pointer dies with the call.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(_ statement: Statement, path: String, doing: String, power: PowerSwitch) {
        self.path = path
        self.power = power
        self.statement = statement
        self.handle = statement.sqliteStatement
        self.doing = doing
    }

    mutating func bind(_ text: String?) {
        guard var text else { return bindNull() }
        let place = next()
        note(text.withUTF8 { bytes in Self.bind(bytes, to: handle, at: place) })
    }

    mutating func bind(_ bytes: [UInt8]?) {
        guard let bytes else { return bindNull() }
        let place = next()
        note(bytes.withUnsafeBufferPointer { Self.bind($0, to: handle, at: place) })
    }

    mutating func bind(_ number: Int64?) {
        guard let number else { return bindNull() }
        note(sqlite3_bind_int64(handle, next(), number))
    }

    mutating func bind(_ number: Int?) { bind(number.map(Int64.init)) }
    mutating func bind(_ flag: Bool) { bind(flag ? 1 as Int64 : 0) }
    mutating func bind(_ time: Timestamp?) { bind(time?.milliseconds) }
    mutating func bind(_ entity: EntityID?) { bind(entity?.text) }
    mutating func bind(_ values: FieldValues?) { bind(values?.stored.bytes) }
    mutating func bind(_ json: JSON?) { bind(json?.bytes) }

    /// Binds the three columns that name a record.
    mutating func bind(_ key: RecordKey) {
        bind(key.remote)
        bind(key.object)
        bind(key.id)
    }

    /// Binds a list as one JSON text, for `in (select value from json_each(?))`: one statement serves lists of any length.
    /// SQLite's JSON ends a text at a NUL, so one that holds a NUL is not found this way; no remote has such ids.
    mutating func bind(list: some Sequence<String>) { bind(JSON.array(list.map(JSON.string)).bytes) }

    mutating func bindNull() { note(sqlite3_bind_null(handle, next())) }

    /// Runs the statement to its end and makes it ready for the next row.
    mutating func run() throws(StorageError) {
        defer { reset() }
        try power.pass(doing)
        while try step() {}
    }

    /// Runs the statement and reads every row it gives.
    mutating func rows<T>(_ make: (inout RowReader) throws(StorageError) -> T) throws(StorageError) -> [T] {
        defer { reset() }
        try power.pass(doing)
        var rows: [T] = []
        while try step() {
            var reader = RowReader(handle, path: path)
            rows.append(try make(&reader))
        }
        return rows
    }

    /// Runs the statement and reads its first row.
    mutating func first<T>(_ make: (inout RowReader) throws(StorageError) -> T) throws(StorageError) -> T? {
        defer { reset() }
        try power.pass(doing)
        guard try step() else { return nil }
        var reader = RowReader(handle, path: path)
        return try make(&reader)
    }

    /// Forgets the bound values and any rows still to come.
    mutating func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
        place = 0
        failure = SQLITE_OK
    }

    private func step() throws(StorageError) -> Bool {
        let code = failure == SQLITE_OK ? sqlite3_step(handle) : failure
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw error(code)
        }
    }

    private func error(_ code: Int32) -> StorageError {
        let database = sqlite3_db_handle(handle)
        let message = sqlite3_errmsg(database).map { String(cString: $0) }
        let extended = failure == SQLITE_OK ? sqlite3_extended_errcode(database) : code
        return StorageError(code: extended, message: message, path: path, doing: doing)
    }

    private mutating func next() -> Int32 {
        place += 1
        return place
    }

    private mutating func note(_ code: Int32) {
        if code != SQLITE_OK, failure == SQLITE_OK { failure = code }
    }

    private static func bind(_ bytes: UnsafeBufferPointer<UInt8>, to handle: OpaquePointer, at place: Int32) -> Int32 {
        // An empty buffer may have no address, which SQLite would take for null.
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_text(handle, place, "", 0, copied) }
        return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
            sqlite3_bind_text(handle, place, $0, Int32(clamping: bytes.count), copied)
        }
    }
}
