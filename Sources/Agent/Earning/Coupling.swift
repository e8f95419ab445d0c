import Model
import ProgramRules
import Storage

/// What makes one commission depend on others: tiers and caps that they share (C3, C5). It is told for all terms under which anything was
/// ever earned, because what was earned is computed under them for ever.
struct Coupling {
    /// What lines share.
    enum Tie: Hashable {
        case deal(String)
        case partnerAndCustomer(EntityID, EntityID)
        case partner(EntityID, Window)
        case program(Window)
    }

    /// From an instant to another, which does not belong to it.
    struct Window: Hashable {
        let from: Timestamp
        let until: Timestamp
    }

    private struct Measure: Hashable {
        let length: PeriodLength
        let zone: ProgramZone

        func window(_ at: Timestamp) -> Window {
            let period = Period(length, holding: at, in: zone)
            guard let start = period.start, let end = period.end else {
                return Window(from: Timestamp(milliseconds: .min), until: Timestamp(milliseconds: .max))
            }
            return Window(from: zone.start(of: start), until: zone.start(of: end))
        }
    }

    private var hasDealCap = false
    private var hasCustomerCap = false
    private var partners: Set<Measure> = []
    private var programs: Set<Measure> = []
    /// True where a commission may depend on anything its partner or customer ever did: then all is computed together.
    private(set) var isWhole = false

    /// What couples under any of some terms.
    init(_ books: some Sequence<TermsBook>) {
        for terms in books.map(\.terms) {
            let caps = terms.caps
            hasDealCap = hasDealCap || caps.perDeal != nil
            hasCustomerCap = hasCustomerCap || caps.perPartnerAndCustomer != nil
            if let cap = caps.perPartner { partners.insert(Measure(length: cap.period, zone: terms.zone)) }
            if let cap = caps.program { programs.insert(Measure(length: cap.period, zone: terms.zone)) }
            for table in terms.rules.flatMap(\.tables) { partners.insert(Measure(length: table.period, zone: terms.zone)) }
            isWhole = isWhole || Self.isWhole(terms)
        }
    }

    /// Milestones and rewards look at all that a partner or customer did; clicks that are paid are lines without a unit; what recruiters
    /// earn moves tiers and caps of partners who have no part in the line.
    private static func isWhole(_ terms: Terms) -> Bool {
        let caps = terms.caps
        let hasSharedCaps = caps.perPartnerAndCustomer != nil || caps.perPartner != nil || caps.program != nil
        let recruiting = terms.rules.filter { $0.kind == .recruiting }
        return !terms.milestones.isEmpty || !terms.rewards.isEmpty || terms.rules.contains { $0.kind == .click }
            || (!recruiting.isEmpty && (hasSharedCaps || recruiting.contains { !$0.tables.isEmpty }))
    }

    /// True if any line depends on another.
    var isTied: Bool { hasDealCap || hasCustomerCap || !partners.isEmpty || !programs.isEmpty }

    /// What a line shares with others where it stands.
    func ties(_ line: IndexedLine, _ places: [LinePlace]) -> Set<Tie> {
        var ties: Set<Tie> = hasDealCap ? [.deal(line.subject)] : []
        for place in places {
            if hasCustomerCap, let customer = line.customer { ties.insert(.partnerAndCustomer(place.partner, customer)) }
            for measure in partners { ties.insert(.partner(place.partner, measure.window(place.at))) }
            for measure in programs { ties.insert(.program(measure.window(place.at))) }
        }
        return ties
    }

    /// All lines that share something.
    func lines(_ tie: Tie, in index: EarningIndexTable) throws -> [String] {
        switch tie {
        case .deal(let subject): try index.lines(of: [subject]).map(\.id)
        case .partnerAndCustomer(let partner, let customer): try index.lines(of: partner, with: customer)
        case .partner(let partner, let window): try index.lines(of: partner, from: window.from, until: window.until)
        case .program(let window): try index.lines(from: window.from, until: window.until)
        }
    }
}

extension CommissionRule {
    /// The tables of steps that its versions pay by.
    fileprivate var tables: [TierTable] {
        versions.compactMap { version in
            guard case .tiers(let table) = version.pay else { return nil }
            return table
        }
    }
}
