import Connectors
public import Model
import Storage

/// Gives what is due and takes back what fell, each once: what is made at a remote is noted before the request, and looked for there before
/// it is made (R10 to R12).
public struct RewardRun: Sendable {
    /// What a run did.
    public struct Report: Sendable, Equatable {
        /// The run's id.
        public var run: String
        /// True if nothing was written and nobody was asked.
        public var isDry: Bool
        /// Rewards that were given.
        public var given = 0
        /// Rewards that were taken back.
        public var takenBack = 0
        /// What a person must do.
        public var byHand = 0
        /// Of which nobody knows what became.
        public var unknown = 0
        /// What this run raised for a person.
        public var raised = 0
        /// What is to be done; in a dry run what would be.
        public var open: [RewardView] = []

        /// What a script is told.
        public var exitCode: ExitCode { unknown > 0 ? .partial : raised > 0 ? .raised : .done }
    }

    let services: Services

    /// Prepares to give.
    public init(services: Services) {
        self.services = services
    }

    /// Gives and takes back.
    public func run(isDry: Bool = false) async throws(RunError) -> Report {
        if isDry {
            let open = try services.reading { tx in try Self.open(tx) + tx.rewards.ripe(at: services.clock.now()) }
            return Report(run: "dry", isDry: true, open: open.map { RewardView(reward: $0) })
        }
        return try await RunJournal(services: services).keep("rewards") { (run) async throws(RunError) -> (Report, ExitCode, JSON) in
            let report = try await give(as: run)
            return (report, report.exitCode, report.json)
        }
    }

    private static func open(_ tx: Transaction) throws -> [StoredReward] {
        try [.due, .sending, .revoking].flatMap { try tx.rewards.all(in: $0) }
    }

    private func give(as run: String) async throws(RunError) -> Report {
        var report = Report(run: run, isDry: false)
        let rows = try services.writing { tx in
            report.raised += try keeper(tx, run).ripen().raised
            return try Self.open(tx)
        }
        for row in rows {
            switch (row.state, RewardWay(row, services.settings.rewards)) {
            case (.due, .partner): try setTier(row, &report)
            // What is under way is settled where it is, whatever the settings say by now.
            case (.sending, .remote(let name)): try await make(row, at: row.remote ?? name, &report)
            case (.sending, _) where row.remote != nil: try await make(row, at: row.remote ?? "", &report)
            case (.due, .remote(let name)): try await make(row, at: name, &report)
            case (.revoking, _): try await takeBack(row, &report)
            default: try hand(row, .noRemote, &report)
            }
        }
        return report
    }

    private func keeper(_ tx: Transaction, _ run: String) -> RewardKeeper {
        RewardKeeper(tx: tx, services: services, run: run, now: services.clock.now())
    }

    // MARK: Giving

    /// A tier is a field of the partner, which syncs like a person's edit; where a remote owns the field a person sets it there.
    private func setTier(_ row: StoredReward, _ report: inout Report) throws(RunError) {
        do throws(RunError) {
            _ = try HubEdit(services: services).set(row.receiver, [("tier", row.what)], by: "entente")
            try settle(row, .given, nil, &report)
        } catch {
            switch error {
            case .refused, .notFound: try hand(row, .notOurs, &report)
            default: throw error
            }
        }
    }

    private func make(_ reward: StoredReward, at name: String, _ report: inout Report) async throws(RunError) {
        guard let remote = services.remotes[name], remote.settings.access == .readWrite else { return try hand(reward, .noRemote, &report) }
        var row = reward
        let order = RewardOrder(services: services, remote: remote)
        let record: RewardRecord
        switch try order.record(of: &row) {
        case .failure(let reason): return try hand(reward, reason, &report)
        case .success(let said): record = said
        }
        guard let code = row.code else { return }
        // The code is stored before anybody is asked: whatever happens next, a later run looks for this one and makes no other (R10, R12).
        (row.state, row.remote, row.object) = (.sending, name, record.object)
        guard try note(row, over: reward, report.run) else { return leave(row, &report) }
        services.crash.pass(.rewardNoted)
        let desk = RewardDesk(remote: remote, record: record, code: code)
        switch await services.guards.stands(.rewardLook) ? desk.look() : .absent {
        case .there(let id): return try give(row, id, &report)
        case .unknown: return try wait(row, &report)
        case .absent: break
        }
        guard order.mayAsk(for: row) else { return try hand(row, .tooLate, &report) }
        let isFirst = row.askedAt == nil
        if isFirst {
            let noted = row
            row.askedAt = services.clock.now()
            guard try note(row, over: noted, report.run) else { return leave(row, &report) }
        }
        let answer = await desk.make()
        services.crash.pass(.rewardAnswered)
        switch answer {
        case .there(let id): try give(row, id, &report)
        // A refusal of what was asked for before says nothing of the earlier request (P7).
        case .refused where isFirst || row.kind == "coupon": try hand(row, .remoteRefused, &report)
        case .refused, .unknown: try wait(row, &report)
        }
    }

    private func give(_ reward: StoredReward, _ id: String, _ report: inout Report) throws(RunError) {
        var row = reward
        row.record = id
        try settle(row, .given, nil, &report)
    }

    // MARK: Taking back

    private func takeBack(_ row: StoredReward, _ report: inout Report) async throws(RunError) {
        guard let name = row.remote, let object = row.object, let record = row.record, let code = row.code,
            let remote = services.remotes[name], let form = remote.coupons, remote.settings.access == .readWrite
        else { return try hand(row, .byHand, &report) }
        let order = CouponOrder(code: code, share: row.share, amount: row.amount, note: "")
        let used = try? form(order).get().usedField
        let coupon = RewardRecord(object: object, codeField: "", usedField: used, values: [:])
        switch await RewardDesk(remote: remote, record: coupon, code: code).takeBack(record) {
        case .gone: try settle(row, .takenBack, nil, &report)
        case .used: try hand(row, .used, &report)
        case .refused: try hand(row, .remoteRefused, &report)
        case .unknown: try wait(row, &report)
        }
    }

    // MARK: Notes

    private func put(_ row: StoredReward, _ run: String) throws(RunError) {
        try services.writing { tx in try keeper(tx, run).put(row) }
    }

    /// Notes what is about to be asked for, unless somebody else has done anything about it since it was read (P4).
    private func note(_ row: StoredReward, over known: StoredReward, _ run: String) throws(RunError) -> Bool {
        guard services.guards.stands(.rewardFirst) else { return true }
        return try services.writing { tx in
            let now = try tx.rewards.get(row.id)
            guard now?.state == known.state, now?.code == known.code, now?.askedAt == known.askedAt else { return false }
            try keeper(tx, run).put(row)
            return true
        }
    }

    /// Somebody else is giving it: the next run sees what became of it.
    private func leave(_ row: StoredReward, _ report: inout Report) {
        report.unknown += 1
        report.open.append(RewardView(reward: row))
    }

    private func settle(
        _ reward: StoredReward, _ state: StoredReward.State, _ reason: RewardReason?, _ report: inout Report
    ) throws(RunError) {
        var row = reward
        (row.state, row.reason) = (state, reason?.rawValue)
        if state == .given { row.givenAt = services.clock.now() }
        try put(row, report.run)
        if state == .given { report.given += 1 } else { report.takenBack += 1 }
        report.open.append(RewardView(reward: row))
    }

    /// What became of it is found out in the next run.
    private func wait(_ reward: StoredReward, _ report: inout Report) throws(RunError) {
        var row = reward
        row.reason = RewardReason.noAnswer.rawValue
        try put(row, report.run)
        report.unknown += 1
        report.open.append(RewardView(reward: row))
    }

    /// A person must give it or take it back.
    private func hand(_ reward: StoredReward, _ reason: RewardReason, _ report: inout Report) throws(RunError) {
        var row = reward
        row.state = reward.state == .revoking ? .toTakeBack : .byHand
        row.reason = reason.rawValue
        let stored = row
        let run = report.run
        let isNew = try services.writing { tx in
            let keeper = keeper(tx, run)
            try keeper.put(stored)
            return try keeper.raise(stored)
        }
        report.byHand += 1
        if isNew { report.raised += 1 }
        report.open.append(RewardView(reward: row))
    }
}

extension RewardRun.Report {
    /// The report as `rewards give --json` prints it.
    public var json: JSON {
        [
            "run": .string(run), "dry": .bool(isDry), "given": .integer(given), "taken_back": .integer(takenBack),
            "by_hand": .integer(byHand), "unknown": .integer(unknown), "reviews": .integer(raised),
            "rewards": .array(open.map(\.json)), "exit": .integer(exitCode.rawValue),
        ]
    }
}
