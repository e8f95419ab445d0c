import Foundation
import Model
import Testing

/// The sandbox, judged by code that nobody here wrote: the vendors' own clients drive it. scripts/test installs them.
@Suite(.serialized, .enabled(if: Fidelity.isInstalled, "scripts/test puts the vendors' own clients into .build-tools"))
struct FidelityTests {
    @Test(arguments: Fidelity.scripts)
    func `the vendor's own client works against the sandbox, and every documented error is the vendor's`(script: String) async throws {
        try await Fidelity.open { fidelity in
            let end = try await fidelity.run(script)
            let checks = end.rows.compactMap { row in row["check"]?.string.map { (name: $0, row: row) } }
            #expect(!checks.isEmpty, "\(end)")
            for (name, row) in checks where row["ok"] != true {
                Issue.record("\(script): \(name): \(row["why"]?.string ?? "no reason")")
            }
            #expect(end.code == 0, "\(end.err)")
            let listed = try Fidelity.listed(script)
            #expect(listed == checks.map(\.name), "docs/TESTING.md lists other checks of \(script)")
        }
    }

    @Test func `a person's hands edit at every vendor, and tell what the vendor refuses`() async throws {
        try await Fidelity.open { fidelity in
            let made = try await fidelity.hands([
                ["vendor": "salesforce", "do": "create", "object": "Account", "fields": ["Name": "By hand"]],
                ["vendor": "hubspot", "do": "create", "object": "companies", "fields": ["name": "By hand"]],
                ["vendor": "pipedrive", "do": "create", "object": "organizations", "fields": ["name": "By hand"]],
                ["vendor": "salesforce", "do": "create", "object": "Account", "fields": [:]],
            ])
            #expect(made.map { $0["ok"] } == [true, true, true, false])
            #expect(made.last?["status"] == 400)
            #expect(made.last?["error"]?[0]?["errorCode"] == "REQUIRED_FIELD_MISSING")
            let id = try #require(made.first?["result"]?["id"])
            let other = try #require(made[1]["result"]?["id"])
            let third = try #require(made[2]["result"]?["id"])
            let done = try await fidelity.hands([
                ["vendor": "salesforce", "do": "update", "object": "Account", "id": id, "fields": ["Phone": "1"]],
                ["vendor": "salesforce", "do": "delete", "object": "Account", "id": id],
                ["vendor": "salesforce", "do": "undelete", "object": "Account", "id": id],
                ["vendor": "salesforce", "do": "get", "object": "Account", "id": id],
                ["vendor": "hubspot", "do": "archive", "object": "companies", "id": other],
                ["vendor": "hubspot", "do": "undelete", "object": "companies", "id": other],
                ["vendor": "hubspot", "do": "get", "object": "companies", "id": other, "fields": ["name"]],
                ["vendor": "pipedrive", "do": "update", "object": "organizations", "id": third, "fields": ["name": "By another hand"]],
                ["vendor": "pipedrive", "do": "get", "object": "organizations", "id": third],
            ])
            #expect(done.allSatisfy { $0["ok"] == true }, "\(done)")
            #expect(done[3]["result"]?["fields"]?["Phone"] == "1")
            #expect(done[6]["result"]?["fields"]?["name"] == "By hand")
            #expect(done[8]["result"]?["fields"]?["name"] == "By another hand")
        }
    }
}

/// A sandbox, and the vendors' own clients to drive it.
struct Fidelity {
    static let scripts = [
        "salesforce_login", "salesforce_records", "salesforce_query", "salesforce_batches", "hubspot_records", "hubspot_batches",
        "hubspot_search", "hubspot_links", "stripe_platform", "shopify_shop", "woocommerce_shop",
    ]
    static let python = Repository.root.appending(path: ".build-tools/bin/python")
    static var isInstalled: Bool { FileManager.default.fileExists(atPath: python.path) }

    let sandbox: SandboxProcess
    let folder: URL

    /// Opens a sandbox of its own for the work, and closes it afterwards.
    static func open(_ work: (Fidelity) async throws -> Void) async throws {
        let folder = try Repository.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let fidelity = Fidelity(sandbox: try await SandboxProcess(folder: folder, records: 1000, seed: 7), folder: folder)
        do { try await work(fidelity) } catch {
            await fidelity.sandbox.stop()
            throw error
        }
        await fidelity.sandbox.stop()
    }

    /// Runs one of the scripts to its end.
    func run(_ script: String, _ arguments: [String] = []) async throws -> Program.End {
        var environment = ProcessInfo.processInfo.environment
        environment["SANDBOX"] = (["vendors": sandbox.vendors] as JSON).text
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        let path = Repository.root.appending(path: "Tests/Fidelity/\(script).py").path
        return try await Program(Self.python, [path] + arguments, in: Repository.root, environment: environment).end()
    }

    /// Lets a person's hands do these things, and says what came of each.
    func hands(_ tasks: [JSON]) async throws -> [JSON] {
        let file = folder.appending(path: "tasks.jsonl")
        try Data(tasks.map { $0.text + "\n" }.joined().utf8).write(to: file)
        let end = try await run("hands", [file.path])
        try #require(end.rows.count == tasks.count, "\(end)")
        return end.rows
    }

    /// The checks of a script that docs/TESTING.md lists, in their order.
    static func listed(_ script: String) throws -> [String] {
        let lines = try Repository.text("docs/TESTING.md").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let start = lines.firstIndex(of: "### \(script)") else { return [] }
        return lines[(start + 1)...].prefix { !$0.hasPrefix("#") }.filter { $0.hasPrefix("- ") }.map { String($0.dropFirst(2)) }
    }
}
