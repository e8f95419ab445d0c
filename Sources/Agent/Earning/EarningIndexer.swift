import Model
import ProgramRules
import Storage

/// Brings the index of lines to what the hub has now, and tells which lines are others than before.
struct EarningIndexer {
    let tx: Transaction
    let reader: UnitReader
    let coupling: Coupling
    let book: String

    private static let page = 1_000
    /// So many units are kept for playing them, so that a small run reads each once.
    private static let kept = 4_000

    /// What is known of units after they were indexed.
    struct Indexed {
        /// The lines that are new, say something else, or are gone.
        var changed: Set<String> = []
        /// What lines shared that have moved or are gone.
        var former: [String: Set<Coupling.Tie>] = [:]
        /// The lines that say the same as before, with the deals of their units.
        var unmoved: [(lines: [String], deals: [EntityID])] = []
        /// What the first units have.
        var contents: [EarningUnit: UnitContent] = [:]
        /// Subjects that were found.
        fileprivate var seen: Set<String> = []
    }

    /// Indexes units; `subjects` are deals and referrals of which something may be left that the hub has no more.
    func index(_ units: Set<EarningUnit>, _ subjects: Set<String>) throws -> Indexed {
        var indexed = Indexed()
        for page in units.sorted().pages(of: Self.page) { try index(page, into: &indexed) }
        for page in subjects.subtracting(indexed.seen).sorted().pages(of: Self.page) {
            let gone = try tx.earningIndex.lines(of: page)
            try leave(gone, &indexed)
            try tx.earningIndex.remove(gone.map(\.id))
            try tx.attributions.put([StoredCredit](), insteadOf: page.compactMap { EntityID($0) }, book: book)
        }
        return indexed
    }

    private func index(_ units: ArraySlice<EarningUnit>, into indexed: inout Indexed) throws {
        let contents = try reader.read(Array(units))
        var subjects: Set<String> = []
        for unit in units {
            if case .referral(let id) = unit { subjects.insert(id.text) }
            subjects.formUnion(contents[unit]?.deals.map(\.id.text) ?? [])
        }
        let known = Dictionary(try tx.earningIndex.lines(of: subjects).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var moved: [(line: IndexedLine, places: Set<LinePlace>)] = []
        var present: Set<String> = []
        for line in contents.values.flatMap(\.lines) {
            let row = IndexedLine(
                id: line.id, subject: UnitReader.subject(of: line), customer: line.customer, content: LineContent.hash(line))
            present.insert(line.id)
            guard known[line.id] != row else { continue }
            moved.append((row, Set(LineContent.places(line).map { LinePlace(partner: $0.partner, at: $0.at) })))
        }
        let changed = Set(moved.map(\.line.id))
        for content in units.compactMap({ contents[$0] }) {
            let same = content.lines.map(\.id).filter { !changed.contains($0) }
            if !same.isEmpty { indexed.unmoved.append((same, content.deals.map(\.id))) }
        }
        try leave(moved.compactMap { known[$0.line.id] }, &indexed)
        let gone = known.values.filter { !present.contains($0.id) }
        try leave(gone, &indexed)
        try tx.earningIndex.remove(gone.map(\.id))
        try tx.earningIndex.put(moved)
        indexed.changed.formUnion(changed)
        indexed.seen.formUnion(subjects)
        let deals = contents.values.flatMap(\.deals).map(\.id)
        let credits = contents.values.flatMap { content in content.attributions.flatMap { StoredCredit.all(of: $0.key, $0.value) } }
        try tx.attributions.put(credits, insteadOf: deals, book: book)
        if indexed.contents.count < Self.kept { indexed.contents.merge(contents) { first, _ in first } }
    }

    /// Notes what lines share before they move.
    private func leave(_ lines: [IndexedLine], _ indexed: inout Indexed) throws {
        let places = coupling.isTied ? try tx.earningIndex.places(of: lines.map(\.id)) : [:]
        for line in lines {
            indexed.changed.insert(line.id)
            if coupling.isTied { indexed.former[line.id] = coupling.ties(line, places[line.id] ?? []) }
        }
    }
}

extension StoredCredit {
    /// Whose a deal is: every claim that counts and every one that does not.
    static func all(of deal: EntityID, _ result: AttributionResult) -> [StoredCredit] {
        let counted = result.credits.map { (touch: $0.touch, weight: $0.weight, refusal: String?.none) }
        let refused = result.refused.map { (touch: $0.touch, weight: 0, refusal: Optional($0.reason.rawValue)) }
        return (counted + refused).map { credit in
            StoredCredit(
                deal: deal, touch: credit.touch.id, kind: credit.touch.kind.rawValue, partner: credit.touch.partner, at: credit.touch.at,
                campaign: credit.touch.campaign, weight: credit.weight, refusal: credit.refusal, model: result.model.rawValue)
        }
    }
}
