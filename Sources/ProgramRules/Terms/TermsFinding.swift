/// What is wrong with terms. `place` is the path of the key in config.yaml, such as `rules.base.versions.1`.
public enum TermsFinding: Hashable, Sendable {
    /// ISO 4217 has no such currency.
    case unknownCurrency(place: String, code: String)
    /// An amount in another currency than the program's.
    case foreignCurrency(place: String, code: String)
    /// A rate below zero.
    case negativeRate(place: String)
    /// A share above the whole.
    case rateAboveWhole(place: String, basisPoints: Int)
    /// An amount below zero where only zero or more makes sense.
    case negativeAmount(place: String)
    /// A window in which nothing can happen.
    case emptyWindow(place: String)
    /// A number of days, months or payments that makes no sense.
    case badCount(place: String, count: Int)
    /// Two rules, versions, milestones or rewards of one name.
    case duplicateName(place: String, name: String)
    /// A rule without a version.
    case noVersion(place: String)
    /// A version that ends before it starts.
    case emptyDates(place: String)
    /// Two versions that hold on the same day.
    case overlappingVersions(place: String, first: String, second: String)
    /// A tier table without steps.
    case noSteps(place: String)
    /// The first step does not start at 0, so that something has no step.
    case uncoveredStart(place: String, above: Int64)
    /// Two steps that start at the same place, or out of order.
    case overlappingSteps(place: String, above: Int64)
    /// Percentages and amounts in one table: they cannot be compared (C3).
    case mixedSteps(place: String)
    /// A rule that a rule before it hides on every day, because that one has no conditions.
    case unreachableRule(place: String, behind: String)
    /// A rule for a bonus of a milestone that the terms do not have.
    case unknownMilestone(place: String, name: String)

    /// Where it stands.
    public var place: String {
        switch self {
        case .unknownCurrency(let place, _), .foreignCurrency(let place, _), .negativeRate(let place), .rateAboveWhole(let place, _),
            .negativeAmount(let place), .emptyWindow(let place), .badCount(let place, _), .duplicateName(let place, _),
            .noVersion(let place), .emptyDates(let place), .overlappingVersions(let place, _, _), .noSteps(let place),
            .uncoveredStart(let place, _), .overlappingSteps(let place, _), .mixedSteps(let place), .unreachableRule(let place, _),
            .unknownMilestone(let place, _):
            place
        }
    }
}
