import Model
import ProgramRules
import Storage

/// Plays lines of which none shares anything with a line outside.
struct EarningBatch {
    let tx: Transaction
    let reader: UnitReader
    let rates: ExchangeRates
    /// What persons voided.
    let findings: FindingBook
    let guards: Guards

    /// A line with the unit that it is read with; nil if the hub has it no more.
    struct Line {
        var id: String
        var unit: EarningUnit?
    }

    /// Plays; `contents` are units that were read before.
    func play(_ lines: [Line], _ contents: [EarningUnit: UnitContent]) throws -> EarningPlay.Outcome {
        let units = Set(lines.compactMap(\.unit))
        let others = try reader.read(units.filter { contents[$0] == nil }.sorted())
        let own = units.sorted().compactMap { contents[$0] ?? others[$0] }
        let ids = Set(lines.map(\.id))
        let known = try tx.commissions.of(lines: ids) + tx.commissions.recruited(by: ids)
        let books = try FrozenBooks(known, shelf: reader.shelf)
        let present = own.flatMap(\.lines).filter { ids.contains($0.id) }.sorted { $0.id < $1.id }
        var input = EarnInput(
            book: reader.today, archive: books.archive, partners: try HubPartners(tx: tx).facts(of: Self.partners(of: present)),
            lines: findings.applied(to: present), frozen: books.frozen, rates: rates)
        input.guards = guards
        input.verdicts = findings.recruitVerdicts
        return EarningPlay.Outcome(result: try EarningPlay.earn(input), known: known, deals: own.flatMap(\.deals), attributions: [:])
    }

    /// Everybody who has or had a part of a line.
    private static func partners(of lines: [CommissionLine]) -> Set<EntityID> {
        var partners: Set<EntityID> = []
        for line in lines {
            partners.formUnion(line.shares.map(\.partner))
            for change in line.changes {
                if case .shares(let shares) = change.effect { partners.formUnion(shares.map(\.partner)) }
            }
        }
        return partners
    }
}
