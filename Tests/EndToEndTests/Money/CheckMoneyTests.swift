import Model
import Testing

/// `entente check` of a program that pays: what of links, terms and payouts does not fit what they speak of.
@Suite struct CheckMoneyTests {
    private static let terms = """

          commissions: [{id: all, for: sale, pay: 10%, hold: 0d}]
          rates: {file: rates.csv, base: EUR, source: ECB}
        """

    /// What `check` says of the money, and how it ends.
    private func check(_ office: Office) async throws -> (said: [String], code: Int) {
        let end = try await office.run(["check", "--json"])
        let findings = end.json?["findings"]?.array ?? []
        let money = findings.filter { ["links", "terms", "payouts"].contains($0["subject"]?.string ?? "") }
        return (money.map { "\($0["severity"]?.string ?? "") \($0["text"]?.string ?? "")" }, end.code)
    }

    @Test func `W13 a file of rates beside config_yaml, payers, accounts and currencies are looked at, and what lacks is said`()
        async throws
    {
        try await Office.open(terms: Self.terms, payouts: "{minimum: [50 USD], manual: bank}") { office in
            let missing = try await check(office)
            #expect(missing.code == 78 && missing.said.contains { $0.hasPrefix("error ") && $0.contains("rates.csv cannot be read") })
            try office.write("Date,USD\n2026-01-02,1.10\n", to: "rates.csv")
            let sound = try await check(office)
            #expect(sound.code == 0 && sound.said == ["ok fits", "ok fits", "ok fits"], "\(sound)")

            try office.put(
                "partners",
                [
                    [
                        "id": "1", "name": "Ann", "email": "ann@one.example", "kind": "affiliate", "status": "approved",
                        "payout_method": "paypal",
                        "payout_account": "a@x.example",
                    ],
                    [
                        "id": "2", "name": "Bob", "email": "bob@two.example", "kind": "affiliate", "status": "approved",
                        "payout_currency": "CHF",
                    ],
                ])
            try office.put("customers", [["id": "1", "name": "Dee", "email": "dee@customer.example"]])
            let day = "2026-01-05T09:00:00Z"
            try office.put(
                "deals",
                [
                    [
                        "id": "1", "order": "1", "customer": "1", "amount": "10.00", "currency": "GBP", "state": "won", "opened": day,
                        "won": day, "paid": day, "changed": day,
                    ]
                ])
            try await office.sync()
            let found = try await check(office)
            #expect(found.code == 0 && found.said.filter { $0.hasPrefix("warning ") }.count == 3, "\(found)")
            for words in [
                "deals in GBP wait, 1 by now", "payouts names nobody who pays by paypal", "partners paid in CHF, 1 by now",
            ] {
                #expect(found.said.contains { $0.contains(words) }, "\(words): \(found)")
            }
        }
    }

    @Test func `a method whose remote pays nobody is refused with its line, by every command`() async throws {
        try await Office.open(terms: Self.terms, payouts: "{paypal: books}") { office in
            for command in ["check", "status", "payouts"] {
                let end = try await office.run(command == "payouts" ? ["payouts", "list"] : [command])
                #expect(end.code == 78, "\(end)")
                #expect(end.err.contains("payouts.paypal: found books, whose connector books pays nobody"), "\(end)")
            }
        }
    }
}
