import Agent
import ArgumentParser
import Model

/// `entente show`
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Rows of the hub; one row with its links, the values of each remote, and where each value came from.",
        discussion: "Example:\n  entente show partner --where \"tier = 'gold'\" --limit 5\n  entente show partner p_01J...")

    @OptionGroup var common: CommonOptions

    @Argument(help: "partner, customer, referral, deal or payment.")
    var entity: EntityKind

    @Argument(help: "The id of one, or how it ends.")
    var id: String?

    @Option(name: .customLong("where"), help: ArgumentHelp("A condition over the table's columns, as in SQL.", valueName: "expression"))
    var condition: String?

    @Option(name: .long, help: "At most so many rows.")
    var limit = 20

    func run() async throws {
        let (common, entity, id, condition, limit) = (common, entity, id, condition, limit)
        try await Session.run(common) { (console) async throws(RunError) in
            let services = try Wiring.hub(common)
            let show = Show(services: services)
            if let id {
                let view = try show.entity(try GivenID(services: services).entity(id, kind: entity))
                console.show(view.json) { EntityWords.lines(view, on: console.screen(of: services)) }
                return .done
            }
            let rows = try show.rows(entity, where: condition, limit: limit)
            console.show(
                rows: rows.map(\.json), table: { EntityWords.table(rows.map(\.entity), kind: entity) }, empty: "no \(entity.rawValue)")
            return .done
        }
    }
}
