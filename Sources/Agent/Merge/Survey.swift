import Model
import Reconciliation
import Storage

/// Counts, before anything is planned, what the staged records would do to the hub, so that a remote gone wrong is held at the door (R33).
struct Survey {
    let services: Services
    let mapping: Mapping

    /// The brakes that are judged here.
    static let brakes: Set<String> = ["deletes", "updates", "same_value", "blanks", "listing", "all_changed", "absent_field", "schema"]

    /// The brakes that the staged records of an object trip.
    func trippedBrakes(pulls: PullResult) throws -> [TrippedBrake] {
        try mapping.objects.flatMap { object in
            Brakes.evaluate(
                try counts(of: object, pull: pulls[object.remote, object.object]), limits: services.settings.brakes,
                guards: services.guards)
        }
    }

    private func counts(of object: ObjectMapping, pull: ObjectPull?) throws -> BrakeCounts {
        try services.store.read { tx in
            var counts = BrakeCounts(
                remote: object.remote, object: object.object,
                linked: try tx.links.count(remote: object.remote, object: object.object, state: .live))
            counts.schemaChanges = try SchemaDrift(object: object, tx: tx).changes()
            var tally = ValueTally()
            if let now = pull?.listed, let before = pull?.listedBefore { counts.listing = .init(previous: before, now: now) }
            if let field = pull?.absentFields.first, try wasReadable(field, object, in: tx) {
                counts.absentField = .init(name: field, share: 10_000)
            }
            guard counts.linked > 0 else { return counts }
            var after: String?
            while true {
                let page = try tx.staged.linked(remote: object.remote, object: object.object, after: after, limit: 500)
                for staged in page { try add(staged, to: &counts, &tally, object: object, in: tx) }
                guard let last = page.last, page.count == 500 else {
                    counts.largestSameValue = tally.largest
                    return counts
                }
                after = last.key.id
            }
        }
    }

    private func add(
        _ staged: StagedRecord, to counts: inout BrakeCounts, _ tally: inout ValueTally, object: ObjectMapping, in tx: Transaction
    ) throws {
        guard !staged.record.isDeleted else {
            // A tombstone of a link that has ended, or that only follows a merge, takes nothing away.
            if staged.record.mergedInto == nil, try tx.links.get(staged.key)?.state == .live { counts.deletes += 1 }
            return
        }
        guard let sync = mapping.sync(staged.kind), let link = try tx.links.get(staged.key), !link.remoteBase.isEmpty else { return }
        let shown = Observation(of: sync, remote: object.remote, settings: services.settings, in: tx).values(of: staged.record.values)
        let changed = shown.filter { name, value in
            guard let rule = sync.rule(name), let base = link.remoteBase[name] else { return false }
            return !CanonicalForm.equal(base, value, as: rule.type)
        }
        guard !changed.isEmpty else { return }
        counts.changed += 1
        for (name, value) in changed {
            if value.isBlank, link.remoteBase[name]?.isBlank == false { counts.blanks += 1 }
            tally.note(name, value)
        }
    }

    /// True if links have a base for a hub field that reads this remote field: it was readable once.
    private func wasReadable(_ field: String, _ object: ObjectMapping, in tx: Transaction) throws -> Bool {
        let sample = try tx.links.page(remote: object.remote, object: object.object, limit: 20)
        let names = mapping.kinds.flatMap(\.rules).filter { $0.sides[object.remote]?.remoteField == field }.map(\.name)
        return sample.contains { link in names.contains { link.remoteBase[$0] != nil } }
    }
}
