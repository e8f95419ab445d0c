@testable import Agent
import Foundation
import GRDB
import Model
import ProgramRules
import Storage
import Testing

/// Experiments: what the report says of each arm against what the raw rows add up to.
@Suite struct ExperimentReportTests {
    private static let experiment = Experiment(id: "tone", arms: ["plain", "warm"])
    private static let hash = KeyedHash(secret: Array(repeating: 9, count: 32))

    private func arms(
        _ subject: ExperimentSettings.Subject, _ measure: ExperimentSettings.Measure, from: String, to: String?
    ) throws -> ExperimentArms {
        let settings = ExperimentSettings(
            experiment: try #require(Self.experiment), subject: subject, measure: measure, from: try #require(CalendarDate(from)),
            to: to.flatMap { CalendarDate($0) })
        return ExperimentArms([settings], try #require(Self.hash))
    }

    /// The clicks of a period that count, each with its partner and link, and whether a won deal is credited to it.
    private func clicks(_ path: String, _ from: Timestamp, _ until: Timestamp) throws -> [(partner: String, code: String, sold: Bool)] {
        try DatabaseQueue(path: path).read { database in
            let deals = try Row.fetchAll(database, sql: "select id, state, deleted_at from deal")
            let won = Set(
                deals.filter { ($0["state"] as String?) == "won" && ($0["deleted_at"] as Int64?) == nil }.map { $0["id"] as String })
            var credited: Set<String> = []
            for row in try Row.fetchAll(database, sql: "select deal, touch, kind, weight, refusal from attribution") {
                guard (row["kind"] as String) == "click", (row["weight"] as Int) > 0, (row["refusal"] as String?) == nil else { continue }
                let (deal, touch) = (row["deal"] as String, row["touch"] as String)
                if won.contains(deal) { credited.insert(touch.hasSuffix("/\(deal)") ? String(touch.dropLast(deal.count + 1)) : touch) }
            }
            return try Row.fetchAll(database, sql: "select id, partner, code, at, verdict from click").compactMap {
                row -> (partner: String, code: String, sold: Bool)? in
                let at = row["at"] as Int64
                guard (row["verdict"] as String) == "accepted", let partner = row["partner"] as String?, at >= from.milliseconds,
                    at < until.milliseconds
                else { return nil }
                return (partner, row["code"], credited.contains(row["id"]))
            }
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64], [ExperimentSettings.Subject.partner, .landingPage])
    func `an arm's clicks and sales are what the raw rows add up to`(seed: UInt64, subject: ExperimentSettings.Subject) async throws {
        let (experiment, hash) = (try #require(Self.experiment), try #require(Self.hash))
        try await ReportPlot.open(seed) { plot in
            let dealt = try arms(subject, .clicks, from: "2026-03-01", to: "2026-10-31")
            let report = try ExperimentReport(services: plot.world.services, arms: dealt).run()
            let (from, until) = (try #require(Timestamp(iso: "2026-03-01T00:00:00Z")), try #require(Timestamp(iso: "2026-11-01T00:00:00Z")))
            let raw = try clicks(plot.path, from, until)
            #expect(raw.contains { $0.sold } && raw.contains { !$0.sold })
            var squares: [Double] = []
            var rates: [Double] = []
            for (arm, row) in zip(experiment.arms, report.tables[0].rows) {
                let own = Dictionary(grouping: raw) { subject == .partner ? $0.partner : $0.code }
                    .filter { experiment.arm(of: $0.key, hash) == arm }
                let shown = own.values.reduce(0) { $0 + $1.count }
                let sold = own.values.reduce(0) { $0 + $1.count { $0.sold } }
                #expect(row[5] == .text(arm) && Array(row[6...8]) == [.count(own.count), .count(shown), .count(sold)])
                rates.append(Double(sold) / Double(shown))
                // The mean of the squares of what each subject is off, by the textbook.
                let rest = own.values.map { pow(Double($0.count { $0.sold }) - Double(sold) / Double(shown) * Double($0.count), 2) }
                squares.append(rest.reduce(0, +) / Double(own.count * (own.count - 1)) / pow(Double(shown) / Double(own.count), 2))
            }
            let (difference, reach) = (rates[1] - rates[0], 1.959964 * (squares[0] + squares[1]).squareRoot())
            let shares = report.tables[0].rows[1][10...12].map { cell -> Double in
                guard case .share(let quotient) = cell else { return .infinity }
                return Double(quotient.above) / Double(quotient.below)
            }
            for (share, wanted) in zip(shares, [difference, difference - reach, difference + reach]) {
                #expect(abs(share - wanted) < 1e-5, "\(share) \(wanted)")
            }
            #expect(report.tables[0].rows.map { $0[13] } == [.text("control"), .text("too_small")])
        }
    }

    @Test func `a difference that holds shows by clicks and by partners, and everybody's arm is listed`() async throws {
        let bench = try RewardBench("{commissions: [{id: base, for: sale, pay: 10%, of: gross, hold: 0d}]}")
        let (experiment, hash) = (try #require(Self.experiment), try #require(Self.hash))
        var members: [String: Int] = [:]
        for number in 0..<72 {
            let partner = bench.new(.partner)
            try bench.put(partner, ["name": .text("P\(number)"), "status": .text("approved")])
            let arm = experiment.arm(of: partner.text, hash)
            let place = members[arm, default: 0]
            members[arm] = place + 1
            // Of eight clicks warm partners sell by three or four; half of the plain ones sell by one.
            let sales = arm == "warm" ? 3 + place % 2 : place % 2
            try follow(bench, partner, clicks: 8, sales: sales)
        }
        _ = try await EarningsRun(services: bench.services).run()
        for measure in ExperimentSettings.Measure.allCases {
            let dealt = try arms(.partner, measure, from: "2026-03-01", to: nil)
            let report = try ExperimentReport(services: bench.services, arms: dealt).run()
            #expect(report.tables[0].rows.map { $0[13] } == [.text("control"), .text(measure == .clicks ? "different" : "too_small")])
            // Two more partners are the bench's own, and may earn too.
            #expect(report.tables[1].rows.count == 74)
            let warm = report.tables[1].rows.count { $0[1] == .text("warm") }
            #expect(abs(warm - (members["warm"] ?? 0)) <= 2)
            guard measure == .subjects else { continue }
            // Every warm partner sold: there are not ten who did not, so that nothing is said.
            #expect(report.tables[0].rows[1][8] == .count(members["warm"] ?? 0))
        }
        let over = try arms(.partner, .clicks, from: "2026-01-01", to: "2026-02-01")
        #expect(over.given(partner: bench.partner, link: "x", on: try #require(CalendarDate("2026-02-02"))).isEmpty)
        #expect(over.given(partner: bench.partner, link: "x", on: try #require(CalendarDate("2026-02-01"))).count == 1)
        let none = try ExperimentReport(services: bench.services, arms: nil).run()
        #expect(none.notes == [.noExperiment])
    }

    private func follow(_ bench: RewardBench, _ partner: EntityID, clicks: Int, sales: Int) throws {
        let at = try RewardBench.time("2026-03-02T00:00:00Z")
        try bench.world.store.write { tx in
            try tx.clicks.add(
                (0..<clicks).map { number in
                    StoredClick(
                        id: "\(partner.text)-\(number)", code: "code", at: at, visitor: "\(partner.text)-\(number)",
                        verdict: StoredVerdict("accepted"), partner: partner, source: "log", importedAt: at)
                })
        }
        for number in 0..<sales {
            let deal = try bench.sale("100.00 USD", at: "2026-03-03T00:00:00Z")
            try bench.put(deal, ["partner": .null, "click": .text("\(partner.text)-\(number)")])
        }
    }
}
