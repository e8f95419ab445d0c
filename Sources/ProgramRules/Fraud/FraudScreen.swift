public import Model

/// Looks for what a person should see before money moves (PROGRAM section 7). Every test is a pure function of sets: order does not matter.
public struct FraudScreen: Sendable {
    /// The settings.
    public let terms: FraudTerms

    /// Makes a screen.
    public init(_ terms: FraudTerms) { self.terms = terms }

    /// What the screen looks at.
    public struct Material: Sendable {
        /// Leads and sales.
        public var conversions: [Conversion]
        /// All clicks, those that did not count included.
        public var clicks: [PartnerClick]
        /// Who the partners are.
        public var partners: [EntityID: PersonFacts]
        /// Who the customers are.
        public var customers: [EntityID: PersonFacts]
        /// The group of each partner, for comparing like with like.
        public var groups: [EntityID: String]

        /// Describes material.
        public init(
            conversions: [Conversion] = [], clicks: [PartnerClick] = [], partners: [EntityID: PersonFacts] = [:],
            customers: [EntityID: PersonFacts] = [:], groups: [EntityID: String] = [:]
        ) {
            self.conversions = conversions
            self.clicks = clicks
            self.partners = partners
            self.customers = customers
            self.groups = groups
        }

        /// Who is behind a conversion: the customer, or what is known of a guest.
        func buyer(_ conversion: Conversion) -> PersonFacts? {
            guard let customer = conversion.customer else { return conversion.guest }
            return customers[customer]
        }
    }

    /// Everything that the tests see, by id.
    public func findings(_ material: Material) -> [FraudFinding] {
        let clicks = ClickPatterns(terms: terms, clicks: material.clicks.sorted(by: PartnerClick.comesFirst))
        let velocity = Velocity(terms: terms, groups: material.groups).findings(material.conversions.sorted(by: Conversion.comesFirst))
        return merged(single(material) + clicks.findings + velocity)
    }

    /// What the tests see that compare no partner with others: all that is to be seen of these conversions, orders and visitors.
    public func near(_ material: Material) -> [FraudFinding] {
        merged(single(material) + ClickPatterns(terms: terms, clicks: material.clicks.sorted(by: PartnerClick.comesFirst)).near)
    }

    /// Partners with far more leads and sales than others of their group have.
    /// `counts` are those of everybody who has any.
    public func velocity(_ counts: [EntityID: Int], groups: [EntityID: String]) -> [FraudFinding] {
        merged(Velocity(terms: terms, groups: groups).findings(counts))
    }

    /// A partner with many clicks of which nearly none says where it came from; nil for any other.
    public func bareClicks(of partner: EntityID, all: Int, bare: Int) -> FraudFinding? {
        ClickPatterns(terms: terms, clicks: []).bare(of: partner, all: all, bare: bare)
    }

    /// The name of the evidence that counts such clicks.
    public static let bareEvidence = ClickPatterns.bareEvidence

    private func single(_ material: Material) -> [FraudFinding] {
        let conversions = material.conversions.sorted(by: Conversion.comesFirst)
        let found = conversions.flatMap { conversion in
            [
                selfReferral(conversion, material), disposable(conversion, material), tooFast(conversion), trademark(conversion),
                ceiling(conversion),
            ].compactMap { $0 }
        }
        return found + duplicates(conversions)
    }

    /// The finding of a first payout that comes before enough customers have paid; nil if there is none.
    public func firstPayout(of partner: EntityID, payingCustomers: Set<EntityID>, wasPaidBefore: Bool) -> FraudFinding? {
        guard !wasPaidBefore, payingCustomers.count < terms.customersBeforeFirstPayout else { return nil }
        return FraudFinding(
            .thinFirstPayout, partner: partner, subject: .partner,
            evidence: [
                Evidence("paying customers", String(payingCustomers.count)), Evidence("needed", String(terms.customersBeforeFirstPayout)),
            ])
    }

    /// Findings of one name become one, with all their evidence.
    private func merged(_ findings: [FraudFinding]) -> [FraudFinding] {
        Dictionary(grouping: findings, by: \.id).values.compactMap { same in
            guard let first = same.first else { return nil }
            var seen: Set<Evidence> = []
            let evidence = same.flatMap(\.evidence).filter { seen.insert($0).inserted }
            return FraudFinding(first.test, partner: first.partner, subject: first.subject, evidence: evidence)
        }.sorted { $0.id < $1.id }
    }

    // MARK: Tests of one conversion

    private func selfReferral(_ conversion: Conversion, _ material: Material) -> FraudFinding? {
        guard let partner = material.partners[conversion.partner], let customer = material.buyer(conversion) else { return nil }
        var evidence: [Evidence] = []
        if let email = partner.plainEmail, email == customer.plainEmail { evidence.append(Evidence("same e-mail", email)) }
        if let domain = partner.companyDomain, domain == customer.companyDomain, !isShared(domain) {
            evidence.append(Evidence("same company domain", domain))
        }
        if let account = partner.account, account == customer.account { evidence.append(Evidence("same account", account)) }
        for visitor in partner.visitors.intersection(customer.visitors).sorted() { evidence.append(Evidence("same visitor", visitor)) }
        return evidence.isEmpty ? nil : finding(.selfReferral, conversion, evidence)
    }

    private func isShared(_ domain: String) -> Bool {
        terms.freeMailDomains.contains(domain) || terms.disposableDomains.contains(domain)
    }

    private func disposable(_ conversion: Conversion, _ material: Material) -> FraudFinding? {
        guard let email = material.buyer(conversion)?.plainEmail,
            let domain = email.split(separator: "@").last.map(String.init),
            terms.disposableDomains.contains(domain)
        else { return nil }
        return finding(.disposableMail, conversion, [Evidence("domain", domain)])
    }

    private func tooFast(_ conversion: Conversion) -> FraudFinding? {
        guard let click = conversion.click else { return nil }
        let gap = conversion.at - click.at
        guard gap >= .zero, gap < .seconds(terms.shortestConversionSeconds) else { return nil }
        return finding(
            .cookieStuffing, conversion, [Evidence("click", click.id), Evidence("milliseconds from click", String(gap.milliseconds))])
    }

    private func trademark(_ conversion: Conversion) -> FraudFinding? {
        guard let click = conversion.click else { return nil }
        var evidence = click.paidParameters.map { Evidence("paid click", $0) }
        for (name, value) in click.parameters.sorted(by: { $0.key < $1.key }) {
            let words = Set(value.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
            for word in terms.brandWords.intersection(words).sorted() { evidence.append(Evidence("brand word in \(name)", word)) }
        }
        return evidence.isEmpty ? nil : finding(.trademarkBidding, conversion, evidence)
    }

    private func ceiling(_ conversion: Conversion) -> FraudFinding? {
        guard let ceiling = terms.autoApprovalCeiling, let amount = conversion.amount, amount.currency == ceiling.currency,
            amount.minor > ceiling.minor
        else { return nil }
        return finding(.amountCeiling, conversion, [Evidence("amount", amount.text), Evidence("ceiling", ceiling.text)])
    }

    // MARK: Tests between conversions

    private func duplicates(_ conversions: [Conversion]) -> [FraudFinding] {
        var orders: [String: Conversion] = [:]
        var newcomers: [EntityID: Conversion] = [:]
        var found: [FraudFinding] = []
        for conversion in conversions {
            if let order = conversion.order {
                if let first = orders[order], first.line != conversion.line {
                    found.append(
                        finding(.duplicate, conversion, [Evidence("order", order), Evidence("first seen as", first.line)]))
                }
                orders[order] = orders[order] ?? conversion
            }
            // Of two guests nobody knows that they are one.
            guard conversion.isNewCustomer, let customer = conversion.customer else { continue }
            if let first = newcomers[customer], first.line != conversion.line {
                found.append(
                    finding(.duplicate, conversion, [Evidence("new customer", customer.text), Evidence("new before", first.line)]))
            }
            newcomers[customer] = newcomers[customer] ?? conversion
        }
        return found
    }

    private func finding(_ test: FraudTest, _ conversion: Conversion, _ evidence: [Evidence]) -> FraudFinding {
        FraudFinding(test, partner: conversion.partner, subject: .line(conversion.line), evidence: evidence)
    }
}
