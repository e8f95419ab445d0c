import Model
import Reconciliation

extension SyncReport {
    /// Takes over what pulling brought.
    mutating func take(_ pulls: PullResult) {
        for (remote, objects) in pulls.objects {
            var part = remotes[remote] ?? RemotePart()
            for pull in objects.values {
                part.pulled += pull.staged
                part.unchanged += pull.unchanged
                part.failed += pull.rejected
            }
            // One cause that stops a remote is told once, not for each object it kept from being read.
            for error in objects.values.compactMap(\.error) where !part.errors.contains(error) { part.errors.append(error) }
            part.asOf = pulls.asOf[remote]
            remotes[remote] = part
        }
    }

    /// Takes over what planning did.
    mutating func take(_ result: PlanResult) {
        hubCreated += result.hubCreated
        hubUpdated += result.hubUpdated
        hubDeleted += result.hubDeleted
        linked += result.linked
        conflicts += result.conflicts
        reviews += result.reviews
        for (name, count) in result.held { held["\(name.remote)/\(name.object)"] = count }
    }

    /// Takes over what pushing did.
    mutating func take(_ counts: [String: PushCounts]) {
        for (remote, count) in counts {
            var part = remotes[remote] ?? RemotePart()
            part.created += count.created
            part.updated += count.updated
            part.deleted += count.deleted
            part.failed += count.failed
            part.deferred += count.deferred
            part.unknown += count.unknown
            conflicts += count.conflicts
            if let error = count.error, !part.errors.contains(error) { part.errors.append(error) }
            remotes[remote] = part
        }
    }

    /// Takes over what each remote has cost.
    mutating func take(usageOf remotes: [String: Remote]) async {
        for (name, remote) in remotes {
            let usage = await remote.usage()
            var part = self.remotes[name] ?? RemotePart()
            part.calls = usage.calls
            part.tokenCalls = usage.tokenCalls
            if let left = usage.quotaLeft, let size = usage.quotaSize { part.quota = (left, size) }
            self.remotes[name] = part
        }
    }
}

extension PullResult {
    /// The store's failure, if that is what stopped a remote.
    var storeError: RunError? {
        objects.values.flatMap(\.values).compactMap(\.error).first { if case .store = $0 { true } else { false } }
    }
}

extension Services {
    /// The services for some remotes only; a remote left out keeps its say in policies but is neither read nor written.
    func narrowed(to options: SyncOptions) throws(RunError) -> Services {
        var narrowed = self
        for name in options.remotes where settings.remote(name) == nil {
            throw .unknownRemote(name, known: settings.remotes.map(\.name))
        }
        if !options.remotes.isEmpty { narrowed.remotes = remotes.filter { options.remotes.contains($0.key) } }
        return narrowed
    }
}
