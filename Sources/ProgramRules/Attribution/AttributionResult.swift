public import Model

/// A partner's part of a deal.
public struct Share: Hashable, Sendable {
    /// The partner.
    public let partner: EntityID
    /// The part. Units: of 10,000.
    public let weight: Int

    /// Describes a part.
    public init(partner: EntityID, weight: Int) {
        self.partner = partner
        self.weight = weight
    }
}

/// What a touch brought its partner: the proof behind a share.
public struct TouchCredit: Hashable, Sendable {
    /// The touch.
    public let touch: Touch
    /// What it weighs. Units: of 10,000.
    public let weight: Int
}

/// Why a touch brings nothing.
public enum TouchRefusal: String, Hashable, Sendable {
    /// It happened before the window opened.
    case outsideWindow = "outside_window"
    /// It happened after the deal was opened.
    case afterOpening = "after_opening"
    /// The registration did not protect any more when the deal was opened.
    case protectionOver = "protection_over"
    /// A stronger kind of touch decides (A2).
    case beaten
    /// Another partner had registered the deal before.
    case registeredLater = "registered_later"
    /// A later reassignment replaced it.
    case replaced
}

/// A touch that brings nothing, and why.
public struct RefusedTouch: Hashable, Sendable {
    /// The touch.
    public let touch: Touch
    /// Why.
    public let reason: TouchRefusal
}

/// Who gets which part of a deal, and why.
public struct AttributionResult: Hashable, Sendable {
    /// The partners' parts, in the order of their earliest touches. They sum to 10,000, or there are none.
    public let shares: [Share]
    /// The touches that count.
    public let credits: [TouchCredit]
    /// The touches that do not.
    public let refused: [RefusedTouch]
    /// The model that weighed them.
    public let model: AttributionModel
    /// The campaign of the touch that weighs most, of equals the earliest.
    public let campaign: String?

    /// Nobody's deal.
    static func nobody(_ refused: [RefusedTouch], _ model: AttributionModel) -> AttributionResult {
        AttributionResult(shares: [], credits: [], refused: refused, model: model, campaign: nil)
    }

    /// The shares of touches that count: one share a partner, ordered by its earliest touch (A4).
    init(credits: [TouchCredit], refused: [RefusedTouch], model: AttributionModel) {
        var weights: [EntityID: Int] = [:]
        var order: [EntityID] = []
        for credit in credits {
            if weights[credit.touch.partner] == nil { order.append(credit.touch.partner) }
            weights[credit.touch.partner, default: 0] += credit.weight
        }
        let shares = order.compactMap { partner in weights[partner].map { Share(partner: partner, weight: $0) } }
        let heaviest = credits.map(\.weight).max()
        self.init(
            shares: shares.filter { $0.weight > 0 }, credits: credits, refused: refused, model: model,
            campaign: credits.first { $0.weight == heaviest }?.touch.campaign)
    }

    init(shares: [Share], credits: [TouchCredit], refused: [RefusedTouch], model: AttributionModel, campaign: String?) {
        self.shares = shares
        self.credits = credits
        self.refused = refused
        self.model = model
        self.campaign = campaign
    }
}
