import Agent
import ArgumentParser
import Model

/// `entente conflicts`
struct ConflictsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts",
        abstract: "Every value that lost, and conflicts to decide.",
        discussion: "Example:\n  entente conflicts\n  entente conflicts resolve conflict_01J... --take crm --by ana@northwind.example",
        subcommands: [List.self, Show.self, Resolve.self], defaultSubcommand: List.self)

    /// `entente conflicts list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open conflicts; with --all, decided ones too.", discussion: "Example:\n  entente conflicts list --all")

        @OptionGroup var common: CommonOptions

        @Flag(name: .long, help: "Also those decided by a policy or a person.")
        var all = false

        @Option(name: .long, help: "At most so many.")
        var limit = 100

        func run() async throws {
            let (common, all, limit) = (common, all, limit)
            try await Session.run(common) { (console) async throws(RunError) in
                let services = try Wiring.hub(common)
                let found = try Conflicts(services: services).list(openOnly: !all, limit: limit)
                console.show(rows: found.map(\.json), table: { ConflictWords.table(found) }, empty: "no open conflicts")
                return .done
            }
        }
    }

    /// `entente conflicts show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One conflict.", discussion: "Example:\n  entente conflicts show conflict_01J...")

        @OptionGroup var common: CommonOptions

        @Argument(help: "The conflict's id, or how it ends.")
        var id: String

        func run() async throws {
            let (common, id) = (common, id)
            try await Session.run(common) { (console) async throws(RunError) in
                let services = try Wiring.hub(common)
                let view = try Conflicts(services: services).show(id)
                console.show(view.json) { ConflictWords.lines(view, on: console.screen(of: services)) }
                return .done
            }
        }
    }

    /// `entente conflicts resolve`
    struct Resolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide an open conflict; the next sync carries the decision to all sides.",
            discussion: "Example:\n  entente conflicts resolve conflict_01J... --take hub --by ana@northwind.example")

        @OptionGroup var common: CommonOptions

        @Argument(help: "The conflict's id, or how it ends.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("The remote whose value counts, `hub`, or a value.", valueName: "remote|hub|value"))
        var take: String

        @Option(name: .long, help: "Who decides.")
        var by: String

        func run() async throws {
            let (common, id, take, by) = (common, id, take, by)
            try await Session.run(common) { (console) async throws(RunError) in
                let services = try Wiring.hub(common, writes: true)
                let entity = try Conflicts(services: services).resolve(id, take: take, by: by)
                let view = try Agent.Show(services: services).entity(entity.id)
                console.show(view.json) { ["decided; the next sync carries it to all sides"] }
                return .done
            }
        }
    }
}
