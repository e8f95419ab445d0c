import Agent
public import ArgumentParser
public import Model

/// What a sync or a plan is about.
struct SyncSelection: ParsableArguments {
    @Argument(help: "Only these remotes.")
    var remotes: [String] = []

    @Option(name: .long, help: "Only this kind of entity; may be given more than once.")
    var only: [EntityKind] = []

    @Flag(name: .long, help: "Read everything, whatever the cursors say.")
    var full = false

    /// The same, as the engine takes it.
    var options: SyncOptions {
        var options = SyncOptions()
        options.remotes = remotes
        options.kinds = only
        options.isFull = full
        return options
    }
}

extension EntityKind: ExpressibleByArgument {}
