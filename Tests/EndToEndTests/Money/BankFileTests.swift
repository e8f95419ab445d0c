import Foundation
import Model
import Testing

/// The method `manual`: files for a bank, and what comes back with `payouts settle --from FILE`, all of it or nothing (P12).
@Suite(.serialized) struct BankFileTests {
    private static let terms = """

        commissions: [{id: standard, for: sale, pay: 10%, of: gross, hold: 0d}]
        """

    /// A payout of the office.
    private struct Paid {
        let id: String
        let account: String
        let amount: String
        let currency: String
    }

    /// Accounts that a table program would take for something else than text.
    private static let accounts = ["Ann": "DE89, \"Ann\"", "Bob": "=1+1", "Eve": "DE02 Eve"]

    /// An office that owes 10.00 USD to Ann, 20.00 USD to Bob and 30.00 USD to Eve, and has sent nothing yet.
    private func open(_ body: (Office) async throws -> Void) async throws {
        try await Office.open(terms: Self.terms, payouts: "{manual: bank, cool_down: 0d}") { office in
            let names = ["Ann", "Bob", "Eve"]
            try office.put(
                "partners",
                names.map { name in
                    [
                        "id": name, "name": name, "email": "\(name.lowercased())@partner.example", "status": "approved",
                        "payout_method": "manual", "payout_account": Self.quoted(Self.accounts[name] ?? ""),
                    ]
                })
            try await office.sync()
            for name in names { _ = try await office.link(name, coupon: name) }
            let at = "2026-01-05T10:00:00Z"
            try office.put(
                "deals",
                names.enumerated().map { index, name in
                    [
                        "id": name, "order": name, "amount": "\(index + 1)00.00", "currency": "USD", "state": "won",
                        "opened": at, "won": at, "paid": at, "coupon": name, "changed": at,
                    ]
                })
            try await office.sync()
            try await office.run("earn", "-q")
            for name in names {
                try await office.run("payouts", "destinations", "--approve", try await office.partner(name), "--by", Office.person)
            }
            try await office.run("payouts", "plan", "-q", code: 3)
            try await office.run("payouts", "approve", "--all", "--by", "ben@northwind.example", "-q")
            try await body(office)
        }
    }

    private static func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }

    private func payouts(_ office: Office) async throws -> [String: Paid] {
        let rows = try await office.run("payouts", "list", "--json").rows
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let paid = Paid(
                    id: row["id"]?.string ?? "", account: row["account"]?.string ?? "", amount: row["amount"]?["amount"]?.string ?? "",
                    currency: row["amount"]?["currency"]?.string ?? "")
                return (row["partner_name"]?.string ?? "", paid)
            })
    }

    private func states(_ office: Office) async throws -> [String: String] {
        let rows = try await office.run("payouts", "list", "--json").rows
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["partner_name"]?.string ?? "", $0["state"]?.string ?? "") })
    }

    /// All that the hub shows of its payouts, with every booking.
    private func whole(_ office: Office) async throws -> String {
        var text = try await office.run("payouts", "list", "--json").out
        for paid in try await payouts(office).values.sorted(by: { $0.id < $1.id }) {
            text += try await office.run("payouts", "show", paid.id, "--json").out
        }
        return text
    }

    /// The files for the bank, by their names.
    private func files(_ office: Office) throws -> [String: String] {
        let folder = office.folder.appending(path: "bank")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return Dictionary(uniqueKeysWithValues: names.map { ($0, Program.text(folder.appending(path: $0))) })
    }

    @Test func `the file is readable by its owner alone and no cell of it is a formula; killed halfway, it is not written twice`()
        async throws
    {
        try await open { office in
            let end = try await office.start(["payouts", "send", "-q"], with: ["ENTENTE_CRASH": "404:1"]).end()
            #expect(end.code == -9)
            let first = try files(office)
            try await office.run("payouts", "send", "-q")
            let files = try files(office)
            #expect(files.count == 1 && first == files)
            let folder = office.folder.appending(path: "bank").path
            for name in files.keys {
                let rights = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.posixPermissions] as? Int
                #expect(rights == 0o600 && name.hasSuffix("-1.csv"), "\(name)")
            }
            let paid = try await payouts(office)
            let accounts = ["Ann": "\"DE89, \"\"Ann\"\"\"", "Bob": "'=1+1", "Eve": "DE02 Eve"]
            let rows = paid.sorted { $0.value.id < $1.value.id }.map { name, paid in
                "\(paid.id),\(accounts[name] ?? ""),\(paid.amount),\(paid.currency),Northwind\r\n"
            }
            #expect(Array(files.values) == ["payout,receiver,amount,currency,reference\r\n" + rows.joined()], "\(files)")
            #expect(try await states(office) == ["Ann": "submitted", "Bob": "submitted", "Eve": "submitted"])
        }
    }

    @Test func `a file with one wrong line books nothing, and every wrong line is told`() async throws {
        try await open { office in
            try await office.run("payouts", "send", "-q")
            let paid = try await payouts(office)
            let (ann, bob, eve) = (try #require(paid["Ann"]), try #require(paid["Bob"]), try #require(paid["Eve"]))
            let head = "payout,amount,currency,status\n"
            let good = "\(ann.id),10.00,USD,paid\n"
            let remedy = "; nothing was booked; mend the file and run it again"
            let cases: [(file: String, says: String)] = [
                (good + "total,10.01,USD,\n", "the rows sum to 10.00 USD, the file says 10.01 USD" + remedy),
                (good + "\(eve.id),30.00,USD,\ntotal,40.00,EUR,\n", "the rows sum to 0.00 EUR, the file says 40.00 EUR" + remedy),
                (good + "payout_NONE,1.00,USD,\n", "line 3: no payout has the id payout_NONE" + remedy),
                (good + "\(bob.id),20.01,USD,\n", "line 3: \(bob.id) is 20.00 USD, the file says 20.01 USD" + remedy),
                (good + "\(bob.id),20.00,EUR,\n", "line 3: \(bob.id) is 20.00 USD, the file says 20.00 EUR" + remedy),
                (good + good, "line 3: \(ann.id) stands there twice" + remedy),
                (good + "\(bob.id),20.00,USD,sent\n", "line 3: sent is no status" + remedy),
                (good + "\(bob.id),twenty,USD,\n", "line 3: twenty USD is no amount" + remedy),
                (good + "\(bob.id),20.00,XQX,\n", "line 3: \(bob.id) is 20.00 USD, the file says 20.00 XQX" + remedy),
                (
                    "payout_NONE,1.00,USD,\n" + good + "\(bob.id),20.01,USD,\n",
                    "line 2: no payout has the id payout_NONE; line 4: \(bob.id) is 20.00 USD, the file says 20.01 USD" + remedy
                ),
            ]
            let before = try await whole(office)
            for (file, says) in cases {
                try office.write(head + file, to: "paid.csv")
                let end = try await office.run(["payouts", "settle", "--from", "paid.csv"])
                #expect(end.code == 1 && end.out.isEmpty, "\(end)")
                #expect(end.err.contains("paid.csv: \(says)\n"), "\(end.err) should say: \(says)")
            }
            let none = try await office.run("payouts", "settle", "--from", "none.csv", code: 1)
            #expect(none.err.contains("none.csv: the bank's file cannot be read; look at its name and rights"), "\(none)")
            try office.write("id,amount\n1,2\n", to: "paid.csv")
            let other = try await office.run("payouts", "settle", "--from", "paid.csv", code: 1)
            #expect(
                other.err.contains("paid.csv: it is no table with the columns payout, amount and currency; take the file that"), "\(other)")
            #expect(try await whole(office) == before)
            try await office.run("verify")
        }
    }

    @Test func `what was paid, failed and came back is booked once, and the same file again changes nothing`() async throws {
        try await open { office in
            let early = try #require(try await payouts(office)["Ann"])
            try office.write("payout,amount,currency\n\(early.id),10.00,USD\n", to: "early.csv")
            let never = try await office.run("payouts", "settle", "--from", "early.csv", code: 1)
            #expect(never.err.contains("line 2: \(early.id) is approved: it was never sent; nothing was booked"), "\(never)")
            try await office.run("payouts", "send", "-q")
            let paid = try await payouts(office)
            let (ann, bob, eve) = (try #require(paid["Ann"]), try #require(paid["Bob"]), try #require(paid["Eve"]))
            let file = """
                payout,amount,currency,status,item,fee,reason
                \(ann.id),10.00,USD,,bank-1,0.50,
                \(bob.id),20.00,USD,failed,,,no such account
                \(eve.id),30.00,USD,paid,bank-2,,
                total,60.00,USD,,,,

                """
            try office.write(file, to: "paid.csv")
            let first = try await office.run("payouts", "settle", "--from", "paid.csv", "--json", code: 5)
            #expect(first.json?["rows"] == 3 && first.json?["payouts"]?.array?.count == 3, "\(first)")
            #expect(try await states(office) == ["Ann": "paid", "Bob": "failed", "Eve": "paid"])
            let before = try await whole(office)
            #expect(before.contains("bank-1") && before.contains("no such account"))
            let again = try await office.run("payouts", "settle", "--from", "paid.csv", "--json")
            #expect(again.json?["payouts"]?.array?.isEmpty == true, "\(again)")
            #expect(try await whole(office) == before)
            let due = try await office.run("payouts", "plan", "--dry-run", "--json").json
            #expect(due?["drafts"]?.array?.compactMap { $0["account"]?.string } == [Self.accounts["Bob"] ?? ""], "\(due?.text ?? "")")
            // The bank paid after all what had counted as not paid: somebody must look.
            try office.write("payout,amount,currency\n\(bob.id),20.00,USD\n", to: "late.csv")
            let late = try await office.run("payouts", "settle", "--from", "late.csv", "--json", code: 3)
            #expect(late.json?["raised"] == 1, "\(late)")
            let waiting = try await office.run("review", "--json").rows.filter { $0["record"]?.string == bob.id }
            #expect(waiting.count == 1, "\(waiting)")
            // Weeks later it takes one back.
            try office.write("payout,amount,currency,status\n\(eve.id),30.00,USD,returned\n", to: "back.csv")
            try await office.run("payouts", "settle", "--from", "back.csv")
            #expect(try await states(office) == ["Ann": "paid", "Bob": "paid", "Eve": "returned"])
            try await office.run("verify")
        }
    }

    @Test func `killed before the booking commits, nothing of the file is booked`() async throws {
        try await open { office in
            try await office.run("payouts", "send", "-q")
            let paid = try await payouts(office)
            let rows = paid.values.map { "\($0.id),\($0.amount),\($0.currency)\n" }.joined()
            try office.write("payout,amount,currency\n" + rows, to: "paid.csv")
            let before = try await whole(office)
            let end = try await office.start(["payouts", "settle", "--from", "paid.csv"], with: ["ENTENTE_CRASH": "406:1"]).end()
            #expect(end.code == -9)
            #expect(try await whole(office) == before)
            try await office.run("payouts", "settle", "--from", "paid.csv")
            #expect(Set(try await states(office).values) == ["paid"])
            try await office.run("verify")
        }
    }
}
