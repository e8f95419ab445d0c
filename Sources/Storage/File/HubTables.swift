import GRDB
public import Model

/// The tables of a hub as they lie in the file, for taking everything out and in again.
public struct HubTables {
    /// One column.
    public struct Column: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// True for whole numbers, false for text.
        public var isInteger: Bool
    }

    let connection: Connection

    /// Tables that belong to one process or one file: nothing of them is worth keeping.
    private static let passing: Set<String> = ["lease", "listing", "grdb_migrations"]

    /// The number of the last migration that made these tables.
    public static var schema: Int { Migrations.last }

    /// The tables' names, each behind those that it refers to.
    public func names() throws(StorageError) -> [String] {
        let sql = "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name"
        return try connection.all(sql, doing: "read the schema") { (row) throws(StorageError) in try row.text() }
            .filter { !Self.passing.contains($0) }
    }

    /// A table's columns, in their order.
    public func columns(of table: String) throws(StorageError) -> [Column] {
        try connection.all("select name, type from pragma_table_info(?)", doing: "read the schema", bind: { $0.bind(table) }) {
            (row) throws(StorageError) in Column(name: try row.text(), isInteger: try row.text() == "INTEGER")
        }
    }

    /// Hands out every row of a table, in its order: a number, a text or null for each column.
    public func rows(of table: String, _ body: ([JSON]) throws -> Void) throws {
        let columns = try columns(of: table)
        let cursor = try Row.fetchCursor(connection.database, sql: "select * from \"\(table)\"")
        while let row = try cursor.next() {
            try body(columns.indices.map { index in try value(row[index]) })
        }
    }

    private func value(_ value: DatabaseValue) throws -> JSON {
        switch value.storage {
        case .null: .null
        case .int64(let number): .integer(number)
        case .string(let text): .string(text)
        case .double, .blob: throw StorageError.damaged(path: connection.path, detail: "a column that is neither text nor whole number")
        }
    }

    /// Puts rows into a table. What fits no column is an error.
    public func insert(_ rows: [[JSON]], into table: String) throws(StorageError) {
        let columns = try columns(of: table)
        let names = columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        var statement = try connection.bulk(
            "insert or replace into \"\(table)\"(\(names)) values (\(marks))", doing: "put rows into \(table)")
        for row in rows {
            for (column, value) in zip(columns, row) {
                switch value {
                case .null: statement.bindNull()
                case .string(let text) where !column.isInteger: statement.bind(text)
                default:
                    guard column.isInteger, let number = value.integer else {
                        statement.reset()
                        throw .damaged(path: connection.path, detail: "a value of \(table).\(column.name) is of another type")
                    }
                    statement.bind(number)
                }
            }
            try statement.run()
        }
    }

    /// True while no run and no person has put anything in.
    public func isEmpty() throws(StorageError) -> Bool {
        for table in EntityKind.allCases.map(\.rawValue) + ["link", "run", "audit"] {
            if try connection.number("select exists(select 1 from \"\(table)\")", doing: "look into \(table)") > 0 { return false }
        }
        return true
    }
}
