public import Model

/// What a report is asked for.
public struct ReportQuestion: Sendable {
    /// The first day; nil for the day on which anything began.
    public var from: CalendarDate?
    /// The last day; nil for today.
    public var to: CalendarDate?
    /// The currency into which amounts are turned; nil leaves each in its own.
    public var currency: Currency?

    /// Asks for days and a currency.
    public init(from: CalendarDate? = nil, to: CalendarDate? = nil, currency: Currency? = nil) {
        self.from = from
        self.to = to
        self.currency = currency
    }
}
