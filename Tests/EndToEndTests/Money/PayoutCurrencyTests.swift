import Foundation
import Model
import Testing

/// A partner who is owed dollars and paid in euros, from the plan to the statement.
@Suite struct PayoutCurrencyTests {
    private static let terms = """

        commissions: [{id: standard, for: sale, pay: 10%, of: gross, hold: 0d}]
        rates: {file: rates.csv, base: EUR, source: ECB, max_age: 3d}
        """

    @Test func `L4 a partner is paid in payout_currency at the rate of the cut-off day, and owed again what a return took`() async throws {
        try await Office.open(terms: Self.terms, payouts: "{manual: bank, cool_down: 0d, minimum: [50 USD, 40 EUR]}") { office in
            try office.write("Date,USD\n2026-01-29,1.25\n", to: "rates.csv")
            try office.put(
                "partners",
                [
                    [
                        "id": "1", "name": "Ann", "email": "ann@partner.example", "status": "approved", "payout_method": "manual",
                        "payout_account": "DE89", "payout_currency": "EUR",
                    ]
                ])
            try await office.sync()
            _ = try await office.link("Ann", coupon: "Ann")
            let at = "2026-01-05T10:00:00Z"
            try office.put(
                "deals",
                [
                    [
                        "id": "1", "order": "1", "amount": "1000.00", "currency": "USD", "state": "won", "opened": at, "won": at,
                        "paid": at, "coupon": "Ann", "changed": at,
                    ]
                ])
            try await office.sync()
            try await office.run("earn", "-q")
            let ann = try await office.partner("Ann")
            try await office.run("payouts", "destinations", "--approve", ann, "--by", Office.person)
            // No rate of that day, and none that is young enough.
            let early = try await office.run("payouts", "plan", "--cut-off", "2026-01-28", "--json")
            #expect(early.json?["carried"]?[0]?["reason"] == "no_rate:EUR", "\(early)")
            let plan = try await office.run("payouts", "plan", "--cut-off", "2026-01-31", "--json", code: 3)
            let payout = try #require(plan.json?["payouts"]?[0])
            #expect(payout["amount"]?["amount"] == "80.00" && payout["amount"]?["currency"] == "EUR", "\(plan)")
            #expect(payout["owed"]?["amount"] == "100.00" && payout["owed"]?["currency"] == "USD", "\(plan)")
            #expect(payout["exchange"] == "1 USD = 1 / 1.25 EUR (ECB, 2026-01-29)", "\(plan)")
            let id = try #require(payout["id"]?.string)
            try await office.run("payouts", "approve", id, "--by", "ben@northwind.example")
            try await office.run("payouts", "send", "-q")
            let folder = office.folder.appending(path: "bank")
            let file = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
            #expect(Program.text(folder.appending(path: file)).contains("\(id),DE89,80.00,EUR,"))
            try office.write("payout,amount,currency,status\n\(id),80.00,EUR,paid\n", to: "paid.csv")
            try await office.run("payouts", "settle", "--from", "paid.csv")
            let shown = try await office.run("payouts", "show", id)
            #expect(shown.out.contains("for 100.00 USD at 1 USD = 1 / 1.25 EUR (ECB, 2026-01-29)"), "\(shown)")
            #expect(shown.out.contains("-80.00 EUR on provider:manual"), "\(shown)")
            let balance = try await office.run("explain", ann, "balance", "--json")
            #expect(balance.json?["owed"]?[0]?["amount"] == "0.00", "\(balance)")
            let month = String(try #require(payout["created"]?.string).prefix(7))
            let statement = try await office.run("statement", ann, "--month", month, "--json")
            let paid = statement.json?["accounts"]?[0]?["payments"]?[0]
            #expect(paid?["amount"]?["amount"] == "100.00" && paid?["received"]?["amount"] == "80.00", "\(statement)")
            try await office.run("verify")
            // The bank sends it back: owed again is what was owed.
            try office.write("payout,amount,currency,status\n\(id),80.00,EUR,returned\n", to: "back.csv")
            _ = try await office.run(["payouts", "settle", "--from", "back.csv"])
            let again = try await office.run("explain", ann, "balance", "--json")
            #expect(again.json?["owed"]?[0]?["amount"] == "100.00", "\(again)")
            #expect(again.json?["owed"]?.array?.count == 1, "\(again)")
            try await office.run("verify")
        }
    }
}
