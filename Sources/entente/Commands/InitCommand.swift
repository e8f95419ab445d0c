import Agent
import ArgumentParser
import Foundation
import Model

/// A `NAME=CONNECTOR` of the command line.
struct RemoteChoice: ExpressibleByArgument, Sendable {
    let name: String
    let connector: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty, RemoteSettings.isName(parts[0]) else { return nil }
        (name, connector) = (parts[0], parts[1])
    }
}

/// `entente init`
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented config.yaml for the connectors chosen; what is there is never overwritten.",
        discussion: "Example:\n  entente init crm=salesforce marketing=hubspot")

    @Argument(help: ArgumentHelp("The remotes to be, each with its connector.", valueName: "name=connector"))
    var remotes: [RemoteChoice]

    @Option(name: .long, help: ArgumentHelp("The file to write.", valueName: "path"))
    var config = "config.yaml"

    @Option(name: .long, help: "The folder of manifests, instead of connectors here and beside the binary.")
    var folder: String?

    @Flag(name: .long, help: "Print one JSON document.")
    var json = false

    func validate() throws {
        for (index, remote) in remotes.enumerated() where remotes[..<index].contains(where: { $0.name == remote.name }) {
            throw ValidationError("two remotes are called \(remote.name); each needs a name of its own")
        }
    }

    func run() async throws {
        let bench = ConnectorBench(folder: folder)
        let starter = try Session.answer { () throws(RunError) -> StarterConfig in
            var chosen: [StarterConfig.Remote] = []
            for remote in remotes { chosen.append(StarterConfig.Remote(name: remote.name, manifest: try bench.one(remote.connector))) }
            let starter = StarterConfig(chosen)
            try NewFile.write(starter.text, to: config)
            return starter
        }
        let document: JSON = ["config": .string(config), "variables": .array(starter.variables.map(JSON.string))]
        Console(json: json).show(document) {
            let variables = starter.variables.isEmpty ? [] : ["it asks for the variables \(starter.variables.joined(separator: ", "))"]
            return ["wrote \(config)"] + variables + ["next: look through it, then `entente check`"]
        }
    }
}
