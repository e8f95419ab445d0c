import Connectors
import Model
import Reconciliation
import Storage

/// Everything known about one entity in this step: the hub's row, its links and what is staged for them.
struct EntityFacts {
    var entity: Entity
    var links: [Link]
    var staged: [RecordKey: StagedRecord]
    /// Operations of earlier runs whose outcome is not settled, by remote.
    var pending: [OutboxEntry]
}

/// The sides of an entity as the merge sees them, and what must be stored about the records that were seen.
struct EffectiveSides {
    /// For the merge.
    var states: [SideState] = []
    /// Links whose record was seen anew, with its version and hash taken over.
    var seen: [RecordKey: Link] = [:]
    /// References that led to no entity yet.
    var unresolved: [RecordKey] = []
    /// Remotes that take part without being written in this run.
    var unwritable: Set<String> = []

    /// Why a reference may differ: whoever it points at has no record at the remote.
    static let unlinked = "unlinked"

    /// Reads the live sides of an entity. A link with an unsettled operation is left out whole: while an outcome is unknown there is
    /// nothing to merge for it (R11).
    init(_ facts: EntityFacts, sync: EntitySync, mapping: Mapping, blocked: Set<ObjectName>, settings: Settings, in tx: Transaction) {
        let busy = Set(facts.pending.map(\.remote))
        for link in facts.links where link.state == .live {
            guard let side = sync.sides[link.key.remote], side.object == link.key.object,
                let object = mapping.object(link.key.remote, link.key.object), !busy.contains(link.key.remote)
            else {
                unwritable.insert(link.key.remote)
                continue
            }
            let isBlocked = blocked.contains(ObjectName(remote: object.remote, object: object.object))
            if isBlocked { unwritable.insert(object.remote) }
            let observation = Observation(of: sync, remote: object.remote, settings: settings, in: tx)
            var base = link.remoteBase
            resolveRaw(in: &base, sync: sync, remote: object.remote, settings: settings, tx: tx)
            var state = SideState(
                remote: object.remote, hubBase: link.hubBase, remoteBase: link.remoteBase, observed: nil, modified: link.modified,
                resolution: object.capabilities.resolution, isCreatedByHub: link.isCreatedByHub)
            if base != link.remoteBase { state.observed = base }
            for (field, reason) in link.accepted where reason == Self.unlinked {
                // Whoever it points at has a record there by now: no longer in step, so that it is written.
                guard case .ref(let other)? = link.hubBase[field], let object = settings.sync(other.kind)?.sides[object.remote]?.object,
                    let there = try? tx.links.recordID(of: other, remote: link.key.remote, object: object), !there.isEmpty
                else { continue }
                state.hubBase[field] = BasePair.answered(.null).hub
            }
            if !isBlocked, let staged = facts.staged[link.key], !staged.record.isDeleted {
                state.observed = observation.values(of: staged.record.values)
                state.modified = staged.record.modified ?? link.modified
                seen[link.key] = link.seen(staged)
            }
            noteUnresolved(state.observed ?? base, sync: sync, remote: object.remote, settings: settings)
            states.append(state)
        }
    }

    /// A reference that led nowhere when it was read may lead to an entity by now.
    private func resolveRaw(
        in base: inout FieldValues, sync: EntitySync, remote: String, settings: Settings, tx: Transaction
    ) {
        for rule in sync.rules {
            guard case .ref(let kind) = rule.type, case .raw(let id)? = base[rule.name],
                let object = settings.sync(kind)?.sides[remote]?.object,
                let entity = try? tx.links.entity(of: RecordKey(remote: remote, object: object, id: id))
            else { continue }
            base[rule.name] = .ref(entity)
        }
    }

    private mutating func noteUnresolved(_ values: FieldValues, sync: EntitySync, remote: String, settings: Settings) {
        for rule in sync.rules {
            guard case .ref(let kind) = rule.type, case .raw(let id)? = values[rule.name],
                let object = settings.sync(kind)?.sides[remote]?.object
            else { continue }
            unresolved.append(RecordKey(remote: remote, object: object, id: id))
        }
    }
}

extension Link {
    /// The link after its record was seen: version, time and hash are the record's.
    func seen(_ staged: StagedRecord) -> Link {
        var link = self
        link.version = staged.record.version
        link.modified = staged.record.modified
        link.remoteCreated = link.remoteCreated ?? staged.record.created
        link.parent = staged.record.parent
        link.seenHash = staged.seenHash
        return link
    }
}
