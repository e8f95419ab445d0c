import Model
import ProgramRules
import Storage

/// Reads the hub for reports; writes nothing.
struct ReportReader: Sendable {
    let services: Services

    /// The zone of the program.
    var zone: ProgramZone {
        get throws(RunError) {
            guard let zone = ProgramZone(services.settings.program.timeZone) else {
                throw .configuration(["\(services.settings.file): program.time_zone: no such zone"])
            }
            return zone
        }
    }

    /// The days of a question.
    /// - Throws: `RunError.badValue` if they end before they begin.
    func period(_ question: ReportQuestion, beginning: Timestamp?) throws(RunError) -> ReportPeriod {
        let zone = try zone
        let now = services.clock.now()
        let to = question.to ?? zone.day(of: now)
        let from = question.from ?? min(to, zone.day(of: beginning ?? now))
        guard from <= to else { throw .badValue(field: "--from", found: from.text, expected: "a day not behind \(to.text)") }
        return ReportPeriod(from: from, to: to, zone: zone, now: now)
    }

    /// Rates into the wanted currency, as of the last day.
    func rates(_ question: ReportQuestion, _ period: ReportPeriod) throws(RunError) -> ReportRates {
        let day = min(period.to, period.zone.day(of: period.asOf))
        return try ReportRates(target: question.currency, on: day, settings: services.settings)
    }

    /// What stands in no total: commissions that wait for something.
    func waiting(_ tx: Transaction) throws -> [ReportNote] {
        let waiting = try tx.reviews.open(kind: "commission").count { $0.fingerprint.hasPrefix("waiting/") }
        return waiting > 0 ? [.waiting(waiting)] : []
    }

    /// Up to when each remote's objects are known.
    func sources(_ tx: Transaction) throws -> ReportTable {
        var known: [String: Timestamp?] = [:]
        for cursor in try tx.cursors.all() where cursor.stream != "deleted" {
            let name = "\(cursor.remote)/\(cursor.object)"
            known[name] = [known[name] ?? nil, cursor.value, cursor.completeAt].compactMap { $0 }.max()
        }
        return ReportTable(
            "as_of", ["source", "known_until"], known.sorted { $0.key < $1.key }.map { [.text($0.key), .of($0.value)] })
    }
}
