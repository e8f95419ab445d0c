import Model
import ProgramRules

/// A random program with a random past, in pieces that can be told in any order.
struct CommissionWorld {
    var random: Seeded
    var terms: Terms
    var partners: [EntityID: PartnerFacts] = [:]
    var deals: [Deal] = []
    var touches: [Touch] = []
    private let start: Timestamp

    init(seed: UInt64) throws {
        random = Seeded(seed)
        start = try Bench.at("2026-01-05T00:00:00Z")
        terms = try Bench.terms(zone: "America/New_York")
        try makeTerms()
        try makePartners()
        for number in 1...10 { try makeDeal(number) }
    }

    private mutating func makeTerms() throws {
        terms.attribution.model = random.pick([.firstClick, .lastClick, .linear, .position])
        terms.attribution.windowDays = 20
        terms.attribution.recurring = RecurringTerms(months: random.pick([nil, 2]), payments: random.pick([nil, 3]))
        let measure: TierTable.Measure = random.pick([.count, .amount])
        let table = TierTable(
            measure: measure, period: random.pick([.month, .quarter, .lifetime]), isMarginal: random.chance(50),
            steps: [
                .init(above: 0, rate: Bench.percent(1000)), .init(above: measure == .count ? 2 : 15_000, rate: Bench.percent(1500)),
                .init(above: measure == .count ? 4 : 40_000, rate: Bench.percent(1775)),
            ])
        terms.rules = [
            Bench.rule(
                .rate(.flat(try Bench.money("7.77 USD"))), id: "small", conditions: [.amountBelow(try Bench.money("30.00 USD"))]),
            Bench.rule(random.chance(60) ? .tiers(table) : .rate(Bench.percent(1234)), base: .net),
            Bench.rule(.rate(Bench.percent(500)), id: "again", kind: .renewal),
            Bench.rule(.rate(.flat(try Bench.money("2.00 USD"))), id: "demo", kind: .stage("demo")),
            Bench.rule(.rate(Bench.percent(2000)), id: "recruit", kind: .recruiting),
        ]
        if random.chance(30) { terms.caps.perDeal = try Bench.money("20.00 USD") }
        if random.chance(30) { terms.caps.perPartnerAndCustomer = try Bench.money("25.00 USD") }
        if random.chance(30) { terms.caps.perPartner = .init(limit: try Bench.money("60.00 USD"), period: .month) }
        if random.chance(30) { terms.caps.program = .init(limit: try Bench.money("120.00 USD"), period: .quarter) }
    }

    private mutating func makePartners() throws {
        for number in 1...4 {
            var facts = PartnerFacts(id: try Bench.partner(number))
            if number == 2 { facts.recruiter = try Bench.partner(1) }
            if number == 3 { facts.status = DatedValues(initial: .approved, changes: [(moment(40), .banned)]) }
            if number == 4 { facts.status = DatedValues(.suspended) }
            partners[facts.id] = facts
        }
    }

    private func moment(_ day: Int, _ minute: Int = 0) -> Timestamp { start + .seconds(Int64(day) * 86_400 + Int64(minute) * 60) }

    private mutating func amounts() -> SaleAmounts {
        func usd(_ minor: Int) -> Money { Money(minor: Int64(minor), currency: terms.currency) }
        let amount = 1 + random.below(30_000)
        return SaleAmounts(usd(amount), tax: random.chance(50) ? usd(random.below(amount)) : nil, shipping: nil)
    }

    private mutating func makeDeal(_ number: Int) throws {
        let customer = 1 + random.below(6)
        let opened = 5 + random.below(50)
        for index in 0..<random.below(4) {
            var touch = Touch(
                id: "t-\(number)-\(index)", kind: random.chance(85) ? .click : .lead, partner: try Bench.partner(1 + random.below(4)),
                at: moment(opened - random.below(25), random.below(600)), customer: try Bench.customer(customer))
            if random.chance(15) { (touch.kind, touch.deal, touch.customer) = (.coupon, try Bench.deal(number), nil) }
            touches.append(touch)
        }
        if random.chance(20) {
            touches.append(
                Touch(
                    id: "move-\(number)", kind: .manual, partner: try Bench.partner(1 + random.below(4)),
                    at: moment(opened + random.below(30)), deal: try Bench.deal(number)))
        }
        let events = makeEvents(number, opened)
        deals.append(
            Deal(id: try Bench.deal(number), customer: try Bench.customer(customer), openedAt: moment(opened), events: events))
    }

    private mutating func makeEvents(_ number: Int, _ opened: Int) -> [SaleEvent] {
        var events: [SaleEvent] = []
        var day = opened
        func add(_ name: String, _ change: SaleChange, _ minute: Int) {
            events.append(SaleEvent(id: "\(name)-\(number)-\(events.count)", at: moment(day, minute), change: change))
        }
        add("amounts", .amounts(amounts()), random.below(30))
        if random.chance(40) { add("demo", .stage("demo", pipeline: "main", outcome: .open), random.below(30)) }
        add("won", .stage("won", pipeline: "main", outcome: .won), 30)
        add("paid", .paid, 30 + random.below(600))
        for _ in 0..<random.below(5) {
            day += random.below(12)
            let minute = random.below(1400)
            let money = Money(minor: Int64(1 + random.below(15_000)), currency: terms.currency)
            switch random.below(8) {
            case 0: add("open", .stage("talk", pipeline: "main", outcome: .open), minute)
            case 1: add("lost", .stage("lost", pipeline: "main", outcome: .lost), minute)
            case 2: add("again", .stage("won", pipeline: random.chance(50) ? "main" : "second", outcome: .won), minute)
            case 3: add("amounts", .amounts(amounts()), minute)
            case 4: add("refund", .refund(money, payment: nil), minute)
            case 5: add("dispute", .dispute(money, payment: nil), minute)
            case 6: add("renewal", .renewal(payment: "pm-\(number)-\(events.count)", amounts()), minute)
            default:
                let taken = events.last { $0.id.hasPrefix("refund") || $0.id.hasPrefix("dispute") }
                if let taken { add("restored", .restored(event: taken.id), minute) }
            }
        }
        return events
    }

    /// What all of it makes, or a part of it.
    func earn(
        deals: [Deal]? = nil, touches: [Touch]? = nil, frozen: [CommissionKey: FrozenTerms] = [:]
    ) throws -> EarnResult {
        let lines = SaleLines(deals: deals ?? self.deals, touches: TouchBook(touches ?? self.touches), terms: terms)
        let input = EarnInput(book: TermsBook(id: "today", terms: terms), partners: partners, lines: lines.lines, frozen: frozen)
        return try Commissions.earn(input).get()
    }
}
