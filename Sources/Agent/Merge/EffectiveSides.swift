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

    /// Reads the live sides of an entity. A side about which nothing new may be believed takes part with its base alone, and is not
    /// written: one that was not read to its end (R35), one with an operation whose outcome is unknown (R11), one whose record is gone.
    init(
        _ facts: EntityFacts, sync: EntitySync, mapping: Mapping, blocked: Set<ObjectName>, settings: Settings, guards: Guards,
        in tx: Transaction
    ) {
        let busy = Set(facts.pending.map(\.remote))
        for link in facts.links where link.state == .live {
            guard let side = sync.sides[link.key.remote], side.object == link.key.object else {
                unwritable.insert(link.key.remote)
                continue
            }
            let object = mapping.object(link.key.remote, link.key.object)
            let staged = facts.staged[link.key]
            let isSilent =
                object == nil || busy.contains(side.remote) || blocked.contains(ObjectName(remote: side.remote, object: side.object))
                || staged?.record.isDeleted == true
            if isSilent { unwritable.insert(side.remote) }
            var base = link.remoteBase
            resolveRaw(in: &base, sync: sync, remote: side.remote, settings: settings, tx: tx)
            var state = SideState(
                remote: side.remote, hubBase: link.hubBase, remoteBase: link.remoteBase, observed: nil, modified: link.modified,
                resolution: object?.capabilities.resolution ?? .seconds(1), isCreatedByHub: link.isCreatedByHub)
            if base != link.remoteBase { state.observed = base }
            if !isSilent, let staged {
                state.observed = Observation(of: sync, remote: side.remote, settings: settings, guards: guards, in: tx).values(
                    of: staged.record.values)
                state.modified = staged.record.modified ?? link.modified
                seen[link.key] = link.seen(staged)
            }
            noteUnresolved(state.observed ?? base, sync: sync, remote: side.remote, settings: settings)
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
