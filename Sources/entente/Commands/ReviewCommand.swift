import Agent
import ArgumentParser
import Model

/// `entente review`
struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "All that waits for a person, oldest first.",
        discussion: "Example:\n  entente review\n  entente review accept review_01J... --by ana@northwind.example",
        subcommands: [List.self, Show.self, Accept.self, Reject.self, Merge.self, Split.self], defaultSubcommand: List.self)

    /// Carries a person's decision out, and says what was done.
    private static func decide(
        _ common: CommonOptions, about id: String? = nil, _ decision: @escaping @Sendable (Reviews) throws(RunError) -> String
    ) async throws {
        try await Session.run(common) { (console) async throws(RunError) in
            let words = try decision(Reviews(services: try Wiring.hub(common, writes: true)))
            var document = JSONObject([("done", .string(words))])
            document["review"] = id.map(JSON.string)
            console.show(.object(document)) { [words] }
            return .done
        }
    }

    /// `entente review list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The open items.", discussion: "Example:\n  entente review list --limit 20")

        @OptionGroup var common: CommonOptions

        @Option(name: .long, help: "At most so many.")
        var limit = 100

        func run() async throws {
            let (common, limit) = (common, limit)
            try await Session.run(common) { (console) async throws(RunError) in
                let items = try Reviews(services: try Wiring.hub(common)).list(limit: limit)
                console.show(rows: items.map(\.json), table: { ReviewWords.table(items) }, empty: "nothing waits for a person")
                return .done
            }
        }
    }

    /// `entente review show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One item.", discussion: "Example:\n  entente review show review_01J...")

        @OptionGroup var common: CommonOptions

        @Argument(help: "The item's id, or how it ends.")
        var id: String

        func run() async throws {
            let (common, id) = (common, id)
            try await Session.run(common) { (console) async throws(RunError) in
                let services = try Wiring.hub(common)
                let item = try Reviews(services: services).show(id)
                console.show(item.json) { ReviewWords.lines(item, on: console.screen(of: services)) }
                return .done
            }
        }
    }

    /// `entente review accept`
    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Do what the item proposes: link a match, make a record, try a failed row again, let a deletion stand.",
            discussion: "Example:\n  entente review accept review_01J... --to p_01J... --by ana@northwind.example")

        @OptionGroup var common: CommonOptions

        @Argument(help: "The item's id, or how it ends.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("For a match with several candidates: the entity.", valueName: "entity"))
        var to: String?

        @Option(name: .long, help: "Who decides.")
        var by: String

        func run() async throws {
            let (id, to, by) = (id, to, by)
            try await ReviewCommand.decide(common, about: id) { (reviews) throws(RunError) in try reviews.accept(id, candidate: to, by: by)
            }
        }
    }

    /// `entente review reject`
    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Leave it: a record that waits for a match becomes an entity of its own.",
            discussion: "Example:\n  entente review reject review_01J... --by ana@northwind.example")

        @OptionGroup var common: CommonOptions

        @Argument(help: "The item's id, or how it ends.")
        var id: String

        @Option(name: .long, help: "Who decides.")
        var by: String

        func run() async throws {
            let (id, by) = (id, by)
            try await ReviewCommand.decide(common, about: id) { (reviews) throws(RunError) in try reviews.reject(id, by: by) }
        }
    }

    /// `entente review merge`
    struct Merge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make two entities one: the second is merged into the first; `split` takes it back.",
            discussion: "Example:\n  entente review merge p_01J... p_01K... --by ana@northwind.example")

        @OptionGroup var common: CommonOptions

        @Argument(help: "The entity that stays, by its id or how it ends.")
        var kept: String

        @Argument(help: "The entity that is merged into it.")
        var merged: String

        @Option(name: .long, help: "Who decides.")
        var by: String

        func run() async throws {
            let (kept, merged, by) = (kept, merged, by)
            try await ReviewCommand.decide(common) { (reviews) throws(RunError) in try reviews.merge(kept, merged, by: by) }
        }
    }

    /// `entente review split`
    struct Split: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a merge of two entities back.",
            discussion: "Example:\n  entente review split p_01J... --by ana@northwind.example")

        @OptionGroup var common: CommonOptions

        @Argument(help: "The merge's id, or an entity whose last merge it is.")
        var id: String

        @Option(name: .long, help: "Who decides.")
        var by: String

        func run() async throws {
            let (id, by) = (id, by)
            try await ReviewCommand.decide(common) { (reviews) throws(RunError) in try reviews.split(id, by: by) }
        }
    }
}
