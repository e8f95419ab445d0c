import Model
import Reconciliation
import Storage

/// Looks at the whole plan before the first write (R33): an object whose operations trip a brake is not written to in this run.
struct OutgoingBrakes {
    let services: Services
    let mapping: Mapping

    /// Takes the operations of tripped objects out of the outbox; their entities stay dirty, so that the next run plans them again.
    func hold(conflicts: Int, approved: Set<String>) throws -> [TrippedBrake] {
        try services.store.write { tx in
            var all: [TrippedBrake] = []
            for object in mapping.objects {
                let tripped = Brakes.evaluate(try counts(of: object, tx), limits: services.settings.brakes)
                    .filter { !approved.contains($0.name) }
                guard !tripped.isEmpty else { continue }
                let entities = try tx.outbox.drop(remote: object.remote, object: object.object, states: [.planned])
                try tx.dirty.mark(entities, at: services.clock.now())
                all += tripped
            }
            return all
        }
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
