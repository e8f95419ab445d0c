import Foundation
import Model
import Testing

/// `init`: a configuration to begin with, for whatever connectors there are.
@Suite struct InitTests {
    private static let connectors =
        (try? FileManager.default.contentsOfDirectory(
            atPath: Repository.root.appending(path: "connectors").path))?
        .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted() ?? []

    private func run(_ folder: URL, _ arguments: String..., with variables: [String: String] = [:]) async throws -> Program.End {
        var environment = ProcessInfo.processInfo.environment
        environment.merge(variables) { $1 }
        return try await Program(Repository.binary, arguments, in: folder, environment: environment).end()
    }

    private func inFreshFolder<T>(_ body: (URL) async throws -> T) async throws -> T {
        let folder = try Repository.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "connectors"), withDestinationURL: Repository.root.appending(path: "connectors"))
        return try await body(folder)
    }

    @Test(arguments: connectors)
    func `what it writes for one connector is sound, with every variable it names`(connector: String) async throws {
        try await inFreshFolder { folder in
            let made = try await run(folder, "init", "one=\(connector)", "--json")
            #expect(made.code == 0, "\(made)")
            let names = made.json?["variables"]?.array?.compactMap(\.string) ?? []
            let text = Program.text(folder.appending(path: "config.yaml"))
            #expect(names.allSatisfy { text.contains("${env:\($0)}") })
            // The hub is opened only if the file, its manifests and both together are sound.
            let status = try await run(folder, "status")
            #expect(status.code == 0, "\(status)\n\(text)")
        }
    }

    @Test func `what it writes for all connectors together is sound, and maps what the sample maps`() async throws {
        try await inFreshFolder { folder in
            let choices = Self.connectors.enumerated().map { "r\($0)=\($1)" }
            let made = try await Program(
                Repository.binary, ["init"] + choices, in: folder, environment: ProcessInfo.processInfo.environment
            ).end()
            #expect(made.code == 0, "\(made)")
            let status = try await run(folder, "status")
            #expect(status.code == 0, "\(status)")
            let text = Program.text(folder.appending(path: "config.yaml"))
            let sample = try Repository.text("config.yaml")
            for name in ["Partner_Tier__c", "Order_Number__c", "dealstage", "guard: strict", "On Hold", "custom.segment"] {
                #expect(sample.contains(name) && text.contains(name), "\(name)")
            }
        }
    }

    @Test func `nothing is overwritten`() async throws {
        try await inFreshFolder { folder in
            let file = folder.appending(path: "config.yaml")
            try Data("mine".utf8).write(to: file)
            let end = try await run(folder, "init", "crm=hubspot")
            #expect(end.code == 1, "\(end)")
            #expect(end.err.contains("config.yaml is there already"), "\(end)")
            #expect(Program.text(file) == "mine")
        }
    }

    @Test(arguments: [
        ["init"], ["init", "hubspot"], ["init", "Crm=hubspot"], ["init", "hub=hubspot"], ["init", "crm=hubspt"],
        ["init", "crm=hubspot", "crm=salesforce"],
    ])
    func `a choice that is none is a matter of usage, and nothing is written`(arguments: [String]) async throws {
        try await inFreshFolder { folder in
            let end = try await Program(
                Repository.binary, arguments, in: folder, environment: ProcessInfo.processInfo.environment
            ).end()
            #expect(end.code == 64, "\(end)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "config.yaml").path))
        }
    }
}
