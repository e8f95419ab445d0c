import Foundation
import Model
import Testing

/// The worked examples of docs/MONEY.md by the command line: books in, commissions out, to the cent.
@Suite(.serialized) struct WorkedTests {
    @Test(arguments: Worked.all)
    func `a worked example`(example: Worked) async throws {
        try await Office.open(terms: example.terms, currency: example.currency, zone: example.zone) { office in
            try await write(example, office)
            let earn = try await office.run(["earn", "--json"])
            #expect(earn.code == example.code, "\(earn)")
            try await expect(example, office)
            // Once more nothing is new.
            let again = try await office.run(["earn", "--json"])
            #expect([0, example.code].contains(again.code), "\(again)")
            try await expect(example, office)
            #expect(try await office.run(["verify"]).code == 0)
        }
    }

    private func write(_ example: Worked, _ office: Office) async throws {
        try office.put(
            "partners",
            example.partners.map { ["id": $0, "name": $0, "email": "\($0.lowercased())@partner.example", "status": "approved"] })
        try office.put("customers", [["id": "1", "name": "Dee", "email": "dee@customer.example"]])
        try await office.sync()
        var codes: [String] = []
        for name in example.partners { codes.append(try await office.link(name, coupon: example.clicks.isEmpty ? name : nil)) }
        let clicks = zip(codes, example.clicks).enumerated().map { number, click in
            #"{"id":"click-\#(number)","at":"\#(click.1)","code":"\#(click.0)","visitor":"dee"}"#
        }
        if !clicks.isEmpty {
            try office.write(clicks.joined(separator: "\n"), to: "clicks.jsonl")
            try await office.run("clicks", "import", "clicks.jsonl")
        }
        try office.put("deals", rows(example))
        try office.put(
            "payments",
            example.refunds.enumerated().map { number, refund in
                [
                    "id": "refund-\(number)", "deal": "1", "kind": "refund", "amount": refund.amount, "currency": example.currency,
                    "provider": "stripe", "at": refund.at,
                ]
            })
        try await office.sync()
    }

    private func rows(_ example: Worked) -> [[String: String]] {
        example.sales.enumerated().map { number, sale in
            [
                "id": "\(number + 1)", "order": "\(1001 + number)", "customer": "1", "amount": sale.amount,
                "currency": sale.currency ?? example.currency, "state": "won", "opened": sale.opened, "won": sale.opened,
                "paid": sale.paid ?? sale.opened, "coupon": example.clicks.isEmpty ? example.partners[0] : "",
                "click": example.clicks.isEmpty ? "" : "click-0", "changed": sale.opened,
            ]
        }
    }

    private func expect(_ example: Worked, _ office: Office) async throws {
        let rows = try await office.commissions()
        var entries: [String: [String]] = [:]
        for row in rows { entries[row.partner, default: []] += row.entries }
        #expect(entries == example.entries, "\(example.testDescription)")
        #expect(try await office.balances() == example.sums.filter { !["0.00", "0"].contains($0.value) }, "\(example.testDescription)")
    }
}
