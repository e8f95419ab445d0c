public import Model

/// Decides whose a deal is (A1 to A4). A pure function of the set of touches: order and repetition do not matter (A3).
public enum Attribution {
    /// What attribution asks of a deal.
    public struct Subject: Hashable, Sendable {
        /// The deal, or a referral.
        public var id: EntityID
        /// The customer.
        public var customer: EntityID?
        /// When it was opened: windows count from here.
        public var openedAt: Timestamp

        /// Describes a deal.
        public init(id: EntityID, customer: EntityID?, openedAt: Timestamp) {
            self.id = id
            self.customer = customer
            self.openedAt = openedAt
        }
    }

    /// Whose the deal is as of an instant: reassignments after it are not yet known.
    public static func attribute(
        _ subject: Subject, touches: some Sequence<Touch>, identities: Identities = Identities(), terms: Terms,
        asOf instant: Timestamp = Timestamp(milliseconds: .max)
    ) -> AttributionResult {
        var seen: Set<String> = []
        let claims = touches.filter { touch in
            guard touch.kind != .manual || touch.at <= instant else { return false }
            return touch.deal == subject.id
                || (touch.deal == nil && subject.customer != nil && identities.customer(of: touch) == subject.customer)
        }.sorted(by: Touch.comesFirst).filter { seen.insert($0.id).inserted }
        var refused: [RefusedTouch] = []
        var eligible: [Touch] = []
        for claim in claims {
            if let reason = refusal(claim, subject, terms) {
                refused.append(RefusedTouch(touch: claim, reason: reason))
            } else {
                eligible.append(claim)
            }
        }
        return weigh(eligible, &refused, terms)
    }

    /// The instants at which a person gave the deal to somebody, with the touch's id.
    public static func reassignments(of subject: Subject, touches: some Sequence<Touch>) -> [(at: Timestamp, id: String)] {
        var seen: Set<String> = []
        return touches.filter { $0.kind == .manual && $0.deal == subject.id }.sorted(by: Touch.comesFirst)
            .filter { seen.insert($0.id).inserted }.map { ($0.at, $0.id) }
    }

    private static func refusal(_ touch: Touch, _ subject: Subject, _ terms: Terms) -> TouchRefusal? {
        switch touch.kind {
        case .manual, .coupon: return nil
        case .registration:
            if touch.at > subject.openedAt { return .afterOpening }
            if let end = touch.protectedUntil, end < subject.openedAt { return .protectionOver }
            return nil
        case .click, .lead:
            if touch.at > subject.openedAt { return .afterOpening }
            // Both ends of the window belong to it (W9).
            let window = Duration.seconds(Int64(terms.attribution(of: touch.campaign).windowDays) * 86_400)
            return touch.at < subject.openedAt - window ? .outsideWindow : nil
        }
    }

    private static func weigh(_ eligible: [Touch], _ refused: inout [RefusedTouch], _ terms: Terms) -> AttributionResult {
        let force = eligible.map(\.kind.force).max() ?? 0
        var strongest: [Touch] = []
        for touch in eligible {
            if touch.kind.force == force { strongest.append(touch) } else { refused.append(RefusedTouch(touch: touch, reason: .beaten)) }
        }
        guard let first = strongest.first, let last = strongest.last else {
            return .nobody(ordered(refused), terms.attribution.model)
        }
        // The terms are those of the campaign that the customer came by last.
        let model = terms.attribution(of: last.campaign).model
        switch first.kind {
        case .registration:
            refused += strongest.dropFirst().filter { $0.partner != first.partner }
                .map { RefusedTouch(touch: $0, reason: .registeredLater) }
            strongest = [first]
        case .manual:
            refused += strongest.dropLast().map { RefusedTouch(touch: $0, reason: .replaced) }
            strongest = [last]
        case .click, .lead, .coupon: break
        }
        let weights = TouchWeights.weights(model, count: strongest.count)
        let credits = zip(strongest, weights).map { TouchCredit(touch: $0, weight: $1) }
        return AttributionResult(credits: credits, refused: ordered(refused), model: model)
    }

    private static func ordered(_ refused: [RefusedTouch]) -> [RefusedTouch] {
        refused.sorted { Touch.comesFirst($0.touch, $1.touch) }
    }
}
