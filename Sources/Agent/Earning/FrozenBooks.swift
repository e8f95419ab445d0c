import Foundation
import Model
import ProgramRules
import Storage

/// What earlier runs froze, read back: it is computed under its own terms for ever (C1).
struct FrozenBooks {
    /// The terms of each commission.
    let frozen: [CommissionKey: FrozenTerms]
    /// The books by name.
    let archive: [String: TermsBook]
    /// The terms under which each deal was attributed.
    let deals: [EntityID: Terms]

    /// - Throws: `RunError.refused` for a book that is not there or cannot be read.
    init(_ commissions: [StoredCommission], shelf: TermsShelf) throws {
        var frozen: [CommissionKey: FrozenTerms] = [:]
        var deals: [EntityID: Terms] = [:]
        // A deal stays under the terms that its first commission came under, whatever is earned with it later.
        for commission in commissions.sorted(by: { ($0.createdAt, $0.key) < ($1.createdAt, $1.key) }) {
            let book = try shelf.book(commission.book, behind: commission.id)
            guard let key = commission.parts, let base = CommissionBase(rawValue: commission.base) else {
                throw TermsShelf.unreadable(commission.book, behind: commission.id)
            }
            frozen[key] = FrozenTerms(
                book: commission.book, rule: commission.rule, version: commission.version, rate: commission.rate, base: base,
                holdDays: commission.holdDays, exchange: commission.exchange.flatMap { ExchangeRate($0) })
            if let deal = commission.deal, deals[deal] == nil { deals[deal] = book.terms }
        }
        self.frozen = frozen
        archive = shelf.books
        self.deals = deals
    }
}

extension StoredCommission {
    /// What makes it unique, in its parts; nil if no rule knows its kind.
    var parts: CommissionKey? {
        CommissionRuleReader.kind(kind).map { CommissionKey(line: line, partner: partner, kind: $0) }
    }
}
