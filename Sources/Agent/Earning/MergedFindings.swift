import Model
import ProgramRules
import Storage

/// What was found about a partner, and what persons decided, goes with the partner into a merge and out of it again (C7, R24): else a merge
/// would pay what a person holds or has voided. Rows are copied and none is removed; a copy stands under the run's name of its merge.
struct MergedFindings {
    let tx: Transaction
    let now: Timestamp

    private static let (released, voided) = (FindingVerdict.Decision.released.rawValue, FindingVerdict.Decision.voided.rawValue)

    /// The winner is held by what holds the loser, and what was voided of the loser's stays voided.
    func follow(_ merge: MergedEntity) throws {
        guard merge.loser.kind == .partner else { return }
        for row in try tx.findings.of(merge.loser) {
            switch (row.line, row.verdict) {
            // That nothing is wrong with the loser says nothing of the winner.
            case (nil, .some(Self.released)): continue
            // What was voided was the loser's, not all that the winner has.
            case (nil, .some(Self.voided)): for line in try lines(voidedBy: row) { try copy(row, to: merge.winner, line: line, merge) }
            default: try copy(row, to: merge.winner, line: row.line, merge)
            }
        }
    }

    /// What was found and decided while they were one goes to the loser too, and the winner is no more held by what was copied.
    func part(_ merge: MergedEntity, by person: String) throws {
        guard merge.loser.kind == .partner else { return }
        for row in try tx.findings.of(merge.winner) {
            let isCopy = row.runID == merge.id
            let isLater = isCopy ? (row.decidedAt ?? merge.at) > merge.at : row.line != nil && row.since >= merge.at
            if isLater { try give(row, back: merge) }
            if isCopy { try tx.findings.decide(row.id, Self.released, by: person, at: now, why: merge.id) }
        }
    }

    private func lines(voidedBy row: StoredFinding) throws -> [String] {
        let at = row.decidedAt ?? row.since
        let own = try tx.commissions.of(partner: row.partner).filter { $0.amount.minor == 0 || ($0.earnedAt ?? $0.createdAt) <= at }
        return Set(own.map(\.line)).sorted()
    }

    /// Where both have the finding and were not judged alike, a person judges anew.
    private func copy(_ row: StoredFinding, to partner: EntityID, line: String?, _ merge: MergedEntity) throws {
        guard let id = Self.id(of: row, partner: partner, line: line) else { return }
        guard let known = try tx.findings.get(id) else { return try add(row, as: id, of: partner, line: line, run: merge.id) }
        guard known.verdict != row.verdict else { return }
        try tx.findings.decide(id, nil, by: merge.by, at: now, why: merge.id)
    }

    /// The later word stands.
    private func give(_ row: StoredFinding, back merge: MergedEntity) throws {
        guard let id = Self.id(of: row, partner: merge.loser, line: row.line) else { return }
        guard let known = try tx.findings.get(id) else { return try add(row, as: id, of: merge.loser, line: row.line, run: merge.id) }
        guard known.verdict != row.verdict, let by = row.decidedBy else { return }
        try tx.findings.decide(id, row.verdict, by: by, at: row.decidedAt ?? now, why: row.why ?? merge.id)
    }

    private func add(_ row: StoredFinding, as id: String, of partner: EntityID, line: String?, run: String) throws {
        // The verdict comes as a decision of its own, so that what hangs on it is computed anew.
        try tx.findings.put(
            StoredFinding(id: id, test: row.test, partner: partner, line: line, evidence: row.evidence, since: row.since, runID: run))
        guard let verdict = row.verdict, let by = row.decidedBy else { return }
        try tx.findings.decide(id, verdict, by: by, at: row.decidedAt ?? now, why: row.why ?? run)
    }

    private static func id(of row: StoredFinding, partner: EntityID, line: String?) -> String? {
        FraudTest(rawValue: row.test).map {
            FraudFinding($0, partner: partner, subject: line.map { .line($0) } ?? .partner, evidence: []).id
        }
    }
}
