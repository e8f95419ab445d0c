public import Model
public import ProgramRules

/// One of `experiments` of config.yaml.
public struct ExperimentSettings: Sendable, Equatable {
    /// Who is in an arm.
    public enum Subject: String, Sendable, CaseIterable {
        /// A partner.
        case partner
        /// A link, which is to lead to the arm's landing page.
        case landingPage = "landing_page"
    }

    /// What is compared.
    public enum Measure: String, Sendable, CaseIterable {
        /// Of the clicks that count, those that led to a sale.
        case clicks
        /// Of the subjects, those that brought a sale.
        case subjects
    }

    /// The arms, and who is in which.
    public var experiment: Experiment
    /// Who is in an arm.
    public var subject: Subject
    /// What is compared.
    public var measure: Measure
    /// The first day.
    public var from: CalendarDate
    /// The last day; nil for one that goes on.
    public var to: CalendarDate?

    /// True on a day of the experiment, or before it: whoever acts now acts for it.
    public func isAhead(on day: CalendarDate) -> Bool { to.map { day <= $0 } ?? true }
}
