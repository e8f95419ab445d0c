public import Model

/// A moment at which a customer's money could earn: a won deal or a later payment.
public struct EarningMoment: Hashable, Sendable {
    /// The line that would earn.
    public var line: String
    /// The deal.
    public var deal: EntityID
    /// When.
    public var at: Timestamp
    /// True for a later payment.
    public var isRenewal: Bool
    /// True if the deal has touches of its own that count.
    public var hasShares: Bool
    /// The rules of attribution that the deal came under.
    public var terms: AttributionTerms

    /// Describes a moment.
    public init(line: String, deal: EntityID, at: Timestamp, isRenewal: Bool, hasShares: Bool, terms: AttributionTerms) {
        self.line = line
        self.deal = deal
        self.at = at
        self.isRenewal = isRenewal
        self.hasShares = hasShares
        self.terms = terms
    }
}

/// Whose a moment is.
public enum BindingOutcome: Hashable, Sendable {
    /// That of the deal whose touches decide: its own, or the one that bound the customer.
    case bound(to: EntityID)
    /// Nobody's: no touch ever counted.
    case nobody
    /// Nobody's any more: the terms bind no customer beyond the deal.
    case notRecurring
    /// Nobody's any more: the months are over.
    case monthsOver
    /// Nobody's any more: so many payments have earned.
    case paymentsOver
}

/// A customer's binding to whoever brought the first deal (A6).
public enum CustomerBinding {
    private struct Binding {
        let deal: EntityID
        let since: Timestamp
        let terms: AttributionTerms
        var payments: Int
    }

    /// Whose each moment of one customer is, by line. Promises: the order of the moments does not matter.
    public static func resolve(_ moments: [EarningMoment], zone: ProgramZone) -> [String: BindingOutcome] {
        var outcomes: [String: BindingOutcome] = [:]
        var bindings: [EntityID: Binding] = [:]
        var owners: [EntityID: EntityID] = [:]
        var current: EntityID?
        for moment in moments.sorted(by: { ($0.at, $0.line) < ($1.at, $1.line) }) {
            if !moment.isRenewal, moment.hasShares {
                bindings[moment.deal] = Binding(deal: moment.deal, since: moment.at, terms: moment.terms, payments: 1)
                owners[moment.deal] = moment.deal
                let isFree = current.flatMap { bindings[$0] }.map { end(of: $0, at: moment.at, zone) != nil } ?? true
                if isFree { current = moment.deal }
                outcomes[moment.line] = .bound(to: moment.deal)
                continue
            }
            let owner = moment.isRenewal ? owners[moment.deal] : current
            guard let owner, let binding = bindings[owner] else {
                outcomes[moment.line] = .nobody
                continue
            }
            if let end = end(of: binding, at: moment.at, zone) {
                outcomes[moment.line] = end
                continue
            }
            bindings[owner]?.payments += 1
            if !moment.isRenewal { owners[moment.deal] = owner }
            outcomes[moment.line] = .bound(to: owner)
        }
        return outcomes
    }

    /// Why a binding does not hold any more; nil while it does.
    private static func end(of binding: Binding, at instant: Timestamp, _ zone: ProgramZone) -> BindingOutcome? {
        guard let recurring = binding.terms.recurring else { return .notRecurring }
        if let months = recurring.months, zone.day(of: instant) >= day(zone.day(of: binding.since), months: months) { return .monthsOver }
        if let most = recurring.payments, binding.payments >= most { return .paymentsOver }
        return nil
    }

    /// The day so many months later; the last of its month where the month is shorter.
    private static func day(_ day: CalendarDate, months: Int) -> CalendarDate {
        let index = day.year * 12 + day.month - 1 + months
        for wanted in stride(from: day.day, to: 0, by: -1) {
            if let found = CalendarDate(year: index / 12, month: index % 12 + 1, day: wanted) { return found }
        }
        return day
    }
}
