import Model
import Reconciliation
import Storage

/// Links of a record that was just made: they need its id, so they are planned once it has one, and sent later in the same run.
struct LinkPlan {
    let services: Services
    let object: ObjectMapping
    let mapping: Mapping
    let planning: Planning
    let tx: Transaction

    func plan(after entry: OutboxEntry, record: String) throws {
        guard let sync = mapping.sync(entry.entity.kind) else { return }
        for (name, value) in entry.hubValues.sorted(by: { $0.key < $1.key }) {
            guard let side = sync.rule(name)?.sides[object.remote], side.isLink, side.writesOnCreate, case .ref = value else { continue }
            let change = Operation.Change(old: nil, new: value, policy: sync.rule(name)?.policy.name ?? "", from: "hub", rule: "R12")
            let operation = Operation(
                remote: object.remote, object: object.object, record: record, entity: entry.entity, kind: .link, fields: [name: change])
            try tx.outbox.insert(
                OutboxEntry(
                    id: operation.id, planID: planning.plan, kind: .link, remote: object.remote, object: object.object, recordID: record,
                    entity: entry.entity, linkName: side.remoteField, fields: operation.json["fields"] ?? .null,
                    hubValues: [name: value], idempotencyKey: "\(operation.id).\(planning.run.suffix(8))",
                    createdAt: services.clock.now(), runID: planning.run))
        }
    }
}
