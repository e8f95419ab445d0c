import Model
import Reconciliation
import Storage

/// Compares the entities of one kind with what all sides showed.
struct Comparison {
    let services: Services
    let mapping: Mapping
    let sync: EntitySync
    let pulls: PullResult

    private static let pageSize = 500
    private static let driftLimit = 10_000

    func compare(into drift: inout [ReconcileReport.Drift]) throws -> ReconcileReport.Counts {
        var counts = ReconcileReport.Counts()
        var after: EntityID?
        while true {
            let count = try services.store.read { tx in
                let entities = try tx.entities.page(sync.kind, after: after, limit: Self.pageSize)
                let ids = entities.map(\.id)
                let links = try tx.links.of(ids)
                let staged = try tx.staged.of(ids)
                for entity in entities where entity.deletedAt == nil {
                    let records = Dictionary((staged[entity.id] ?? []).map { ($0.key, $0) }, uniquingKeysWith: { $1 })
                    try compare(entity, links[entity.id] ?? [], records, &counts, &drift, tx)
                }
                after = ids.last
                return entities.count
            }
            if count < Self.pageSize { break }
        }
        try countUnlinked(&counts)
        return counts
    }

    private func compare(
        _ entity: Entity, _ links: [Link], _ staged: [RecordKey: StagedRecord], _ counts: inout ReconcileReport.Counts,
        _ drift: inout [ReconcileReport.Drift], _ tx: Transaction
    ) throws {
        let open = try tx.reviews.frozenFields(of: entity.id)
        var drifted: [String: ReconcileReport.Drift] = [:]
        var isMissing = false
        var isAccepted = links.contains { $0.state == .removed || $0.state == .gone }
        var waits = !open.isEmpty
        counts.duplicated += try seconds(links, tx)
        for link in links where link.state == .live {
            guard pulls[link.key.remote, link.key.object]?.isObserved == true else { continue }
            let record = staged[link.key]
            if record?.record.isDeleted == true {
                isMissing = true
                continue
            }
            let shown = shown(link, record, tx)
            for rule in sync.rules {
                guard let value = shown[rule.name], rule.sides[link.key.remote]?.reads == true, !open.contains(rule.name) else { continue }
                let hub = entity.values[rule.name] ?? .null
                switch try standing(rule, hub: hub, shown: value, link: link, tx) {
                case .inStep: break
                case .accepted: isAccepted = true
                case .held: waits = true
                case .drifted(let by):
                    var row =
                        drifted[rule.name]
                        ?? ReconcileReport.Drift(entity: entity.id, field: rule.name, hub: hub, values: [:], by: by, since: nil)
                    row.values[link.key.remote] = value
                    row.since = record?.record.modified ?? entity.updatedAt
                    drifted[rule.name] = row
                }
            }
        }
        switch try absence(entity, links, tx) {
        case .none: break
        case .missing: isMissing = true
        case .waits: waits = true
        }
        if drift.count < Self.driftLimit { drift += drifted.values.sorted { $0.field < $1.field } }
        if !drifted.isEmpty {
            counts.drifted += 1
        } else if isMissing {
            counts.missing += 1
        } else if waits {
            counts.waiting += 1
        } else if isAccepted {
            counts.accepted += 1
        } else {
            counts.inStep += 1
        }
    }

    /// How many records a merge of entities left beside the one that is linked (R24).
    private func seconds(_ links: [Link], _ tx: Transaction) throws -> Int {
        try links.count { link in
            guard link.state == .merged, pulls[link.key.remote, link.key.object]?.isObserved == true else { return false }
            return try tx.listing.contains(link.key)
        }
    }

    /// What the record shows: staged anew, or as last seen when the listing found it unchanged.
    private func shown(_ link: Link, _ record: StagedRecord?, _ tx: Transaction) -> FieldValues {
        guard let record else { return link.remoteBase }
        return Observation(of: sync, remote: link.key.remote, settings: services.settings, in: tx).values(of: record.record.values)
    }

    private enum Standing {
        case inStep
        case accepted
        case held
        case drifted(by: String)
    }

    private func standing(_ rule: FieldRule, hub: FieldValue, shown: FieldValue, link: Link, _ tx: Transaction) throws -> Standing {
        if CanonicalForm.equal(hub, shown, as: rule.type) { return .inStep }
        // Whoever it points at has no record at this remote: there is nothing it could say.
        let reach = try Reach.of(hub, rule, at: link.key.remote, settings: services.settings, in: tx)
        if shown.isBlank, reach != .open { return .accepted }
        guard let hubBase = link.hubBase[rule.name], let remoteBase = link.remoteBase[rule.name] else { return .held }
        let hubMoved = !CanonicalForm.equal(hub, hubBase, as: rule.type)
        let remoteMoved = !CanonicalForm.equal(shown, remoteBase, as: rule.type)
        if !hubMoved, !remoteMoved { return .accepted }
        // What can never be written there, or not until what it refers to has a record there, is known to differ.
        let isWritable = rule.sides[link.key.remote]?.writesOnUpdate == true
        if !remoteMoved, !isWritable || reach != .open { return .accepted }
        // A row that the remote refuses for good waits for a person (R17).
        if !remoteMoved, try isRefused(link, tx) { return .held }
        return .drifted(by: remoteMoved ? link.key.remote : "hub")
    }

    private func isRefused(_ link: Link, _ tx: Transaction) throws -> Bool {
        let failed = try tx.failedRows.get(
            remote: link.key.remote, object: link.key.object, subject: link.entity.text, kind: Operation.Kind.update.rawValue)
        return failed.map { $0.nextAt == nil } ?? false
    }

    private enum Absence {
        case none
        case missing
        case waits
    }

    /// Whether a side that should hold a record of this entity has none, and whether a person already knows.
    private func absence(_ entity: Entity, _ links: [Link], _ tx: Transaction) throws -> Absence {
        var found = Absence.none
        for (remote, side) in sync.sides where side.creates {
            guard let object = mapping.object(remote, side.object), !object.isReadOnly, pulls[remote, side.object]?.isObserved == true,
                !links.contains(where: { $0.key.remote == remote && $0.key.object == side.object })
            else { continue }
            let failed = try tx.failedRows.get(
                remote: remote, object: side.object, subject: entity.id.text, kind: Operation.Kind.create.rawValue)
            let hasTwin = try identityKeys(of: entity.values, sync: sync).contains { key, value in
                try !tx.staged.recordsSharing(remote: remote, object: side.object, key: key, value: value, excluding: "").isEmpty
            }
            let isAsked = try ForeignHub(services: services, tx: tx).isAsked(entity.id, at: object)
            if failed == nil, !hasTwin, !isAsked { return .missing }
            found = .waits
        }
        return found
    }

    /// Records that belong to no entity: orphaned, under review, or a second record of an entity that has one here.
    private func countUnlinked(_ counts: inout ReconcileReport.Counts) throws {
        for object in mapping.objects where object.sides.contains(where: { $0.kind == sync.kind }) {
            try services.store.read { tx in
                var after: RecordKey?
                while true {
                    let page = try tx.staged.unlinked(
                        sync.kind, remote: object.remote, includingWaiting: true, after: after, limit: Self.pageSize)
                    for staged in page where staged.key.object == object.object {
                        if try isSecond(staged, object, tx) {
                            counts.duplicated += 1
                        } else if staged.state == .new {
                            counts.orphaned += 1
                        } else {
                            counts.waiting += 1
                        }
                    }
                    guard let last = page.last, page.count == Self.pageSize else { break }
                    after = last.key
                }
            }
        }
    }

    /// True if the record carries a key of an entity that is linked to another record of the object.
    private func isSecond(_ staged: StagedRecord, _ object: ObjectMapping, _ tx: Transaction) throws -> Bool {
        try tx.staged.keys(of: staged.key).contains { key in
            try tx.keys.entities(sync.kind, key: key.key, value: key.value).contains { entity in
                let linked = try tx.links.recordID(of: entity, remote: object.remote, object: object.object)
                return linked != nil && linked != staged.key.id
            }
        }
    }
}
