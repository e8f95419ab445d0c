public import Agent
public import ArgumentParser

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "path"))
    var config = "config.yaml"

    @Option(name: .long, help: ArgumentHelp("The hub's store, instead of the one that the configuration names.", valueName: "path"))
    var store: String?

    @Flag(name: .long, help: "Print one JSON document, or JSON Lines for lists.")
    var json = false

    @Flag(name: .shortAndLong, help: "Log more; twice for every request.")
    var verbose: Int

    @Flag(name: .shortAndLong, help: "Log errors only, and show no progress.")
    var quiet = false

    @Option(name: .long, help: ArgumentHelp("The form of log lines: text or json.", valueName: "form"))
    var log: LogSettings.Format?
}

extension LogSettings.Format: ExpressibleByArgument {}
