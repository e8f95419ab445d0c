import Foundation
import Model
import Testing

/// The command line about itself: names, help, completions, the manual page, schemas.
@Suite struct CommandLineTests {
    private func run(_ arguments: [String], in folder: URL = Repository.root) async throws -> Program.End {
        try await Program(Repository.binary, arguments, in: folder, environment: ProcessInfo.processInfo.environment).end()
    }

    /// Every command with its own, as the parser tells them.
    private func commands() async throws -> [(path: [String], command: JSON)] {
        let dump = try await run(["--experimental-dump-help"])
        func below(_ command: JSON, _ path: [String]) -> [(path: [String], command: JSON)] {
            (command["subcommands"]?.array ?? []).flatMap { next -> [(path: [String], command: JSON)] in
                guard let name = next["commandName"]?.string, name != "help" else { return [] }
                return [(path + [name], next)] + below(next, path + [name])
            }
        }
        return below(try #require(dump.json?["command"]), [])
    }

    @Test(arguments: [
        (["snyc"], "entente has no command \"snyc\"; did you mean \"sync\"?"),
        (["reconcil", "--deep"], "entente has no command \"reconcil\"; did you mean \"reconcile\"?"),
        (["conflicts", "shwo", "conflict_1"], "entente conflicts has no command \"shwo\"; did you mean \"show\"?"),
        (["review", "acept", "review_1", "--by", "me"], "entente review has no command \"acept\"; did you mean \"accept\"?"),
        (["connector", "lnit", "x.yaml"], "entente connector has no command \"lnit\"; did you mean \"lint\"?"),
        (["sync", "--jsno"], "Did you mean '--json'?"),
    ])
    func `a mistyped command is refused with the name that was meant`(arguments: [String], words: String) async throws {
        let end = try await run(arguments)
        #expect(end.code == 64, "\(end)")
        #expect(end.err.contains(words), "\(end)")
        #expect(end.out.isEmpty)
    }

    @Test func `a word near no command is answered with all of them`() async throws {
        let end = try await run(["frobnicate"])
        #expect(end.code == 64, "\(end)")
        #expect(end.err.contains("there are init, check, sync, plan"), "\(end)")
    }

    @Test func `every command has help with an example, and stands in the manual page`() async throws {
        let all = try await commands()
        let manual = try await run(["man"])
        #expect(manual.code == 0)
        #expect(all.count > 25)
        for (path, command) in all {
            let name = "entente " + path.joined(separator: " ")
            #expect(command["discussion"]?.string?.contains("entente \(path[0])") ?? false, "\(name) has no example")
            #expect(manual.out.contains(".SS \"\(name.replacing("-", with: "\\-"))\""), "\(name) is not in the manual page")
        }
        for line in manual.out.split(separator: "\n") where line.hasPrefix(".") {
            let macro = line.dropFirst().prefix { $0.isLetter }
            #expect(["TH", "SH", "SS", "TP", "PP", "B", "I", "EX", "EE"].contains(macro), "\(line)")
        }
        #expect(manual.out.contains("\\fB\\-\\-dry\\-run\\fR"))
    }

    @Test func `each exit code's meaning is the same in the README and in the manual page`() async throws {
        let manual = try await run(["man"]).out
        let rows = try Repository.text("README.md").split(separator: "\n").compactMap { line -> (String, String)? in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return cells.count == 2 && cells[0].first?.isNumber ?? false ? (cells[0], cells[1]) : nil
        }
        #expect(rows.count == 13)
        for (code, words) in rows { #expect(manual.contains(".TP\n.B \(code)\n\(words)\n"), "\(code)") }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `completions name every command`(shell: String) async throws {
        let script = try await run(["completions", shell])
        #expect(script.code == 0, "\(script)")
        for (path, _) in try await commands() { #expect(script.out.contains(path[path.count - 1]), "\(path)") }
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/\(shell)") || shell == "bash" else { return }
        let folder = try Repository.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(script.out.utf8).write(to: folder.appending(path: "script"))
        let check = try await Program(
            URL(filePath: "/usr/bin/env"), [shell, "-n", "script"], in: folder, environment: ProcessInfo.processInfo.environment
        ).end()
        #expect(check.code == 0, "\(check)")
    }

    @Test(arguments: ["config", "connector"])
    func `schema prints one JSON document`(subject: String) async throws {
        let end = try await run(["schema", subject])
        #expect(end.code == 0)
        #expect(end.json?["$schema"] == "http://json-schema.org/draft-07/schema#", "\(end)")
        #expect(end.json?["properties"]?.object?.count ?? 0 > 5)
    }
}
