import Foundation
public import Model
import Storage

/// Takes everything out of the hub: each table as JSON Lines and as comma-separated text, for people and for `HubImport`.
public struct HubExport: Sendable {
    /// What was written.
    public struct Report: Sendable, Equatable {
        /// The folder.
        public var folder: String
        /// How many rows, by table.
        public var rows: [String: Int]

        /// The report as `export --json` prints it.
        public var json: JSON {
            [
                "folder": .string(folder),
                "rows": .object(JSONObject(rows.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })),
            ]
        }
    }

    /// The file that says what lies beside it.
    static let head = "export.json"

    let services: Services

    /// Prepares to read the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// Writes into a folder that is empty or not there yet; files are readable by their owner alone.
    /// - Throws: `RunError.refused` if something lies there already or cannot be written.
    public func run(to folder: String) throws(RunError) -> Report {
        let manager = FileManager.default
        if let names = try? manager.contentsOfDirectory(atPath: folder), !names.isEmpty {
            throw .refused(.copy(.folderFull(folder)))
        }
        do {
            try manager.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .refused(.copy(.folderUnmade(folder)))
        }
        return try services.reading { tx in
            var rows: [String: Int] = [:]
            for table in try tx.tables.names() { rows[table] = try write(table, to: folder, tx) }
            let report = Report(folder: folder, rows: rows)
            var head = JSONObject([
                ("entente_export", 1), ("schema", .integer(HubTables.schema)),
                ("instance", .string(services.settings.program.instance)), ("at", .string(services.clock.now().iso)),
            ])
            head["rows"] = report.json["rows"]
            let file = try OwnFile(folder + "/" + Self.head)
            try file.write(JSON.object(head).bytes + [0x0A])
            try file.close()
            return report
        }
    }

    private func write(_ table: String, to folder: String, _ tx: Transaction) throws -> Int {
        let columns = try tx.tables.columns(of: table)
        let lines = try OwnFile("\(folder)/\(table).jsonl")
        let sheet = try OwnFile("\(folder)/\(table).csv")
        try sheet.write(Array(CSVForm.line(columns.map { .text($0.name) }).utf8))
        var count = 0
        try tx.tables.rows(of: table) { values in
            try lines.write(JSON.object(JSONObject(zip(columns, values).map { ($0.name, $1) })).bytes + [0x0A])
            try sheet.write(Array(CSVForm.line(values.map(Self.field)).utf8))
            count += 1
        }
        try lines.close()
        try sheet.close()
        return count
    }

    private static func field(_ value: JSON) -> CSVForm.Field {
        switch value {
        case .null: .null
        case .string(let text): .text(CSVForm.marked(text))
        default: .text(value.text)
        }
    }
}

/// A new file that only its owner may read, written in pieces.
final class OwnFile {
    private let path: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []

    /// Makes it; there must be none of that name.
    init(_ path: String) throws {
        self.path = path
        let manager = FileManager.default
        guard !manager.fileExists(atPath: path),
            manager.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw RunError.refused(.copy(.exportUnwritable(path: path))) }
        self.handle = handle
    }

    func write(_ bytes: [UInt8]) throws {
        buffer += bytes
        if buffer.count > 1 << 18 { try flush() }
    }

    func close() throws {
        try flush()
        try handle.synchronize()
        try handle.close()
    }

    private func flush() throws {
        do { try handle.write(contentsOf: buffer) } catch {
            throw RunError.refused(.copy(.incomplete(path: path)))
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
