/// The kinds of record the portal keeps, under every name HubSpot answers to.
enum HubSpotKind: String, CaseIterable, Sendable {
    case contacts
    case companies
    case deals
    case referrals

    /// Finds a kind by its plural, singular, type id or (for the custom object) fully qualified name.
    init?(named name: String, portal: Int) {
        let known = Self.allCases.first { kind in
            [kind.rawValue, kind.singular, kind.typeID, kind.qualifiedName(portal: portal)].contains(name.lowercased())
        }
        guard let known else { return nil }
        self = known
    }

    /// The singular name, as in the names of association types.
    var singular: String {
        switch self {
        case .contacts: "contact"
        case .companies: "company"
        case .deals: "deal"
        case .referrals: "referral"
        }
    }

    /// The object type id: `0-n` for HubSpot's own, `2-n` for a custom object.
    var typeID: String {
        switch self {
        case .contacts: "0-1"
        case .companies: "0-2"
        case .deals: "0-3"
        case .referrals: "2-4410087"
        }
    }

    /// The name that is unique across portals; HubSpot's own kinds have none but their plural.
    func qualifiedName(portal: Int) -> String {
        self == .referrals ? "p\(portal)_referrals" : rawValue
    }

    /// The name used in messages of refusals.
    func shouted(portal: Int) -> String {
        self == .referrals ? qualifiedName(portal: portal) : singular.uppercased()
    }

    /// The property that says when a record last changed: contacts are the odd ones.
    var modifiedProperty: String { self == .contacts ? "lastmodifieddate" : "hs_lastmodifieddate" }

    /// The properties that come when none are asked for, besides the three that always come.
    var defaultProperties: [String] {
        switch self {
        case .contacts: ["email", "firstname", "lastname"]
        case .companies: ["domain", "name"]
        case .deals: ["amount", "closedate", "dealname", "dealstage", "pipeline"]
        case .referrals: []
        }
    }

    /// The properties looked through by a search's free text.
    var searchedProperties: [String] {
        switch self {
        case .contacts: ["firstname", "lastname", "email", "phone", "company"]
        case .companies: ["name", "domain", "website", "phone"]
        case .deals: ["dealname", "pipeline", "dealstage"]
        case .referrals: ["name", "email", "company"]
        }
    }

    /// The part of a scope's name that stands for the kind.
    var scope: String { self == .referrals ? "custom" : rawValue }

    /// Where ids start, far enough apart that an id used with the wrong kind is never found by chance.
    var firstID: Int64 {
        switch self {
        case .contacts: 501
        case .companies: 7_000_001
        case .deals: 12_469_650_001
        case .referrals: 30_911_550_001
        }
    }
}
