import Logging
import Model
import Reconciliation
import Storage

/// What a changed mapping does to the hub before anything is read (R30): bases of fields that are no longer mapped, or mapped to another
/// field of the remote, are dropped, so that they start at first contact, and everything is looked at once more.
struct Remapping {
    let services: Services
    let mapping: Mapping

    func apply() throws {
        guard services.guards.stands(.fingerprint) else { return }
        try retryRefused()
        for sync in services.settings.sync {
            let current = text(of: sync)
            let name = "mapping.\(sync.kind.rawValue)"
            let known = try services.store.read { try $0.settings.get(name) }
            guard known != current else { continue }
            if known != nil { services.logger.notice("mapping changed", metadata: ["kind": "\(sync.kind.rawValue)"]) }
            for side in sync.sides.values.sorted(by: { $0.remote < $1.remote }) {
                try dropBases(of: sync, at: side, but: moved(sync, at: side.remote, from: known))
            }
            try services.store.write { tx in
                try tx.dirty.markAll(sync.kind, at: services.clock.now())
                try tx.settings.set(name, to: current)
            }
        }
    }

    /// A row that was refused under another mapping or remote schema is worth another try (R17).
    private func retryRefused() throws {
        try services.store.write { tx in
            var after: FailedRow?
            while true {
                let page = try tx.failedRows.page(after: after, limit: 500)
                for row in page {
                    guard let entity = row.entity, let object = mapping.object(row.remote, row.object),
                        row.schemaFingerprint != (try object.conditions(in: tx))
                    else { continue }
                    try tx.dirty.mark([entity], at: services.clock.now())
                }
                guard let last = page.last, page.count == 500 else { return }
                after = last
            }
        }
    }

    /// Every mapped field with its direction and policy, by remote.
    private func text(of sync: EntitySync) -> String {
        let rules = sync.rules.map { rule -> (String, JSON) in
            let sides = rule.sides.sorted { $0.key < $1.key }.map { name, side -> JSON in
                .string("\(Self.place(name, side)):\(side.reads):\(side.writesOnCreate):\(side.writesOnUpdate):\(map(side))")
            }
            return (rule.name, .array([.string("\(rule.policy)"), .string(rule.type.name)] + sides))
        }
        let sides = sync.sides.sorted { $0.key < $1.key }.map { name, side -> JSON in
            let conditions = side.condition.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let access = services.settings.remote(name)?.access.rawValue ?? ""
            return .string("\(name):\(side.object):\(side.creates):\(access):\(conditions):\(side.stamps)")
        }
        let whole: JSON = ["fields": .object(JSONObject(rules)), "sides": .array(sides), "v": .integer(CanonicalForm.version)]
        return whole.text
    }

    private func map(_ side: FieldSide) -> String {
        guard let map = side.map else { return "" }
        return map.pairs.map { "\($0.hub)=\($0.remote)" }.joined(separator: ",") + (map.wildcard ?? "")
    }

    /// Where a side keeps its value, as the text of a mapping begins with it.
    private static func place(_ remote: String, _ side: FieldSide) -> String { "\(remote):\(side.remoteField)" }

    /// The fields that a remote keeps in another place than under the mapping known before: what stood in the old place says nothing of
    /// the new one, where an empty value would pass for one that somebody cleared.
    private func moved(_ sync: EntitySync, at remote: String, from known: String?) -> Set<String> {
        guard let known, let fields = (try? JSON(parsing: known))?["fields"] else { return [] }
        let moved = sync.rules.filter { rule in
            let before = fields[rule.name]?.array?.dropFirst(2).compactMap(\.string) ?? []
            guard let side = rule.sides[remote] else { return false }
            let old = before.first { $0.hasPrefix("\(remote):") }
            return old.map { !$0.hasPrefix(Self.place(remote, side) + ":") } ?? false
        }
        return Set(moved.map(\.name))
    }

    private func dropBases(of sync: EntitySync, at side: EntitySide, but moved: Set<String>) throws {
        let fields = Set(sync.rules.filter { $0.sides[side.remote] != nil }.map(\.name)).subtracting(moved)
        var after: String?
        while true {
            let count = try services.store.write { tx in
                let page = try tx.links.page(remote: side.remote, object: side.object, after: after, limit: 500)
                for var link in page where link.entity.kind == sync.kind {
                    link.hubBase = link.hubBase.filter { fields.contains($0.key) }
                    link.remoteBase = link.remoteBase.filter { fields.contains($0.key) }
                    link.accepted = link.accepted.filter { fields.contains($0.key) }
                    // The record must be looked at again even if nothing of it changes: it may feed a field it did not feed before.
                    if link.state == .live { link.seenHash = nil }
                    try tx.links.put(link)
                }
                after = page.last?.key.id
                return page.count
            }
            guard count == 500 else { return }
        }
    }
}
