@testable import Agent
import Model
import ProgramRules
import Storage
import Testing

/// Deals and payments of a seed, and a hub to which they happen in a chosen order.
struct EarningPlot {
    /// What the hub may learn.
    enum Event {
        /// The deal of that number was won.
        case won(Int)
        /// Money moved.
        case payment(Entity)
    }

    /// What came of it.
    struct Ending {
        var amounts: [String: Money]
        var balances: [String: Int64]
        var isSound: Bool
    }

    private static let begin = Timestamp(seconds: 1_767_225_600)
    private let dealIDs: [EntityID]
    private let owners: [Int]
    /// The partners.
    let partners: [Entity]
    /// What each deal amounts to, in cents.
    let amounts: [Int64]
    /// Everything that happens.
    let events: [Event]
    private let usd: Currency

    init(_ seed: UInt64) throws {
        let bits = SeededBits(seed)
        usd = try #require(Currency("USD"))
        let begin = Self.begin
        func id(_ kind: EntityKind) -> EntityID { EntityID(kind: kind, at: begin, randomness: bits) }
        partners = (0..<3).map { number in
            Entity(
                id: id(.partner), rev: 1, values: ["name": .text("Partner \(number)"), "status": .text("approved")], provenance: [:],
                createdAt: begin, updatedAt: begin)
        }
        let count = 8
        dealIDs = (0..<count).map { _ in id(.deal) }
        owners = (0..<count).map { _ in bits.below(3) }
        let amounts = (0..<count).map { _ in Int64(10 * (1 + bits.below(5_000))) }
        self.amounts = amounts
        var events = (0..<count).map(Event.won)
        for deal in 0..<count {
            for _ in 0..<bits.below(3) {
                let refund = Money(minor: 1 + Int64(bits.below(Int(amounts[deal]))), currency: usd)
                let id = id(.payment)
                events.append(
                    .payment(
                        Entity(
                            id: id, rev: 1,
                            values: [
                                "deal": .ref(dealIDs[deal]), "kind": .text("refund"), "amount": .money(refund), "provider": .text("bank"),
                                "provider_id": .text(id.text),
                                "occurred_at": .timestamp(begin + .seconds(Int64(86_400 * (60 + bits.below(30))))),
                            ], provenance: [:], createdAt: begin, updatedAt: begin)))
            }
        }
        self.events = events
    }

    /// A hub with the partners and the deals as they were opened; three sales of a month earn 10 %, those beyond 15 %.
    func opened(holdDays: Int = 0, guards: Guards = Guards()) throws -> World {
        var world = try World()
        world.guards = guards
        let table = TierTable(
            measure: .count, period: .month, isMarginal: true,
            steps: [
                TierTable.Step(above: 0, rate: .percent(Percentage(basisPoints: 1_000))),
                TierTable.Step(above: 3, rate: .percent(Percentage(basisPoints: 1_500))),
            ])
        var terms = Terms(currency: usd, zone: try #require(ProgramZone("UTC")))
        terms.rules = [CommissionRule(id: "standard", kind: .sale, versions: [RuleVersion(pay: .tiers(table), holdDays: holdDays)])]
        world.settings.terms = TermsSettings(
            isGiven: true, book: TermsBook(id: "terms_plot", terms: terms), text: "plot", rates: nil, costs: MonthlyCosts(), places: [:])
        try world.store.write { tx in
            try tx.entities.put(partners)
            try tx.entities.put(dealIDs.indices.map { deal($0, partner: owners[$0], isWon: false) })
        }
        return world
    }

    /// A deal with its partner, open or won.
    func deal(_ number: Int, partner: Int, isWon: Bool = true, changed: Bool = false) -> Entity {
        let opened = Self.begin + .seconds(Int64(86_400 * number))
        var values: FieldValues = [
            "partner": .ref(partners[partner].id), "state": .text("open"), "opened_at": .timestamp(opened),
            "amount": .money(Money(minor: amounts[number], currency: usd)),
        ]
        if changed { values["amount"] = .money(Money(minor: amounts[number] + 100, currency: usd)) }
        if isWon {
            values["state"] = .text("won")
            values["won_at"] = .timestamp(opened + .seconds(3_600))
            values["paid_at"] = .timestamp(opened + .seconds(3_600))
        }
        return Entity(
            id: dealIDs[number], rev: isWon ? 2 : 1, values: values, provenance: [:], createdAt: Self.begin, updatedAt: Self.begin)
    }

    /// Money that goes back.
    func refund(of number: Int, number serial: Int, minor: Int64) throws -> Entity {
        let bits = SeededBits(UInt64(900 + serial))
        return Entity(
            id: EntityID(kind: .payment, at: Self.begin, randomness: bits), rev: 1,
            values: [
                "deal": .ref(dealIDs[number]), "kind": .text("refund"), "amount": .money(Money(minor: minor, currency: usd)),
                "provider": .text("bank"), "provider_id": .text("re_\(serial)"),
                "occurred_at": .timestamp(Self.begin + .seconds(Int64(86_400 * (60 + serial)))),
            ], provenance: [:], createdAt: Self.begin, updatedAt: Self.begin)
    }

    /// Lets the events happen in an order, with a run behind those of the pauses and one at the end; each run is made twice.
    func play(order: [Int], pauses: Set<Int>) async throws -> Ending {
        let world = try opened()
        var isSound = true
        for (place, index) in order.enumerated() {
            try world.store.write { tx in
                switch events[index] {
                case .won(let number): try tx.entities.put(deal(number, partner: owners[number]))
                case .payment(let payment): try tx.entities.put(payment)
                }
            }
            guard pauses.contains(place) || place == order.count - 1 else { continue }
            world.clock.advance(.seconds(3_600))
            _ = try await EarningsRun(services: world.services).run()
            let again = try await EarningsRun(services: world.services).run()
            let problems = try Verify(services: world.services).run()
            isSound = isSound && again.booked == 0 && again.changed == 0 && again.raised == 0 && problems.isEmpty
        }
        return try world.store.read { tx in
            var balances: [String: Int64] = [:]
            for row in try tx.moneyLedger.all() { balances[row.account, default: 0] += row.amount.minor }
            let commissions = try tx.commissions.all().filter { $0.amount.minor != 0 }
            return Ending(
                amounts: Dictionary(commissions.map { ($0.key, $0.amount) }, uniquingKeysWith: { first, _ in first }),
                balances: balances.filter { $0.value != 0 }, isSound: isSound)
        }
    }
}
