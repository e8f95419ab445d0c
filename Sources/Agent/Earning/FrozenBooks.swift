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
    init(_ commissions: [StoredCommission], texts: [String: String], today: TermsBook) throws {
        var frozen: [CommissionKey: FrozenTerms] = [:]
        var archive: [String: TermsBook] = [today.id: today]
        var deals: [EntityID: Terms] = [:]
        for commission in commissions {
            if archive[commission.book] == nil {
                archive[commission.book] = texts[commission.book].flatMap { TermsSettings.book(of: $0, id: commission.book) }
            }
            guard let book = archive[commission.book], let kind = CommissionRuleReader.kind(commission.kind),
                let base = CommissionBase(rawValue: commission.base)
            else {
                throw RunError.refused(
                    reason: "the terms \(commission.book), under which \(commission.id) was earned, cannot be read",
                    remedy: "restore a backup of the hub")
            }
            let key = CommissionKey(line: commission.line, partner: commission.partner, kind: kind)
            frozen[key] = FrozenTerms(
                book: commission.book, rule: commission.rule, version: commission.version, rate: commission.rate, base: base,
                holdDays: commission.holdDays, exchange: commission.exchange.flatMap(Self.rate))
            if let deal = commission.deal { deals[deal] = book.terms }
        }
        self.frozen = frozen
        self.archive = archive
        self.deals = deals
    }

    /// An exchange rate as it is kept.
    static func json(_ rate: ExchangeRate) -> JSON {
        [
            "from": .string(rate.from.code), "to": .string(rate.to.code), "day": .string(rate.day.text), "source": .string(rate.source),
            "numerator": .string(rate.numerator.text), "denominator": .string(rate.denominator.text),
        ]
    }

    private static func rate(_ json: JSON) -> ExchangeRate? {
        guard let from = json["from"]?.string.flatMap(Currency.init), let to = json["to"]?.string.flatMap(Currency.init),
            let day = json["day"]?.string.flatMap({ CalendarDate($0) }), let source = json["source"]?.string,
            let above = json["numerator"]?.string.flatMap({ ExactDecimal($0) }),
            let below = json["denominator"]?.string.flatMap({ ExactDecimal($0) })
        else { return nil }
        return ExchangeRate(from: from, to: to, day: day, source: source, numerator: above, denominator: below)
    }
}
