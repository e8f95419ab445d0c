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

    /// Stages a tombstone for each record that is proven gone.
    /// - Returns: how many were found, by object.
    func find(in pulls: PullResult) async throws(RunError) -> Int {
        var found = 0
        for object in mapping.objects {
            guard let pull = pulls[object.remote, object.object], pull.isObserved, let listed = pull.listed,
                !isShort(listed, before: pull.listedBefore), let remote = services.remotes[object.remote]
            else { continue }
            do throws(ConnectorError) {
                found += try await find(object, remote)
            } catch {
                services.logger.warning("no proof", metadata: ["remote": "\(object.remote)", "object": "\(object.object)", "cause": "\(error)"])
            }
        }
        return found
    }

    /// A listing much shorter than the last is proof of nothing; the brake speaks about it.
    private func isShort(_ now: Int, before: Int?) -> Bool {
        guard let before else { return false }
        return now * 10_000 < before * services.settings.brakes.listingAtLeast
    }

    private func find(_ object: ObjectMapping, _ remote: Remote) async throws(ConnectorError) -> Int {
        let missing = missingLinks(of: object)
        guard !missing.isEmpty, let canary = canary(of: object, besides: Set(missing.map(\.key.id))) else { return 0 }
        guard try await isReadable(canary, object, remote) else { return 0 }
        let answer = try await remote.source.read(ids: missing.map(\.key.id), of: object.object, fields: object.fields, proof: true)
        guard try await isReadable(canary, object, remote) else { return 0 }
        var found = 0
        for link in missing {
            var record = answer.records[link.key.id] ?? Record(id: link.key.id)
            let isMerged = record.id != link.key.id
            guard answer.gone.contains(link.key.id) || record.isDeleted || isMerged else { continue }
            if isMerged { record = Record(id: link.key.id, mergedInto: record.id) }
            record.isDeleted = true
            if stage(record, link) { found += 1 }
        }
        return found
    }

    private func isReadable(_ id: String, _ object: ObjectMapping, _ remote: Remote) async throws(ConnectorError) -> Bool {
        try await remote.source.read(ids: [id], of: object.object, fields: object.fields, proof: true).records[id] != nil
    }

    private func missingLinks(of object: ObjectMapping) -> [Link] {
        var links: [Link] = []
        try? services.store.read { tx in
            links = try tx.listing.missing(remote: object.remote, object: object.object, after: nil, limit: 10_000)
        }
        return links
    }

    private func canary(of object: ObjectMapping, besides missing: Set<String>) -> String? {
        var found: String?
        try? services.store.read { tx in
            let page = try tx.links.page(remote: object.remote, object: object.object, after: nil, limit: missing.count + 1)
            found = page.first { $0.state == .live && !missing.contains($0.key.id) }?.key.id
        }
        return found
    }

    private func stage(_ record: Record, _ link: Link) -> Bool {
        let now = services.clock.now()
        do {
            try services.store.write { tx in
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
