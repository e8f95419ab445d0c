import Agent
import Model
import ProgramRules
import Sandbox
import Storage

/// The people of the program who see to it that partners earn and are paid; and an auditor, who compares what they signed with the books
/// of the providers and of the hub.
final class Office: @unchecked Sendable {
    private let universe: Universe
    private(set) var counts: [String: Int] = [:]
    /// What two persons signed: the account and the amount of each payout.
    private var signed: [String: (account: String, minor: Int64)] = [:]

    init(_ universe: Universe) { self.universe = universe }

    /// A day at the office: who earns is known, what is owed is computed, signed, sent and compared.
    func work() async throws {
        try engage()
        let services = try universe.services()
        _ = try await EarningsRun(services: services).run()
        try release(services)
        let rail = try PayoutRail(services)
        try sign(services, rail)
        let sent = try await LeaseKeeper(services: services).hold("send") { () async throws(RunError) in
            try await PayoutSendRun(services: services, rail: rail, approving: ["all"], by: "ana").run()
        }
        for payout in sent.payouts { counts["payout \(payout.row.state)", default: 0] += 1 }
        universe.clock.advance(by: .seconds(90))
        try await settle(services, rail)
    }

    /// Partners of the program's own making: each has a number, by which accounts and coupons go.
    private func engage() throws {
        let services = try universe.services()
        let rail = try PayoutRail(services)
        for partner in try universe.store.read({ try $0.entities.page(.partner, limit: 1_000) }) {
            guard partner.values["payout_account"] == nil, let number = Self.number(partner) else { continue }
            let isCard = number % 2 == 0
            let account = isCard ? Stripe.account(of: number) : "partner\(number)@partner.example"
            let texts = [("status", "approved"), ("payout_method", isCard ? "stripe" : "paypal"), ("payout_account", account)]
            _ = try HubEdit(services: services).set(partner.id, texts.map { (field: $0.0, text: $0.1) }, by: "ana")
            _ = try? LinkRegister(services: services).mint(partner.id, coupon: "partner\(number)")
            _ = try PayoutDecisions(services: services, rail: rail).approveDestination(of: partner.id, by: "ben")
            counts["partner engaged", default: 0] += 1
        }
    }

    private static func number(_ partner: Entity) -> Int? {
        guard let domain = partner.values["domain"]?.display, domain.hasPrefix("company") else { return nil }
        return Int(domain.dropFirst("company".count).prefix { $0.isNumber })
    }

    /// A person has looked at what was found, and lets it pass.
    private func release(_ services: Services) throws {
        let list = CommissionList(services: services)
        for view in try list.all() where !view.findings.isEmpty {
            if (try? list.decide(view.commission.id, .approve, by: "ana", why: "known")) != nil {
                counts["finding released", default: 0] += 1
            }
        }
    }

    private func sign(_ services: Services, _ rail: PayoutRail) throws {
        _ = try PayoutPlanRun(services: services, rail: rail).run(cutOff: rail.cutOff(nil, services))
        let decisions = PayoutDecisions(services: services, rail: rail)
        for payout in try universe.store.read({ try $0.payouts.all(in: "draft") }) {
            signed[payout.id] = (payout.account, payout.amount.minor)
            for person in ["ana", "ben"] { _ = try? decisions.approve([payout.id], by: person) }
        }
    }

    private func settle(_ services: Services, _ rail: PayoutRail) async throws {
        let report = try await LeaseKeeper(services: services).hold("settle") { () async throws(RunError) in
            try await PayoutSettleRun(services: services, rail: rail).run()
        }
        counts["settlement", default: 0] += 1
        for finding in report.findings.values.flatMap({ $0 }) { counts["settled \(finding.kind)", default: 0] += 1 }
    }

    // MARK: The audit

    /// Nothing fails any more: what is open is looked up, sent and settled until nothing is under way.
    func close() async throws {
        for _ in 0..<4 {
            universe.clock.advance(by: .seconds(3_700))
            try await work()
        }
    }

    /// S1, P12: each payout left at most once, as it was signed; what a provider has out is what the hub says is paid.
    func audit() throws -> [String] {
        var found: [String] = []
        var out: [String: Int] = [:]
        var sent: [String: Int] = [:]
        for port in universe.sandbox.ports where ["stripe", "paypal"].contains(port.vendor.name) {
            for movement in port.vendor.state()["movements"]?.array ?? [] {
                guard let id = movement["item"]?.string ?? movement["metadata"]?["entente_payout"]?.string else { continue }
                guard movement["kind"] == "paid" else {
                    out[id, default: 0] -= 1
                    continue
                }
                (out[id, default: 0], sent[id, default: 0]) = (out[id, default: 0] + 1, sent[id, default: 0] + 1)
                guard let paper = signed[id] else {
                    found.append("S1 \(port.vendor.name) paid \(id), which nobody signed")
                    continue
                }
                if movement["amount"]?.integer != paper.minor || movement["receiver"]?.string != paper.account {
                    found.append("S1 \(port.vendor.name) paid \(id) otherwise than signed: \(movement.text)")
                }
            }
        }
        counts["payment at a provider", default: 0] += sent.values.reduce(0, +)
        for (id, count) in sent.sorted(by: { $0.key < $1.key }) where count > 1 { found.append("S1 \(id) was paid \(count) times") }
        for payout in try universe.store.read({ try $0.payouts.latest(limit: 10_000) }) {
            let isOut = ["paid", "unclaimed"].contains(payout.state)
            if payout.state != "unknown", out[payout.id, default: 0] != (isOut ? 1 : 0) {
                found.append("P12 \(payout.id) is \(payout.state), and \(out[payout.id, default: 0]) of it is out")
            }
            if ["submitted", "approved"].contains(payout.state) { counts["payout left \(payout.state)", default: 0] += 1 }
        }
        return found
    }
}
