import Agent
import ArgumentParser
import Model

/// `entente backup`
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the hub into one file while others go on working; a backup replaces nothing.",
        discussion: "Example:\n  entente backup entente-monday.db")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The file to write.")
    var file: String

    func run() async throws {
        let (common, file) = (common, file)
        try await Session.run(common) { (console) async throws(RunError) in
            let report = try Backup.make(of: try Wiring.hub(common), at: file)
            console.show(report.json) { BackupWords.lines(report, restored: false) }
            return .done
        }
    }
}

/// `entente restore`
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of the hub; what is there is moved aside, and the next sync only reads.",
        discussion: "Example:\n  entente restore entente-monday.db && entente sync")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The backup.")
    var file: String

    func run() async throws {
        let (common, file) = (common, file)
        try await Session.run(common) { (console) async throws(RunError) in
            let report = try Backup.restore(file, to: try Wiring.storePath(common), at: SystemClock().now())
            console.show(report.json) { BackupWords.lines(report, restored: true) }
            return .done
        }
    }
}

/// `entente export`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Take everything out of the hub, each table as JSON Lines and as comma-separated text.",
        discussion: "Example:\n  entente export everything")

    @OptionGroup var common: CommonOptions

    @Argument(help: "A folder that is empty or not there yet.")
    var folder: String

    func run() async throws {
        let (common, folder) = (common, folder)
        try await Session.run(common) { (console) async throws(RunError) in
            let report = try HubExport(services: try Wiring.hub(common)).run(to: folder)
            console.show(report.json) { BackupWords.lines(report, done: "wrote") }
            return .done
        }
    }
}

/// `entente import`
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Fill an empty hub with what an export took out; the next sync only reads.",
        discussion: "Example:\n  entente import everything --store new.db")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The folder that `entente export` wrote.")
    var folder: String

    func run() async throws {
        let (common, folder) = (common, folder)
        try await Session.run(common) { (console) async throws(RunError) in
            let report = try HubImport(services: try Wiring.hub(common, writes: true)).run(from: folder)
            console.show(report.json) { BackupWords.lines(report, done: "read") }
            return .done
        }
    }
}
