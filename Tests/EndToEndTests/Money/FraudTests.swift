import Model
import Testing

/// Findings hold commissions until a person decides, and never time out into money.
@Suite(.serialized) struct FraudTests {
    private let terms = """

        attribution: {model: last_click, window: 30d}
        commissions: [{id: standard, for: sale, pay: 10%, of: gross, hold: 0d}]
        fraud: {auto_approval_ceiling: 50.00 USD, brand_words: northwind}
        """

    private func ready(_ office: Office, customer: String = "dee@customer.example", amount: String = "100.00") async throws {
        try office.put("partners", [["id": "1", "name": "Ann", "email": "ann@partner.example", "status": "approved"]])
        try office.put("customers", [["id": "1", "name": "Dee", "email": customer]])
        try await office.sync()
        _ = try await office.link("Ann", coupon: "Ann")
        try office.put(
            "deals",
            [
                [
                    "id": "1", "order": "1001", "customer": "1", "amount": amount, "currency": "USD", "state": "won",
                    "opened": "2026-01-05T10:00:00Z", "won": "2026-01-05T10:00:00Z", "paid": "2026-01-05T10:00:00Z",
                    "changed": "2026-01-05T10:00:00Z", "coupon": "Ann",
                ]
            ])
        try await office.sync()
    }

    @Test func `a partner who buys with a tagged address is held with the evidence, however long it lasts, until a person approves`()
        async throws
    {
        try await Office.open(terms: terms) { office in
            try await ready(office, customer: "ann+shop@partner.example")
            let earn = try await office.run("earn", "--json", code: 3)
            #expect(earn.json?["findings"] == 1, "\(earn)")
            let held = try #require(try await office.commissions().first)
            #expect(held.state == "held" && held.json["findings"] == ["self_referral"])
            let review = try #require(try await office.run("review", "--json").rows.first)
            #expect(review["kind"] == "commission" && review.text.contains("ann@partner.example"), "\(review.text)")
            let later = try await office.run("earn", code: 0, clock: "+900d")
            #expect(later.out.contains("1 findings hold"), "\(later)")
            let old = try await office.run("commissions", "--json", clock: "+900d")
            #expect(old.rows.first?["state"] == "held", "\(old)")
            try await office.run("commissions", "approve", held.id, "--why", "she told us", "--by", Office.person)
            #expect(try await office.commissions().first?.state == "approved")
            let after = try #require(try await office.run("earn", "--json").json)
            #expect(after["findings"] == 0 && after["reviews"] == 0, "\(after.text)")
            #expect(try await office.run("review", "--json").rows.isEmpty)
        }
    }

    @Test func `a finding that a person voids takes the commission back by an entry, and stays decided`() async throws {
        try await Office.open(terms: terms) { office in
            try await ready(office, amount: "900.00")
            try await office.run("earn", code: 3)
            let held = try #require(try await office.commissions().first)
            #expect(held.state == "held" && held.json["findings"] == ["amount_ceiling"])
            let id = try #require(try await office.run("review", "--json").rows.first?["id"]?.string)
            try await office.run("review", "reject", id, "--by", Office.person)
            for _ in 0..<2 {
                try await office.run("earn")
                let row = try #require(try await office.commissions().first)
                #expect(row.state == "voided" && row.entries == ["90.00", "-90.00"], "\(row)")
            }
            #expect(try await office.balances().isEmpty)
            try await office.run("verify")
        }
    }

    @Test func `a person may hold a commission and void it, with a reason`() async throws {
        try await Office.open(terms: terms) { office in
            try await ready(office)
            try await office.run("earn")
            let row = try #require(try await office.commissions().first)
            #expect(row.state == "approved")
            #expect(try await office.run(["commissions", "approve", row.id, "--why", "x", "--by", "me"]).code == 1)
            #expect(try await office.run(["commissions", "void", row.id]).code == 64)
            try await office.run("commissions", "hold", row.id, "--why", "asking the customer", "--by", Office.person)
            #expect(try await office.commissions().first?.state == "held")
            try await office.run("commissions", "void", row.id, "--why", "it was a test order", "--by", Office.person)
            try await office.run("earn")
            let voided = try #require(try await office.commissions().first)
            #expect(voided.state == "voided" && voided.entries == ["10.00", "-10.00"])
            try await office.run("verify")
        }
    }

    @Test func `a click bought in a search for the brand is shown with what was bought (K4)`() async throws {
        try await Office.open(terms: terms) { office in
            try await ready(office)
            let code = try await office.link("Ann")
            try office.write(
                #"{"id":"c1","at":"2026-01-05T09:59:50Z","code":"\#(code)","visitor":"dee","parameters":{"gclid":"x","utm_term":"northwind shop"}}"#,
                to: "clicks.jsonl")
            try await office.run("clicks", "import", "clicks.jsonl")
            try office.put(
                "deals",
                [
                    [
                        "id": "1", "order": "1001", "customer": "1", "amount": "100.00", "currency": "USD", "state": "won",
                        "opened": "2026-01-05T10:00:00Z", "won": "2026-01-05T10:00:00Z", "paid": "2026-01-05T10:00:00Z",
                        "changed": "2026-01-06T10:00:00Z", "click": "c1",
                    ]
                ])
            try await office.sync()
            try await office.run("earn", code: 3)
            let row = try #require(try await office.commissions().first)
            #expect(Set(row.json["findings"]?.array ?? []) == ["cookie_stuffing", "trademark_bidding"], "\(row)")
        }
    }

    @Test func `a guest's order is looked at like any other: its amount, its click, what was bought for it`() async throws {
        try await Office.open(terms: terms) { office in
            try office.put("partners", [["id": "1", "name": "Ann", "email": "ann@partner.example", "status": "approved"]])
            try await office.sync()
            let code = try await office.link("Ann")
            try office.write(
                #"{"id":"c1","at":"2026-01-05T09:59:50Z","code":"\#(code)","visitor":"gus","parameters":{"gclid":"x"}}"#,
                to: "clicks.jsonl")
            try await office.run("clicks", "import", "clicks.jsonl")
            let time = "2026-01-05T10:00:00Z"
            try office.put(
                "deals",
                [
                    [
                        "id": "1", "order": "1001", "amount": "900.00", "currency": "USD", "state": "won", "opened": time, "won": time,
                        "paid": time, "changed": time, "click": "c1",
                    ]
                ])
            try await office.sync()
            try await office.run("earn", code: 3)
            let row = try #require(try await office.commissions().first)
            #expect(row.state == "held", "\(row)")
            #expect(Set(row.json["findings"]?.array ?? []) == ["amount_ceiling", "cookie_stuffing", "trademark_bidding"], "\(row)")
        }
    }

    @Test func `before the first payout enough customers must have paid, guests are none, and a person may pay all the same`() async throws
    {
        let asked = terms.replacing("brand_words: northwind", with: "customers_before_first_payout: 2")
        try await Office.open(terms: asked, payouts: "{manual: bank, cool_down: 0d}") { office in
            try office.put(
                "partners",
                [
                    [
                        "id": "1", "name": "Ann", "email": "ann@partner.example", "status": "approved", "payout_method": "manual",
                        "payout_account": "DE89",
                    ]
                ])
            try office.put("customers", [["id": "1", "name": "Dee", "email": "dee@customer.example"]])
            try await office.sync()
            _ = try await office.link("Ann", coupon: "Ann")
            let time = "2026-01-05T10:00:00Z"
            try office.put(
                "deals",
                ["1", "", ""].enumerated().map { number, customer in
                    [
                        "id": "\(number)", "order": "100\(number)", "customer": customer, "amount": "100.00", "currency": "USD",
                        "state": "won", "opened": time, "won": time, "paid": time, "changed": time, "coupon": "Ann",
                    ]
                })
            try await office.sync()
            try await office.run("earn", "-q")
            let dry = try await office.run("payouts", "plan", "--cut-off", "2026-01-31", "--dry-run", "--json")
            #expect(dry.json?["carried"]?[0]?["reason"] == "thin_first_payout", "\(dry)")
            #expect(try await office.run("review", "--json").rows.isEmpty)
            let plan = try await office.run("payouts", "plan", "--cut-off", "2026-01-31", "--json", code: 3)
            #expect(plan.json?["payouts"]?.array?.isEmpty == true && plan.json?["drafts"]?.array?.isEmpty == true, "\(plan)")
            let review = try #require(try await office.run("review", "--json").rows.first)
            #expect(review.text.contains("paying customers"), "\(review.text)")
            #expect(Set(try await office.commissions().map(\.state)) == ["held"])
            let id = try #require(review["id"]?.string)
            try await office.run("review", "accept", id, "--by", Office.person)
            let paid = try await office.run("payouts", "plan", "--cut-off", "2026-01-31", "--json", code: 3)
            #expect(paid.json?["payouts"]?[0]?["amount"]?["amount"] == "30.00", "\(paid)")
            try await office.run("verify")
        }
    }
}
