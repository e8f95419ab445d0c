import Model
import Storage

/// Beyond what nothing needs to be looked at to know whose a sale is (A2, A6): a customer with all deals, a deal whose customer nobody
/// knows, a referral.
enum EarningUnit: Hashable, Comparable {
    case customer(EntityID)
    case deal(EntityID)
    case referral(EntityID)

    /// The unit of a deal.
    init(deal: EntityID, customer: EntityID?) { self = customer.map(EarningUnit.customer) ?? .deal(deal) }

    /// The unit of a line; nil for a line of nothing that the hub has.
    init?(_ line: IndexedLine) {
        guard let subject = EntityID(line.subject) else { return nil }
        switch subject.kind {
        case .deal: self.init(deal: subject, customer: line.customer)
        case .referral: self = .referral(subject)
        case .partner, .customer, .payment: return nil
        }
    }

    /// The entity that it is about.
    var id: EntityID {
        switch self {
        case .customer(let id), .deal(let id), .referral(let id): id
        }
    }

    /// Orders by entity.
    static func < (left: EarningUnit, right: EarningUnit) -> Bool { left.id < right.id }
}
