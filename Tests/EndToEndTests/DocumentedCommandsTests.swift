import Foundation
import Testing

/// Every command block of the README and the docs, run as a reader would: in order, in a fresh folder.
@Suite struct DocumentedCommandsTests {
    /// Commands that build and test: this very run is one of them, and `DemoTests` runs the demo.
    private static let building = ["scripts/demo", "scripts/test", "swift build -c release", ".build/release/entente --help"]

    /// What ends otherwise than with 0, as the docs say.
    private static let codes = ["entente plan -o first.plan": 2]

    @Test func `every command block runs`() async throws {
        let commands = try documented()
        let readme = try Repository.text("README.md")
        #expect(Set(commands).isSuperset(of: ["entente check", "entente sync", "entente reconcile"]))
        #expect(readme.contains("$ scripts/demo\n"))
        for command in Self.building where command.hasPrefix("scripts/") {
            #expect(FileManager.default.isExecutableFile(atPath: Repository.root.appending(path: command).path))
        }
        let folder = try Repository.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try prepare(folder)
        let rest = commands.filter { !Self.building.contains($0) }
        let sandbox = try #require(rest.first { $0.hasPrefix("entente sandbox ") })
        let server = try shell("exec \(sandbox) --port 0 --json", folder)
        while !Program.text(server.out).hasSuffix("}\n"), server.isRunning {}
        try await read(rest.filter { $0 != sandbox }, folder)
        server.signal(SIGTERM)
        #expect(await server.end().code == 0)
    }

    /// The lines after `$ ` of every console block, page by page.
    private func documented() throws -> [String] {
        let docs = try FileManager.default.contentsOfDirectory(atPath: Repository.root.appending(path: "docs").path)
        let pages = ["README.md", "CONTRIBUTING.md"] + docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
        var commands: [String] = []
        for page in pages {
            var isConsole = false
            for line in try Repository.text(page).split(separator: "\n", omittingEmptySubsequences: false) {
                if line.hasPrefix("```") { isConsole = line == "```console" && !isConsole }
                if isConsole, line.hasPrefix("$ ") { commands.append(String(line.dropFirst(2))) }
            }
        }
        return commands
    }

    /// The folder looks like the repository, with the binary on the path.
    private func prepare(_ folder: URL) throws {
        let files = FileManager.default
        try files.createDirectory(at: folder.appending(path: "bin"), withIntermediateDirectories: true)
        try files.createSymbolicLink(at: folder.appending(path: "bin/entente"), withDestinationURL: Repository.binary)
        let connectors = Repository.root.appending(path: "connectors")
        try files.createSymbolicLink(at: folder.appending(path: "connectors"), withDestinationURL: connectors)
    }

    private func shell(_ script: String, _ folder: URL) throws -> Program {
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = folder.path + "/bin:" + (environment["PATH"] ?? "")
        return try Program(URL(filePath: "/bin/bash"), ["-c", script], in: folder, environment: environment)
    }

    /// One shell runs all, since one command may set what the next needs; each leaves its exit code.
    private func read(_ commands: [String], _ folder: URL) async throws {
        let hasSQLite = try await shell("command -v sqlite3", folder).end().code == 0
        if !hasSQLite { print("sqlite3 is not installed: its commands are not run; scripts/test installs it") }
        let run = commands.filter { hasSQLite || !$0.hasPrefix("sqlite3 ") }
        let script = run.map { "\($0)\necho \"@@ $?\"\n" }.joined()
        let end = try await shell(script, folder).end()
        let parts = end.out.split(separator: "\n", omittingEmptySubsequences: false)
        let codes = parts.filter { $0.hasPrefix("@@ ") }.map { Int($0.dropFirst(3)) }
        #expect(codes.count == run.count, "\(end)")
        for (command, code) in zip(run, codes) {
            #expect(code == Self.codes[command] ?? 0, "\(command)\n\(end)")
        }
        guard hasSQLite, let last = run.lastIndex(where: { $0.hasPrefix("sqlite3 ") }) else { return }
        let marks = parts.indices.filter { parts[$0].hasPrefix("@@ ") }
        let rows = parts[(marks[last - 1] + 1)..<marks[last]]
        #expect(rows.count == 3 && rows.allSatisfy { $0.split(separator: "|", omittingEmptySubsequences: false).count == 3 }, "\(rows)")
    }
}
