@testable import Agent
import Model
import ProgramRules
import Storage
import Testing

/// What each guard of earning keeps from happening.
enum EarningPlays {
    static let all: [GuardTests.Play] = [
        GuardPlays.play(.bookedOnce) { guards in
            let (plot, world) = try await sold(guards)
            try world.store.write { try $0.entities.put(plot.deal(0, partner: 0, changed: true)) }
            _ = try await EarningsRun(services: world.services).run()
            return try Verify(services: world.services).run().isEmpty
        },
        GuardPlays.play(.hold) { guards in
            let (_, world) = try await sold(guards, holdDays: 30)
            return try CommissionList(services: world.services).all().map(\.state) == ["pending"]
        },
        GuardPlays.play(.openFinding) { guards in
            let (_, world) = try await sold(guards)
            let list = CommissionList(services: world.services)
            try list.decide(#require(try list.all().first).commission.id, .hold, by: "ana", why: "a double?")
            world.clock.advance(.seconds(400 * 86_400))
            return try list.all().map(\.state) == ["held"]
        },
        GuardPlays.play(.balance) { guards in
            let (_, world) = try await sold(guards)
            try world.store.write { tx in
                for var row in try tx.commissions.all() {
                    row.amount = Money(minor: row.amount.minor + 1, currency: row.amount.currency)
                    try tx.commissions.put(row)
                }
            }
            return try !Verify(services: world.services).run().isEmpty
        },
        GuardPlays.play(.chain) { guards in
            let (_, world) = try await sold(guards)
            let (rows, commissions) = try world.store.read { (try $0.moneyLedger.all(), try $0.commissions.all()) }
            return try Store.inMemory().write { tx in
                for commission in commissions { try tx.commissions.put(commission) }
                try tx.moneyLedger.add(
                    rows.map { row in
                        var row = row
                        row.at = row.at + .seconds(1)
                        return row
                    })
                return try !LedgerCheck(tx: tx, guards: guards).problems().isEmpty
            }
        },
        GuardPlays.play(.rate) { guards in
            let (plot, world) = try await sold(guards)
            var deal = plot.deal(1, partner: 0)
            deal.updatedAt = deal.createdAt + .seconds(40 * 86_400)
            deal.values["amount"] = .money(Money(minor: 10_000, currency: try #require(Currency("EUR"))))
            try world.store.write { try $0.entities.put(deal) }
            return try await EarningsRun(services: world.services).run().waiting == 1
        },
        GuardPlays.play(.overdraft) { guards in
            let (plot, world) = try await sold(guards)
            for number in 1...2 {
                try world.store.write { try $0.entities.put(plot.refund(of: 0, number: number, minor: plot.amounts[0] * 6 / 10)) }
            }
            return try await EarningsRun(services: world.services).run().refused == 1
        },
        GuardPlays.play(.lateClicks) { guards in
            let plot = try EarningPlot(1)
            let world = try plot.opened(guards: guards)
            let customer = EntityID(kind: .customer, at: world.clock.now(), randomness: world.bits)
            var deal = plot.deal(0, partner: 0)
            (deal.values["partner"], deal.values["customer"], deal.values["click"]) = (nil, .ref(customer), .text("early"))
            func click(_ id: String, _ partner: Int, hours: Int64) -> StoredClick {
                StoredClick(
                    id: id, code: "code", at: deal.createdAt - .seconds(hours * 3_600), visitor: "v", verdict: StoredVerdict("accepted"),
                    partner: plot.partners[partner].id, source: "log", importedAt: world.clock.now())
            }
            try world.store.write { tx in
                try tx.entities.put(
                    Entity(
                        id: customer, rev: 1, values: ["email": .text("c@x.example")], provenance: [:], createdAt: deal.createdAt,
                        updatedAt: deal.createdAt))
                try tx.clicks.add([click("early", 0, hours: 9)])
                try tx.entities.put(deal)
            }
            _ = try await EarningsRun(services: world.services).run()
            try world.store.write { try $0.clicks.add([click("late", 1, hours: 1)]) }
            _ = try await EarningsRun(services: world.services).run()
            let standing = try CommissionList(services: world.services).all().filter { $0.commission.amount.minor > 0 }
            return standing.map(\.commission.partner) == [plot.partners[1].id]
        },
    ]

    /// A hub in which the first deal was won and earned with.
    private static func sold(_ guards: Guards, holdDays: Int = 0) async throws -> (plot: EarningPlot, world: World) {
        let plot = try EarningPlot(1)
        let world = try plot.opened(holdDays: holdDays, guards: guards)
        world.clock.set(plot.deal(0, partner: 0).createdAt + .seconds(5 * 86_400))
        try world.store.write { try $0.entities.put(plot.deal(0, partner: 0)) }
        _ = try await EarningsRun(services: world.services).run()
        return (plot, world)
    }
}
