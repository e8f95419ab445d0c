public import Model

/// A quotient of two whole numbers, shown with two places and never rounded before.
public struct Quotient: Hashable, Sendable {
    /// Above the line.
    public let above: Int128
    /// Below the line; never zero.
    public let below: Int128

    /// Makes a quotient; nil where nothing can be divided.
    public init?(_ above: Int128, over below: Int128) {
        guard below != 0 else { return nil }
        self.above = above
        self.below = below
    }

    /// The quotient in hundredths, rounded half-even; nil if it does not fit.
    public var hundredths: Int64? { Exact.quotient([above, 100], over: [below]) }

    /// The quotient as a person reads it, such as `4.00`.
    public var text: String {
        guard let hundredths else { return "too large" }
        let digits = String(hundredths.magnitude)
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return (hundredths < 0 ? "-" : "") + padded.dropLast(2) + "." + padded.suffix(2)
    }

    /// The quotient in per cent with two places, such as `400.00 %`.
    public var percentText: String { Quotient(above * 100, over: below).map { $0.text + " %" } ?? text }
}

/// The key figures of a program (PROGRAM section 10). All amounts are minor units of one currency.
public enum KeyFigures {
    /// What came in and what the program cost (W12).
    public struct Costs: Hashable, Sendable {
        /// What the deals that partners brought amount to.
        public var revenue: Int64
        /// What was earned by partners.
        public var commissions: Int64
        /// What the platform cost.
        public var platform: Int64
        /// What the people cost.
        public var management: Int64

        /// Describes a period.
        public init(revenue: Int64, commissions: Int64, platform: Int64, management: Int64) {
            self.revenue = revenue
            self.commissions = commissions
            self.platform = platform
            self.management = management
        }

        /// What the program cost in all.
        public var total: Int128 { Int128(commissions) + Int128(platform) + Int128(management) }
    }

    /// Return on investment: revenue less all costs, over all costs; nil if nothing was spent.
    public static func returnOnInvestment(_ costs: Costs) -> Quotient? {
        Quotient(Int128(costs.revenue) - costs.total, over: costs.total)
    }

    /// The share of approved partners with a referral in the last so many days, both ends included; nil without approved partners.
    public static func activityRate(
        approved: Set<EntityID>, lastReferral: [EntityID: Timestamp], days: Int, at now: Timestamp
    ) -> Quotient? {
        let since = now - .seconds(Int64(days) * 86_400)
        let active = approved.count { partner in lastReferral[partner].map { $0 >= since && $0 <= now } ?? false }
        return Quotient(Int128(active), over: Int128(approved.count))
    }

    /// The mean of the earnings of those who earned anything; nil if nobody did.
    public static func averageEarnings(_ earnings: [Int64]) -> Quotient? {
        let active = earnings.filter { $0 > 0 }
        return Quotient(active.reduce(Int128(0)) { $0 + Int128($1) }, over: Int128(active.count))
    }

    /// The median of the earnings of those who earned anything; nil if nobody did.
    public static func medianEarnings(_ earnings: [Int64]) -> Quotient? {
        let active = earnings.filter { $0 > 0 }.sorted()
        guard !active.isEmpty else { return nil }
        return Quotient(Int128(active[(active.count - 1) / 2]) + Int128(active[active.count / 2]), over: 2)
    }

    /// The share of the revenue that the top fifth of the partners brought, at least one of them; nil without revenue.
    public static func topFifthShare(_ revenues: [Int64]) -> Quotient? {
        let sorted = revenues.sorted(by: >)
        func sum(_ amounts: some Sequence<Int64>) -> Int128 { amounts.reduce(0) { $0 + Int128($1) } }
        return Quotient(sum(sorted.prefix((sorted.count + 4) / 5)), over: sum(sorted))
    }

    /// Earnings per click; nil without clicks.
    public static func earningsPerClick(earned: Int64, clicks: Int) -> Quotient? { Quotient(Int128(earned), over: Int128(clicks)) }

    /// What a customer cost: commissions and other costs over customers won; nil if none was.
    public static func costPerCustomer(_ costs: Costs, customersWon: Int) -> Quotient? {
        Quotient(costs.total, over: Int128(customersWon))
    }

    /// The share of customers who were still there so many months after they came; nil if none came so long ago.
    /// `customers` says when each came, and when each left, if so.
    public static func retention(
        _ customers: [(cameAt: Timestamp, leftAt: Timestamp?)], months: Int, at now: Timestamp, zone: ProgramZone
    ) -> Quotient? {
        let judged = customers.compactMap { customer -> Bool? in
            let day = zone.day(of: customer.cameAt)
            let index = day.year * 12 + day.month - 1 + months
            let wanted = CalendarDate(year: index / 12, month: index % 12 + 1, day: min(day.day, 28))
            guard let wanted, zone.start(of: wanted) <= now else { return nil }
            return customer.leftAt.map { $0 >= zone.start(of: wanted) } ?? true
        }
        return Quotient(Int128(judged.count { $0 }), over: Int128(judged.count))
    }
}
