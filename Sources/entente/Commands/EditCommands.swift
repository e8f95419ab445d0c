import Agent
import ArgumentParser
import Model

/// A `FIELD=VALUE` of the command line.
struct Assignment: ExpressibleByArgument, Sendable {
    let field: String
    let text: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
        field = String(argument[..<sign])
        text = String(argument[argument.index(after: sign)...])
    }
}

/// `entente add`
struct AddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add an entity to the hub; the next sync makes its records.",
        discussion: "Example:\n  entente add partner name=\"Acme GmbH\" domain=acme.example tier=gold --by ana@northwind.example")

    @OptionGroup var common: CommonOptions

    @Argument(help: "partner, customer, referral, deal or payment.")
    var entity: EntityKind

    @Argument(help: ArgumentHelp("Fields; money as amount=\"12.30 USD\", times in ISO 8601, empty text clears.", valueName: "field=value"))
    var fields: [Assignment]

    @Option(name: .long, help: "Who adds it.")
    var by: String?

    func run() async throws {
        let (common, entity, fields, by) = (common, entity, fields, by)
        try await Session.run(common) { (console) async throws(RunError) in
            let services = try Wiring.hub(common, writes: true)
            let made = try HubEdit(services: services).add(entity, fields.map { ($0.field, $0.text) }, by: by)
            let view = try Show(services: services).entity(made.id)
            console.show(view.json) { ["added \(made.id.text)"] }
            return .done
        }
    }
}

/// `entente set`
struct SetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Set fields of an entity in the hub; the next sync carries them to the remotes.",
        discussion: "Example:\n  entente set partner p_01J... tier=silver --by ana@northwind.example")

    @OptionGroup var common: CommonOptions

    @Argument(help: "partner, customer, referral, deal or payment.")
    var entity: EntityKind

    @Argument(help: "The entity's id, or how it ends.")
    var id: String

    @Argument(help: ArgumentHelp("Fields; empty text clears.", valueName: "field=value"))
    var fields: [Assignment]

    @Option(name: .long, help: "Who sets them.")
    var by: String

    func run() async throws {
        let (common, entity, id, fields, by) = (common, entity, id, fields, by)
        try await Session.run(common) { (console) async throws(RunError) in
            let services = try Wiring.hub(common, writes: true)
            let known = try GivenID(services: services).entity(id, kind: entity)
            let changed = try HubEdit(services: services).set(known, fields.map { ($0.field, $0.text) }, by: by)
            let view = try Show(services: services).entity(changed.id)
            console.show(view.json) { ["set; the next sync carries it to the remotes"] }
            return .done
        }
    }
}
