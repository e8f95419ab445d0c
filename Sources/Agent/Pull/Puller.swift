import Connectors
import Foundation
import Logging
import Model
import Reconciliation
import Storage

/// Reads what changed at the remotes and stages it: remotes side by side, the objects of one in dependency order, each page stored
/// with its cursor in one transaction (R27).
struct Puller: Sendable {
    let services: Services
    let mapping: Mapping
    let planning: Planning
    /// Read everything, whatever the cursors say.
    let isFull: Bool

    func pull() async -> PullResult {
        await withTaskGroup(of: (String, [String: ObjectPull], Timestamp).self) { group in
            for remote in mapping.remotes {
                group.addTask { await pull(remote: remote) }
            }
            var result = PullResult()
            for await (remote, objects, asOf) in group {
                result.objects[remote] = objects
                result.asOf[remote] = asOf
            }
            return result
        }
    }

    private func pull(remote name: String) async -> (String, [String: ObjectPull], Timestamp) {
        var pulls: [String: ObjectPull] = [:]
        let asOf = services.clock.now()
        guard let remote = services.remotes[name] else { return (name, pulls, asOf) }
        var stop: RunError?
        for object in mapping.objects where object.remote == name {
            if let stop {
                pulls[object.object] = ObjectPull(error: stop)
                continue
            }
            var reading = ObjectReading(services: services, remote: remote, object: object, sync: mapping, planning: planning)
            do {
                try await reading.read(isFull: isFull)
            } catch {
                reading.pull.error = error
                services.logger.warning("pull stopped", metadata: ["remote": "\(name)", "object": "\(object.object)", "cause": "\(error)"])
                if case .remote(_, _, _, let cause) = error, cause.disposition == .haltRemote { stop = error }
                if case .store = error { stop = error }
            }
            pulls[object.object] = reading.pull
        }
        let offset = await remote.usage().offset ?? .zero
        return (name, pulls, asOf + offset)
    }
}
