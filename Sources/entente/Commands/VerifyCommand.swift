import Agent
import ArgumentParser
import Model

/// `entente verify`
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the hub against itself: the database, references, base pairs, the ledger's sums and its hash chain.",
        discussion: "Example:\n  entente verify")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let common = common
        try await Session.run(common) { (console) async throws(RunError) in
            let problems = try Verify(services: try Wiring.hub(common)).run()
            console.show(["problems": .array(problems.map(JSON.string))]) { problems.isEmpty ? ["the hub is sound"] : problems }
            return problems.isEmpty ? .done : .failed
        }
    }
}
