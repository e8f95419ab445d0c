@testable import Agent
import Foundation
import Model
import Reconciliation
import Storage
import Synchronization
import Testing

@Suite struct CrashTests {
    /// What hub and remotes hold in the end, whatever the ids.
    private func outcome(_ world: World) throws -> [String] {
        let hub = try world.entities().map { entity in
            "hub " + entity.values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.display)" }.joined(separator: ",")
        }
        let remotes = world.remotes.keys.flatMap { remote in
            world[remote].rows("account").map { row in
                "\(remote) "
                    + row.values.filter { $0.key != "hub_key" && !$0.value.isBlank }.sorted { $0.key < $1.key }
                    .map { "\($0.key)=\($0.value.display)" }.joined(separator: ",")
            }
        }
        return (hub + remotes).sorted()
    }

    private func prepared() async throws -> World {
        var shape = WorldShape()
        shape.onDelete = ["mkt": .propagate]
        let world = try World(shape)
        for (id, name) in [("crm1", "Ann"), ("crm2", "Bob"), ("crm3", "Cy")] {
            world["crm"].add("account", id: id, ["crm_name": .text(name), "crm_email": .text("\(name.lowercased())@example.com")])
        }
        try await world.sync()
        world.edit("crm", "name", .text("Anna"))
        world["crm"].delete("account", "crm3")
        world["mkt"].add("account", id: "m9", ["mkt_name": .text("Zoe"), "mkt_email": .text("zoe@example.com")])
        try world.set("tier", "gold")
        return world
    }

    /// Everything at one moment: a copy of the hub, and what the remotes hold.
    private struct Moment: Sendable {
        var call: String
        var store: String
        var remotes: [String: MemoryRemote.State]
    }

    @Test func `S15 a run that dies at any call is made up for by the next, as if it had not died`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("crash-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let world = try await prepared()
        let moments = Mutex<[Moment]>([])
        for remote in world.remotes.values {
            remote.onCall { call in
                moments.withLock { moments in
                    let path = "\(folder)/\(moments.count).db"
                    guard (try? world.store.copy(to: path)) != nil else { return }
                    let remotes = world.remotes.mapValues(\.snapshot)
                    moments.append(Moment(call: "\(remote.name) \(call)", store: path, remotes: remotes))
                }
            }
        }
        try await world.sync()
        for remote in world.remotes.values { remote.onCall(nil) }
        #expect(try await world.settle() != nil)
        let expected = try outcome(world)
        #expect(expected.count == 9)
        let found = moments.withLock { $0 }
        #expect(found.count > 12)
        for moment in found {
            var after = world
            after.store = try Store(path: moment.store, access: .readWrite)
            for (name, state) in moment.remotes { after[name].snapshot = state }
            #expect(try await after.settle() != nil, "\(moment.call)")
            #expect(try outcome(after) == expected, "\(moment.call)")
            #expect(try after.conflicts().isEmpty, "\(moment.call)")
            #expect(try after.outboxIsEmpty, "\(moment.call)")
        }
    }
}
