import Model

/// Which records are associated with which, both ways.
struct HubSpotLinks: Sendable {
    /// One end's side of an association: the other record and the types of the link, by id.
    struct Link: Sendable, Hashable {
        var to: Int64
        var types: [Int]
    }

    private struct End: Hashable, Sendable {
        var from: HubSpotKind
        var id: Int64
        var into: HubSpotKind
    }

    let types: HubSpotAssociationTypes
    private var links: [End: [Link]] = [:]

    init(types: HubSpotAssociationTypes) {
        self.types = types
    }

    /// The links of a record to another kind, by the other's id.
    func links(_ from: HubSpotKind, _ id: Int64, _ into: HubSpotKind) -> [Link] {
        links[End(from: from, id: id, into: into)] ?? []
    }

    /// Links two records: every link is also unlabelled, and the first company of a contact or deal becomes its primary one.
    mutating func add(_ from: HubSpotKind, _ id: Int64, _ into: HubSpotKind, _ to: Int64, types given: [HubSpotAssociation]) {
        let known = types.between(from, into)
        var added = given + known.filter { $0.role == .unlabelled }
        if let primary = known.first(where: { $0.role == .primary }) {
            let (child, childKind, owner) = from == .companies ? (to, into, from) : (id, from, into)
            let hasPrimary = links(childKind, child, owner).contains { link in
                types.between(childKind, owner).contains { $0.role == .primary && link.types.contains($0.id) }
            }
            if !hasPrimary { added.append(primary) }
            if given.contains(primary) { clearPrimary(childKind, child, owner) }
        }
        for type in added {
            set(End(from: from, id: id, into: into), to, type.id, true)
            set(End(from: into, id: to, into: from), id, type.inverse, true)
        }
    }

    /// Takes types away from a link; the link itself ends with its last type.
    mutating func remove(_ from: HubSpotKind, _ id: Int64, _ into: HubSpotKind, _ to: Int64, types taken: [HubSpotAssociation]) {
        for type in taken {
            set(End(from: from, id: id, into: into), to, type.id, false)
            set(End(from: into, id: to, into: from), id, type.inverse, false)
        }
    }

    /// Ends the link of two records with all its types.
    mutating func remove(_ from: HubSpotKind, _ id: Int64, _ into: HubSpotKind, _ to: Int64) {
        remove(from, id, into, to, types: types.between(from, into))
    }

    /// Moves every link of one record to another: what a merge does.
    mutating func move(_ kind: HubSpotKind, from old: Int64, to new: Int64) {
        for other in HubSpotKind.allCases {
            for link in links(kind, old, other) {
                let held = types.between(kind, other).filter { link.types.contains($0.id) }
                remove(kind, old, other, link.to)
                add(kind, new, other, link.to, types: held.filter { $0.role != .primary })
            }
        }
    }

    /// Ends every link of a record.
    mutating func removeAll(_ kind: HubSpotKind, _ id: Int64) {
        for other in HubSpotKind.allCases {
            for link in links(kind, id, other) { remove(kind, id, other, link.to) }
        }
    }

    /// The same links between records whose ids are so much higher.
    func renumbered(by offset: Int64) -> HubSpotLinks {
        var copy = HubSpotLinks(types: types)
        for (end, list) in links {
            let moved = list.map { Link(to: $0.to + offset, types: $0.types) }
            copy.links[End(from: end.from, id: end.id + offset, into: end.into)] = moved
        }
        return copy
    }

    private mutating func clearPrimary(_ kind: HubSpotKind, _ id: Int64, _ owner: HubSpotKind) {
        let primaries = types.between(kind, owner).filter { $0.role == .primary }
        for link in links(kind, id, owner) { remove(kind, id, owner, link.to, types: primaries) }
    }

    private mutating func set(_ end: End, _ to: Int64, _ type: Int, _ present: Bool) {
        var list = links[end] ?? []
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle].to < to { low = middle + 1 } else { high = middle }
        }
        let found = low < list.count && list[low].to == to
        switch (found, present) {
        case (true, true): if !list[low].types.contains(type) { list[low].types.append(type) }
        case (false, true): list.insert(Link(to: to, types: [type]), at: low)
        case (true, false):
            list[low].types.removeAll { $0 == type }
            if list[low].types.isEmpty { list.remove(at: low) }
        case (false, false): break
        }
        links[end] = list.isEmpty ? nil : list
    }
}
