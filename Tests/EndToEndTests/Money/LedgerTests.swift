import Foundation
import Model
import Testing

/// Examples of docs/MONEY.md that take several runs, and the ledger behind them.
@Suite(.serialized) struct LedgerTests {
    private let terms = """

        attribution: {model: last_click, window: 30d}
        commissions: [{id: standard, for: sale, pay: 10%, of: gross, hold: 0d}]
        """

    private func sale(_ more: [String: String] = [:]) -> [String: String] {
        [
            "id": "1", "order": "1001", "customer": "1", "amount": "100.00", "currency": "USD", "state": "won",
            "opened": "2026-01-05T10:00:00Z", "won": "2026-01-05T10:00:00Z", "paid": "2026-01-05T10:00:00Z", "coupon": "Ann",
            "changed": "2026-01-05T10:00:00Z",
        ].merging(more) { $1 }
    }

    private func ready(_ office: Office) async throws {
        try office.put(
            "partners", ["Ann", "Bob"].map { ["id": $0, "name": $0, "email": "\($0.lowercased())@partner.example", "status": "approved"] })
        try office.put("customers", [["id": "1", "name": "Dee", "email": "dee@customer.example"]])
        try await office.sync()
        _ = try await office.link("Ann", coupon: "Ann")
    }

    private func earn(_ office: Office, _ rows: [[String: String]]) async throws {
        try office.put("deals", rows)
        try await office.sync()
        try await office.run("earn", "-q")
    }

    @Test func `W14 won, re-opened, lost, won again at another amount: one deal, one commission, three entries`() async throws {
        try await Office.open(terms: terms) { office in
            try await ready(office)
            try await earn(office, [sale()])
            try await earn(office, [sale(["state": "open", "changed": "2026-01-06T10:00:00Z"])])
            #expect(try await office.balances().isEmpty)
            try await earn(office, [sale(["state": "lost", "changed": "2026-01-07T10:00:00Z"])])
            try await earn(
                office,
                [sale(["state": "won", "amount": "80.00", "won": "2026-01-08T10:00:00Z", "changed": "2026-01-08T10:00:00Z"])])
            let rows = try await office.commissions()
            #expect(rows.map(\.entries) == [["10.00", "-10.00", "8.00"]])
            #expect(try await office.balances() == ["Ann": "8.00"])
            try await office.run("verify")
        }
    }

    @Test func `W15 the rule changes after the commission was created: it stays at its frozen share`() async throws {
        try await Office.open(terms: terms) { office in
            try await ready(office)
            try await earn(office, [sale()])
            try office.configure("pay: 10%", "pay: 5%")
            let later = sale(["id": "2", "order": "1002", "customer": "1"])
            try await earn(office, [sale(), later])
            let rows = try await office.commissions()
            #expect(Set(rows.map(\.amount)) == ["10.00", "5.00"])
            #expect(Set(rows.compactMap { $0.json["terms"]?.string }).count == 2)
            #expect(rows.allSatisfy { $0.json["rule_place"]?.string?.hasPrefix("config.yaml:") == true }, "\(rows)")
        }
    }

    @Test func `W16 a deal is given to another partner: taken from one and granted to the other in one transaction`() async throws {
        try await Office.open(terms: terms) { office in
            try await ready(office)
            try await earn(office, [sale()])
            let deal = try #require(try await office.run("show", "deal", "--json").rows.first?["id"]?.string)
            let (ann, bob) = (try await office.partner("Ann"), try await office.partner("Bob"))
            let report = try #require(
                try await office.run("reassign", deal, "--to", bob, "--by", Office.person, "--why", "registered by phone", "--json").json)
            let moved = report["moved"]?.array?.map { "\($0["account"]?.string ?? "") \($0["amount"]?["amount"]?.string ?? "")" } ?? []
            #expect(Set(moved) == ["partner:\(ann) -10.00", "partner:\(bob) 10.00"], "\(report.text)")
            // Both halves were booked by the command itself.
            #expect(try await office.balances() == ["Bob": "10.00"])
            let rows = try await office.commissions()
            #expect(rows.first { $0.partner == "Ann" }?.entries == ["10.00", "-10.00"])
            let again = try #require(try await office.run("earn", "--json").json)
            #expect(again["booked"] == 0 && again["changed"] == 0, "\(again.text)")
            try await office.run("verify")
        }
    }

    @Test func `an earn that dies between two steps is done by the next, and nothing is booked twice`() async throws {
        try await Office.open(terms: terms) { office in
            try await ready(office)
            try office.put("deals", [sale()])
            try await office.sync()
            for point in [CrashPoint.earningKept, .earningReady, .earningCommitted] {
                let end = try await office.run(["earn"], dying: point)
                #expect(end.code == -9, "\(point): \(end)")
            }
            // The last one died behind its commit.
            let last = try #require(try await office.run("earn", "--json").json)
            #expect(last["booked"] == 0 && last["lines"] == 0, "\(last.text)")
            #expect(try await office.balances() == ["Ann": "10.00"])
            try await office.run("verify")
        }
    }

    @Test func `other terms are played over history without a trace, by partner and in total, for the days that are asked for`()
        async throws
    {
        try await Office.open(terms: terms) { office in
            try await ready(office)
            let march = ["opened", "won", "paid", "changed"].map { ($0, "2026-03-05T10:00:00Z") }
            let second = sale(Dictionary(march + [("id", "2"), ("order", "1002"), ("amount", "200.00")]) { $1 })
            try await earn(office, [sale(), second])
            try office.write("terms:\n  commissions: [{id: x, for: sale, pay: 20%, of: gross, hold: 0d}]\n", to: "other.yaml")
            let before = try await office.run("commissions", "--json").out
            let all = try #require(try await office.run("earn", "--terms", "other.yaml", "--json").json)
            #expect(all["was"]?[0]?["amount"] == "30.00" && all["would"]?[0]?["amount"] == "60.00", "\(all.text)")
            let part = try #require(
                try await office.run("earn", "--terms", "other.yaml", "--from", "2026-03-05", "--to", "2026-03-05", "--json").json)
            #expect(part["was"]?[0]?["amount"] == "20.00" && part["would"]?[0]?["amount"] == "40.00", "\(part.text)")
            let ann = try await office.partner("Ann")
            #expect(part["partners"]?[ann]?["would"]?[0]?["amount"] == "40.00")
            #expect(try await office.run("commissions", "--json").out == before)
            #expect(try await office.run(["earn", "--terms", "other.yaml", "--from", "March"]).code == 64)
            try office.write("terms: {commissions: 5}\n", to: "other.yaml")
            #expect(try await office.run(["earn", "--terms", "other.yaml"]).code == 78)
        }
    }

    @Test func `explain shows the claims with their weights, the history, the rule with its line, and the rows of the ledger`() async throws
    {
        try await Office.open(terms: terms) { office in
            try await ready(office)
            try await earn(office, [sale()])
            let row = try #require(try await office.commissions().first)
            let proof = try #require(try await office.run("explain", row.id, "--json").json)
            #expect(proof["touches"]?[0]?["kind"] == "coupon" && proof["touches"]?[0]?["weight"] == 10_000, "\(proof.text)")
            #expect(proof["history"]?[0]?["state"] == "won")
            #expect(proof["ledger"]?.array?.count == 2 && proof["ledger"]?[0]?["hash"]?.string?.count == 64)
            #expect(proof["commission"]?["rule_place"]?.string?.hasPrefix("config.yaml:") == true)
            let words = try await office.run("explain", row.id)
            #expect(words.out.contains("rule standard version 1 (config.yaml:") && words.out.contains("10000 of 10000"), "\(words)")
        }
    }

    @Test func `L2 events in any order and any number of runs come to the same (A3)`() async throws {
        let sales = (1...6).map { number in
            sale(["id": "\(number)", "order": "\(1000 + number)", "amount": "\(number)0.00", "opened": "2026-01-0\(number)T10:00:00Z"])
        }
        var found: Set<String> = []
        for parts in [[6], [1, 5], [2, 2, 2], [1, 1, 1, 1, 1, 1]] {
            try await Office.open(terms: terms) { office in
                try await ready(office)
                var known: [[String: String]] = []
                var rest = Array(parts.count % 2 == 0 ? sales : sales.reversed())[...]
                for count in parts {
                    known += rest.prefix(count)
                    rest = rest.dropFirst(count)
                    try await earn(office, known)
                }
                found.insert(try await office.commissions().map(\.amount).sorted().joined(separator: " "))
                try await office.run("verify")
            }
        }
        #expect(found == ["1.00 2.00 3.00 4.00 5.00 6.00"])
    }

    @Test func `L3 verify finds a row of the ledger that somebody changed`() async throws {
        try await Office.open(terms: terms) { office in
            try await ready(office)
            try await earn(office, [sale()])
            let script = """
                import sqlite3, sys
                hub = sqlite3.connect("hub.db")
                for name in ("keeps_text", "keeps_rows", "keeps_order"): hub.execute("drop trigger ledger_entry_" + name)
                hub.execute("update ledger_entry set minor = minor + 1 where sequence = 2")
                hub.commit()
                """
            try office.write(script, to: "forge.py")
            let forge = try await Program(
                URL(filePath: "/usr/bin/env"), ["python3", "forge.py"], in: office.folder, environment: ProcessInfo.processInfo.environment
            ).end()
            #expect(forge.code == 0, "\(forge)")
            let verify = try await office.run("verify", code: 1)
            #expect(verify.out.contains("ledger: row 2 was changed"), "\(verify)")
        }
    }

    @Test(arguments: [
        ("pay: 10%", "pay: -10%", "found \"-10%\""), ("pay: 10%", "pay: 10.00 XQX", "ISO 4217 lists no XQX"),
        ("window: 30d", "window: 0d", "attribution.window: found \"0d\""),
        (
            "pay: 10%", "tiers: {per: month, steps: [{above: 0, pay: 10%}, {above: 5, pay: 15%}, {above: 5, pay: 20%}]}",
            "found overlapping steps at 5"
        ),
        ("for: sale", "for: sail", "found \"sail\", expected one of sale"), ("id: standard, ", "", "found no id"),
    ])
    func `terms that make no sense end with one clear error, and nothing is written`(old: String, new: String, says: String) async throws {
        try await Office.open(terms: terms) { office in
            try office.configure(old, new)
            let earn = try await office.run("earn", code: 78)
            #expect(earn.err.contains(says) && earn.err.contains("config.yaml:"), "\(earn)")
            #expect(!FileManager.default.fileExists(atPath: office.folder.appending(path: "hub.db").path))
        }
    }

    @Test func `without terms earn says which key it needs`() async throws {
        try await Office.open(terms: "{}") { office in
            let earn = try await office.run("earn", code: 78)
            #expect(earn.err.contains("terms: found nothing"), "\(earn)")
        }
    }
}
