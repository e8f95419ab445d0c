import Logging
import Model
import Reconciliation
import Storage

/// What a changed mapping does to the hub before anything is read (R30): bases of fields that are no longer mapped are dropped, so that a
/// field mapped again starts at first contact, and everything is looked at once more.
struct Remapping {
    let services: Services
    let mapping: Mapping

    func apply() throws {
        let current = mapped()
        let text = current.text
        let known = try services.store.read { try $0.settings.get("mapping") }
        guard known != text else { return }
        services.logger.notice("mapping changed", metadata: ["kinds": "\(mapping.kinds.count)"])
        for object in mapping.objects { try dropBases(of: object) }
        try services.store.write { tx in
            for sync in mapping.kinds { try tx.dirty.markAll(sync.kind, at: services.clock.now()) }
            try tx.settings.set("mapping", to: text)
        }
    }

    /// Every mapped field with its direction and policy, by kind and remote.
    private func mapped() -> JSON {
        let kinds = services.settings.sync.map { sync -> (String, JSON) in
            let rules = sync.rules.map { rule -> (String, JSON) in
                let sides = rule.sides.sorted { $0.key < $1.key }.map { name, side -> JSON in
                    .string("\(name):\(side.remoteField):\(side.reads):\(side.writesOnCreate):\(side.writesOnUpdate)")
                }
                return (rule.name, .array([.string(rule.policy.name), .string(rule.type.name)] + sides))
            }
            let sides = sync.sides.sorted { $0.key < $1.key }.map { JSON.string("\($0.key):\($0.value.object):\($0.value.creates)") }
            return (sync.kind.rawValue, ["fields": .object(JSONObject(rules)), "sides": .array(sides), "v": .integer(CanonicalForm.version)])
        }
        return .object(JSONObject(kinds))
    }

    private func dropBases(of object: ObjectMapping) throws {
        var after: String?
        while true {
            let count = try services.store.write { tx in
                let page = try tx.links.page(remote: object.remote, object: object.object, after: after, limit: 500)
                for var link in page {
                    guard let sync = services.settings.sync(link.entity.kind) else { continue }
                    let fields = Set(sync.rules.filter { $0.sides[object.remote] != nil }.map(\.name))
                    let before = link
                    link.hubBase = link.hubBase.filter { fields.contains($0.key) }
                    link.remoteBase = link.remoteBase.filter { fields.contains($0.key) }
                    link.accepted = link.accepted.filter { fields.contains($0.key) }
                    if link != before { try tx.links.put(link) }
                }
                after = page.last?.key.id
                return page.count
            }
            guard count == 500 else { return }
        }
    }
}
