import Model
import Reconciliation
import Storage

/// Reads all sides in full and compares every mapped field, on a copy of the hub; nothing is changed anywhere.
public struct ReconcileRun: Sendable {
    let services: Services
    let options: SyncOptions
    /// Forget what was seen before, so that links and every field of every record are read and compared again.
    let isDeep: Bool

    /// Prepares it.
    public init(services: Services, options: SyncOptions = SyncOptions(), isDeep: Bool = false) {
        self.services = services
        self.options = options
        self.isDeep = isDeep
    }

    /// Reads and compares.
    public func run() async throws(RunError) -> ReconcileReport {
        let scratch = try ScratchHub(of: services.store)
        defer { scratch.remove() }
        var copied = try services.narrowed(to: options)
        copied.store = scratch.store
        copied.crash = CrashSwitch()
        let schemas = await Discovery(services: copied).schemas()
        let mapping: Mapping
        do {
            mapping = try Mapping(settings: copied.settings, remotes: copied.remotes, schemas: schemas, kinds: options.kinds)
        } catch {
            throw .remote(name: "", step: "map", object: nil, error)
        }
        if isDeep { try forget(mapping, copied.store) }
        let planning = Planning(run: services.identifier("run_"), plan: services.identifier("plan_"))
        let pulls = await Puller(services: copied, mapping: mapping, planning: planning, isFull: true).pull()
        if let error = pulls.storeError { throw error }
        _ = try await Proofs(services: copied, mapping: mapping, planning: planning).find(in: pulls)
        var report = ReconcileReport()
        for (remote, objects) in pulls.objects {
            for error in objects.values.compactMap(\.error) { report.errors[remote] = error }
        }
        do {
            for sync in mapping.kinds {
                let comparison = Comparison(services: copied, mapping: mapping, sync: sync, pulls: pulls)
                report.kinds[sync.kind] = try comparison.compare(into: &report.drift)
            }
        } catch let error as StorageError {
            throw .store(error)
        } catch {
            throw .store(.failed(code: -1, doing: "comparing"))
        }
        return report
    }

    private func forget(_ mapping: Mapping, _ store: Store) throws(RunError) {
        try services.working {
            try store.write { tx in
                for object in mapping.objects { try tx.links.forgetSeen(remote: object.remote, object: object.object) }
            }
        }
    }
}
