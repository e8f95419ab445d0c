import Model
import Testing

/// The same field edited on both sides under each policy of config.yaml (R6): what is kept, what is lost, and that the loser is told.
@Suite struct PolicyTests {
    private static let played = Task { try await PolicyPlay.play() }

    @Test(arguments: PolicyCase.all) func `each policy decides on its own field, and what lost is kept`(test: PolicyCase) async throws {
        let outcomes = try await Self.played.value.outcomes
        let outcome = try #require(outcomes[test.hub])
        #expect(outcome.account == test.after.account, "\(outcome)")
        #expect(outcome.company == test.after.company, "\(outcome)")
        #expect(outcome.lost == test.lost, "\(outcome)")
        #expect(outcome.waits == test.waits, "\(outcome)")
    }
}
