import Connectors
import Model
import Reconciliation
import Storage

/// The external key on linked records that entente did not make, where config.yaml says `stamp: true` (R12): a change like any other,
/// with a base pair of its own under the name that `match` has for it.
struct Stamp {
    /// The field's name in operations and base pairs; no field of an entity is named so.
    static let field = "external_key"

    let object: ObjectMapping
    let instance: String

    /// The key that an entity's record is to bear; nil where records of its kind are not stamped.
    func wanted(_ entity: EntityID) -> FieldValue? {
        guard object.capabilities.externalKey != nil, !object.isReadOnly,
            object.sides.contains(where: { $0.kind == entity.kind && $0.side.stamps })
        else { return nil }
        return .text(ExternalKey.text(instance: instance, entity: entity))
    }

    /// What a record shows as its key; nil if it was not returned.
    func shown(_ record: Record) -> FieldValue? { object.capabilities.externalKey.flatMap { record.values[$0] } }

    /// True if the record bears no key yet. One that bears another is left alone: it may be another hub's (R25).
    func isDue(_ link: Link, staged: StagedRecord?) -> Bool {
        guard wanted(link.entity) != nil else { return false }
        if let shown = staged.flatMap({ shown($0.record) }) { return shown.isBlank }
        return link.remoteBase[Self.field]?.isBlank == true
    }

    /// Takes what a record shows as the base of its key (R2).
    func note(_ record: Record, on link: inout Link) {
        let wanted = wanted(link.entity)
        guard let shown = shown(record), let wanted, shown.isBlank || shown == wanted else {
            if wanted == nil { forget(on: &link) }
            return
        }
        link.hubBase[Self.field] = shown.isBlank ? .null : wanted
        link.remoteBase[Self.field] = shown.isBlank ? .null : wanted
    }

    private func forget(on link: inout Link) {
        link.hubBase[Self.field] = nil
        link.remoteBase[Self.field] = nil
    }

    /// The change that stamps a record.
    static func change(to key: FieldValue) -> Operation.Change {
        Operation.Change(old: .null, new: key, policy: "stamp", from: "hub", rule: "R12")
    }
}
