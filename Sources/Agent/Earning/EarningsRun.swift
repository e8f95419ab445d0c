public import Model
import ProgramRules
import Storage

/// Computes what every partner has earned, and books the difference to what the ledger says (L2): twice is as good as once.
public struct EarningsRun: Sendable {
    /// What a run found.
    public struct Report: Sendable, Equatable {
        /// The run's id.
        public var run: String
        /// True if nothing was written.
        public var isDry: Bool
        /// Lines that were played, because they or something that they depend on changed.
        public var lines = 0
        /// Commissions in all.
        public var commissions = 0
        /// Commissions that are new or changed.
        public var changed = 0
        /// Rows added to the ledger.
        public var booked = 0
        /// Commissions that wait for something.
        public var waiting = 0
        /// Refunds that a person must look at.
        public var refused = 0
        /// Findings that hold commissions until a person decides.
        public var findings = 0
        /// What customers cost against what they may cost, by month (C5).
        public var costs: [CustomerCost] = []
        /// Rewards that were granted, or stand again.
        public var rewards = 0
        /// Rewards whose proof fell.
        public var fallen = 0
        /// What this run raised for a person.
        public var raised = 0
        /// What stands, by currency.
        public var sums: [Money] = []
        /// What stands, by partner.
        public var partners: [EntityID: [Money]] = [:]

        /// What a script is told.
        public var exitCode: ExitCode { raised > 0 ? .raised : .done }
    }

    let services: Services

    /// Prepares to compute in the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// Computes under the program's terms.
    /// - Throws: `RunError.configuration` without terms.
    public func run(isDry: Bool = false) async throws(RunError) -> Report {
        let terms = try terms()
        if isDry {
            return try services.reading { tx in
                let outcome = try EarningPlay(tx: tx, settings: services.settings, guards: services.guards).play(terms)
                return dry(outcome)
            }
        }
        return try await LeaseKeeper(services: services).hold("earn") { () async throws(RunError) -> Report in
            try earn(terms)
        }
    }

    private func terms() throws(RunError) -> TermsSettings {
        guard let terms = services.settings.terms, terms.isGiven else {
            throw .configuration(["\(services.settings.file): terms: found nothing, expected the terms under which partners earn"])
        }
        return terms
    }

    private func earn(_ terms: TermsSettings) throws(RunError) -> Report {
        let report = try services.writing { tx in
            let report = try book(terms, in: tx, command: "earn")
            services.crash.pass(.earningReady)
            return report
        }
        services.crash.pass(.earningCommitted)
        return report
    }

    /// Computes and books what changed, in a transaction of the caller's.
    func book(_ terms: TermsSettings, in tx: Transaction, command: String) throws -> Report {
        let id = services.identifier("run_")
        let now = services.clock.now()
        try tx.runs.add(Run(id: id, command: command, started: now, configFingerprint: services.settings.fingerprint))
        let counts = try EarningPass(tx: tx, services: services, terms: terms, run: id, now: now).compute()
        var report = Report(run: id, isDry: false, lines: counts.lines)
        (report.changed, report.booked) = (counts.changed, counts.booked)
        report.costs = try CostWatch(tx: tx, terms: terms, run: id, now: now, guards: services.guards).watch(new: counts.new)
        (report.rewards, report.fallen) = (counts.rewards.granted, counts.rewards.fallen)
        report.raised = try counts.rewards.raised + CommissionKeeper(tx: tx, services: services, terms: terms, run: id, now: now).raise()
        (report.waiting, report.refused) = (try tx.waiting.all().count, try tx.waiting.refusals().count)
        report.findings = try tx.findings.open().count
        var partners: [EntityID: [Money]] = [:]
        for sum in try tx.commissions.sums() {
            report.commissions += sum.count
            partners[sum.partner, default: []].append(sum.amount)
        }
        (report.partners, report.sums) = (partners, EarningSimulation.Report.total(partners))
        try tx.runs.finish(id, at: services.clock.now(), exit: Int(report.exitCode.rawValue), summary: report.json)
        return report
    }

    private func dry(_ outcome: EarningPlay.Outcome) -> Report {
        var report = Report(run: "dry", isDry: true, lines: outcome.deals.count)
        report.commissions = outcome.result.commissions.count
        report.waiting = outcome.result.waiting.count
        report.refused = outcome.result.refusedRefunds.count
        report.sums = Self.sums(outcome.result.commissions)
        report.partners = Dictionary(grouping: outcome.result.commissions, by: \.key.partner).mapValues(Self.sums)
        return report
    }

    private static func sums(_ commissions: [Commission]) -> [Money] {
        Dictionary(grouping: commissions, by: \.amount.currency).map { currency, commissions in
            Money(minor: commissions.map(\.amount.minor).reduce(0, +), currency: currency)
        }.sorted { $0.currency < $1.currency }
    }
}

extension EarningsRun.Report {
    /// The report as `earn --json` prints it.
    public var json: JSON {
        [
            "run": .string(run), "dry": .bool(isDry), "lines": .integer(lines), "commissions": .integer(commissions),
            "changed": .integer(changed),
            "booked": .integer(booked), "waiting": .integer(waiting), "refused_refunds": .integer(refused), "findings": .integer(findings),
            "reviews": .integer(raised), "rewards": .integer(rewards), "rewards_fallen": .integer(fallen),
            "allowable_cac": .array(costs.map(\.json)),
            "sums": .array(sums.map(\.json)),
            "partners": .object(
                JSONObject(partners.sorted { $0.key < $1.key }.map { ($0.key.text, .array($0.value.map(\.json))) })),
            "exit": .integer(exitCode.rawValue),
        ]
    }
}

extension Money {
    /// The amount as the command line prints it: exact text, minor units, currency.
    var json: JSON { ["amount": .string(amountText), "minor": .integer(minor), "currency": .string(currency.code)] }
}
