@testable import Agent
import Foundation
import Model
import Storage
import Testing

/// What `entente check` says of links, terms and payouts.
@Suite struct ProgramCheckTests {
    /// A hub without remotes whose config.yaml lies in a folder of its own and ends with these lines.
    private func hub(_ lines: String, _ body: (World) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = SettingsSample.small.replacing("\nsync:", with: "\n  wallet: {connector: paypal}\nsync:") + lines + "\n"
        let (settings, diagnostics) = Settings.read(Array(text.utf8), file: folder.appending(path: "config.yaml").path)
        #expect(diagnostics == [])
        var world = try World()
        world.settings = try #require(settings)
        try body(world)
    }

    private func findings(_ world: World, _ environment: [String: String] = [:]) -> [String] {
        let resolver = SecretResolver(folder: ".", environment: environment)
        return ProgramCheck(services: world.services, resolver: resolver).findings().map { finding in
            guard case .program(let fact) = finding.fact else { return "\(finding)" }
            return "\(finding.subject) \(finding.severity) \(fact)"
        }
    }

    private func add(_ kind: EntityKind, _ values: FieldValues, to world: World) throws -> EntityID {
        let now = world.clock.now()
        let id = EntityID(kind: kind, at: now, randomness: world.bits)
        try world.store.write { tx in
            try tx.entities.put(Entity(id: id, rev: 1, values: values, provenance: [:], createdAt: now, updatedAt: now))
        }
        return id
    }

    @Test func `a program that says nothing of money is told nothing of it`() throws {
        try hub("") { #expect(findings($0).isEmpty) }
    }

    @Test func `terms without a rule earn nothing, and the check says so`() throws {
        try hub("terms: {attribution: {window: 60d}}") { #expect(findings($0) == ["terms warning noRule"]) }
        try hub("terms: {commissions: [{id: all, for: sale, pay: 10%}]}") { #expect(findings($0) == ["terms ok fitting"]) }
    }

    private static let foreign = "terms: {commissions: [{id: all, for: sale, pay: 10%}], rates: {file: rates.csv, base: EUR, source: ECB}}"

    @Test func `L4 the file of rates is looked for beside config_yaml, wherever entente was called`() throws {
        try hub(Self.foreign) { world in
            let file = URL(filePath: world.settings.file).deletingLastPathComponent().appending(path: "rates.csv")
            #expect(findings(world) == ["terms error unreadableRates(path: \"\(file.path)\")"])
            try Data([0xFF, 0xFE, 0x00]).write(to: file)
            #expect(findings(world) == ["terms error unreadableRates(path: \"\(file.path)\")"])
            try Data("<html>moved</html>".utf8).write(to: file)
            #expect(findings(world) == ["terms error noRateTable(path: \"\(file.path)\")"])
            try Data("Date,USD,XQQ\n2026-01-02,1.1\nyesterday,1.2\n2026-01-05,-1\n".utf8).write(to: file)
            #expect(findings(world) == ["terms warning badRates(path: \"\(file.path)\", count: 3, line: 1)"])
            try Data("Date,USD\n2026-01-02,1.1\n".utf8).write(to: file)
            #expect(findings(world) == ["terms ok fitting"])
        }
    }

    @Test func `W13 deals in a currency without a rate are counted`() throws {
        try hub(Self.foreign) { world in
            let file = URL(filePath: world.settings.file).deletingLastPathComponent().appending(path: "rates.csv")
            for (minor, code) in [(100, "USD"), (200, "EUR"), (300, "GBP"), (400, "GBP")] {
                _ = try add(.deal, ["amount": .money(Money(minor: Int64(minor), currency: try #require(Currency(code))))], to: world)
            }
            try Data("Date,USD\n2026-01-02,1.1\n".utf8).write(to: file)
            #expect(findings(world) == ["terms warning noRate(currency: \"GBP\", deals: 2)"])
            // Without the program's own currency the table leads nowhere.
            try Data("Date,GBP\n2026-01-02,1.1\n".utf8).write(to: file)
            #expect(
                findings(world) == [
                    "terms warning noRate(currency: \"EUR\", deals: 1)", "terms warning noRate(currency: \"GBP\", deals: 2)",
                ])
        }
    }

    @Test func `partners whom nobody pays, and amounts in which nothing is paid, are counted`() throws {
        try hub("payouts: {minimum: [50 USD, 40 EUR], paypal: wallet}\nbrakes: {payouts: {sum: 100 CHF}}") { world in
            for (status, method, wanted) in [
                ("approved", "paypal", "USD"), ("approved", "stripe", "EUR"), ("approved", "manual", ""), ("suspended", "stripe", "EUR"),
                ("archived", "stripe", ""), ("", "stripe", "EUR"),
            ] {
                let values: FieldValues = [
                    "name": .text("Ann"), "status": .text(status), "payout_method": .text(method), "payout_currency": .text(wanted),
                ]
                _ = try add(.partner, values.filter { $0.value != .text("") }, to: world)
            }
            #expect(
                findings(world) == [
                    "payouts warning idleAmount(key: \"brakes.payouts.sum\", currency: \"CHF\")",
                    "payouts warning unpaidMethod(method: \"manual\", partners: 1)",
                    "payouts warning unpaidMethod(method: \"stripe\", partners: 2)",
                    "payouts warning noPayoutRate(currency: \"EUR\", partners: 1)",
                ])
        }
    }

    @Test func `partners who earned something and nobody knows where to pay are counted`() throws {
        try hub("payouts: {minimum: 50 USD}") { world in
            let approved: FieldValues = ["name": .text("Ann"), "status": .text("approved")]
            let partner = try add(.partner, approved, to: world)
            _ = try add(.partner, approved, to: world)
            #expect(findings(world) == ["payouts ok fitting"])
            let now = world.clock.now()
            try world.store.write { tx in
                try tx.commissions.put(
                    StoredCommission(
                        id: "commission_1", key: "k", line: "l", partner: partner, kind: "sale", deal: nil, customer: nil, book: "b",
                        rule: "r", version: "1", rulePlace: nil, rate: "10%", base: "net", holdDays: 0, exchange: nil,
                        amount: Money(minor: 100, currency: try #require(Currency("USD"))), entries: [], earnedAt: now, paidAt: nil,
                        dueAt: nil, createdAt: now, updatedAt: now, runID: "run_1"))
            }
            #expect(findings(world) == ["payouts warning noDestination(partners: 1)"])
        }
    }

    @Test func `K3 a key of clicks that cannot be had is an error with its place`() throws {
        try hub("links: {key: \"${env:LINK_KEY}\"}") { world in
            #expect(findings(world, ["LINK_KEY": "0123456789abcdef"]) == ["links ok fitting"])
            for environment in [[:], ["LINK_KEY": "short"]] {
                let found = findings(world, environment)
                #expect(found.count == 1 && found[0].hasPrefix("links error noLinkKey") && found[0].contains("config.yaml:"), "\(found)")
            }
        }
    }
}
