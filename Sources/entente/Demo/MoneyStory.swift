import Agent
import Foundation
import Model
import Storage

/// The second half of the demo: from click to payout, over two shops, a CRM and two providers of payments.
struct MoneyStory: Sendable {
    let stage: DemoStage

    private static let account = "acct_1PHARBOUR"
    private static let mail = "ads@harbour.example"

    private var shop: DemoShop { DemoShop(stage: stage) }

    func tell() async throws {
        try configure()
        let (harbour, quay) = try partners()
        let code = try links(harbour, quay)
        try clicks(code)
        let order = try await orders()
        try await earn(order)
        try await refund(order)
        try await PayoutStory(stage: stage).tell([harbour, quay])
        let services = try hub()
        let again = try await EarningsRun(services: services).run()
        let problems = try Verify(services: services).run()
        say("ledger     a second earn books \(again.booked) rows; sums and hash chain: \(problems.isEmpty ? "sound" : problems[0])")
    }

    private func say(_ text: String) { Console.say(text) }

    private func hub() throws -> Services { try Wiring.hub(stage.options, writes: true) }

    /// The sample gives way to a configuration of shops.
    private func configure() throws {
        let file = stage.place.folder + "/config.yaml"
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        let connectors = lines.first { $0.hasPrefix("connectors:") } ?? "connectors: connectors"
        try Data(ShopsConfig.text(connectors: String(connectors)).utf8).write(to: URL(filePath: file))
    }

    /// One partner is paid by Stripe, the other by PayPal.
    private func partners() throws -> (Entity, Entity) {
        try shop.account(Self.account)
        let edit = HubEdit(services: try hub())
        func add(_ name: String, _ email: String, _ method: String, _ account: String) throws -> Entity {
            let texts = [
                ("name", name), ("email", email), ("status", "approved"), ("payout_method", method), ("payout_account", account),
            ]
            return try edit.add(.partner, texts.map { (field: $0.0, text: $0.1) }, by: DemoStage.person)
        }
        return (
            try add("Harbour Media", Self.mail, "stripe", Self.account),
            try add("Quay Reviews", "pay@quay.example", "paypal", "pay@quay.example")
        )
    }

    /// A link and a coupon for each; the first link's code.
    private func links(_ harbour: Entity, _ quay: Entity) throws -> String {
        let register = LinkRegister(services: try hub())
        let link = try register.mint(harbour.id, coupon: "HARBOUR10", by: DemoStage.person)
        _ = try register.mint(quay.id, coupon: "QUAY5", by: DemoStage.person)
        try shop.coupon("harbour10")
        say("link       \(link.address ?? link.link.code) and coupon HARBOUR10 for Harbour Media, QUAY5 for Quay Reviews")
        return link.link.code
    }

    private func clicks(_ code: String) throws {
        let services = try hub()
        let start = services.clock.now() - .seconds(3600)
        func line(_ id: String, _ seconds: Int64, _ visitor: String, _ agent: String) -> String {
            #"{\#(id)"at":"\#((start + .seconds(seconds)).iso)","code":"\#(code)","visitor":"\#(visitor)","agent":"\#(agent)"}"#
        }
        let lines = [
            line(#""id":"click-1","#, 0, "v1", "Mozilla/5.0"), line("", 600, "v1", "Mozilla/5.0"),
            line("", 1200, "v2", "Googlebot/2.1"), "half a li",
        ]
        let path = stage.place.folder + "/clicks.jsonl"
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: path))
        let report = try ClickImport(services: services, resolver: Wiring.secrets(stage.options)).run(path)
        for line in ClickWords.lines(report).prefix(1) { say("clicks     \(line); \(report.malformed) line could not be read") }
    }

    /// Four people buy; one of them is the partner. The first sale is told by shop, CRM and provider of payments.
    private func orders() async throws -> DemoShop.Order {
        let first = try shop.order("120.00", click: "click-1", by: "ada@mail.example")
        try shop.deal(first, "120.00")
        _ = try shop.order("900.00", coupon: "harbour10", by: "grace@mail.example")
        _ = try shop.orderElsewhere("300.00", coupon: "QUAY5", by: "edsger@mail.example")
        _ = try shop.order("40.00", coupon: "harbour10", by: Self.mail)
        stage.wait(.seconds(2))
        try await sync()
        let deals = try Show(services: try hub()).rows(.deal, where: nil, limit: .max)
        let told = deals.filter { $0.entity.values["order_number"]?.display == first.number }
        let sources = told.first.map { $0.links.map(\.key.remote).sorted().joined(separator: ", ") } ?? "nobody"
        say(
            "orders     four people buy in two shops, and sync reads shops, CRM and charges: \(deals.count) deals; order \(first.number), "
                + "told by \(sources), is \(told.count)")
        return first
    }

    /// What is earned, what waits for a person, and what the person says.
    private func earn(_ order: DemoShop.Order) async throws {
        let services = try hub()
        let report = try await EarningsRun(services: services).run()
        let list = CommissionList(services: services)
        let views = try list.all()
        let words = views.map { "\($0.commission.amount.text) \(([$0.state] + $0.findings).joined(separator: ", "))" }
        say("earn       \(words.joined(separator: "; ")); exit \(report.exitCode.rawValue)")
        for view in views where !view.findings.isEmpty {
            let isOwn = view.findings.contains("self_referral")
            try list.decide(
                view.commission.id, isOwn ? .void : .approve, by: DemoStage.person, why: isOwn ? "bought it themselves" : "known customer")
        }
        _ = try await EarningsRun(services: services).run()
        let after = try list.all().map { "\($0.commission.amount.text) \($0.state)" }
        say("review     a person releases the large one and voids the partner's own order: \(after.joined(separator: "; "))")
    }

    private func refund(_ order: DemoShop.Order) async throws {
        try shop.refund(order, "30.00")
        stage.wait(.seconds(5))
        try await sync()
        let services = try hub()
        _ = try await EarningsRun(services: services).run()
        let deals = try Show(services: services).rows(.deal, where: nil, limit: .max)
        let deal = deals.first { $0.entity.values["order_number"]?.display == order.number }
        guard let view = try CommissionList(services: services).all().first(where: { $0.commission.deal == deal?.entity.id }) else {
            return
        }
        let entries = (view.commission.entries.array ?? []).compactMap { $0["amount"]?["amount"]?.string }
        say("refund     30.00 of 120.00 came back at stripe: \(entries.joined(separator: ", ")); nothing was edited, one entry was added")
        let proof = try CommissionProof(of: view.commission.id, services: services)
        let screen = Console(json: false).screen(of: services)
        for line in EarnWords.lines(proof, on: screen).filter({ $0.contains("click ") || $0.contains("rule ") }).prefix(2) {
            say("explain  \(line)")
        }
    }

    private func sync() async throws {
        _ = try await Wiring.withServices(stage.options, environment: stage.environment) { (services) async throws(RunError) in
            try await RunJournal(services: services).sync("sync") { (run) async throws(RunError) in
                try await SyncRun(services: services, run: run).run()
            }
        }
    }
}
