import Model
import ProgramRules
import Storage

/// What each arm of an experiment came to, and whether it differs from the first.
public struct ExperimentReport: Sendable {
    private let reader: ReportReader
    private let arms: ExperimentArms?

    /// One who is in an arm, and what that came to.
    private struct Subject {
        let id: String
        let name: String
        let arm: String
        var count = Experiment.Count(shown: 0, converted: 0)
    }

    /// Prepares to read the services' hub; without arms there is no experiment.
    public init(services: Services, arms: ExperimentArms?) {
        reader = ReportReader(services: services)
        self.arms = arms
    }

    /// Reads what happened on the days of each experiment.
    /// - Throws: as for the program.
    public func run() throws(RunError) -> Report {
        let now = reader.services.clock.now()
        guard let arms else { return Report("experiments", asOf: now, tables: [], notes: [.noExperiment]) }
        let zone = try reader.zone
        return try reader.services.reading { tx in
            let facts = try ReportFacts(tx)
            var (sums, all): ([[ReportCell]], [[ReportCell]]) = ([], [])
            for settings in arms.experiments {
                let period = ReportPeriod(
                    from: settings.from, to: max(settings.from, settings.to ?? zone.day(of: now)), zone: zone, now: now)
                let found = try subjects(of: settings, in: arms, period, facts, tx)
                sums += Self.rows(settings, period, found)
                all += found.map { subject in
                    [
                        .text(settings.experiment.id), .text(subject.arm), .text(subject.id), .text(subject.name),
                        .count(subject.count.shown), .count(subject.count.converted),
                    ]
                }
            }
            return Report(
                "experiments", asOf: now,
                tables: [
                    ReportTable(
                        "arms",
                        [
                            "experiment", "subject", "measure", "from", "to", "arm", "subjects", "shown", "converted", "rate", "difference",
                            "low", "high", "verdict",
                        ], sums),
                    ReportTable("subjects", ["experiment", "arm", "subject", "name", "shown", "converted"], all),
                ])
        }
    }

    /// Everybody who is in an arm: who may earn, or the links that stood on a day of it, and whoever had a click.
    private func subjects(
        of settings: ExperimentSettings, in arms: ExperimentArms, _ period: ReportPeriod, _ facts: ReportFacts, _ tx: Transaction
    ) throws -> [Subject] {
        var clicks: [String: Experiment.Count] = [:]
        for row in try tx.figures.conversions(from: period.start, until: period.end) {
            let id = try settings.subject == .partner ? tx.mergedEntities.resolve(row.partner).text : row.code
            clicks[id, default: .init(shown: 0, converted: 0)].shown += row.clicks
            clicks[id]?.converted += row.sold
        }
        var names: [String: String] = [:]
        var sellers: Set<String> = []
        switch settings.subject {
        case .partner:
            let earners = facts.partners.filter { $0.status.value(at: period.asOf)?.allows(.click) == true }
            for partner in earners { names[partner.id.text] = partner.name }
            for deal in facts.deals where deal.won.map(period.holds) ?? false { sellers.formUnion(deal.shares.keys.map(\.text)) }
        case .landingPage:
            let links = try tx.trackingLinks.page(limit: .max)
            for link in links where link.createdAt < period.end && link.retiredAt.map({ $0 >= period.start }) ?? true {
                names[link.code] = link.partner.text
            }
            sellers = Set(clicks.filter { $0.value.converted > 0 }.keys)
        }
        let ids = settings.measure == .clicks ? Set(names.keys).union(clicks.keys) : Set(names.keys)
        return ids.sorted().map { id in
            var subject = Subject(id: id, name: names[id] ?? "", arm: arms.arm(of: id, in: settings))
            switch settings.measure {
            case .clicks: subject.count = clicks[id] ?? subject.count
            case .subjects: subject.count = .init(shown: 1, converted: sellers.contains(id) ? 1 : 0)
            }
            return subject
        }
    }

    private static func rows(_ settings: ExperimentSettings, _ period: ReportPeriod, _ subjects: [Subject]) -> [[ReportCell]] {
        let sums = settings.experiment.arms.map { arm in Experiment.Sum(subjects.filter { $0.arm == arm }.map(\.count)) }
        return zip(settings.experiment.arms, sums).enumerated().map { place, pair in
            let (arm, sum) = pair
            let comparison = place == 0 ? nil : Experiment.compare(control: sums[0], other: sum)
            let verdict =
                place == 0
                ? "control"
                : comparison?.isSampleSufficient != true ? "too_small" : comparison?.isDifferent == true ? "different" : "no_difference"
            return [
                .text(settings.experiment.id), .text(settings.subject.rawValue), .text(settings.measure.rawValue), .text(period.from.text),
                .text(period.to.text), .text(arm), .count(sum.subjects), .count(sum.shown), .count(sum.converted),
                .of(share: Quotient(Int128(sum.converted), over: Int128(sum.shown))), points(comparison?.difference),
                points(comparison?.interval.lowerBound), points(comparison?.interval.upperBound), .text(verdict),
            ]
        }
    }

    /// A share of one in whole hundred thousandths, which is as exact as a person reads it.
    private static func points(_ share: Double?) -> ReportCell {
        .of(share: share.flatMap { Quotient(Int128(($0 * 100_000).rounded()), over: 100_000) })
    }
}
