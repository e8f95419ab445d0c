/// All rows, by theme.
enum ScenarioTable {
    static let rows: [Scenario] =
        SameFieldScenarios.rows + EqualScenarios.rows + ThreeSideScenarios.rows + IdentityScenarios.rows + DeletionScenarios.rows
        + ValueScenarios.rows + FailureScenarios.rows + ConfigScenarios.rows + BrakeScenarios.rows

    /// Rows that are played together, by the name of their world.
    static let worlds = Dictionary(grouping: shared, by: \.world.name)
    static let shared = rows.filter { !$0.world.isOwn }
    static let lone = rows.filter(\.world.isOwn)
}
