extension ProgramData {
    /// The data as one vendor holds it: only its records, and in some of the common ones a value that differs as values do in life:
    /// another case, another notation of the phone number, a blank, another name. The first vendor of a sandbox differs least.
    public func seen(by vendor: String, seed: UInt64, isFirst: Bool) -> ProgramData {
        var random = SeededRandom(seed: seed, stream: "view of \(vendor)")
        var view = self
        view.companies = companies.filter { $0.holder == nil || $0.holder == vendor }.map { Self.varied($0, &random, isFirst) }
        view.people = people.filter { $0.holder == nil || $0.holder == vendor }.map { Self.varied($0, &random, isFirst) }
        view.referrals = referrals.filter { $0.holder == nil || $0.holder == vendor }.map { Self.varied($0, &random, isFirst) }
        view.deals = deals.filter { $0.holder == nil || $0.holder == vendor }.map { Self.varied($0, &random, isFirst) }
        return view
    }

    private static func varied(_ company: Company, _ random: inout SeededRandom, _ isFirst: Bool) -> Company {
        var company = company
        let draw = random.below(1000)
        guard company.holder == nil else { return company }
        switch (draw, isFirst) {
        case (0..<20, _): company.phone = nil
        case (20..<35, _): company.segment = nil
        case (35..<75, false): company.name = company.name.uppercased()
        case (75..<135, false): company.phone = company.phone.map(respaced)
        case (135..<155, false): company.email = nil
        case (155..<170, false): company.name += " (old)"
        case (170..<190, false): company.domain = company.domain?.uppercased()
        case (190..<205, false): company.segment = "Other"
        case (205..<215, false): company.tier = company.tier == .gold ? .silver : .gold
        default: break
        }
        return company
    }

    private static func varied(_ person: Person, _ random: inout SeededRandom, _ isFirst: Bool) -> Person {
        var person = person
        let draw = random.below(1000)
        guard person.holder == nil else { return person }
        switch (draw, isFirst) {
        case (0..<15, _): person.firstName = nil
        case (15..<45, false): person.email = person.email.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        case (45..<75, false): person.lastName = person.lastName.uppercased()
        case (75..<85, false): person.firstName = person.firstName.map { String($0.prefix(1)) + "." }
        case (85..<125, false): person.phone = person.phone.map(respaced)
        default: break
        }
        return person
    }

    private static func varied(_ referral: Referral, _ random: inout SeededRandom, _ isFirst: Bool) -> Referral {
        var referral = referral
        let draw = random.below(1000)
        guard referral.holder == nil, !isFirst else { return referral }
        switch draw {
        case 0..<30: referral.email = referral.email?.uppercased()
        case 30..<60: referral.firstName = nil
        case 60..<75: referral.state = .new
        default: break
        }
        return referral
    }

    private static func varied(_ deal: Deal, _ random: inout SeededRandom, _ isFirst: Bool) -> Deal {
        var deal = deal
        let draw = random.below(1000)
        guard deal.holder == nil, !isFirst else { return deal }
        switch draw {
        case 0..<20: deal.amount = nil
        case 20..<40: deal.stage = .proposal
        case 40..<60: deal.name += " "
        default: break
        }
        return deal
    }

    /// The same number as a person would type it.
    private static func respaced(_ phone: String) -> String {
        guard phone.hasPrefix("+1"), phone.count == 12 else {
            return phone.prefix(3) + " " + phone.dropFirst(3).prefix(3) + " " + phone.dropFirst(6)
        }
        let digits = phone.dropFirst(2)
        return "(\(digits.prefix(3))) \(digits.dropFirst(3).prefix(3))-\(digits.suffix(4))"
    }
}
