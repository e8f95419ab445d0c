import GRDB
import Model
@testable import Storage
import Testing

/// What the connection inside a transaction says; the tables themselves have no face for it.
func pragma(_ name: String, _ hub: Transaction) throws -> Int? {
    try Int.fetchOne(hub.connection.database, sql: "pragma \(name)")
}

@Suite struct SchemaShapeTests {
    @Test(arguments: EntityKind.allCases)
    func `a kind's table has the columns of its schema, typed as they are kept`(kind: EntityKind) throws {
        let shape = EntityShape.of(kind)
        let columns = try Store.inMemory().read { hub in
            try Row.fetchAll(hub.connection.database, sql: "select name, type from pragma_table_info(?)", arguments: [kind.rawValue])
                .map { ($0["name"] as String, $0["type"] as String) }
        }
        // A column of a later migration lies behind the others; rows are read and written by name.
        #expect(Set(columns.map(\.0)) == Set(shape.columns) && columns.count == shape.columns.count)
        let types = Dictionary(uniqueKeysWithValues: columns)
        for field in shape.fields {
            switch field.type {
            case .money: #expect(types[field.name] == "INTEGER" && types[field.name + "_currency"] == "TEXT")
            case .integer, .percent, .timestamp, .boolean: #expect(types[field.name] == "INTEGER")
            default: #expect(types[field.name] == "TEXT")
            }
        }
    }

    @Test func `every table is strict, singular and snake_case`() throws {
        let tables = try Store.inMemory().read { hub in
            try Row.fetchAll(
                hub.connection.database, sql: "select name, strict from pragma_table_list where schema = 'main' and type = 'table'"
            ).map { ($0["name"] as String, $0["strict"] as Int) }
        }.filter { !$0.0.hasPrefix("sqlite_") && $0.0 != "grdb_migrations" }
        #expect(tables.count >= 25)
        for (name, strict) in tables {
            #expect(strict == 1, "\(name)")
            #expect(name.allSatisfy { $0.isLowercase || $0 == "_" }, "\(name)")
        }
    }

    @Test func `references have an index, so that a look-up from the other end reads only what refers`() throws {
        try Store.inMemory().read { hub in
            for kind in EntityKind.allCases {
                for ref in EntityShape.of(kind).refs {
                    let plan = try Row.fetchAll(
                        hub.connection.database, sql: "explain query plan select id from \(kind.rawValue) where \(ref.column) = ?",
                        arguments: ["x"]
                    ).map { $0["detail"] as String }
                    #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") }, "\(kind) \(ref.column): \(plan)")
                }
            }
        }
    }
}

/// Runs SQL on a file as another program would.
func execute(_ sql: String, at path: String) throws {
    try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
}
