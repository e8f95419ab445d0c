import Foundation
import Model
import ProgramRules
import Storage

/// Everything that happened, played under the terms: what all events together make of every commission (A3).
struct EarningPlay {
    let tx: Transaction
    let settings: Settings

    /// What was made, and out of what.
    struct Outcome {
        var result: EarnResult
        var known: [StoredCommission]
        var deals: [Deal]
        var findings: FindingBook
        var attributions: [EntityID: AttributionResult]
        /// The milestones that partners have reached, by what they bring.
        var milestones: [Reward]
        /// The terms by the name of their book.
        var books: [String: TermsBook]
    }

    /// Plays under terms; `isHistory` is false for other terms than those that were agreed, which freeze nothing.
    func play(_ terms: TermsSettings, isHistory: Bool = true) throws -> Outcome {
        let known = try tx.commissions.all()
        let texts = try tx.termsBooks.all()
        let books = try FrozenBooks(isHistory ? known : [], texts: texts, today: terms.book)
        let deals = try HubSales(tx: tx).deals()
        let touches = try HubClaims(tx: tx, deals: deals).book()
        let sales = SaleLines(deals: deals, touches: touches, terms: terms.book.terms, books: books.deals)
        let findings = Findings(isHistory ? try tx.findings.all() : []).book
        let kinds = Set(terms.book.terms.rules.map(\.kind)).union(books.frozen.keys.map(\.kind))
        let single = try leads(kinds) + ClickLines(tx: tx, kinds: kinds).lines()
        var input = EarnInput(
            book: terms.book, archive: books.archive, partners: try HubPartners(tx: tx).facts(),
            lines: findings.applied(to: sales.lines + single), frozen: books.frozen, rates: try rates(terms))
        input.verdicts = findings.recruitVerdicts
        let milestones = MilestonePlay(tx: tx, terms: terms.book.terms, isHistory: isHistory)
        let reached = try milestones.reached(input)
        input.lines += findings.applied(to: try milestones.bonuses(reached))
        switch Commissions.earn(input) {
        case .success(let result):
            return Outcome(
                result: result, known: known, deals: deals, findings: findings, attributions: sales.attributions, milestones: reached,
                books: books.archive)
        case .failure(.unknownBook(let book)):
            throw RunError.refused(reason: "the terms \(book) are not kept", remedy: "restore a backup of the hub")
        case .failure(.duplicateLine(let line)):
            throw RunError.refused(reason: "the line \(line) stands twice in the hub", remedy: "look at it with `entente show`")
        }
    }

    /// Leads that reached a state for which a rule pays, or did (C1).
    private func leads(_ kinds: Set<CommissionKind>) throws -> [CommissionLine] {
        let states = Set(
            kinds.compactMap { kind -> String? in
                guard case .lead(let state) = kind else { return nil }
                return state
            })
        guard !states.isEmpty else { return [] }
        let history = try tx.history.all(.referral)
        return try HubSales(tx: tx).all(.referral).flatMap { referral -> [CommissionLine] in
            guard let partner = referral.ref("partner") else { return [] }
            return try states.sorted().compactMap { state in
                guard let reached = history[referral.id]?.first(where: { $0.state == state }) else { return nil }
                return SingleLines.lead(
                    referral.id, state: state, partner: try tx.mergedEntities.resolve(partner), customer: referral.ref("customer"),
                    at: reached.stateAt ?? reached.seenAt)
            }
        }
    }

    private func rates(_ terms: TermsSettings) throws -> ExchangeRates {
        guard let source = terms.rates else { return ExchangeRates() }
        let folder = settings.file.lastIndex(of: "/").map { String(settings.file[...$0]) } ?? ""
        let path = source.file.hasPrefix("/") ? source.file : folder + source.file
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self) else {
            throw RunError.refused(reason: "the rates \(path) cannot be read", remedy: "look at terms.rates.file and its rights")
        }
        return ExchangeRates(RateFile.read(text, base: source.base, source: source.source).rates)
    }
}
