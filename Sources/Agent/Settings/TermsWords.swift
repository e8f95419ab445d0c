import ProgramRules

/// What terms cannot mean, as a diagnostic says it.
enum TermsWords {
    static func of(_ finding: TermsFinding) -> (found: String, expected: String) {
        switch finding {
        case .unknownCurrency(_, let code): ("the currency \(code)", "a currency of ISO 4217")
        case .foreignCurrency(_, let code): ("an amount in \(code)", "one in the program's currency")
        case .negativeRate: ("a rate below zero", "a rate of zero or more")
        case .rateAboveWhole(_, let points): ("a share of \(points / 100) %", "a share of at most 100 %")
        case .negativeAmount: ("an amount below zero", "zero or more")
        case .emptyWindow: ("a window of zero", "a window in which something can happen")
        case .badCount(_, let count): ("\(count)", "a number that makes sense there")
        case .duplicateName(_, let name): ("the name \(name) twice", "each name once")
        case .noVersion: ("no version", "a version")
        case .emptyDates: ("a version that ends before it begins", "until behind from")
        case .overlappingVersions(_, let first, let second):
            ("the versions \(first) and \(second) on one day", "versions of which one ends where the next begins")
        case .noSteps: ("no step", "a step above 0")
        case .uncoveredStart(_, let above): ("a first step above \(above)", "a first step above 0")
        case .overlappingSteps(_, let above): ("overlapping steps at \(above)", "steps in rising order, each once")
        case .mixedSteps: ("percentages and amounts in one table", "steps of one kind (C3)")
        case .unknownMilestone(_, let name): ("a bonus for the milestone \(name)", "the name of one of terms.milestones")
        case .unreachableRule(_, let rule): ("a rule that never applies", "it before the rule \(rule), which always does")
        }
    }
}
