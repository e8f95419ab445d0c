import Agent
import Foundation
import Model
import Storage

/// The second half of the demo: from click to commission, for one partner.
struct MoneyStory: Sendable {
    let stage: DemoStage

    private static let person = "ana@northwind.example"

    /// What the demo's configuration says of money.
    private static let settings = """

        links: {base: "https://go.northwind.example", target: "https://www.northwind.example/", key: "the demo's own key, known to all"}
        terms:
          commissions: [{id: standard, for: sale, pay: 10%, of: gross, hold: 30d}]
          fraud: {auto_approval_ceiling: 50.00 USD}

        """

    func tell() async throws {
        let file = stage.place.folder + "/config.yaml"
        // The sample ends with what it says of money; the demo says less, so that its numbers can be reckoned in the head.
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let kept = text.range(of: "\nlinks:").map { String(text[..<$0.lowerBound]) } ?? text
        try Data((kept + Self.settings).utf8).write(to: URL(filePath: file))
        let services = try Wiring.hub(stage.options, writes: true)
        let edit = HubEdit(services: services)
        let partner = try edit.add(.partner, [("name", "Harbour Media"), ("status", "approved")], by: Self.person)
        let link = try LinkRegister(services: services).mint(partner.id, coupon: "HARBOUR10", by: Self.person)
        say("link       \(link.address ?? link.link.code) and coupon HARBOUR10 for Harbour Media")
        try clicks(link.link.code, services)
        let small = try sale("1001", "120.00 USD", coupon: "", click: "click-1", services)
        let large = try sale("1002", "900.00 USD", coupon: "harbour10", click: "", services)
        let report = try await EarningsRun(services: services).run()
        let views = try CommissionList(services: services).all()
        let own = views.filter { [small.id, large.id].contains($0.commission.deal) }
        let words = own.map { "\($0.commission.amount.text) \(([$0.state] + $0.findings).joined(separator: ", "))" }
        say("earn       two orders, one by a click, one by the coupon: \(words.joined(separator: "; ")); exit \(report.exitCode.rawValue)")
        say(
            "           and \(views.count - own.count) deals that the CRM names a partner on, each held until a person looks or its hold is over"
        )
        try await refund(small, services)
        let again = try await EarningsRun(services: services).run()
        let problems = try Verify(services: services).run()
        say("ledger     a second earn books \(again.booked) rows; sums and hash chain: \(problems.isEmpty ? "sound" : problems[0])")
    }

    private func say(_ text: String) { Console.say(text) }

    private func clicks(_ code: String, _ services: Services) throws {
        let person = #""visitor":"v1","agent":"Mozilla/5.0","referrer":"https://blog.example/"}"#
        let lines = [
            #"{"id":"click-1","at":"2026-01-05T09:00:00Z","code":"\#(code)",\#(person)"#,
            #"{"at":"2026-01-05T09:10:00Z","code":"\#(code)",\#(person)"#,
            #"{"at":"2026-01-05T09:20:00Z","code":"\#(code)","visitor":"v2","agent":"Googlebot/2.1"}"#, "half a li",
        ]
        let path = stage.place.folder + "/clicks.jsonl"
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: path))
        let report = try ClickImport(services: services, resolver: Wiring.secrets(stage.options)).run(path)
        for line in ClickWords.lines(report).prefix(1) { say("clicks     \(line); \(report.malformed) line could not be read") }
    }

    private func sale(_ order: String, _ amount: String, coupon: String, click: String, _ services: Services) throws -> Entity {
        let edit = HubEdit(services: services)
        let customer = try edit.add(
            .customer, [("last_name", "Buyer \(order)"), ("email", "buyer\(order)@customer.example")], by: Self.person)
        let at = "2026-01-05T10:00:00Z"
        let fields = [
            ("order_number", order), ("amount", amount), ("state", "won"), ("opened_at", at), ("won_at", at), ("paid_at", at),
            ("coupon", coupon), ("click", click), ("customer", customer.id.text),
        ]
        return try edit.add(.deal, fields.filter { !$0.1.isEmpty }.map { (field: $0.0, text: $0.1) }, by: Self.person)
    }

    private func refund(_ deal: Entity, _ services: Services) async throws {
        let fields = [
            ("deal", deal.id.text), ("kind", "refund"), ("amount", "30.00 USD"), ("provider", "stripe"), ("provider_id", "re_demo"),
            ("occurred_at", "2026-01-09T10:00:00Z"),
        ]
        _ = try HubEdit(services: services).add(.payment, fields.map { (field: $0.0, text: $0.1) }, by: Self.person)
        _ = try await EarningsRun(services: services).run()
        let view = try CommissionList(services: services).all().first { $0.commission.deal == deal.id }
        let entries = (view?.commission.entries.array ?? []).compactMap { $0["amount"]?["amount"]?.string }
        say("refund     30.00 of 120.00 came back: \(entries.joined(separator: ", ")); nothing was edited, one entry was added")
        if let view {
            let proof = try CommissionProof(of: view.commission.id, services: services)
            let screen = Console(json: false).screen(of: services)
            for line in EarnWords.lines(proof, on: screen).filter({ $0.contains("click ") || $0.contains("rule ") }).prefix(2) {
                say("explain  \(line)")
            }
        }
    }
}
