public import Model

/// Touches by deal and by customer, so that a deal finds its own among a million.
public struct TouchBook: Sendable {
    private var byDeal: [EntityID: [Touch]] = [:]
    private var byCustomer: [EntityID: [Touch]] = [:]
    /// Who is behind the visitors.
    public let identities: Identities

    /// Sorts touches; those of nobody known are kept out.
    public init(_ touches: some Sequence<Touch>, identities: Identities = Identities()) {
        self.identities = identities
        for touch in touches {
            if let deal = touch.deal {
                byDeal[deal, default: []].append(touch)
            } else if let customer = identities.customer(of: touch) {
                byCustomer[customer, default: []].append(touch)
            }
        }
    }

    /// The touches that may have a claim on a deal.
    public func touches(of subject: Attribution.Subject) -> [Touch] {
        (byDeal[subject.id] ?? []) + (subject.customer.flatMap { byCustomer[$0] } ?? [])
    }

    /// Whose the deal is as of an instant.
    public func attribute(
        _ subject: Attribution.Subject, terms: Terms, asOf instant: Timestamp = Timestamp(milliseconds: .max)
    ) -> AttributionResult {
        Attribution.attribute(subject, touches: touches(of: subject), identities: identities, terms: terms, asOf: instant)
    }
}
