public import Model

/// What kind of partner somebody is. Source: the partner's field `kind`.
public enum PartnerKind: String, CaseIterable, Hashable, Sendable {
    /// Anyone approved.
    case affiliate
    /// A customer who recommends.
    case customer
    /// A company that sells together with the program.
    case company
}

/// What the rules ask of a partner, with the past.
public struct PartnerFacts: Hashable, Sendable {
    /// The partner.
    public var id: EntityID
    /// What kind; nil if nobody said.
    public var kind: PartnerKind?
    /// The status at any time.
    public var status: DatedValues<PartnerStatus>
    /// The groups the partner belonged to at any time: whoever moves to another group keeps the terms of what was earned before.
    public var cohorts: DatedValues<Set<String>>
    /// The country, ISO 3166-1 alpha-2.
    public var country: String?
    /// Who recruited this partner.
    public var recruiter: EntityID?

    /// Describes a partner.
    public init(
        id: EntityID, kind: PartnerKind? = nil, status: DatedValues<PartnerStatus> = DatedValues(.approved),
        cohorts: DatedValues<Set<String>> = DatedValues([]), country: String? = nil, recruiter: EntityID? = nil
    ) {
        self.id = id
        self.kind = kind
        self.status = status
        self.cohorts = cohorts
        self.country = country
        self.recruiter = recruiter
    }

    /// True if the status at an instant allows the act; a partner without a status does nothing.
    public func may(_ act: PartnerAct, at instant: Timestamp) -> Bool {
        status.value(at: instant)?.allows(act) ?? false
    }
}
