import Connectors
import Logging
import Model
import Reconciliation
import Storage

/// Proves, after a complete listing, that what it did not show is really gone (R20): by id, with a record that is known to exist read
/// before and after, so that a lost permission is never taken for a deletion.
struct Proofs: Sendable {
    let services: Services
    let mapping: Mapping
    /// A short listing is proof of nothing, unless a person has approved it.
    let planning: Planning

    /// Stages a tombstone for each record that is proven gone.
    /// - Returns: how many were found.
    func find(in pulls: PullResult) async throws(RunError) -> Int {
        var found = 0
        for object in mapping.objects {
            guard let pull = pulls[object.remote, object.object], pull.isObserved, let listed = pull.listed,
                let remote = services.remotes[object.remote]
            else { continue }
            let isApproved = planning.passes("\(object.remote)/\(object.object)/listing")
            guard isApproved || !isShort(listed, before: pull.listedBefore) else { continue }
            var after: String?
            while true {
                let page = try services.reading { tx in
                    try tx.listing.missing(remote: object.remote, object: object.object, after: after, limit: Self.pageSize)
                }
                do throws(ConnectorError) {
                    found += try await find(page, object, remote)
                } catch {
                    let place: Logger.Metadata = ["remote": "\(object.remote)", "object": "\(object.object)", "cause": "\(error)"]
                    services.logger.warning("no proof", metadata: place)
                    break
                }
                guard let last = page.last, page.count == Self.pageSize else { break }
                after = last.key.id
            }
        }
        return found
    }

    /// How many missing records are looked for between two readings of the canary.
    private static let pageSize = 500

    /// A listing much shorter than the last is proof of nothing; the brake speaks about it.
    private func isShort(_ now: Int, before: Int?) -> Bool {
        guard let before, services.guards.stands(.listingBrake) else { return false }
        return Brakes.isShort(now, before: before, limits: services.settings.brakes)
    }

    private func find(_ missing: [Link], _ object: ObjectMapping, _ remote: Remote) async throws(ConnectorError) -> Int {
        guard !missing.isEmpty else { return 0 }
        guard services.guards.stands(.absence) else {
            return missing.count { link in
                var record = Record(id: link.key.id)
                record.isDeleted = true
                return stage(record, link, isAbsent: false)
            }
        }
        guard let canary = canary(of: object) else { return 0 }
        guard try await isReadable(canary, object, remote) else { return 0 }
        let answer = try await remote.source.read(ids: missing.map(\.key.id), of: object.object, fields: object.fields, proof: true)
        guard try await isReadable(canary, object, remote) else { return 0 }
        var found = 0
        for link in missing {
            var record = answer.records[link.key.id] ?? Record(id: link.key.id)
            let isMerged = record.id != link.key.id
            guard answer.gone.contains(link.key.id) || record.isDeleted || isMerged else { continue }
            let isAbsent = !isMerged && !record.isDeleted
            if isMerged { record = Record(id: link.key.id, mergedInto: record.id) }
            record.isDeleted = true
            if stage(record, link, isAbsent: isAbsent) { found += 1 }
        }
        return found
    }

    private func isReadable(_ id: String, _ object: ObjectMapping, _ remote: Remote) async throws(ConnectorError) -> Bool {
        guard services.guards.stands(.canary) else { return true }
        return try await remote.source.read(ids: [id], of: object.object, fields: object.fields, proof: true).records[id] != nil
    }

    /// A linked record that the listing has just shown.
    private func canary(of object: ObjectMapping) -> String? {
        var found: String?
        try? services.store.read { tx in
            found = try tx.listing.shown(remote: object.remote, object: object.object, limit: 1).first?.key.id
        }
        return found
    }

    private func stage(_ record: Record, _ link: Link, isAbsent: Bool) -> Bool {
        let now = services.clock.now()
        do {
            try services.store.write { tx in
                var record = record
                let known = try tx.staged.get(link.key)?.record
                // An explicit tombstone says more than an absence.
                if let known, known.isDeleted, Absence(known) == nil { return }
                if isAbsent { record.values = Absence(first: known.flatMap(Absence.init)?.first ?? now, last: now).values }
                try tx.staged.put(
                    [
                        StagedRecord(
                            record: record, remote: link.key.remote, object: link.key.object, kind: link.entity.kind, entity: link.entity,
                            seenHash: ContentHash.of(record), stagedAt: now)
                    ])
                try tx.dirty.mark([link.entity], at: now)
            }
            return true
        } catch {
            return false
        }
    }
}

/// When a record was first and last found missing and gone by id; kept as the values of its tombstone.
struct Absence: Equatable {
    let first: Timestamp
    let last: Timestamp

    init(first: Timestamp, last: Timestamp) {
        self.first = first
        self.last = last
    }

    /// Reads it from a staged tombstone; nil if that one was told by the remote itself.
    init?(_ record: Record) {
        guard record.isDeleted, case .timestamp(let first)? = record.values["absent:first"],
            case .timestamp(let last)? = record.values["absent:last"]
        else { return nil }
        self.init(first: first, last: last)
    }

    var values: FieldValues { ["absent:first": .timestamp(first), "absent:last": .timestamp(last)] }

    /// The proof (R20). Two complete listings count as such only if they lie apart.
    var proof: AbsenceProof {
        AbsenceProof(
            isListingComplete: true, isGoneByID: true, isCanaryReadableBefore: true, isCanaryReadableAfter: true,
            missingSince: last - first >= Tombstones.confirmation ? first : nil)
    }
}
