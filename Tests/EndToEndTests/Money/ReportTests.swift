import Foundation
import Model
import Testing

/// Reports and statements by the command line, with exact amounts.
@Suite(.serialized) struct ReportTests {
    private let terms = """

        commissions: [{id: standard, for: sale, pay: 12%, of: gross, hold: 0d}]
        costs: {platform: 1500.00 USD, management: 2500.00 USD}
        """

    private func sale(
        _ number: Int, _ amount: String, _ currency: String = "USD", coupon: String = "Ann", at: String? = nil
    ) -> [String: String] {
        let at = at ?? "2026-01-0\(number)T10:00:00Z"
        return [
            "id": "\(number)", "order": "\(1000 + number)", "customer": "\(number)", "amount": amount, "currency": currency, "state": "won",
            "opened": at, "won": at, "paid": at, "coupon": coupon, "changed": at,
        ]
    }

    /// A name that a spreadsheet takes for a formula, and other readers for their own signs.
    private static let oddName = "=2+3|<i>"

    private func ready(_ office: Office, _ partners: [String]) async throws {
        let odd = ["id": "odd", "name": Self.oddName, "email": "odd@partner.example", "status": "applied"]
        try office.put(
            "partners",
            [odd]
                + partners.map {
                    [
                        "id": $0, "name": $0, "email": "\($0.lowercased())@partner.example", "status": "approved",
                        "payout_method": "manual",
                        "payout_account": "account of \($0)",
                    ]
                })
        try office.put("customers", (1...4).map { ["id": "\($0)", "name": "Dee \($0)", "email": "dee\($0)@customer.example"] })
        try await office.sync()
        for name in partners { _ = try await office.link(name, coupon: name) }
    }

    private func earn(_ office: Office, _ sales: [[String: String]]) async throws {
        try office.put("deals", sales)
        try await office.sync()
        let earn = try await office.run(["earn", "-q"])
        #expect([0, 3].contains(earn.code), "\(earn)")
    }

    /// The value of a figure as the command prints it.
    private func figure(_ report: JSON?, _ name: String, _ currency: String? = nil) -> JSON? {
        report?["figures"]?.array?.first { $0["figure"]?.string == name && (currency == nil || $0["currency"]?.string == currency) }?[
            "value"]
    }

    @Test func `W12 revenue 50,000, commissions 6,000, platform 1,500, management 2,500: a return of 4.00`() async throws {
        try await Office.open(terms: terms) { office in
            try await ready(office, ["Ann", "Bob"])
            try await earn(office, [sale(1, "30000.00"), sale(2, "20000.00", coupon: "Bob")])
            let january = ["--from", "2026-01-01", "--to", "2026-01-31"]
            let report = try await office.run(["report", "program"] + january + ["--json"]).json
            let amounts = ["revenue": "50000.00", "commissions": "6000.00", "platform_cost": "1500.00", "management_cost": "2500.00"]
            for (name, amount) in amounts { #expect(figure(report, name)?["amount"]?.string == amount, "\(name): \(report?.text ?? "")") }
            #expect(figure(report, "program_roi")?["value"] == "4.00" && figure(report, "program_roi")?["percent"] == "400.00")
            #expect(figure(report, "cost_per_customer")?["amount"] == "5000.00")
            #expect(figure(report, "top_fifth_share")?["percent"] == "60.00")
            let words = try await office.run(["report", "program"] + january)
            #expect(words.code == 0 && words.out.contains("4.00 (400.00 %)"), "\(words)")
            let csv = try await office.run(["report", "program"] + january + ["--csv"])
            #expect(csv.out.contains("figures,program_roi,USD,4.00\r\n") && csv.out.contains("figures,revenue,USD,50000.00\r\n"), "\(csv)")
            // Half of the month costs half; what happened outside of it is not in it.
            let part = try await office.run(["report", "program", "--from", "2026-01-02", "--to", "2026-01-16", "--json"]).json
            #expect(
                figure(part, "revenue")?["amount"] == "20000.00" && figure(part, "platform_cost")?["amount"] == "725.81",
                "\(part?.text ?? "")")
            #expect(try await office.run(["report", "program", "--from", "2026-02-01", "--to", "2026-01-01"]).code == 64)
            #expect(try await office.run(["report", "program", "--json", "--csv"]).code == 64)
            #expect(try await office.run(["report", "programme"]).code == 64)
        }
    }

    @Test func `currencies are never added up: apart, or at a rate that is named (L4, W13)`() async throws {
        let rated = terms + "\nrates: {file: rates.csv, base: EUR, source: ECB, max_age: 3d}"
        try await Office.open(terms: rated) { office in
            try office.write("Date,USD,JPY\n2026-01-02,1.2000,\n2026-01-30,1.2500,\n", to: "rates.csv")
            try await ready(office, ["Ann"])
            try await earn(office, [sale(2, "100.00", "EUR"), sale(3, "100.00"), sale(4, "9000", "JPY")])
            let january = ["--from", "2026-01-01", "--to", "2026-01-31", "--json"]
            let apart = try await office.run(["report", "program"] + january).json
            #expect(figure(apart, "revenue", "EUR")?["amount"] == "100.00" && figure(apart, "revenue", "USD")?["amount"] == "100.00")
            #expect(figure(apart, "revenue", "JPY")?["amount"] == "9000" && figure(apart, "program_roi") == nil, "\(apart?.text ?? "")")
            #expect(apart?["notes"]?.array?.contains { $0["note"] == "several_currencies" } == true)
            // 12 % of 120.00 and of 100.00: the sale in yen has no rate and waits.
            #expect(figure(apart, "commissions", "USD")?["amount"] == "26.40", "\(apart?.text ?? "")")
            #expect(apart?["notes"]?.array?.contains { $0["note"] == "waiting" && $0["detail"] == "1" } == true, "\(apart?.text ?? "")")
            let one = try await office.run(["report", "program", "--currency", "usd"] + january).json
            #expect(
                figure(one, "revenue", "USD")?["amount"] == "225.00" && figure(one, "revenue", "JPY")?["amount"] == "9000",
                "\(one?.text ?? "")")
            let notes = (one?["notes"]?.array ?? []).map { [$0["note"]?.string, $0["detail"]?.string] }
            #expect(notes.contains(["rate", "1 EUR = 1.25 USD (ECB, 2026-01-30)"]), "\(notes)")
            #expect(notes.contains(["no_rate", "JPY"]) && notes.contains(["several_currencies", nil]), "\(notes)")
            #expect(try await office.run(["report", "program", "--currency", "dollars"]).code == 64)
        }
    }

    @Test func `a statement has every line, is the same bytes again, carries its balance over and tells of nobody else`() async throws {
        try await Office.open(terms: terms, payouts: "{manual: bank, cool_down: 0d}") { office in
            try await ready(office, ["Ann", "Bob"])
            try await earn(office, [sale(1, "100.00"), sale(2, "1000.00", coupon: "Bob")])
            try await office.run("payouts", "plan", code: 3)
            try await PaidTests.pay(office, "Ann")
            let refund = ["id": "re_1", "deal": "1", "kind": "refund", "amount": "25.00", "currency": "USD", "provider": "bank"]
            try office.put("payments", [refund.merging(["at": "2026-01-09T10:00:00Z"]) { $1 }])
            try await earn(office, [sale(1, "100.00"), sale(2, "1000.00", coupon: "Bob")])
            let ann = try await office.partner("Ann")
            let month = String(Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)).date.text.prefix(7))
            func statement(_ file: String, _ more: String..., clock: String? = nil) async throws -> String {
                let end = try await office.run(["statement", ann, "--month", month, "-o", file] + more, clock: clock)
                #expect(end.code == 0, "\(end)")
                return Program.text(office.folder.appending(path: file))
            }
            let json = try JSON(parsing: Array(try await statement("ann.json").utf8))
            let account = json["accounts"]?[0]
            let sums = ["opening": "0.00", "earned": "12.00", "adjusted": "-3.00", "payout": "-12.00", "closing": "-3.00", "paid": "12.00"]
            for (name, amount) in sums { #expect(account?[name]?["amount"]?.string == amount, "\(name): \(json.text)") }
            let lines = account?["lines"]?.array ?? []
            #expect(lines.map { $0["line"]?.string } == ["earned", "payout", "adjusted"], "\(json.text)")
            #expect(lines.first?["deal"] == "1001" && lines.first?["rule"] == "standard: 12 %", "\(json.text)")
            #expect(lines.first?["happened"] == "2026-01-01T10:00:00Z" && lines.last?["reason"] == "refund", "\(json.text)")
            let first = try await statement("ann.md")
            #expect(
                first.contains("| balance carried forward | -3.00 |") && first.contains(json["ledger"]?["hash"]?.string ?? "?"), "\(first)")
            #expect(try await statement("again.md", clock: "+1s") == first)
            for file in ["ann.html", "ann.csv"] {
                let text = try await statement(file)
                #expect(
                    text.contains("-3.00") && !text.contains("Bob") && !text.contains("Dee") && !text.contains("customer.example"),
                    "\(text)")
            }
            #expect(!first.contains("Bob") && !first.contains("Dee") && !first.contains("customer.example"))
            #expect(try await office.run(["statement", ann, "--month", month, "-o", "ann.md"]).code == 1)
            try await carriedOver(office, ann, month)
        }
    }

    /// The next month begins with what this one carries forward, and an earlier one knows nothing but when something was booked.
    private func carriedOver(_ office: Office, _ ann: String, _ month: String) async throws {
        let next = Period31(month).next
        let later = try await office.run(["statement", ann, "--month", next, "--json"], clock: "+32d")
        let account = later.json?["accounts"]?[0]
        #expect(account?["opening"]?["amount"] == "-3.00" && account?["closing"]?["amount"] == "-3.00", "\(later)")
        #expect(account?["lines"]?.array?.isEmpty == true && later.err.contains("but in \(month)"), "\(later)")
        let january = try await office.run(["statement", ann, "--month", "2026-01", "--json"])
        #expect(january.json?["accounts"]?.array?.isEmpty == true && january.json?["ledger"]?["row"] == 0, "\(january)")
        let happened = try await office.run(["statement", ann, "--month", "2026-01", "--by", "happened", "--json"])
        let inJanuary = happened.json?["accounts"]?[0]
        #expect(inJanuary?["earned"]?["amount"] == "12.00" && inJanuary?["closing"]?["amount"] == "9.00", "\(happened)")
        #expect(try await office.run(["statement", ann, "--month", "2099-01"]).code == 64)
        #expect(try await office.run(["statement", ann, "--month", "January"]).code == 64)
    }

    /// A month of the calendar by its text.
    private struct Period31 {
        let text: String
        init(_ text: String) { self.text = text }

        /// The month behind it.
        var next: String {
            guard let first = CalendarDate(text + "-01") else { return "" }
            return String(CalendarDate(daysSinceEpoch: first.daysSinceEpoch + 31).text.prefix(7))
        }
    }

    @Test func `a partner, all partners, a quarter, what is suspicious and how fresh the hub is`() async throws {
        let screened = terms + "\nfraud: {auto_approval_ceiling: 100.00 USD}"
        try await Office.open(terms: screened) { office in
            try await ready(office, ["Ann", "Bob"])
            let sales = [sale(1, "100.00"), sale(2, "1000.00", coupon: "Bob"), sale(3, "50.00", at: "2026-04-03T10:00:00Z")]
            try await earn(office, sales + [sale(4, "200.00", at: "2025-11-03T10:00:00Z")])
            let ann = try await office.run(["report", "partner", try await office.partner("Ann"), "--json"]).json
            #expect(figure(ann, "revenue")?["amount"] == "350.00" && figure(ann, "owed")?["amount"] == "42.00", "\(ann?.text ?? "")")
            #expect(figure(ann, "customers_won") == 3 && figure(ann, "sales") == 3, "\(ann?.text ?? "")")
            let all = try await office.run(["report", "partner", "--json"]).json?["partners"]?.array ?? []
            #expect(
                all.map { $0["name"]?.string } == ["Bob", "Ann", Self.oddName] && all.first?["revenue"]?["amount"] == "1000.00", "\(all)")
            let csv = try await office.run(["report", "partner", "--csv"])
            #expect(csv.out.contains(",'=2+3|<i>,applied,"), "\(csv)")
            let odd = try await office.partner(Self.oddName)
            let page = try await office.run(["statement", odd, "--month", "2026-01", "--format", "html"])
            #expect(page.out.contains("=2+3|&lt;i&gt;") && !page.out.contains("<i>"), "\(page)")
            let text = try await office.run(["statement", odd, "--month", "2026-01"])
            #expect(text.out.hasPrefix("# Statement of =2+3\\|\\<i\\>"), "\(text)")
            let quarter = try await office.run(["report", "quarter", "--to", "2026-05-01", "--json"]).json
            let revenue = quarter?["figures"]?.array?.first { $0["figure"] == "revenue" }
            #expect(revenue?["2025-Q4"]?["amount"] == "200.00" && revenue?["2026-Q1"]?["amount"] == "1100.00", "\(quarter?.text ?? "")")
            #expect(revenue?["2026-Q2"]?["amount"] == "50.00" && quarter?["from"] == "2026-04-01", "\(quarter?.text ?? "")")
            let low = (quarter?["low"]?.array ?? []).filter { $0["figure"] == "revenue USD" }
            #expect(low.first?["setting"] == "terms.commissions", "\(quarter?.text ?? "")")
            let fraud = try await office.run(["report", "fraud", "--json"]).json
            #expect(
                fraud?["open"]?[0]?["finding"] == "amount_ceiling" && fraud?["open"]?[0]?["amount"]?["amount"] == "120.00",
                "\(fraud?.text ?? "")")
            let fresh = try await office.run(["report", "freshness", "--json"], clock: "+2d").json
            let deals = fresh?["objects"]?.array?.first { $0["object"] == "deal" }
            #expect((172_700...172_900 + 600).contains(deals?["age"]?.integer ?? 0) && deals?["failed_rows"] == 0, "\(fresh?.text ?? "")")
            #expect(try await office.run(["report", "partner", "p_01ARZ3NDEKTSV4RRFFQ69G5FAV"]).code == 1)
            for name in ["program", "partner", "quarter", "fraud", "freshness"] {
                let words = try await office.run(["report", name])
                #expect(words.code == 0 && words.out.hasPrefix(name), "\(words)")
            }
        }
    }
}
