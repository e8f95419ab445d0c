/// How links, terms or payouts of config.yaml fit the files, partners and deals they speak of.
public enum ProgramFact: Sendable, Equatable {
    /// They fit.
    case fitting
    /// What clicks are hashed under cannot be had: the sentence says where and why (K3).
    case noLinkKey(String)
    /// The terms have no rule: nothing is earned.
    case noRule
    /// The file of exchange rates is missing or no text.
    case unreadableRates(path: String)
    /// The file of exchange rates does not begin as a table of them.
    case noRateTable(path: String)
    /// So many lines and cells of the file of exchange rates are not used; the first of them.
    case badRates(path: String, count: Int, line: Int)
    /// Deals in a currency of which no rate is known wait (W13).
    case noRate(currency: String, deals: Int)
    /// Partners are to be paid by a method that `payouts` does not name.
    case unpaidMethod(method: String, partners: Int)
    /// Partners who earned something have not said where their money goes.
    case noDestination(partners: Int)
    /// Partners are to be paid in a currency of which no rate is known (L4).
    case noPayoutRate(currency: String, partners: Int)
    /// An amount of `payouts` or its brakes is in a currency in which nothing is paid.
    case idleAmount(key: String, currency: String)

    /// True if a command would fail for it; else something waits or has no effect.
    public var isError: Bool {
        switch self {
        case .noLinkKey, .unreadableRates, .noRateTable: true
        case .fitting, .noRule, .badRates, .noRate, .unpaidMethod, .noDestination, .noPayoutRate, .idleAmount: false
        }
    }
}
