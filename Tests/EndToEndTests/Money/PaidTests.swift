import Foundation
import Model
import Testing

/// Examples of docs/MONEY.md that end with money: by the method `manual`, with files for a bank.
@Suite(.serialized) struct PaidTests {
    private let terms = """

        commissions: [{id: standard, for: sale, pay: 10%, of: gross, hold: 0d}]
        """

    private func sale(_ number: Int, _ amount: String, coupon: String = "Ann") -> [String: String] {
        let at = "2026-01-0\(number)T10:00:00Z"
        return [
            "id": "\(number)", "order": "\(1000 + number)", "amount": amount, "currency": "USD", "state": "won", "opened": at, "won": at,
            "paid": at, "coupon": coupon, "changed": at,
        ]
    }

    private func ready(_ office: Office, _ partners: [String]) async throws {
        try office.put(
            "partners",
            partners.map {
                [
                    "id": $0, "name": $0, "email": "\($0.lowercased())@partner.example", "status": "approved", "payout_method": "manual",
                    "payout_account": "account of \($0)",
                ]
            })
        try await office.sync()
        for name in partners { _ = try await office.link(name, coupon: name) }
    }

    private func earn(_ office: Office, _ sales: [[String: String]]) async throws {
        try office.put("deals", sales)
        try await office.sync()
        let earn = try await office.run(["earn", "-q"])
        #expect(earn.code == 0, "\(earn)")
    }

    /// What a plan would pay, by account; and what it would carry over, with the reason.
    private func plan(_ office: Office) async throws -> (paid: [String: String], carried: [String: String]) {
        let end = try await office.run(["payouts", "plan", "--json"])
        #expect([0, 3].contains(end.code), "\(end)")
        func texts(_ name: String, _ key: String, _ amount: String) -> [String: String] {
            let rows = end.json?[name]?.array ?? []
            return Dictionary(rows.map { ($0[key]?.string ?? "", $0[amount]?["amount"]?.string ?? "") }) { first, _ in first }
        }
        return (texts("drafts", "account", "amount"), texts("carried", "reason", "due"))
    }

    @Test func `W11 a threshold of 50.00: 49.99 is carried over, 50.00 is paid`() async throws {
        try await Office.open(terms: terms, payouts: "{minimum: 50.00 USD, manual: bank, cool_down: 0d}") { office in
            try await ready(office, ["Ann", "Bob"])
            try await earn(office, [sale(1, "499.90"), sale(2, "500.00", coupon: "Bob")])
            let plan = try await plan(office)
            #expect(plan.paid == ["account of Bob": "50.00"] && plan.carried == ["below_threshold": "49.99"], "\(plan)")
        }
    }

    @Test func `explain goes from a commission to its payout and the request, back again, and through a partner's balance`() async throws {
        try await Office.open(terms: terms, payouts: "{manual: bank, cool_down: 0d}") { office in
            try await ready(office, ["Ann"])
            try await earn(office, [sale(1, "120.00")])
            _ = try await plan(office)
            try await Self.pay(office, "Ann")
            let row = try #require(try await office.commissions().first)
            let proof = try #require(try await office.run("explain", row.id, "--json").json)
            let payout = try #require(proof["payouts"]?[0])
            #expect(payout["state"] == "paid" && payout["shipments"]?[0]?["key"]?.string != nil, "\(proof.text)")
            let id = try #require(payout["id"]?.string)
            let back = try #require(try await office.run("explain", id, "--json").json)
            #expect(back["claims"]?[0]?["commission"]?.string == row.id, "\(back.text)")
            let ann = try await office.partner("Ann")
            let balance = try #require(try await office.run("explain", ann, "balance", "--json").json)
            #expect(balance["owed"]?[0]?["amount"] == "0.00" && balance["ledger"]?.array?.count == 2, "\(balance.text)")
            #expect(balance["ledger"]?[0]?["payout"]?.string == id && balance["ledger"]?[0]?["commission"]?.string == row.id)
            #expect(try await office.run("explain", ann, "balance").out.hasPrefix("\(ann) is owed 0.00"))
        }
    }

    @Test func `W7 a refund after the payout: the balance is -3.00, and the next 12.00 pay out 9.00`() async throws {
        try await Office.open(terms: terms, payouts: "{manual: bank, cool_down: 0d}") { office in
            try await ready(office, ["Ann"])
            try await earn(office, [sale(1, "120.00")])
            #expect(try await plan(office).paid == ["account of Ann": "12.00"])
            #expect(try await office.commissions().map(\.state) == ["claimed"])
            try await Self.pay(office, "Ann")
            #expect(try await office.commissions().map(\.state) == ["paid"])
            try office.put(
                "payments",
                [
                    [
                        "id": "re_1", "deal": "1", "kind": "refund", "amount": "30.00", "currency": "USD", "provider": "bank",
                        "at": "2026-01-09T10:00:00Z",
                    ]
                ])
            try await earn(office, [sale(1, "120.00")])
            #expect(try await office.commissions().map(\.entries) == [["12.00", "-3.00"]])
            #expect(try await plan(office) == ([:], ["nothing_owed": "-3.00"]))
            try await earn(office, [sale(1, "120.00"), sale(2, "120.00")])
            #expect(try await plan(office).paid == ["account of Ann": "9.00"])
            try await Self.pay(office, "Ann")
            #expect(try await plan(office).paid.isEmpty)
            #expect(try await office.commissions().map(\.state) == ["paid", "paid"])
            try await office.run("verify")
        }
    }

    /// A person stands for the destination, signs, a file goes to the bank, and the bank's answer comes back.
    static func pay(_ office: Office, _ partner: String) async throws {
        try await office.run("payouts", "destinations", "--approve", try await office.partner(partner), "--by", Office.person)
        try await office.run("payouts", "approve", "--all", "--by", "ben@northwind.example")
        let send = try await office.run(["payouts", "send", "--json"])
        #expect([0, 3].contains(send.code), "\(send)")
        let folder = office.folder.appending(path: "bank").path
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".csv") }
        let name = try #require(names.first, "\(send)")
        try await office.run("payouts", "settle", "--from", "bank/\(name)")
        try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
}
