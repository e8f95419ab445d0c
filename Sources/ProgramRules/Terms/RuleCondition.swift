public import Model

/// A typed condition of a commission rule (C1). What is not known never fulfils a condition.
public enum RuleCondition: Hashable, Sendable {
    /// The partner is one of these.
    case partner(Set<EntityID>)
    /// The partner is of one of these kinds.
    case partnerKind(Set<PartnerKind>)
    /// The partner belonged to one of these groups at the time.
    case cohort(Set<String>)
    /// The partner's country is one of these.
    case partnerCountry(Set<String>)
    /// The customer's country is one of these.
    case customerCountry(Set<String>)
    /// The campaign of the touches is one of these.
    case campaign(Set<String>)
    /// The deal's pipeline is one of these.
    case pipeline(Set<String>)
    /// One of these products is in the deal.
    case product(Set<String>)
    /// The deal is in one of these currencies.
    case currency(Set<Currency>)
    /// The customer had never bought before, or had.
    case newCustomer(Bool)
    /// The deal amounts to at least so much, in the currency named.
    case amountAtLeast(Money)
    /// The deal amounts to less, in the currency named.
    case amountBelow(Money)

    /// True if the facts are known to fulfil it.
    public func holds(for facts: RuleFacts) -> Bool {
        switch self {
        case .partner(let ids): ids.contains(facts.partner.id)
        case .partnerKind(let kinds): facts.partner.kind.map(kinds.contains) ?? false
        case .cohort(let names): !(facts.partner.cohorts.value(at: facts.at) ?? []).isDisjoint(with: names)
        case .partnerCountry(let codes): facts.partner.country.map(codes.contains) ?? false
        case .customerCountry(let codes): facts.sale.customerCountry.map(codes.contains) ?? false
        case .campaign(let names): facts.sale.campaign.map(names.contains) ?? false
        case .pipeline(let names): facts.sale.pipeline.map(names.contains) ?? false
        case .product(let names): !facts.sale.products.isDisjoint(with: names)
        case .currency(let currencies): facts.amount.map { currencies.contains($0.currency) } ?? false
        case .newCustomer(let isNew): facts.sale.isNewCustomer == isNew
        case .amountAtLeast(let least): facts.amount.map { $0.currency == least.currency && $0.minor >= least.minor } ?? false
        case .amountBelow(let bound): facts.amount.map { $0.currency == bound.currency && $0.minor < bound.minor } ?? false
        }
    }
}

/// What a commission rule is asked about.
public struct RuleFacts: Hashable, Sendable {
    /// Who would earn.
    public var partner: PartnerFacts
    /// What was sold, and to whom.
    public var sale: SaleFacts
    /// The deal's amount; nil if nobody said.
    public var amount: Money?
    /// When it happened.
    public var at: Timestamp

    /// Describes what happened.
    public init(partner: PartnerFacts, sale: SaleFacts, amount: Money?, at: Timestamp) {
        self.partner = partner
        self.sale = sale
        self.amount = amount
        self.at = at
    }
}

/// What the conditions read of a sale, a lead or a click.
public struct SaleFacts: Hashable, Sendable {
    /// The country of the customer, ISO 3166-1 alpha-2.
    public var customerCountry: String?
    /// The campaign of the touch that earned most.
    public var campaign: String?
    /// The pipeline of the deal.
    public var pipeline: String?
    /// What was sold.
    public var products: Set<String>
    /// True if the customer had never bought before; nil if nobody knows.
    public var isNewCustomer: Bool?

    /// Describes a sale.
    public init(
        customerCountry: String? = nil, campaign: String? = nil, pipeline: String? = nil, products: Set<String> = [],
        isNewCustomer: Bool? = nil
    ) {
        self.customerCountry = customerCountry
        self.campaign = campaign
        self.pipeline = pipeline
        self.products = products
        self.isNewCustomer = isNewCustomer
    }
}
