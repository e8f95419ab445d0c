import Foundation
import Model
import Testing

/// One sale that a shop, a CRM and a payment provider tell of (C8, W10). The three are folders here: each remote is read on its own.
@Suite(.serialized) struct SightingTests {
    private static let sources = ["shop", "crm", "pay"]
    private static let header = "id,order,customer,amount,currency,state,opened,won,paid,coupon,changed\n"

    /// What each tells of the sale.
    private static func row(_ source: String) -> String {
        switch source {
        case "shop": "s1,1001,,100.00,USD,won,2026-01-05T10:00:00Z,2026-01-05T10:00:00Z,,Ann,2026-01-05T10:00:00Z\n"
        case "crm": "c77,1001,,100.00,USD,won,,,,,2026-01-05T11:00:00Z\n"
        default: "ch_9,1001,,,,,,,2026-01-05T10:00:05Z,,2026-01-05T10:00:05Z\n"
        }
    }

    private static let orders = [
        ["shop", "crm", "pay"], ["shop", "pay", "crm"], ["crm", "shop", "pay"], ["crm", "pay", "shop"], ["pay", "shop", "crm"],
        ["pay", "crm", "shop"],
    ]

    @Test(arguments: orders, [[3], [1, 2], [1, 1, 1]])
    func `W10 the same sale from three sources, in any order and any number of runs, is one deal and one commission`(
        order: [String], runs: [Int]
    ) async throws {
        try await Office.open(terms: Self.terms) { office in
            try office.put("partners", [["id": "1", "name": "Ann", "email": "ann@partner.example", "status": "approved"]])
            try await office.sync()
            _ = try await office.link("Ann", coupon: "Ann")
            try configure(office)
            var rest = order[...]
            for count in runs {
                for source in rest.prefix(count) { try office.write(Self.header + Self.row(source), to: "\(source)/deals.csv") }
                rest = rest.dropFirst(count)
                try await office.sync()
                // A sale whose amount nobody has told yet waits, and says so.
                let earn = try await office.run(["earn", "-q"])
                #expect([0, 3].contains(earn.code), "\(earn)")
            }
            let deals = try await office.run("show", "deal", "--json").rows
            #expect(deals.count == 1 && deals.first?["links"]?.array?.count == 3, "\(deals)")
            let rows = try await office.commissions()
            #expect(rows.map(\.amount) == ["10.00"], "\(rows)")
            #expect(try await office.run("review", "--json").rows.isEmpty)
            try await office.run("verify")
        }
    }

    private static let terms = """

        commissions: [{id: standard, for: sale, pay: 10%, of: gross, hold: 0d}]
        """

    /// The three sources take the place of the books' deals.
    private func configure(_ office: Office) throws {
        try office.write(
            """
            dsl: 1
            connector: source
            version: 1
            status: beta
            about: "A source of sales."
            config: {path: {type: text}}
            folder: {path: "{{ config.path }}"}
            objects:
              deal:
                file: deals.csv
                id: id
                modified: {at: "changed?"}
                fields:
                  amount: {type: money, currency: ["currency?"]}
                  opened: {type: time}
                  won: {type: time}
                  paid: {type: time}

            """, to: "source.yaml")
        for source in Self.sources {
            try FileManager.default.createDirectory(at: office.folder.appending(path: source), withIntermediateDirectories: true)
            try office.write(Self.header, to: "\(source)/deals.csv")
        }
        try office.withoutPayments()
        let remotes = Self.sources.map { "  \($0): {connector: source, with: {path: \($0)}, access: read_only}" }.joined(separator: "\n")
        try office.configure("sync:\n", "\(remotes)\nsync:\n")
        try office.configure("    remotes: {books: {object: deal, on_delete: unlink}}", "    remotes: \(sides)")
        for (hub, book) in [
            ("order_number", "order"), ("amount", "amount"), ("state", "state"), ("paid_at", "paid"), ("opened_at", "opened"),
        ] {
            try office.configure(
                "      \(hub): {policy: {owner: books}, books: \(book)}",
                "      \(hub): {policy: prefer_nonblank, shop: \(book), crm: \(book), pay: \(book)}")
        }
        for (hub, book) in [("won_at", "won"), ("coupon", "coupon")] {
            try office.configure(
                "      \(hub): {policy: {owner: books}, books: \(book)}", "      \(hub): {policy: {owner: shop}, shop: \(book)}")
        }
        for (hub, book) in [("customer", "customer"), ("tax", "tax"), ("click", "click")] {
            try office.configure("      \(hub): {policy: {owner: books}, books: \(book)}\n", "")
        }
    }

    private var sides: String { "{" + Self.sources.map { "\($0): {object: deal, on_delete: unlink}" }.joined(separator: ", ") + "}" }
}
