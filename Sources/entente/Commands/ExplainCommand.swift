import Agent
import ArgumentParser
import Model

/// `entente explain`
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "The whole proof behind an entity or one of its fields: who, when, by which rule, what lost, what was written where.",
        discussion: """
            Example:
              entente explain p_01J...
              entente explain p_01J... tier
              entente explain commission_01J...
              entente explain reward_01J...
              entente explain payout_01J...
              entente explain p_01J... balance
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The entity's id, or how it ends; or the id of a commission, a reward or a payout.")
    var id: String

    @Argument(help: "One of its fields; of a partner also balance: what is owed, row by row.")
    var field: String?

    func run() async throws {
        let (common, id, field) = (common, id, field)
        try await Session.run(common) { (console) async throws(RunError) in
            let services = try Wiring.hub(common)
            if id.hasPrefix("commission_") {
                let proof = try CommissionProof(of: id, services: services)
                console.show(proof.json) { EarnWords.lines(proof, on: console.screen(of: services)) }
                return .done
            }
            if id.hasPrefix("reward_") {
                let proof = try RewardList(services: services).proof(of: id)
                console.show(proof.json) { RewardWords.lines(proof, on: console.screen(of: services)) }
                return .done
            }
            if id.hasPrefix("payout_") {
                let proof = try Payouts(services: services, terms: services.settings.payouts.terms).show(id)
                console.show(proof.json) { PayoutWords.lines(proof, on: console.screen(of: services)) }
                return .done
            }
            if field == "balance" {
                let proof = try BalanceProof(of: try GivenID(services: services).entity(id, kind: .partner), services: services)
                console.show(proof.json) { EarnWords.lines(proof, on: console.screen(of: services)) }
                return .done
            }
            let proof = try Explain(services: services).entity(try GivenID(services: services).entity(id), field: field)
            console.show(proof.json) { ExplainWords.lines(proof, on: console.screen(of: services)) }
            return .done
        }
    }
}
