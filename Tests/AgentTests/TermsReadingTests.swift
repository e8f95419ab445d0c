@testable import Agent
import Model
import ProgramRules
import Testing
import YAML

/// What `terms` of config.yaml means when it is right.
@Suite struct TermsReadingTests {
    private func terms(_ text: String) throws -> TermsSettings { try #require(try SettingsSample.settings(text).terms) }

    @Test func `every part of the terms arrives in the program's rules`() throws {
        let read = try terms(TermsSample.text)
        let terms = read.book.terms
        #expect(read.isGiven)
        #expect(terms.attribution == AttributionTerms(model: .lastClick, windowDays: 30, recurring: RecurringTerms(months: 12)))
        #expect(terms.campaigns["spring"]?.windowDays == 60)
        #expect(terms.campaigns["spring"]?.recurring == RecurringTerms(months: 12))
        #expect(terms.rules.map(\.id) == ["launch", "tiers", "standard", "demo"])
        #expect(terms.rules.map(\.kind) == [.sale, .sale, .sale, .lead("meeting")])
        #expect(terms.rules.first?.versions.first?.base == .net)
        #expect(terms.rules[2].versions.map(\.name) == ["1", "2026-03-01"])
        #expect(terms.caps.perDeal == Money("500.00 USD"))
        #expect(terms.rateMaxAgeDays == 3)
        #expect(terms.allowableCAC == Money("80.00 USD"))
        #expect(terms.fraud.brandWords == ["northwind"])
        #expect(terms.fraud.freeMailDomains.contains("gmail.com"))
        #expect(terms.rewards.first?.referee == [.couponShare(Percentage(basisPoints: 1000))])
        #expect(terms.milestones.first?.atLeast == 10)
        #expect(read.place(rule: "standard", version: "2026-03-01")?.line == 26)
    }

    @Test func `C1: the kept text makes the same book again, with numbers, words and steps`() throws {
        let read = try terms(TermsSample.text)
        #expect(TermsSettings.book(of: read.text, id: read.book.id) == read.book)
    }

    @Test func `C1: a kept text of which a part is not understood makes no book`() throws {
        let read = try terms(TermsSample.text)
        let broken = read.text.replacing("\"above\": 5", with: "\"above\": \"5\"")
        try #require(broken != read.text)
        #expect(TermsSettings.book(of: broken, id: read.book.id) == nil)
    }

    @Test func `C1: comments, order and what the program costs beside make no new terms; another rate does`() throws {
        let read = try terms(TermsSample.text)
        let same = TermsSample.text.replacing(
            "per_deal: 500.00 USD, program: {most: 20000.00 USD, per: month}",
            with: "program: {per: month, most: 20000.00 USD}, per_deal: 500.00 USD"
        ).replacing("platform: 1500", with: "platform: 1600")
            .replacing("  allowable_cac", with: "  # a limit\n  allowable_cac")
        #expect(try terms(same).book == read.book)
        #expect(try terms(TermsSample.text.replacing("pay: 5%", with: "pay: 6%")).book.id != read.book.id)
    }

    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test func `W12: a part of a month costs its days, rounded once`() throws {
        let (january, february, march) = (try day("2026-01-01"), try day("2026-02-01"), try day("2026-03-01"))
        let costs = MonthlyCosts([.init(platform: 3100, management: 1), .init(from: february, platform: 2800)])
        let sum = costs.costs(from: january, until: march)
        #expect(sum?.platform == 5900)
        #expect(sum?.management == 1)
        #expect(costs.costs(from: january, until: try day("2026-01-11"))?.platform == 1000)
    }
}
