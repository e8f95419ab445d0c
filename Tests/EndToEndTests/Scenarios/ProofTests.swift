import Testing

/// Each row is about a rule: with the rule's guard taken out of the binary, the row fails. A row that passes all the same proves nothing.
@Suite struct ProofTests {
    /// The rows about one guard in one world.
    struct Proof: Sendable, CustomTestStringConvertible {
        let rule: String
        let rows: [Scenario]

        var testDescription: String { "\(rule) in \(rows[0].world.name): \(rows.map(\.name).joined(separator: ", "))" }
    }

    /// All proofs; rows with a world of their own each alone, as they are played.
    static let all: [Proof] =
        Dictionary(grouping: ScenarioTable.shared) { "\($0.rule) \($0.world.name)" }.values
        .map { Proof(rule: $0[0].rule, rows: $0) }.sorted { $0.testDescription < $1.testDescription }
        + ScenarioTable.lone.map { Proof(rule: $0.rule, rows: [$0]) }

    @Test(arguments: all) func `every row fails without its rule`(proof: Proof) async throws {
        let outcome = try await ScenarioPlay.play(proof.rows, in: proof.rows[0].world, without: proof.rule)
        for row in proof.rows {
            let differences = try #require(outcome.rows[row.name])
            #expect(!differences.isEmpty, "\(row.name) passes without \(row.rule)")
        }
    }
}
