import GRDBSQLite
import Model

/// Reads the columns of the current row in the order they were asked for. A column that does not hold what it should is an error,
/// never a trap: the file may have been edited by hand.
struct RowReader {
    private let handle: OpaquePointer
    private let path: String
    private var place: Int32 = -1

    init(_ handle: OpaquePointer, path: String) {
        self.handle = handle
        self.path = path
    }

    mutating func optionalText() -> String? {
        place += 1
        return textHere()
    }

    mutating func text() throws(StorageError) -> String { try require(optionalText()) }

    mutating func optionalInteger() -> Int64? {
        place += 1
        guard sqlite3_column_type(handle, place) == SQLITE_INTEGER else { return nil }
        return sqlite3_column_int64(handle, place)
    }

    mutating func integer() throws(StorageError) -> Int64 { try require(optionalInteger()) }
    mutating func count() throws(StorageError) -> Int { Int(try integer()) }
    mutating func flag() throws(StorageError) -> Bool { try integer() != 0 }
    mutating func optionalTime() -> Timestamp? { optionalInteger().map(Timestamp.init(milliseconds:)) }
    mutating func time() throws(StorageError) -> Timestamp { try require(optionalTime()) }

    mutating func optionalEntity() throws(StorageError) -> EntityID? {
        guard let text = optionalText() else { return nil }
        return try require(EntityID(text))
    }

    mutating func entity() throws(StorageError) -> EntityID { try require(try optionalEntity()) }

    mutating func key() throws(StorageError) -> RecordKey {
        RecordKey(remote: try text(), object: try text(), id: try text())
    }

    mutating func optionalJSON() throws(StorageError) -> JSON? {
        place += 1
        guard let bytes = bytesHere() else { return nil }
        do { return try JSON(parsing: bytes) } catch { throw unreadable() }
    }

    mutating func json() throws(StorageError) -> JSON { try require(try optionalJSON()) }

    mutating func optionalValues() throws(StorageError) -> FieldValues? {
        guard let json = try optionalJSON() else { return nil }
        return try require(FieldValues(stored: json))
    }

    mutating func values() throws(StorageError) -> FieldValues { try require(try optionalValues()) }

    /// A text column that holds one of an enum's raw values.
    mutating func choice<T: RawRepresentable>(_ type: T.Type) throws(StorageError) -> T where T.RawValue == String {
        try require(T(rawValue: try text()))
    }

    /// The value, or the error that names the column just read.
    func require<T>(_ value: T?) throws(StorageError) -> T {
        guard let value else { throw unreadable() }
        return value
    }

    private func unreadable() -> StorageError {
        let name = sqlite3_column_name(handle, place).map { String(cString: $0) } ?? "\(place)"
        return .damaged(path: path, detail: "column \(name) holds what it should not")
    }

    private func textHere() -> String? { bytes { String(decoding: $0, as: UTF8.self) } }
    private func bytesHere() -> [UInt8]? { bytes(Array.init) }

    private func bytes<T>(_ make: (UnsafeBufferPointer<UInt8>) -> T) -> T? {
        guard sqlite3_column_type(handle, place) == SQLITE_TEXT, let start = sqlite3_column_text(handle, place) else { return nil }
        return make(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, place))))
    }
}
