import Connectors
import Logging
import Model
import Reconciliation
import Storage

/// Sends what the outbox holds: remotes side by side; of one remote, object after object in dependency order, and of one object first
/// records to make, then changes, then links, then deletions.
struct Pusher: Sendable {
    let services: Services
    let mapping: Mapping
    let planning: Planning

    func push(to remotes: [String]) async -> [String: PushCounts] {
        await withTaskGroup(of: (String, PushCounts).self) { group in
            for name in remotes {
                guard let remote = services.remotes[name] else { continue }
                group.addTask { (name, await push(to: remote)) }
            }
            var counts: [String: PushCounts] = [:]
            for await (name, done) in group { counts[name] = done }
            return counts
        }
    }

    private func push(to remote: Remote) async -> PushCounts {
        var counts = PushCounts()
        let objects = mapping.objects.filter { $0.remote == remote.settings.name }
        let phases: [([Operation.Kind], [ObjectMapping])] = [
            ([.create], objects), ([.update], objects), ([.link, .unlink], objects), ([.archive, .delete], objects.reversed()),
        ]
        for (kinds, objects) in phases {
            for object in objects {
                var delivery = Delivery(services: services, mapping: mapping, planning: planning, remote: remote, object: object)
                do throws(RunError) {
                    try await delivery.send(kinds)
                } catch {
                    delivery.counts.error = error
                    services.logger.warning(
                        "push stopped", metadata: ["remote": "\(object.remote)", "object": "\(object.object)", "cause": "\(error)"])
                }
                counts.add(delivery.counts)
                if let error = delivery.counts.error, stopsRemote(error) { return counts }
            }
        }
        return counts
    }

    private func stopsRemote(_ error: RunError) -> Bool {
        switch error {
        case .remote(_, _, _, let cause): cause.disposition == .haltRemote
        default: true
        }
    }
}
