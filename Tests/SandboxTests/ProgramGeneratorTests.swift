import Model
import Sandbox
import Testing

@Suite struct ProgramGeneratorTests {
    private static let now = Timestamp(seconds: 1_780_000_000)

    private func data(_ seed: UInt64, _ records: Int = 1000) -> ProgramData {
        var generator = ProgramGenerator(seed: seed, records: records, now: Self.now)
        return generator.make()
    }

    @Test func `the same seed makes the same program and another seed another`() {
        #expect(data(1) == data(1))
        #expect(data(1) != data(2))
    }

    @Test func `a vendor holds its share of each kind and four fifths are common`() {
        let view = data(3).seen(by: "hubspot", seed: 3, isFirst: false)
        #expect(view.companies.count == 100)
        #expect(view.people.count == 600)
        #expect(view.referrals.count == 100)
        #expect(view.deals.count == 200)
        #expect(view.people.count { $0.holder == nil } == 480)
        #expect(view.deals.allSatisfy { $0.holder != "salesforce" })
    }

    @Test func `what a vendor holds points only to what it holds`() {
        for vendor in ["salesforce", "hubspot"] {
            let view = data(4).seen(by: vendor, seed: 4, isFirst: vendor == "salesforce")
            let companies = Set(view.companies.map(\.key))
            let people = Set(view.people.map(\.key))
            #expect(view.people.allSatisfy { $0.company.map(companies.contains) ?? true })
            #expect(view.deals.allSatisfy { ($0.partner.map(companies.contains) ?? true) && ($0.customer.map(people.contains) ?? true) })
        }
    }

    @Test func `the program has what makes data hard`() {
        let data = data(5, 4000)
        #expect(data.companies.contains { $0.domain == nil })
        #expect(Set(data.companies.compactMap(\.domain)).count < data.companies.compactMap(\.domain).count)
        #expect(Set(data.people.compactMap(\.email)).count < data.people.compactMap(\.email).count)
        #expect(Set(data.deals.map(\.currency)) == ["USD", "EUR", "GBP", "JPY", "KWD"])
        #expect(data.people.contains { $0.lastName.unicodeScalars.contains { $0.properties.isEmojiPresentation } })
        #expect(data.people.contains { $0.lastName.unicodeScalars.contains { ("\u{0600}"..."\u{06FF}").contains($0) } })
        #expect(data.people.contains { $0.firstName?.unicodeScalars.contains("\u{301}") ?? false })
        #expect(data.deals.allSatisfy { $0.created <= $0.modified && $0.modified <= Self.now })
        #expect(Set(data.deals.map(\.orderNumber)).count == data.deals.count)
        let modified = Dictionary(grouping: data.people, by: \.modified)
        #expect(modified.values.contains { $0.count > 50 })
    }
}
