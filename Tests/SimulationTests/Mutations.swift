import Model

/// The guards whose absence the simulation must notice; the others have tests of their own.
enum Mutations {
    static let watched: Set<RuleGuard> = [.lease, .outboxFirst]
}
