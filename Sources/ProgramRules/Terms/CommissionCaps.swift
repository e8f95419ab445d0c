public import Model

/// Limits on what commissions add up to (C5). All are in the program's currency; nil is no limit.
public struct CommissionCaps: Hashable, Sendable {
    /// A limit that starts again with each period.
    public struct Periodic: Hashable, Sendable {
        /// The most.
        public var limit: Money
        /// When it starts again.
        public var period: PeriodLength

        /// Describes a limit.
        public init(limit: Money, period: PeriodLength) {
            self.limit = limit
            self.period = period
        }
    }

    /// The most for one deal, all its partners together.
    public var perDeal: Money?
    /// The most that a partner earns with one customer, for ever.
    public var perPartnerAndCustomer: Money?
    /// The most that a partner earns in a period.
    public var perPartner: Periodic?
    /// The most that the program pays in a period.
    public var program: Periodic?

    /// Describes limits.
    public init(
        perDeal: Money? = nil, perPartnerAndCustomer: Money? = nil, perPartner: Periodic? = nil, program: Periodic? = nil
    ) {
        self.perDeal = perDeal
        self.perPartnerAndCustomer = perPartnerAndCustomer
        self.perPartner = perPartner
        self.program = program
    }

    /// The limits with their names.
    var named: [(name: String, limit: Money)] {
        let all = [
            ("per_deal", perDeal), ("per_partner_and_customer", perPartnerAndCustomer), ("per_partner", perPartner?.limit),
            ("program", program?.limit),
        ]
        return all.compactMap { name, limit in limit.map { (name, $0) } }
    }
}
