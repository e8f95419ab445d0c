import Model
import ProgramRules
import Storage

/// A partner with the moments of its way through the program.
struct PartnerLife: Sendable {
    let id: EntityID
    let name: String
    /// What the hub says of the partner.
    let values: FieldValues
    /// The status at any time.
    let status: DatedValues<PartnerStatus>
    /// When each step was first reached.
    var steps: [FunnelStep: Timestamp]

    /// True if the partner was approved at an instant.
    func isApproved(at instant: Timestamp) -> Bool { status.value(at: instant) == .approved }
}

/// Something that a partner brought: a lead, or a deal of theirs without one.
struct Referral: Sendable {
    let id: EntityID
    let partner: EntityID
    let at: Timestamp
}

/// A customer as figures see one.
struct Buyer: Sendable {
    /// The customer, or the deal of an unknown one.
    let id: EntityID
    /// When the first deal was won.
    let came: Timestamp
    /// Who brought that first deal.
    let partners: Set<EntityID>
    /// When the customer left.
    let left: Timestamp?
    let lifetimeValue: Money?
    let tickets: Int?
}
