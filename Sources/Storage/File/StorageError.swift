import GRDB

/// Why the store could not do what it was asked. Facts only: never a value that stands or should stand in a column.
public enum StorageError: Error, Sendable, Equatable {
    /// The file could not be opened or made.
    case cannotOpen(path: String, reason: String)
    /// A later entente made the file; the numbers are those of the schema's last migration.
    case newer(found: Int, known: Int)
    /// The file or a row in it does not hold what it should.
    case damaged(path: String, detail: String)
    /// Another process held the file longer than we wait.
    case busy
    /// The disk is full.
    case full
    /// The store was opened for reading, or a read tried to write.
    case readOnly
    /// A person's `--where` is not a sound expression over the columns; the reason is for them to read.
    case badExpression(reason: String)
    /// SQLite refused: its extended result code, and what was being done.
    case failed(code: Int, doing: String)
}

extension StorageError {
    /// Turns what SQLite said into the fact that matters.
    init(code: Int32, message: String?, path: String, doing: String) {
        switch code & 0xFF {
        // SQLITE_IOERR_SHMSIZE: the index of the log could not be made as large as it must be.
        case 10 where code == 4874: self = .full
        case 5, 6: self = .busy
        case 8: self = .readOnly
        case 11, 26: self = .damaged(path: path, detail: message ?? "SQLite result \(code)")
        case 13: self = .full
        case 14: self = .cannotOpen(path: path, reason: message ?? "SQLite result \(code)")
        // A constraint's message names tables and columns, never a value.
        case 19: self = .failed(code: Int(code), doing: message.map { "\(doing): \($0)" } ?? doing)
        default: self = .failed(code: Int(code), doing: doing)
        }
    }

    /// Turns any error of GRDB into one of ours; our own pass through.
    init(_ error: any Error, path: String, doing: String) {
        switch error {
        case let error as StorageError: self = error
        case let error as DatabaseError:
            self.init(code: error.extendedResultCode.rawValue, message: error.message, path: path, doing: doing)
        default: self = .failed(code: 1, doing: doing)
        }
    }
}
