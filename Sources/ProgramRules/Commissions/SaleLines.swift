public import Model

/// A line that earns nobody anything, and why.
public struct LapsedLine: Hashable, Sendable {
    /// The line.
    public let line: String
    /// Why.
    public let outcome: BindingOutcome
}

/// The lines of deals, with whose they are: where attribution meets commissions.
public struct SaleLines: Sendable {
    /// The lines, by id.
    public let lines: [CommissionLine]
    /// Whose each deal is by its own touches, reassignments included.
    public let attributions: [EntityID: AttributionResult]
    /// Later payments and later deals that are nobody's any more.
    public let lapsed: [LapsedLine]

    /// Makes the lines of deals.
    ///
    /// Promises: a pure function of the sets of deals, events and touches (A3). With a customer come all of its deals.
    /// `books` are the terms that deals of earlier runs were attributed under; the others come under `terms`.
    public init(deals: [Deal], touches: TouchBook, terms: Terms, books: [EntityID: Terms] = [:]) {
        let deals = deals.sorted { $0.id < $1.id }
        var drafts: [EntityID: DealDraft] = [:]
        for deal in deals { drafts[deal.id] = DealDraft(deal, touches: touches, terms: books[deal.id] ?? terms) }
        let moments = drafts.values.flatMap(\.moments)
        let customers = Dictionary(grouping: moments) { moment in
            drafts[moment.deal]?.deal.customer ?? moment.deal
        }
        var outcomes: [String: BindingOutcome] = [:]
        for (_, moments) in customers {
            outcomes.merge(CustomerBinding.resolve(moments, zone: terms.zone)) { first, _ in first }
        }
        var lines: [CommissionLine] = []
        var lapsed: [LapsedLine] = []
        for deal in deals {
            for line in drafts[deal.id]?.lines ?? [] {
                switch outcomes[line.id] ?? .bound(to: deal.id) {
                case .bound(let owner): lines.append(drafts[owner].map { $0.giving(line) } ?? line)
                case .nobody: break
                case let outcome: lapsed.append(LapsedLine(line: line.id, outcome: outcome))
                }
            }
        }
        self.lines = lines
        self.lapsed = lapsed
        attributions = drafts.mapValues(\.attribution)
    }
}

/// One deal on the way to its lines.
private struct DealDraft {
    let deal: Deal
    let attribution: AttributionResult
    let moments: [EarningMoment]
    let lines: [CommissionLine]
    private let first: AttributionResult
    private let moves: [LineChange]

    init(_ deal: Deal, touches: TouchBook, terms: Terms) {
        self.deal = deal
        attribution = touches.attribute(deal.subject, terms: terms)
        first = touches.attribute(deal.subject, terms: terms, asOf: Timestamp(milliseconds: .min))
        moves = Attribution.reassignments(of: deal.subject, touches: touches.touches(of: deal.subject)).map { at, id in
            let shares = touches.attribute(deal.subject, terms: terms, asOf: at).shares
            return LineChange(at: at, cause: id, reason: .reassigned, effect: .shares(shares))
        }
        let history = DealHistory(deal)
        let stages = Set(
            terms.rules.compactMap { rule -> String? in
                guard case .stage(let name) = rule.kind else { return nil }
                return name
            })
        lines = history.lines(stages: stages)
        let isOwned = !attribution.shares.isEmpty
        let campaignTerms = terms.attribution(of: attribution.campaign)
        moments = lines.compactMap { line in
            guard line.kind == .sale || line.kind == .renewal, let at = line.changes.first(where: { $0.effect == .stands })?.at else {
                return nil
            }
            return EarningMoment(
                line: line.id, deal: deal.id, at: at, isRenewal: line.kind == .renewal, hasShares: isOwned, terms: campaignTerms)
        }
    }

    /// A line with the shares of this deal and what people did to them.
    func giving(_ line: CommissionLine) -> CommissionLine {
        var line = line
        line.shares = first.shares
        line.facts.campaign = line.facts.campaign ?? attribution.campaign
        line.changes = (moves + line.changes).enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
        return line
    }
}
