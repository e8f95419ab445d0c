import Model

/// The limits that a commission passes one after the other (C5), the narrowest first.
enum CapLayer: CaseIterable {
    case deal
    case partnerAndCustomer
    case partner
    case program

    /// What shares one limit with others.
    enum Group: Hashable {
        case deal(EntityID)
        case partnerAndCustomer(EntityID, EntityID)
        case partner(EntityID, Period)
        case program(Period)
    }

    /// The group of a commission in this layer and its limit; nil if the terms set none.
    func group(_ line: CommissionLine, _ order: EarnOrder, _ terms: Terms) -> (group: Group, limit: Int64)? {
        switch self {
        case .deal:
            guard let limit = terms.caps.perDeal, let deal = line.deal else { return nil }
            return (.deal(deal), limit.minor)
        case .partnerAndCustomer:
            guard let limit = terms.caps.perPartnerAndCustomer, let customer = line.customer else { return nil }
            return (.partnerAndCustomer(order.partner, customer), limit.minor)
        case .partner:
            guard let cap = terms.caps.perPartner else { return nil }
            return (.partner(order.partner, Period(cap.period, holding: order.at, in: terms.zone)), cap.limit.minor)
        case .program:
            guard let cap = terms.caps.program else { return nil }
            return (.program(Period(cap.period, holding: order.at, in: terms.zone)), cap.limit.minor)
        }
    }
}

/// All groups of all layers.
struct CapBoard {
    private var groups: [CapLayer.Group: CapGroup] = [:]

    /// Takes a commission out of its groups.
    /// - Returns: the commissions whose grant changed.
    mutating func remove(_ placements: [CapPlacement?], _ order: EarnOrder) -> [EarnItem] {
        placements.compactMap { $0 }.flatMap { groups[$0.group, default: CapGroup()].remove(order) }
    }

    /// Puts what commissions want into one layer.
    mutating func put(_ item: EarnItem, _ order: EarnOrder, _ placement: CapPlacement, wanted: Int64) -> [EarnItem] {
        groups[placement.group, default: CapGroup()].put(item, order, wanted: wanted, limit: placement.limit)
    }

    /// What a commission may have in one layer.
    func granted(_ order: EarnOrder, _ placement: CapPlacement) -> Int64 { groups[placement.group]?.granted(order) ?? 0 }
}

/// Where a commission stands in one layer.
struct CapPlacement: Hashable {
    let group: CapLayer.Group
    let limit: Int64
}
