import Model
import Reconciliation
import Storage

/// Looks at the whole plan before the first write (R33): an object whose operations trip a brake is not written to in this run.
struct OutgoingBrakes {
    let services: Services
    let mapping: Mapping
    let planning: Planning

    /// Takes the operations of tripped objects out of the outbox; their entities stay dirty, so that the next run plans them again.
    func hold(_ result: PlanResult) throws -> [TrippedBrake] {
        try services.store.write { tx in
            var all: [TrippedBrake] = []
            for object in mapping.objects {
                let name = ObjectName(remote: object.remote, object: object.object)
                var counts = try counts(of: object, tx)
                counts.conflicts = try conflicts(at: name, result, tx)
                counts.changed = result.mergedAt[name] ?? 0
                // Whether all records changed is judged at the door, before they are merged.
                let tripped = Brakes.evaluate(counts, limits: services.settings.brakes, guards: services.guards).filter {
                    $0.brake != "all_changed"
                }
                all += tripped.filter { !planning.approvedBrakes.contains($0.name) }
                guard tripped.contains(where: { !planning.passes($0.name) }) else { continue }
                try drop(object, tx)
            }
            return all
        }
    }

    /// Conflicts are counted once, when they are merged; a brake that they trip stays up until a person releases it.
    private func conflicts(at name: ObjectName, _ result: PlanResult, _ tx: Transaction) throws -> Int {
        let key = "brake.\(name.remote)/\(name.object)/conflicts"
        if planning.approvedBrakes.contains("\(name.remote)/\(name.object)/conflicts") {
            try tx.settings.set(key, to: nil)
            return 0
        }
        let found = max(result.conflictsAt[name] ?? 0, try tx.settings.get(key).flatMap { Int($0) } ?? 0)
        let changed = max(found, result.mergedAt[name] ?? 0)
        if found > Brakes.allowance(services.settings.brakes.conflicts, of: changed) { try tx.settings.set(key, to: String(found)) }
        return found
    }

    /// What refers to a record that is held back is held back with it: it would go out without its reference.
    private func drop(_ object: ObjectMapping, _ tx: Transaction) throws {
        let dropped = Set(try tx.outbox.drop(remote: object.remote, object: object.object, states: [.planned]))
        try tx.dirty.mark(dropped, at: services.clock.now())
        for other in mapping.objects where other.remote == object.remote && other.object != object.object {
            var after: OutboxEntry?
            while true {
                let page = try tx.outbox.page(
                    remote: other.remote, object: other.object, kinds: [.create, .update, .link], states: [.planned], after: after,
                    limit: 500)
                for entry in page where entry.hubValues.values.contains(where: { refers($0, to: dropped) }) {
                    try tx.outbox.delete(entry.id)
                    try tx.dirty.mark([entry.entity], at: services.clock.now())
                }
                guard let last = page.last, page.count == 500 else { break }
                after = last
            }
        }
    }

    private func refers(_ value: FieldValue, to entities: Set<EntityID>) -> Bool {
        if case .ref(let id) = value { entities.contains(id) } else { false }
    }

    private func counts(of object: ObjectMapping, _ tx: Transaction) throws -> BrakeCounts {
        var counts = BrakeCounts(
            remote: object.remote, object: object.object,
            linked: try tx.links.count(remote: object.remote, object: object.object, state: .live))
        var tally = ValueTally()
        for count in try tx.outbox.counts() where count.remote == object.remote && count.object == object.object {
            switch (count.kind, count.state) {
            case (.create, .planned), (.upsert, .planned): counts.creates += count.count
            case (.update, .planned): counts.updates += count.count
            case (.delete, .planned), (.archive, .planned): counts.deletes += count.count
            case (_, .unknown): counts.unknown += count.count
            default: break
            }
        }
        guard counts.updates > 0 else { return counts }
        var after: OutboxEntry?
        while true {
            let page = try tx.outbox.page(
                remote: object.remote, object: object.object, kinds: [.update], states: [.planned], after: after,
                limit: 500)
            for entry in page { note(entry, in: &counts, &tally) }
            guard let last = page.last, page.count == 500 else {
                counts.largestSameValue = tally.largest
                return counts
            }
            after = last
        }
    }

    private func note(_ entry: OutboxEntry, in counts: inout BrakeCounts, _ tally: inout ValueTally) {
        for (field, value) in entry.hubValues {
            if value.isBlank, entry.remoteOld[field]?.isBlank == false { counts.blanks += 1 }
            tally.note(field, value)
        }
    }
}
