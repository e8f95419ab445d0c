import Model
import ProgramRules
import Storage

/// Looks for what a person should see before it is paid, and keeps it (PROGRAM section 7).
struct EarningScreen {
    let tx: Transaction
    let terms: FraudTerms
    let run: String
    let now: Timestamp
    let mergers: Mergers

    /// Looks at what was earned, and at the people, orders and clicks behind it; `deals` are those whose clicks count.
    /// - Returns: the partners whose clicks those are.
    func look(at earned: [Earned], deals: Set<EntityID>) throws -> Set<EntityID> {
        let material = try FraudMaterial(tx: tx, mergers: mergers, deals: deals, earned: earned).gather()
        try keep(FraudScreen(terms).near(material))
        return Set(material.clicks.map(\.partner))
    }

    /// Compares partners with each other, and counts the clicks of some.
    func compare(_ partners: Set<EntityID>) throws {
        let screen = FraudScreen(terms)
        try keep(
            partners.sorted().compactMap { partner in
                let clicks = try tx.visitors.clicks(of: partner)
                return screen.bareClicks(of: partner, all: clicks.all, bare: clicks.bare)
            })
        var counts: [EntityID: Int] = [:]
        var members: Set<EntityID> = []
        for sum in try tx.commissions.sums() {
            members.insert(sum.partner)
            if sum.conversions > 0 { counts[sum.partner, default: 0] += sum.conversions }
        }
        let groups = try tx.entities.get(members).compactMapValues { $0.values["cohort"]?.shownText }
        try keep(screen.velocity(counts, groups: groups))
    }

    private func keep(_ findings: [FraudFinding]) throws {
        for finding in findings { try tx.findings.put(Findings.row(try merged(finding), at: now, run: run)) }
    }

    /// A partner's finding with what was seen before of other visitors; of what is counted the last count holds.
    private func merged(_ finding: FraudFinding) throws -> FraudFinding {
        guard finding.subject == .partner, finding.test == .cookieStuffing, let row = try tx.findings.get(finding.id), row.verdict == nil,
            let known = Findings([row]).book.open.first?.finding
        else { return finding }
        let counted = Set(finding.evidence.map(\.name)).intersection([FraudScreen.bareEvidence])
        let kept = known.evidence.filter { !counted.contains($0.name) && !finding.evidence.contains($0) }
        return FraudFinding(finding.test, partner: finding.partner, subject: finding.subject, evidence: kept + finding.evidence)
    }
}
