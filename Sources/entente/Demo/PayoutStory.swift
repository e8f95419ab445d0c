import Agent
import Model
import ProgramRules
import Sandbox
import Storage

/// The end of the demo: partners are paid by two providers, an answer is lost on the way, and nobody is paid twice.
struct PayoutStory: Sendable {
    let stage: DemoStage

    private var shop: DemoShop { DemoShop(stage: stage) }

    func tell(_ partners: [Entity]) async throws {
        try await plan(partners)
        try stage.setup.faults.replace(with: "response-lost@stripe:POST /v1/transfers=#1")
        let sent = try await pay("send") { (services, rail, run) async throws(RunError) in
            let report = try await PayoutSendRun(services: services, rail: rail).run(as: run)
            return (report, report.exitCode, report.json)
        }
        try stage.setup.faults.replace(with: "")
        let states = sent.payouts.map { "\($0.row.amount.text) \($0.row.state)" }.joined(separator: ", ")
        say("lost       Stripe's answer to a payout was lost, and it was looked up by its key: \(states); exit \(sent.exitCode.rawValue)")
        stage.wait(.seconds(15))
        let settled = try await pay("settle") { (services, rail, run) async throws(RunError) in
            let report = try await PayoutSettleRun(services: services, rail: rail).run(as: run)
            return (report, report.exitCode, report.json)
        }
        let found = settled.findings.values.joined().filter(\.needsPerson).count
        say(
            "settle     compared item by item: \(settled.states["paid"] ?? 0) paid; the providers' own books have "
                + "\(shop.movements("stripe")) transfer and \(shop.movements("paypal")) payout, and \(found) things disagree")
    }

    private func say(_ text: String) { Console.say(text) }

    /// What is owed becomes payouts, which two people sign: one each, both the large one.
    private func plan(_ partners: [Entity]) async throws {
        let (ana, ben) = (DemoStage.person, "ben@northwind.example")
        let report = try await pay("plan") { (services, rail, run) async throws(RunError) in
            let today = try rail.cutOff(services.clock.now().date.text, services)
            let report = try PayoutPlanRun(services: services, rail: rail).run(cutOff: today, as: run)
            return (report, report.exitCode, report.json)
        }
        let drafts = report.payouts.map { "\($0.row.amount.text) by \($0.row.provider)" }.joined(separator: ", ")
        let signed = try await pay("approve") { (services, rail, _) async throws(RunError) in
            let decisions = PayoutDecisions(services: services, rail: rail)
            for partner in partners { _ = try decisions.approveDestination(of: partner.id, by: ana) }
            let first = try decisions.approve([], by: ana)
            let second = try decisions.approve([], by: ben)
            return ((first.count, second.count), .done, .null)
        }
        say("payouts    \(drafts); \(ana) signs \(signed.0), and ben, as a second person over 50.00 USD, \(signed.1)")
    }

    /// Runs a step of the rail as its command does.
    private func pay<Report: Sendable>(
        _ step: String,
        _ body: @escaping @Sendable (Services, PayoutRail, String) async throws(RunError) -> (Report, ExitCode, JSON)
    ) async throws -> Report {
        try await Wiring.withServices(stage.options, environment: stage.environment) { (services) async throws(RunError) in
            let rail = try PayoutRail(services)
            return try await RunJournal(services: services).keep("payouts \(step)") { (run) async throws(RunError) in
                try await body(services, rail, run)
            }
        }
    }
}
