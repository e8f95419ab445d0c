import Foundation
import Model
import Storage

/// Puts what `HubExport` took out into a hub in which there is nothing yet, in one transaction. A table whose JSON Lines are not there is
/// read from its comma-separated text.
public struct HubImport: Sendable {
    let services: Services

    /// Prepares to fill the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// Reads a folder. The next sync reads every remote in full and writes nothing, for the remotes may have moved on.
    /// - Throws: `RunError.refused` if the hub is not empty, or the folder is no export of this version.
    public func run(from folder: String) throws(RunError) -> HubExport.Report {
        let counts = try head(folder)
        return try services.writing { tx in
            guard try tx.tables.isEmpty() else {
                throw RunError.refused(.copy(.hubFull))
            }
            var rows: [String: Int] = [:]
            // What refers to another row may stand before it; all is checked when the transaction ends.
            for table in try tx.tables.names() {
                guard let expected = counts[table] else {
                    throw RunError.refused(.copy(.noTable(table)))
                }
                rows[table] = try read(table, folder, tx)
                guard rows[table] == expected else {
                    throw RunError.refused(.copy(.rowCount(table: table, found: rows[table] ?? 0, said: expected)))
                }
            }
            try Restoration.demandAudit("imported", at: services.clock.now(), tx)
            try tx.audit.add(AuditEntry(at: services.clock.now(), actor: "cli", action: "import", detail: ["from": .string(folder)]))
            return HubExport.Report(folder: folder, rows: rows)
        }
    }

    private func head(_ folder: String) throws(RunError) -> [String: Int] {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(HubExport.head)"), let head = try? JSON(parsing: Array(data)),
            head["entente_export"]?.integer == 1, let rows = head["rows"]?.object
        else { throw .refused(.copy(.noExport(folder: folder))) }
        guard head["schema"]?.integer == Int64(HubTables.schema) else {
            throw .refused(.copy(.otherVersion))
        }
        return Dictionary(rows.members.compactMap { name, count in count.integer.map { (name, Int($0)) } }, uniquingKeysWith: { $1 })
    }

    private func read(_ table: String, _ folder: String, _ tx: Transaction) throws -> Int {
        let columns = try tx.tables.columns(of: table)
        let rows: [[JSON]]
        if let data = FileManager.default.contents(atPath: "\(folder)/\(table).jsonl") {
            rows = try lines(data, columns, table)
        } else if let data = FileManager.default.contents(atPath: "\(folder)/\(table).csv") {
            rows = try sheet(Array(data), columns, table)
        } else {
            throw RunError.refused(.copy(.noTableFile(table, folder: folder)))
        }
        try tx.tables.insert(rows, into: table)
        return rows.count
    }

    private func lines(_ data: Data, _ columns: [HubTables.Column], _ table: String) throws -> [[JSON]] {
        try data.split(separator: 0x0A).enumerated().map { index, line in
            guard let row = try? JSON(parsing: Array(line)), row.object != nil else {
                throw RunError.refused(.copy(.badLine(table: table, line: index + 1)))
            }
            return columns.map { row[$0.name] ?? .null }
        }
    }

    private func sheet(_ bytes: [UInt8], _ columns: [HubTables.Column], _ table: String) throws -> [[JSON]] {
        guard let rows = CSVForm.rows(bytes), rows.first == columns.map({ .text($0.name) }) else {
            throw RunError.refused(.copy(.badTable(table)))
        }
        return try rows.dropFirst().enumerated().map { index, row in
            guard row.count == columns.count else {
                throw RunError.refused(.copy(.badRow(table: table, row: index + 2, fields: row.count)))
            }
            return zip(columns, row).map { column, field in
                guard case .text(let text) = field else { return .null }
                return column.isInteger ? Int64(text).map { .integer($0) } ?? .string(text) : .string(CSVForm.unmarked(text))
            }
        }
    }
}
