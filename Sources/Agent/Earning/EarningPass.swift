import Model
import ProgramRules
import Storage

/// Computes what changed since the last run and whatever shares a tier or a cap with it, and nothing else. What comes of it is what
/// computing everything anew would come to (A3).
struct EarningPass {
    let tx: Transaction
    let services: Services
    let terms: TermsSettings
    let run: String
    let now: Timestamp

    /// Another number makes every hub compute everything anew: for a release that computes otherwise than the one before.
    private static let engine = "2"
    private static let setting = "earning"
    private static let batch = 2_000

    /// What was done.
    struct Counts {
        /// Lines that were played.
        var lines = 0
        /// Commissions that are new or changed.
        var changed = 0
        /// Rows added to the ledger.
        var booked = 0
        /// Commissions that are new, where the terms say what a customer may cost.
        var new: [Commission] = []
        /// What became of rewards.
        var rewards = RewardKeeper.Changes()
    }

    /// Computes. Of work that was done nothing is left.
    func compute() throws -> Counts {
        let mergers = try Mergers(tx)
        let shelf = try TermsShelf(tx, today: terms.book)
        let coupling = Coupling(shelf.books.values)
        let counts = coupling.isWhole ? try whole(mergers) : try changed(mergers, shelf, coupling)
        try tx.earningWork.clear()
        return counts
    }

    private var keeper: CommissionKeeper { CommissionKeeper(tx: tx, services: services, terms: terms, run: run, now: now) }
    private func screen(_ mergers: Mergers) -> EarningScreen {
        EarningScreen(tx: tx, terms: terms.book.terms.fraud, run: run, now: now, mergers: mergers)
    }

    /// All that ever happened, at once.
    private func whole(_ mergers: Mergers) throws -> Counts {
        let outcome = try EarningPlay(tx: tx, settings: services.settings, guards: services.guards).play(terms)
        try tx.waiting.removeAll()
        try tx.attributions.removeAll()
        let deals = outcome.attributions.keys.sorted()
        try tx.attributions.put(
            deals.flatMap { deal in outcome.attributions[deal].map { StoredCredit.all(of: deal, $0) } ?? [] }, insteadOf: [EntityID](),
            book: terms.book.id)
        var counts = Counts(lines: outcome.deals.count)
        let screen = screen(mergers)
        try screen.compare(try keep(outcome, of: [], screen, &counts))
        counts.rewards = try RewardKeeper(tx: tx, services: services, run: run, now: now).keep(outcome)
        try tx.settings.set(Self.setting, to: nil)
        return counts
    }

    private func changed(_ mergers: Mergers, _ shelf: TermsShelf, _ coupling: Coupling) throws -> Counts {
        let rates = try RateTable(of: terms, services.settings)
        let state = [Self.engine, terms.book.id, rates.fingerprint]
        let known = try tx.settings.get(Self.setting)?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let finder = ScopeFinder(tx: tx, mergers: mergers, guards: services.guards)
        var scope = known?.prefix(2) == state.prefix(2) ? try finder.changed(tx.earningWork.all()) : try finder.everything()
        if known != state { scope.lines.formUnion(try tx.earningIndex.askers()) }
        let reader = UnitReader(tx: tx, mergers: mergers, shelf: shelf, today: terms.book)
        let indexer = EarningIndexer(tx: tx, reader: reader, coupling: coupling, book: terms.book.id)
        let indexed = try indexer.index(scope.units, scope.subjects)
        let groups = try EarningClosure(tx: tx, coupling: coupling).groups(indexed.changed.union(scope.lines), former: indexed.former)
        let batch = EarningBatch(
            tx: tx, reader: reader, rates: rates.exchange, findings: Findings(try tx.findings.voided()).book, guards: services.guards)
        var counts = Counts()
        let screen = screen(mergers)
        var partners = try look(at: indexed, without: Set(groups.joined()), screen)
        for lines in try batches(groups) {
            let outcome = try batch.play(lines, indexed.contents)
            partners.formUnion(try keep(outcome, of: lines.map(\.id), screen, &counts))
            try tx.earningIndex.setAskers(outcome.result.askedRates.sorted(), of: lines.map(\.id))
            counts.lines += lines.count
        }
        if counts.lines > 0 || !partners.isEmpty { try screen.compare(partners) }
        try tx.settings.set(Self.setting, to: state.joined(separator: "\n"))
        return counts
    }

    /// Keeps what was computed, books it, and looks at it.
    /// - Returns: the partners whose clicks were looked at.
    private func keep(
        _ outcome: EarningPlay.Outcome, of lines: [String], _ screen: EarningScreen, _ counts: inout Counts
    ) throws -> Set<EntityID> {
        if terms.book.terms.allowableCAC != nil {
            let known = Set(outcome.known.map(\.key))
            counts.new += outcome.result.commissions.filter { !known.contains($0.key.text) }
        }
        counts.changed += try keeper.keep(outcome)
        services.crash.pass(.earningKept)
        counts.booked += try keeper.book(outcome)
        try keeper.wait(outcome.result, of: lines)
        return try screen.look(at: outcome.result.commissions.compactMap { Earned($0) }, deals: Set(outcome.deals.map(\.id)))
    }

    /// Looks at what earns the same as before, but perhaps with other people, orders or clicks behind it; what is played is looked at then.
    /// - Returns: the partners whose clicks were looked at.
    private func look(at indexed: EarningIndexer.Indexed, without played: Set<String>, _ screen: EarningScreen) throws -> Set<EntityID> {
        var partners: Set<EntityID> = []
        for page in indexed.unmoved.pages(of: Self.batch) {
            let lines = Set(page.flatMap(\.lines)).subtracting(played)
            let known = try tx.commissions.of(lines: lines) + tx.commissions.recruited(by: lines)
            partners.formUnion(try screen.look(at: known.compactMap { Earned($0) }, deals: Set(page.flatMap(\.deals))))
        }
        return partners
    }

    /// Groups that share nothing, as many at a time as fit into a batch; those of one unit stand beside each other: it is read once.
    private func batches(_ groups: [[String]]) throws -> [[EarningBatch.Line]] {
        var units: [String: EarningUnit] = [:]
        for page in groups.flatMap({ $0 }).pages(of: Self.batch) {
            for line in try tx.earningIndex.lines(page) { units[line.id] = EarningUnit(line) }
        }
        func key(_ group: [String]) -> (String, String) { (group.first.flatMap { units[$0]?.id.text } ?? "", group.first ?? "") }
        var batches: [[EarningBatch.Line]] = []
        var open: [EarningBatch.Line] = []
        for group in groups.sorted(by: { key($0) < key($1) }) {
            open += group.map { EarningBatch.Line(id: $0, unit: units[$0]) }
            guard open.count >= Self.batch else { continue }
            batches.append(open)
            open = []
        }
        return open.isEmpty ? batches : batches + [open]
    }
}
