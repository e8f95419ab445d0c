import Model
import ProgramRules
import Testing

/// Short ways to say ids, amounts, times and terms. What cannot be made fails the test where it was asked for.
enum Bench {
    static func id(_ kind: EntityKind, _ number: Int) throws -> EntityID {
        let digits = String(number)
        let padded = String(repeating: "0", count: 26 - digits.count) + digits
        return try #require(EntityID(kind.idPrefix + padded))
    }

    static func partner(_ number: Int) throws -> EntityID { try id(.partner, number) }
    static func deal(_ number: Int) throws -> EntityID { try id(.deal, number) }
    static func customer(_ number: Int) throws -> EntityID { try id(.customer, number) }

    static func money(_ text: String) throws -> Money { try #require(Money(text), "\(text)") }
    static func usd(_ minor: Int64) throws -> Money { Money(minor: minor, currency: try currency("USD")) }
    static func currency(_ code: String) throws -> Currency { try #require(Currency(code)) }
    static func zone(_ name: String = "UTC") throws -> ProgramZone { try #require(ProgramZone(name)) }
    static func at(_ text: String) throws -> Timestamp { try #require(Timestamp(iso: text), "\(text)") }
    static func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text), "\(text)") }

    /// A rule with one version.
    static func rule(
        _ pay: RuleVersion.Pay, id: String = "base", kind: CommissionKind = .sale, conditions: [RuleCondition] = [],
        base: CommissionBase = .gross, holdDays: Int = 30
    ) -> CommissionRule {
        let version = RuleVersion(conditions: conditions, pay: pay, base: base, holdDays: holdDays)
        return CommissionRule(id: id, kind: kind, versions: [version])
    }

    static func percent(_ basisPoints: Int) -> CommissionRate { .percent(Percentage(basisPoints: basisPoints)) }

    /// Terms in a currency with some rules.
    static func terms(_ currency: String = "USD", zone: String = "UTC", rules: [CommissionRule] = []) throws -> Terms {
        Terms(currency: try self.currency(currency), zone: try self.zone(zone), rules: rules)
    }

    /// A deal that was opened, then won and paid with an amount.
    static func won(
        _ number: Int, customer: Int? = nil, _ amount: SaleAmounts?, at: String, opened: String? = nil, more: [SaleEvent] = []
    ) throws -> Deal {
        let instant = try self.at(at)
        var events = [
            SaleEvent(id: "won-\(number)", at: instant, change: .stage("won", pipeline: "main", outcome: .won)),
            SaleEvent(id: "paid-\(number)", at: instant, change: .paid),
        ]
        if let amount { events.append(SaleEvent(id: "amounts-\(number)", at: instant, change: .amounts(amount))) }
        return Deal(
            id: try deal(number), customer: try self.customer(customer ?? number), openedAt: try opened.map(self.at) ?? instant,
            events: events + more)
    }

    /// A click of a partner for the customer of that number, shortly before.
    static func click(_ partner: Int, customer: Int, at: String, id: String? = nil) throws -> Touch {
        Touch(
            id: id ?? "click-\(partner)-\(customer)", kind: .click, partner: try self.partner(partner), at: try self.at(at),
            customer: try self.customer(customer))
    }

    static func partners(_ count: Int) throws -> [EntityID: PartnerFacts] {
        let facts = try (1...count).map { PartnerFacts(id: try partner($0), kind: .affiliate) }
        return Dictionary(uniqueKeysWithValues: facts.map { ($0.id, $0) })
    }

    /// Deals and touches played through attribution and commissions.
    static func earn(
        _ terms: Terms, deals: [Deal], touches: [Touch], partners: Int = 3, rates: ExchangeRates = ExchangeRates(),
        frozen: [CommissionKey: FrozenTerms] = [:], archive: [String: TermsBook] = [:], book: String = "today"
    ) throws -> EarnResult {
        let lines = SaleLines(deals: deals, touches: TouchBook(touches), terms: terms)
        let input = EarnInput(
            book: TermsBook(id: book, terms: terms), archive: archive, partners: try self.partners(partners), lines: lines.lines,
            frozen: frozen, rates: rates)
        return try Commissions.earn(input).get()
    }
}

extension EarnResult {
    /// What stands, in major units, by line and partner.
    var amounts: [String] { commissions.map(\.amount.amountText) }

    /// The steps of all commissions in the order of time: amount and reason.
    var steps: [String] { entries.map { "\($0.amount.amountText) \($0.reason.rawValue)" } }

    /// What stands in all, in minor units.
    var total: Int64 { commissions.map(\.amount.minor).reduce(0, +) }

    /// What stands for one partner.
    func total(of partner: EntityID) -> Int64 {
        commissions.filter { $0.key.partner == partner }.map(\.amount.minor).reduce(0, +)
    }
}
