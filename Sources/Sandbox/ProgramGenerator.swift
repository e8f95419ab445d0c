public import Model

/// Makes a program's data from a seed: per vendor one tenth companies, six tenths people, one tenth referrals and two tenths deals,
/// four fifths of each held by all vendors and the rest by one alone.
public struct ProgramGenerator: Sendable {
    private let vendors: [String]
    private let records: Int
    private let now: Timestamp
    private let repeatingEmails: Set<String>
    private var random: SeededRandom

    /// Prepares a generator.
    /// - Parameters:
    ///   - seed: all values follow from it.
    ///   - records: how many records each vendor holds, near enough.
    ///   - now: the end of all histories.
    ///   - vendors: the vendors that share the program.
    ///   - repeatingEmails: the vendors that allow two people the same address.
    public init(
        seed: UInt64, records: Int, now: Timestamp, vendors: [String] = ["salesforce", "hubspot"],
        repeatingEmails: Set<String> = ["salesforce"]
    ) {
        self.vendors = vendors
        self.records = max(0, records)
        self.now = now.truncated(to: .seconds(1))
        self.repeatingEmails = repeatingEmails
        random = SeededRandom(seed: seed, stream: "program")
    }

    /// Makes the data.
    public mutating func make() -> ProgramData {
        let owners = ProgramWords.owners.enumerated().map { key, name in
            ProgramData.Owner(key: key, firstName: name.0, lastName: name.1, email: "owner\(key + 1)@northwind.example")
        }
        var data = ProgramData(owners: owners, companies: [], people: [], referrals: [], deals: [])
        for (key, holder) in holders(of: records / 10).enumerated() {
            data.companies.append(company(key, holder, among: data.companies))
        }
        let partners = Shelf(data.companies.filter(\.isPartner).map { ($0.key, $0.holder) })
        let companies = Shelf(data.companies.map { ($0.key, $0.holder) })
        let rest = records - records / 10 - records / 10 - records / 5
        for (key, holder) in holders(of: rest).enumerated() {
            data.people.append(person(key, holder, companies, among: data.people))
        }
        let people = Shelf(data.people.map { ($0.key, $0.holder) })
        for (key, holder) in holders(of: records / 10).enumerated() { data.referrals.append(referral(key, holder, partners)) }
        for (key, holder) in holders(of: records / 5).enumerated() { data.deals.append(deal(key, holder, partners, people)) }
        return data
    }

    /// The same program with one more vendor: it holds what all hold, and a fifth of its records alone.
    public static func joined(
        _ program: ProgramData, by vendor: String, seed: UInt64, records: Int, now: Timestamp
    ) -> ProgramData {
        var generator = ProgramGenerator(seed: seed, records: records, now: now, vendors: [vendor], repeatingEmails: [vendor])
        generator.random = SeededRandom(seed: seed, stream: "program of \(vendor)")
        var program = program
        let partners = Shelf(program.companies.filter(\.isPartner).map { ($0.key, $0.holder) })
        let companies = Shelf(program.companies.map { ($0.key, $0.holder) })
        func own(_ count: Int) -> Int { count - count * 4 / 5 }
        for _ in 0..<own(records / 10) {
            program.companies.append(generator.company(program.companies.count, vendor, among: program.companies))
        }
        for _ in 0..<own(records - records / 10 - records / 10 - records / 5) {
            program.people.append(generator.person(program.people.count, vendor, companies, among: program.people))
        }
        let people = Shelf(program.people.map { ($0.key, $0.holder) })
        for _ in 0..<own(records / 5) { program.deals.append(generator.deal(program.deals.count, vendor, partners, people)) }
        return program
    }

    /// Who holds each of the records of one kind: first the common ones, then each vendor's own.
    private func holders(of count: Int) -> [String?] {
        guard vendors.count > 1 else { return Array(repeating: vendors.first, count: count) }
        let common = count * 4 / 5
        return Array(repeating: nil, count: common) + vendors.flatMap { Array(repeating: $0, count: count - common) }
    }

    private mutating func company(_ key: Int, _ holder: String?, among earlier: [ProgramData.Company]) -> ProgramData.Company {
        let (created, modified) = history()
        let (country, code, digits) = random.pick(ProgramWords.countries, else: ("US", "1", 10))
        let words = [
            random.pick(ProgramWords.companyFirst), random.pick(ProgramWords.companySecond), random.pick(ProgramWords.companyLast),
        ]
        let isPartner = random.chance(perMille: 700)
        let domain = random.chance(perMille: 20) ? "bücher\(key).example" : "company\(key).example"
        var company = ProgramData.Company(
            key: key, holder: holder, name: "\(words[0]) \(words[1]) \(key + 1) \(words[2])".trimmed,
            domain: random.chance(perMille: 950) ? domain : nil,
            email: isPartner && random.chance(perMille: 850) ? "partner@\(domain)" : nil,
            phone: random.chance(perMille: 800) ? phone(code, digits) : nil, country: country,
            tier: isPartner && random.chance(perMille: 900) ? tier() : nil, standing: isPartner ? standing() : nil,
            segment: random.chance(perMille: 800) ? random.pick(ProgramWords.segments) : nil, isPartner: isPartner,
            owner: random.below(ProgramWords.owners.count), created: created, modified: modified)
        // A planted duplicate: a vendor's own record of a company that all hold.
        if holder != nil, random.chance(perMille: 60), let twin = earlier.first, twin.holder == nil || twin.holder == holder {
            let twin = random.pick(earlier.filter { $0.holder == nil }, else: twin)
            (company.name, company.domain, company.country) = (twin.name, twin.domain, twin.country)
        }
        return company
    }

    private mutating func person(
        _ key: Int, _ holder: String?, _ companies: Shelf, among earlier: [ProgramData.Person]
    ) -> ProgramData.Person {
        let (created, modified) = history()
        let company = random.chance(perMille: 700) ? companies.draw(holder, &random) : nil
        let host = company.map { "company\($0).example" } ?? "mail.example"
        var person = ProgramData.Person(
            key: key, holder: holder, firstName: random.chance(perMille: 950) ? random.pick(ProgramWords.firstNames) : nil,
            lastName: random.pick(ProgramWords.lastNames), email: random.chance(perMille: 950) ? "person\(key)@\(host)" : nil,
            phone: random.chance(perMille: 300) ? phone("1", 10) : nil, company: company,
            owner: random.below(ProgramWords.owners.count), created: created, modified: modified)
        if let holder, repeatingEmails.contains(holder), random.chance(perMille: 20), !earlier.isEmpty {
            person.email = earlier[random.below(earlier.count)].email
        }
        return person
    }

    private mutating func referral(_ key: Int, _ holder: String?, _ partners: Shelf) -> ProgramData.Referral {
        let (created, modified) = history()
        let draw = random.below(1000)
        let state: ProgramData.ReferralState = draw < 500 ? .new : draw < 800 ? .qualified : draw < 995 ? .unqualified : .working
        return ProgramData.Referral(
            key: key, holder: holder, firstName: random.chance(perMille: 900) ? random.pick(ProgramWords.firstNames) : nil,
            lastName: random.pick(ProgramWords.lastNames), email: random.chance(perMille: 970) ? "lead\(key)@prospect\(key).example" : nil,
            company: "\(random.pick(ProgramWords.companyFirst)) \(random.pick(ProgramWords.companySecond))",
            partner: partners.draw(holder, &random), state: state, owner: random.below(ProgramWords.owners.count), created: created,
            modified: modified)
    }

    private mutating func deal(_ key: Int, _ holder: String?, _ partners: Shelf, _ people: Shelf) -> ProgramData.Deal {
        let (created, modified) = history()
        let draw = random.below(1000)
        let stage: ProgramData.Stage = draw < 400 ? .proposal : draw < 800 ? .won : draw < 995 ? .lost : .qualification
        let currency = random.pick(["USD", "USD", "USD", "EUR", "EUR", "GBP", "JPY", "KWD"])
        let closes = CalendarDate(daysSinceEpoch: created.date.daysSinceEpoch + 7 + random.below(120))
        return ProgramData.Deal(
            key: key, holder: holder, name: "\(random.pick(ProgramWords.companyFirst)) - \(random.pick(ProgramWords.products))",
            orderNumber: "SO-\(100_000 + key)", amount: random.chance(perMille: 970) ? amount(currency) : nil, currency: currency,
            stage: stage, partner: random.chance(perMille: 800) ? partners.draw(holder, &random) : nil,
            customer: random.chance(perMille: 900) ? people.draw(holder, &random) : nil, closes: closes,
            owner: random.below(ProgramWords.owners.count), created: created, modified: modified)
    }

    /// When a record was made and last changed. One in twenty belongs to one bulk import, and so shares one second with many others.
    private mutating func history() -> (created: Timestamp, modified: Timestamp) {
        let span = 3 * 365 * 86_400
        if random.chance(perMille: 50) {
            let moment = now - .seconds(30 * 86_400)
            return (moment, moment)
        }
        let age = 3600 + random.below(span)
        let untouched = random.chance(perMille: 300)
        return (now - .seconds(age), now - .seconds(untouched ? age : 60 + random.below(age - 60)))
    }

    private mutating func amount(_ currency: String) -> String {
        let whole = 50 + random.below(random.chance(perMille: 50) ? 5_000_000 : 40_000)
        switch currency {
        case "JPY": return String(whole * 100)
        // Both vendors keep two places by default, so the third of a dinar is left at nought.
        case "KWD": return "\(whole).\(100 + random.below(90) * 10)"
        default: return random.chance(perMille: 500) ? "\(whole).00" : "\(whole).\(10 + random.below(90))"
        }
    }

    private mutating func tier() -> ProgramData.Tier {
        let draw = random.below(1000)
        return draw < 400 ? .gold : draw < 990 ? .silver : .bronze
    }

    private mutating func standing() -> ProgramData.Standing {
        let draw = random.below(1000)
        return draw < 900 ? .approved : draw < 995 ? .suspended : .unknown
    }

    private mutating func phone(_ code: String, _ digits: Int) -> String {
        var number = String(2 + random.below(7))
        while number.count < digits { number += String(random.below(10)) }
        return "+\(code)\(number)"
    }
}

/// The keys that a record of one holder may point to: the common ones, and the holder's own.
struct Shelf: Sendable {
    private var common: [Int] = []
    private var own: [String: [Int]] = [:]

    init(_ keys: [(key: Int, holder: String?)]) {
        for (key, holder) in keys {
            if let holder { own[holder, default: []].append(key) } else { common.append(key) }
        }
    }

    func draw(_ holder: String?, _ random: inout SeededRandom) -> Int? {
        let mine = holder.flatMap { own[$0] } ?? []
        guard common.count + mine.count > 0 else { return nil }
        let place = random.below(common.count + mine.count)
        return place < common.count ? common[place] : mine[place - common.count]
    }
}

extension String {
    /// The text without spaces at its ends.
    var trimmed: String {
        var rest = self[...]
        while rest.first == " " { rest = rest.dropFirst() }
        while rest.last == " " { rest = rest.dropLast() }
        return String(rest)
    }
}
