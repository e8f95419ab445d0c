public import Agent
public import ArgumentParser
import Model

/// `entente commissions`
struct CommissionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commissions",
        abstract: "What was earned, by whom, under which rule, and how it came about; a person may approve, hold or void one.",
        discussion: """
            Example:
              entente commissions --json
              entente commissions void commission_01J... --why "the order was a test" --by ana@northwind.example
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "approve releases what holds it, hold keeps it back, void takes it back; left out, all are listed.")
    var decision: CommissionList.Decision?

    @Argument(help: "The commission's id, or how it ends.")
    var id: String?

    @Option(name: .long, help: "Why.")
    var why: String?

    @Option(name: .long, help: "Who decides.")
    var by: String?

    func validate() throws {
        guard decision != nil else { return }
        if id == nil || why == nil || by == nil { throw ValidationError("to decide takes the commission's id, --why and --by") }
    }

    func run() async throws {
        let (common, decision, id, why, by) = (common, decision, id, why, by)
        try await Session.run(common) { (console) async throws(RunError) in
            if let decision, let id, let why, let by {
                try CommissionList(services: try Wiring.hub(common, writes: true)).decide(id, decision, by: by, why: why)
                console.show(["commission": .string(id), "as": .string(decision.rawValue)]) { ["noted; next: `entente earn`"] }
                return .done
            }
            let found = try CommissionList(services: try Wiring.hub(common)).all()
            console.show(
                rows: found.map(\.json), table: { EarnWords.table(found) }, empty: "nothing was earned yet; `entente earn` computes it")
            return .done
        }
    }
}

extension CommissionList.Decision: ExpressibleByArgument {}
