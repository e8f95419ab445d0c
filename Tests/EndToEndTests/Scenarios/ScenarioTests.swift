import Model
import Testing

/// The scenario table, row by row.
@Suite struct ScenarioTests {
    private static let plays = Dictionary(
        uniqueKeysWithValues: ScenarioTable.worlds.map { name, rows in
            (name, Task { try await ScenarioPlay.play(rows, in: rows[0].world) })
        })

    @Test(arguments: ScenarioTable.shared) func `each row comes out as the table says`(row: Scenario) async throws {
        let outcome = try #require(try await Self.plays[row.world.name]?.value)
        let differences = try #require(outcome.rows[row.name])
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test(arguments: ScenarioTable.worlds.keys.sorted()) func `the exit codes of a world are those of its rows`(world: String) async throws
    {
        let outcome = try #require(try await Self.plays[world]?.value)
        #expect(outcome.world.isEmpty, "\(outcome.world.joined(separator: "\n"))")
    }

    @Test func `every row has a name of its own`() {
        let rows = ScenarioTable.rows
        #expect(rows.count >= 60)
        #expect(Set(rows.map(\.name)).count == rows.count)
    }

    @Test func `every row names guards that there are`() {
        for row in ScenarioTable.rows {
            #expect(!row.rule.isEmpty && Guards.without(row.rule).unknown.isEmpty, "\(row.name): \(row.rule)")
        }
    }
}

/// Rows whose world is their own: a brake, a lost permission, a second hub.
@Suite struct LoneScenarioTests {
    @Test(arguments: ScenarioTable.lone) func `each row comes out as the table says`(row: Scenario) async throws {
        let outcome = try await ScenarioPlay.play([row], in: row.world)
        let differences = try #require(outcome.rows[row.name])
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }
}
