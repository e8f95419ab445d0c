import Agent
import Model

/// Backups and exports in words.
enum BackupWords {
    static func lines(_ report: Backup.Report, restored: Bool) -> [String] {
        let entities = report.entities.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key.rawValue)" }
        let holds = entities.isEmpty ? "no entity" : entities.joined(separator: ", ")
        guard restored else { return ["wrote \(report.path): \(report.bytes) bytes, \(holds)"] }
        return ["restored \(report.path): \(holds)"] + (report.before.map { ["what was there is \($0) now"] } ?? [])
            + ["next: `entente sync`, which reads every remote in full and writes nothing until it is sure"]
    }

    static func lines(_ report: HubExport.Report, done: String) -> [String] {
        let rows = report.rows.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return ["\(done) \(report.folder): \(rows.isEmpty ? "no row" : rows.joined(separator: ", "))"]
    }
}
