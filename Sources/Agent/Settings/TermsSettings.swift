public import Model
public import ProgramRules
public import YAML

/// What `terms` of config.yaml says: everything that decides an amount, and where each rule stands.
public struct TermsSettings: Sendable, Equatable {
    /// True if the file has terms; without them nothing is earned.
    public var isGiven: Bool
    /// The terms under a name that stands for exactly them; with the file's `payouts`.
    public var book: TermsBook
    /// The terms as canonical text: kept beside the book's id, it makes the same book again when the file has long changed.
    public var text: String
    /// Where exchange rates come from; nil if nobody said.
    public var rates: RateSource?
    /// What the program costs beside commissions.
    public var costs: MonthlyCosts
    /// Where rules and their versions stand, by `RULE` and `RULE/VERSION`.
    var places: [String: SourcePlace]

    /// Where a version of a rule stands in the file, for whoever asks why an amount is what it is; nil if it stands there no more.
    public func place(rule: String, version: String) -> SourcePlace? { places["\(rule)/\(version)"] }
}

/// A file of exchange rates.
public struct RateSource: Sendable, Equatable {
    /// The file.
    public var file: String
    /// The currency of which one unit is worth what the file's columns say.
    public var base: Currency
    /// Who published it, for the entry that uses a rate (L4).
    public var source: String
}
