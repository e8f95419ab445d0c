import Model
import ProgramRules
import Storage

/// Everything that happened, played under the terms at once: what all events together make of every commission (A3).
struct EarningPlay {
    let tx: Transaction
    let settings: Settings
    var guards = Guards()

    /// What was made, and out of what.
    struct Outcome {
        var result: EarnResult
        var known: [StoredCommission]
        var deals: [Deal]
        var attributions: [EntityID: AttributionResult]
        /// The milestones that partners have reached, by what they bring.
        var milestones: [Reward] = []
        /// The terms by the name of their book.
        var books: [String: TermsBook] = [:]
    }

    /// Plays under terms; `isHistory` is false for other terms than those that were agreed, which freeze nothing.
    func play(_ terms: TermsSettings, isHistory: Bool = true) throws -> Outcome {
        let mergers = try Mergers(tx)
        let shelf = try TermsShelf(tx, today: terms.book)
        let known = try tx.commissions.all()
        let books = try FrozenBooks(isHistory ? known : [], shelf: shelf)
        let deals = try HubSales(tx: tx, mergers: mergers).deals()
        let touches = try HubClaims(tx: tx, mergers: mergers, deals: deals).book()
        let sales = SaleLines(deals: deals, touches: touches, terms: terms.book.terms, books: books.deals)
        let findings = Findings(isHistory ? try tx.findings.all() : []).book
        let kinds = Set((isHistory ? shelf.books.values.flatMap(\.terms.rules) : terms.book.terms.rules).map(\.kind))
        let single = try LeadLines(tx: tx, mergers: mergers, kinds: kinds).lines() + ClickLines(tx: tx, kinds: kinds).lines()
        var input = EarnInput(
            book: terms.book, archive: books.archive, partners: try HubPartners(tx: tx).facts(),
            lines: findings.applied(to: sales.lines + single), frozen: books.frozen, rates: try RateTable(of: terms, settings).exchange
        )
        input.guards = guards
        input.verdicts = findings.recruitVerdicts
        let milestones = MilestonePlay(tx: tx, terms: terms.book.terms, isHistory: isHistory)
        let reached = try milestones.reached(input)
        input.lines += findings.applied(to: try milestones.bonuses(reached))
        return Outcome(
            result: try Self.earn(input), known: known, deals: deals, attributions: sales.attributions, milestones: reached,
            books: books.archive)
    }

    /// Computes.
    /// - Throws: `RunError.refused` for a hub that contradicts itself.
    static func earn(_ input: EarnInput) throws -> EarnResult {
        switch Commissions.earn(input) {
        case .success(let result): return result
        case .failure(.unknownBook(let book)):
            throw RunError.refused(.earning(.termsNotKept(book: book)))
        case .failure(.duplicateLine(let line)):
            throw RunError.refused(.earning(.doubledLine(line)))
        }
    }
}
