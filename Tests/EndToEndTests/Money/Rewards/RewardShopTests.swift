import Foundation
import Model
import Testing

/// A customer's coupon on the whole road: books in, `earn`, `rewards give` at the stand-in of a shop, a refund, and the coupon is gone.
@Suite(.serialized) struct RewardShopTests {
    private static let terms = """

        commissions: [{id: standard, for: sale, pay: 10%, of: gross, hold: 30d}]
        rewards: [{id: welcome, for: sale, customer: [{coupon: 10.00 USD}], partner: [{badge: Seller}]}]
        milestones: [{id: first, sales: 1, brings: [{bonus: 5.00 USD}]}]
        """

    @Test func `R12 a coupon is made once, whenever the program dies, and is taken out of the shop when the sale is refunded`() async throws
    {
        try await Office.open(terms: Self.terms) { office in
            let sandbox = try await SandboxProcess(
                folder: try Repository.freshFolder(), records: 30, seed: 3, more: ["--only", "woocommerce"])
            do {
                try await play(office, sandbox)
                await sandbox.stop()
            } catch {
                await sandbox.stop()
                throw error
            }
        }
    }

    @Test func `C2 clicks, a recruiter and what customers may cost, by the command line to the cent`() async throws {
        let terms = """

            commissions:
              - {id: standard, for: sale, pay: 10%, of: gross, hold: 0d}
              - {id: click, for: click, pay: 0.10 USD, hold: 0d}
              - {id: recruit, for: recruiting, pay: 20%, of: gross}
            allowable_cac: 13.00 USD
            """
        try await Office.open(terms: terms) { office in
            try office.put("partners", [["id": "2", "name": "Rita", "email": "rita@partner.example", "status": "approved"]])
            try office.put("customers", [["id": "1", "name": "Dee", "email": "dee@customer.example"]])
            try await office.sync()
            try office.put(
                "partners",
                [
                    ["id": "1", "name": "Ann", "email": "ann@partner.example", "status": "approved", "recruiter": "2"],
                    ["id": "2", "name": "Rita", "email": "rita@partner.example", "status": "approved"],
                ])
            try await office.sync()
            let code = try await office.link("Ann", coupon: "Ann")
            let clicks = ["00:00", "30:00"].enumerated().map { number, minute in
                #"{"id":"click-\#(number)","at":"2026-01-04T10:\#(minute)Z","code":"\#(code)","visitor":"dee"}"#
            }
            try office.write(clicks.joined(separator: "\n"), to: "clicks.jsonl")
            try await office.run("clicks", "import", "clicks.jsonl")
            try sold(office, at: "2026-01-05T10:00:00Z")
            try await office.sync()
            let earn = try await office.run(["earn", "--json"], clock: "+0s")
            // 10.00 + 0.10, and a fifth of both: 12.12 of the 13.00 that one customer may cost. The second click repeats the first.
            #expect(earn.code == 0, "\(earn)")
            let cost = earn.json?["allowable_cac"]?.array?.first
            #expect(cost?["month"]?.string == "2026-01" && cost?["judgement"]?.string == "warns", "\(earn)")
            #expect(cost?["spent"]?["amount"]?.string == "12.12" && cost?["share"]?.integer == 9323, "\(earn)")
            #expect(try await office.balances() == ["Ann": "10.10", "Rita": "2.02"])
            let said = try await office.run("earn", clock: "+1d")
            #expect(said.out.contains("0 new or changed"), "\(said)")
            try await office.run("verify")
        }
    }

    private func play(_ office: Office, _ sandbox: SandboxProcess) async throws {
        try open(sandbox, to: office)
        try await sell(office)
        let inHold = "+0s"
        let earn = try await office.run(["earn", "--json"], clock: inHold)
        #expect(earn.code == 0 && earn.json?["rewards"]?.integer == 3, "\(earn)")
        #expect(try await office.balances() == ["Ann": "15.00"])
        try await office.run("rewards", "give", clock: inHold)
        #expect(try await states(office) == ["welcome coupon pending", "welcome badge pending", "first bonus given"].sorted())
        #expect(try await coupons(sandbox).isEmpty)

        let after = "+40d"
        for point in [801, 802] {
            let end = try await crash(office, point, clock: after)
            #expect(end.code == -9, "\(end)")
        }
        let given = try await office.run(["rewards", "give", "--json"], clock: after)
        #expect(given.code == 0 && given.json?["given"]?.integer == 1, "\(given)")
        let made = try await coupons(sandbox)
        #expect(made.count == 1, "\(made)")
        #expect(made.first?["amount"]?.string == "10.00" && made.first?["discount_type"]?.string == "fixed_cart", "\(made)")
        #expect(made.first?["email_restrictions"]?.array == [.string("dee@customer.example")], "\(made)")
        let again = try await office.run(["rewards", "give", "--json"], clock: after)
        #expect(again.json?["given"]?.integer == 0, "\(again)")
        let list = try await office.run("rewards", clock: after)
        #expect(list.out.contains("coupon of 10.00 USD") && list.out.contains("given"), "\(list)")
        try await refund(office, sandbox, clock: after)
    }

    private func refund(_ office: Office, _ sandbox: SandboxProcess, clock: String) async throws {
        try office.put(
            "payments",
            [
                [
                    "id": "back", "deal": "1", "kind": "refund", "amount": "100.00", "currency": "USD", "provider": "stripe",
                    "at": Self.days(1),
                ]
            ])
        try await office.sync()
        try await office.run("earn", clock: clock)
        let back = try await office.run(["rewards", "give", "--json"], clock: clock)
        #expect(back.code == 0 && back.json?["taken_back"]?.integer == 1, "\(back)")
        #expect(try await coupons(sandbox).isEmpty)
        // What was reached stays reached.
        #expect(try await office.balances() == ["Ann": "5.00"])
        let id = try await office.run("rewards", "--json").rows.first { $0["kind"]?.string == "coupon" }?["id"]?.string ?? ""
        let proof = try await office.run("explain", id)
        #expect(proof.out.contains("taken back") && proof.out.contains("code thanks-"), "\(proof)")
        try await office.run("verify")
    }

    private func open(_ sandbox: SandboxProcess, to office: Office) throws {
        let vendor = sandbox.vendors["woocommerce"]
        for name in ["key", "secret"] {
            let file = office.folder.appending(path: "store.\(name)")
            try office.write(vendor?[name]?.string ?? "", to: "store.\(name)")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        }
        try FileManager.default.copyItem(
            at: Repository.root.appending(path: "connectors/woocommerce.yaml"), to: office.folder.appending(path: "woocommerce.yaml"))
        let books = "  books: {connector: books, with: {path: books}, access: read_only}"
        let store = """
              store:
                connector: woocommerce
                with: {url: "\(vendor?["url"]?.string ?? "")", key: "${file:store.key}", secret: "${file:store.secret}", currency: USD}
            """
        try office.configure(books, books + "\n" + store)
        try office.configure("payouts: {}", "payouts: {}\nrewards: {coupon: store, valid: 90d}")
    }

    private func sell(_ office: Office) async throws {
        try office.put("partners", [["id": "1", "name": "Ann", "email": "ann@partner.example", "status": "approved"]])
        try office.put("customers", [["id": "1", "name": "Dee", "email": "dee@customer.example"]])
        try await office.sync()
        _ = try await office.link("Ann", coupon: "Ann")
        try sold(office, at: Self.days(5))
        try await office.sync()
    }

    /// So many days ago.
    private static func days(_ count: Int64) -> String {
        Timestamp(seconds: Int64(Date().timeIntervalSince1970) - count * 86_400).iso
    }

    private func sold(_ office: Office, at: String) throws {
        try office.put(
            "deals",
            [
                [
                    "id": "1", "order": "1001", "customer": "1", "amount": "100.00", "currency": "USD", "state": "won", "opened": at,
                    "won": at, "paid": at, "coupon": "Ann", "changed": at,
                ]
            ])
    }

    private func crash(_ office: Office, _ point: Int, clock: String) async throws -> Program.End {
        var environment = ProcessInfo.processInfo.environment
        environment.merge(
            ["LINK_KEY": "0123456789abcdef0123456789abcdef", "ENTENTE_CLOCK": clock, "ENTENTE_CRASH": "\(point):1"]
        ) { $1 }
        return try await Program(Repository.binary, ["rewards", "give"], in: office.folder, environment: environment).end()
    }

    private func states(_ office: Office) async throws -> [String] {
        try await office.run("rewards", "--json").rows.map { row in
            [row["rule"], row["kind"], row["state"]].map { $0?.string ?? "" }.joined(separator: " ")
        }.sorted()
    }

    /// The coupons that entente made and nobody threw away.
    private func coupons(_ sandbox: SandboxProcess) async throws -> [JSON] {
        try await sandbox.records("woocommerce", "coupons").compactMap { $0["fields"] }
            .filter { $0["code"]?.string?.hasPrefix("thanks-") == true }
    }
}
