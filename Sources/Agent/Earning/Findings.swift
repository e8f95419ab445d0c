import Model
import ProgramRules
import Storage

/// The findings of the store as the rules know them.
struct Findings {
    /// All, with what was decided.
    let book: FindingBook

    /// Reads what is stored.
    init(_ rows: [StoredFinding]) {
        var book = FindingBook()
        for row in rows {
            guard let finding = Self.finding(row) else { continue }
            book.note([finding], at: row.since)
            guard let decision = row.verdict.flatMap({ FindingVerdict.Decision(rawValue: $0) }), let by = row.decidedBy,
                let at = row.decidedAt
            else { continue }
            _ = book.decide(finding.id, FindingVerdict(decision, by: by, at: at))
        }
        self.book = book
    }

    private static func finding(_ row: StoredFinding) -> FraudFinding? {
        guard let test = FraudTest(rawValue: row.test) else { return nil }
        let evidence = (row.evidence.array ?? []).map { Evidence($0["name"]?.string ?? "", $0["value"]?.string ?? "") }
        return FraudFinding(test, partner: row.partner, subject: row.line.map { .line($0) } ?? .partner, evidence: evidence)
    }

    /// A finding as it is stored.
    static func row(_ finding: FraudFinding, at now: Timestamp, run: String) -> StoredFinding {
        var line: String?
        if case .line(let id) = finding.subject { line = id }
        let evidence = finding.evidence.map { JSON.object(JSONObject([("name", .string($0.name)), ("value", .string($0.value))])) }
        return StoredFinding(
            id: finding.id, test: finding.test.rawValue, partner: finding.partner, line: line, evidence: .array(evidence), since: now,
            runID: run)
    }
}
