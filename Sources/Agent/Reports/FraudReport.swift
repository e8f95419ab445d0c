import Model
import ProgramRules
import Storage

/// What the fraud screen found: what waits and for how long, what persons decided, what clicks were worth nothing.
public struct FraudReport: Sendable {
    let reader: ReportReader

    /// Prepares to read the services' hub.
    public init(services: Services) {
        reader = ReportReader(services: services)
    }

    /// Reads what waits now, and what was found and clicked on the days asked for.
    /// - Throws: as for the program.
    public func run(_ question: ReportQuestion) throws(RunError) -> Report {
        let commissions = try CommissionList(services: reader.services).all().map(\.commission)
        let now = reader.services.clock.now()
        return try reader.services.reading { tx in
            let findings = try tx.findings.all()
            let beginning = try findings.first?.since ?? tx.figures.firstClicks().values.min()
            let period = try reader.period(question, beginning: beginning)
            let names = Dictionary(
                try tx.entities.get(Set(findings.map(\.partner))).map { ($0.key, $0.value.values["name"]?.shownText) },
                uniquingKeysWith: { $1 })
            let open = findings.filter { $0.verdict == nil }
            let verdicts = try tx.figures.verdicts(from: period.start, until: period.end)
            return Report(
                "fraud", period: period, asOf: now,
                tables: [
                    ReportTable(
                        "open", ["finding", "partner", "name", "line", "currency", "amount", "waits", "evidence"],
                        open.flatMap { finding in
                            Self.amounts(finding, commissions).map { Self.row(finding, names[finding.partner] ?? nil, $0, now) }
                        }),
                    Self.tests(findings, period, now),
                    ReportTable(
                        "clicks", ["verdict", "clicks"],
                        verdicts.sorted { $0.key < $1.key }.map { [.text($0.key), .count($0.value)] }),
                ])
        }
    }

    /// What a finding holds: the amounts that stand of the commissions it is about; at least one row.
    private static func amounts(_ finding: StoredFinding, _ commissions: [StoredCommission]) -> [Money?] {
        var held = Purse()
        for row in commissions where row.partner == finding.partner && (finding.line == nil || finding.line == row.line) {
            held.add(row.amount)
        }
        return held.amounts.isEmpty ? [nil] : held.amounts
    }

    private static func row(_ finding: StoredFinding, _ name: String?, _ amount: Money?, _ now: Timestamp) -> [ReportCell] {
        let evidence = (finding.evidence.array ?? []).map { "\($0["name"]?.string ?? "") \($0["value"]?.string ?? "")" }
        return [
            .text(finding.test), .text(finding.partner.text), .of(name), .of(finding.line), .of(amount?.currency.code), .of(amount),
            .duration(now - finding.since), .text(evidence.joined(separator: "; ")),
        ]
    }

    /// By test: what waits now, how long the oldest has, and what was found and decided in the period.
    private static func tests(_ findings: [StoredFinding], _ period: ReportPeriod, _ now: Timestamp) -> ReportTable {
        let rows = Dictionary(grouping: findings, by: \.test).sorted { $0.key < $1.key }.map { test, found -> [ReportCell] in
            let open = found.filter { $0.verdict == nil }
            func decided(_ verdict: String) -> ReportCell {
                .count(found.count { $0.verdict == verdict && $0.decidedAt.map(period.holds) ?? false })
            }
            return [
                .text(test), .count(found.count { period.holds($0.since) }), .count(open.count),
                .of(open.map(\.since).min().map { now - $0 }), decided("released"), decided("voided"),
            ]
        }
        return ReportTable("tests", ["finding", "found", "waiting", "oldest_waits", "released", "voided"], rows)
    }
}
