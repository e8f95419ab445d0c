import Model

/// One type of association, in one direction. Type ids are directional: the way back has its own.
struct HubSpotAssociation: Sendable, Hashable {
    /// What a type does among the types of a pair of kinds.
    enum Role: Sendable, Hashable {
        /// Every link has it.
        case unlabelled
        /// At most one link of a record has it.
        case primary
        /// A person's own word for the link.
        case labelled
    }

    let from: HubSpotKind
    let into: HubSpotKind
    let id: Int
    let inverse: Int
    let category: String
    let label: String?
    let role: Role

    /// The type as lists of associations and labels show it.
    var json: JSON {
        ["category": .string(category), "typeId": .integer(id), "label": label.map(JSON.string) ?? .null]
    }

    /// The type's name in the `associations` of a record.
    var name: String {
        let pair = "\(from.singular)_to_\(into.singular)"
        switch role {
        case .unlabelled where from == .companies || into == .companies: return pair + "_unlabeled"
        case .unlabelled, .primary: return pair
        case .labelled: return pair + "_" + (label ?? "").lowercased()
        }
    }
}

/// The portal's types of association. Source: VENDORS.md 2.5; the ids of types that a portal made itself differ from portal to portal.
struct HubSpotAssociationTypes: Sendable {
    private struct Pair: Hashable, Sendable {
        var from: HubSpotKind
        var into: HubSpotKind
    }

    private let types: [Pair: [HubSpotAssociation]]

    init(portal: Int) {
        var types: [HubSpotAssociation] = []
        func add(
            _ from: HubSpotKind, _ into: HubSpotKind, _ id: Int, _ inverse: Int, _ category: String, _ label: String?,
            _ role: HubSpotAssociation.Role
        ) {
            types.append(.init(from: from, into: into, id: id, inverse: inverse, category: category, label: label, role: role))
            types.append(.init(from: into, into: from, id: inverse, inverse: id, category: category, label: label, role: role))
        }
        add(.contacts, .companies, 1, 2, "HUBSPOT_DEFINED", "Primary", .primary)
        add(.contacts, .companies, 279, 280, "HUBSPOT_DEFINED", nil, .unlabelled)
        add(.deals, .contacts, 3, 4, "HUBSPOT_DEFINED", nil, .unlabelled)
        add(.deals, .companies, 5, 6, "HUBSPOT_DEFINED", "Primary", .primary)
        add(.deals, .companies, 341, 342, "HUBSPOT_DEFINED", nil, .unlabelled)
        var next = 21 + portal % 97
        func own(_ from: HubSpotKind, _ into: HubSpotKind, _ label: String?) {
            add(from, into, next, next + 1, "USER_DEFINED", label, label == nil ? .unlabelled : .labelled)
            next += 2
        }
        own(.referrals, .companies, nil)
        own(.referrals, .contacts, nil)
        own(.referrals, .deals, nil)
        // A label that nobody maps stands before the one that matters, so that taking the first of the list is a mistake.
        own(.deals, .companies, "reseller")
        own(.deals, .companies, "partner")
        own(.referrals, .companies, "reseller")
        own(.referrals, .companies, "partner")
        self.types = Dictionary(grouping: types) { Pair(from: $0.from, into: $0.into) }
    }

    /// The types between two kinds, in the order of `/labels`.
    func between(_ from: HubSpotKind, _ into: HubSpotKind) -> [HubSpotAssociation] {
        types[Pair(from: from, into: into)] ?? []
    }

    /// The type of that category and id between two kinds.
    func find(_ id: Int, category: String, from: HubSpotKind, into: HubSpotKind) -> HubSpotAssociation? {
        between(from, into).first { $0.id == id && $0.category == category }
    }

    /// The type of that label between two kinds.
    func find(label: String, from: HubSpotKind, into: HubSpotKind) -> HubSpotAssociation? {
        between(from, into).first { $0.label?.lowercased() == label.lowercased() }
    }
}
