@testable import Agent
import Connectors
import Foundation
import Model
import Reconciliation
import Storage
import Testing

@Suite struct BrakeTests {
    /// A hub in a file with so many partners at both remotes, made there by people; brakes as they are without configuration.
    private func withPartners(
        _ count: Int, _ shape: WorldShape = WorldShape(), _ body: (World, String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("brake-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var world = try World(shape, store: Store(path: folder + "/hub.db", access: .readWrite))
        for index in 0..<count {
            for remote in world.remotes.keys {
                world[remote].add(
                    "account", id: "\(remote)\(index)",
                    [
                        "\(remote)_name": .text("N\(index)"), "\(remote)_email": .text("n\(index)@example.com"),
                        "\(remote)_phone": .text("p\(index)"),
                    ])
            }
        }
        try await world.sync()
        world.clearWrites()
        world.settings.brakes = .standard
        try await body(world, folder)
    }

    /// The brake holds, its plan is saved and readable by its owner alone, and applying it with an approval does the work.
    private func expectRelease(_ world: World, brakes: [String], done: () throws -> Bool) async throws {
        let report = try await world.sync()
        #expect(report.exitCode == .brake)
        #expect(report.brakes.map(\.name).sorted() == brakes)
        #expect(world.writes == [])
        #expect(try !done())
        let path = try #require(report.savedPlan)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(try world.reviews().contains { $0.kind == "brake" })
        // It holds until a person says otherwise, without filling the folder.
        let again = try await world.sync()
        #expect(again.exitCode == .brake)
        #expect(again.savedPlan == path)
        await #expect(throws: RunError.self) { try await world.apply(path, approve: [brakes[0]]) }
        let applied = try await world.apply(path, approve: ["all"], by: "ana")
        #expect(applied.brakes.isEmpty)
        #expect(applied.stale == [])
        #expect(try done())
        #expect(try await world.settle() != nil)
        #expect(try await world.sync().exitCode == .done)
        #expect(try !world.reviews().contains { $0.kind == "brake" })
    }

    @Test func `R33 creates`() async throws {
        try await withPartners(3) { world, _ in
            for index in 0..<60 {
                world["crm"].add(
                    "account", id: "new\(index)", ["crm_name": .text("X\(index)"), "crm_email": .text("x\(index)@example.com")])
            }
            try await expectRelease(world, brakes: ["mkt/account/creates"]) { world["mkt"].rows("account").count == 63 }
        }
    }

    @Test func `R33 updates`() async throws {
        try await withPartners(40) { world, _ in
            for index in 0..<25 { world["crm"].edit("account", "crm\(index)", ["crm_name": .text("Y\(index)")]) }
            try await expectRelease(world, brakes: ["mkt/account/updates"]) {
                world["mkt"].value("account", "mkt0", "mkt_name") == .text("Y0")
            }
        }
    }

    @Test func `R33 one field set to one value in many records is held at the door`() async throws {
        try await withPartners(40) { world, _ in
            for index in 0..<22 { world["crm"].edit("account", "crm\(index)", ["crm_tier": .text("gold")]) }
            try await expectRelease(world, brakes: ["crm/account/same_value"]) {
                world["mkt"].value("account", "mkt0", "mkt_tier") == .text("gold")
            }
        }
    }

    @Test func `R33 blanks over values are held at the door and never reach the hub`() async throws {
        try await withPartners(40) { world, _ in
            for index in 0..<21 { world["crm"].edit("account", "crm\(index)", ["crm_phone": .null]) }
            let report = try await world.sync()
            #expect(report.brakes.contains { $0.name == "crm/account/blanks" })
            #expect(try world.entity("crm", "crm0")?.values["phone"] == .text("p0"))
            #expect(world.writes == [])
            // The person at the remote takes it back: the brake goes, and nothing was lost.
            for index in 0..<21 { world["crm"].edit("account", "crm\(index)", ["crm_phone": .text("p\(index)")]) }
            #expect(try await world.sync().exitCode == .done)
            #expect(world.writes == [])
            #expect(try await world.plan().operations.isEmpty)
        }
    }

    @Test func `R33 deletes are held at the door, and reach other records only after an approval`() async throws {
        var shape = WorldShape()
        shape.onDelete = ["mkt": .propagate]
        try await withPartners(0, shape) { world, _ in
            var open = world
            open.settings.brakes = shape.brakes
            for index in 0..<30 {
                world["crm"].add(
                    "account", id: "crm\(index)", ["crm_name": .text("N\(index)"), "crm_email": .text("n\(index)@example.com")])
            }
            try await open.sync()
            world.clearWrites()
            for index in 0..<12 { world["crm"].delete("account", "crm\(index)") }
            try await expectRelease(world, brakes: ["crm/account/deletes"]) {
                world["mkt"].rows("account").count == 18
            }
            #expect(try world.entities().count == 18)
        }
    }

    @Test func `R33 and R20 a listing that is much shorter than the last holds, and stays the measure`() async throws {
        try await withPartners(60) { world, _ in
            var crm = world["crm"].snapshot
            crm.faults.unlisted = Set((0..<40).map { "crm\($0)" })
            world["crm"].snapshot = crm
            for _ in 0..<2 {
                let report = try await world.fullSync()
                #expect(report.exitCode == .brake)
                #expect(report.brakes.map(\.name) == ["crm/account/listing"])
            }
            #expect(world.writes == [])
            #expect(try world.entities().count == 60)
            world["crm"].faults.unlisted = []
            #expect(try await world.fullSync().exitCode == .done)
        }
    }

    @Test func `R33 a field that is no longer returned is a lost permission, not an edit`() async throws {
        try await withPartners(30) { world, _ in
            world["crm"].faults.hiddenFields = ["crm_phone"]
            let report = try await world.fullSync()
            #expect(report.brakes.map(\.brake) == ["absent_field"])
            #expect(report.exitCode == .brake)
            #expect(world.writes == [])
            #expect(try world.entity("crm", "crm0")?.values["phone"] == .text("p0"))
            world["crm"].faults.hiddenFields = []
            #expect(try await world.fullSync().exitCode == .done)
            #expect(try await world.plan().operations.isEmpty)
        }
    }

    @Test func `R33 a brake holds one object of one remote, the rest flows`() async throws {
        try await withPartners(40) { world, _ in
            for index in 0..<25 { world["crm"].edit("account", "crm\(index)", ["crm_name": .text("Y\(index)")]) }
            world["mkt"].edit("account", "mkt39", ["mkt_name": .text("Z")])
            let report = try await world.sync()
            #expect(report.brakes.map(\.name) == ["mkt/account/updates"])
            #expect(world["crm"].value("account", "crm39", "crm_name") == .text("Z"))
        }
    }

    @Test func `R33 a plan names the brakes that would trip, and shows what lies behind them`() async throws {
        try await withPartners(40) { world, folder in
            for index in 0..<22 { world["crm"].edit("account", "crm\(index)", ["crm_tier": .text("gold")]) }
            let plan = try await world.plan(saveTo: folder + "/a.plan")
            #expect(plan.sync.brakes.contains { $0.name == "crm/account/same_value" })
            #expect(plan.operations.filter { $0["remote"]?.string == "mkt" }.count == 22)
            let report = try await world.apply(folder + "/a.plan", approve: ["all"], by: "ana")
            #expect(report.brakes.isEmpty)
            #expect(world["mkt"].value("account", "mkt21", "mkt_tier") == .text("gold"))
            let approvals = try world.store.read { try $0.approvals.of(planID: plan.id) }
            #expect(approvals.map(\.by).allSatisfy { $0 == "ana" })
        }
    }

    @Test func `R33 conflicts hold both sides until a person releases them`() async throws {
        try await withPartners(40) { world, _ in
            var open = world
            open.settings.brakes.updates = .init(count: 1_000, share: 10_000)
            for index in 0..<25 {
                world["crm"].edit("account", "crm\(index)", ["crm_name": .text("Y\(index)")])
                world["mkt"].edit("account", "mkt\(index)", ["mkt_name": .text("Z\(index)")])
            }
            try await expectRelease(open, brakes: ["crm/account/conflicts", "mkt/account/conflicts"]) {
                world["mkt"].value("account", "mkt0", "mkt_name") == .text("Y0")
            }
        }
    }

    @Test func `R33 writes whose outcome nobody knows hold what is still to be written`() async throws {
        try await withPartners(40) { world, _ in
            var open = world
            open.settings.brakes.updates = .init(count: 1_000, share: 10_000)
            for index in 0..<25 { world["crm"].edit("account", "crm\(index)", ["crm_name": .text("Y\(index)")]) }
            world["crm"].edit("account", "crm39", ["crm_name": .text("Late")])
            let mkt = world["mkt"]
            mkt.faults.lostRequests = 5
            // One operation is found stale, so that there is a second round to hold.
            mkt.onCall { call in
                guard call == "read" else { return }
                mkt.onCall(nil)
                mkt.edit("account", "mkt39", ["mkt_name": .text("Mine")])
            }
            let report = try await open.sync()
            #expect(report.brakes.map(\.name) == ["mkt/account/unknown"])
            #expect(report.exitCode == .brake)
            #expect(world.writes == [])
            // The next run settles them first, and nothing is unknown any more.
            #expect(try await open.sync().exitCode == .done)
            #expect(world["mkt"].value("account", "mkt0", "mkt_name") == .text("Y0"))
            #expect(world["mkt"].value("account", "mkt39", "mkt_name") == .text("Late"))
        }
    }

    @Test(arguments: [true, false])
    func `R33 a mapped field that vanished or has another type holds its object until a person releases it`(isGone: Bool) async throws {
        try await withPartners(3) { world, _ in
            let crm = world["crm"]
            crm.change("account", "crm_phone", to: isGone ? nil : .decimal)
            world["mkt"].edit("account", "mkt0", ["mkt_name": .text("Y0")])
            // A schema is believed for a day.
            #expect(try await world.sync().exitCode == .done)
            world["mkt"].edit("account", "mkt0", ["mkt_name": .text("Y1")])
            world.clock.advance(.seconds(90_000))
            world.clearWrites()
            let report = try await world.sync()
            #expect(report.brakes.map(\.name) == ["crm/account/schema"])
            #expect(report.brakes.first?.detail == (isGone ? "crm_phone is gone" : "crm_phone was text and is decimal"))
            #expect(report.exitCode == .brake)
            #expect(world.writes == [])
            #expect(try await world.sync().exitCode == .brake)
            let path = try #require(report.savedPlan)
            let applied = try await world.apply(path, approve: ["all"], by: "ana")
            #expect(applied.brakes.isEmpty)
            #expect(world["crm"].value("account", "crm0", "crm_name") == .text("Y1"))
            #expect(try await world.sync().exitCode == .done)
        }
    }

    @Test func `R33 a field that is back is no change, and one that is new is none`() async throws {
        try await withPartners(3) { world, _ in
            let crm = world["crm"]
            crm.change("account", "crm_phone", to: nil)
            world.clock.advance(.seconds(90_000))
            let held = try await world.sync()
            #expect(held.exitCode == .brake)
            crm.change("account", "crm_phone", to: .text)
            crm.change("account", "crm_extra", to: .text)
            world.clock.advance(.seconds(90_000))
            let free = try await world.sync()
            #expect(free.exitCode == .done)
        }
    }

    @Test func `R33 what was read while a schema was another one is read again when it is back`() async throws {
        try await withPartners(3) { world, _ in
            let crm = world["crm"]
            crm.change("account", "crm_phone", to: .date)
            world.clock.advance(.seconds(90_000))
            crm.edit("account", "crm0", ["crm_phone": .text("555 0100")])
            let made = crm.add(
                "account", ["crm_name": .text("Zoe"), "crm_email": .text("zoe@example.com"), "crm_phone": .text("555 0199")])
            let gone = crm.add("account", ["crm_name": .text("Gone"), "crm_email": .text("gone@example.com")])
            let held = [try await world.sync().exitCode, try await world.sync().exitCode]
            #expect(held == [.brake, .brake])
            crm.delete("account", gone, purged: true)
            crm.change("account", "crm_phone", to: .text)
            world.clock.advance(.seconds(90_000))
            #expect(try await world.sync().exitCode == .done)
            #expect(world["mkt"].value("account", "mkt0", "mkt_phone") == .text("555 0100"))
            #expect(try world.entity("crm", made)?.values["phone"] == .text("555 0199"))
            #expect(try world.entity("crm", gone) == nil)
            #expect(try await world.plan().operations.isEmpty)
        }
    }

    @Test func `R33 while the remote cannot be read under the schema that is back, nothing that was read under the other counts`()
        async throws
    {
        try await withPartners(3) { world, _ in
            let crm = world["crm"]
            crm.change("account", "crm_phone", to: .date)
            world.clock.advance(.seconds(90_000))
            crm.edit("account", "crm0", ["crm_phone": .text("555 0100")])
            #expect(try await world.sync().exitCode == .brake)
            crm.change("account", "crm_phone", to: .text)
            world.clock.advance(.seconds(90_000))
            // The schema can still be asked for, and then nothing answers.
            crm.faults.readsUntilDown = 1
            _ = try await world.sync()
            crm.faults = MemoryFaults()
            #expect(try await world.sync().exitCode == .done)
            #expect(world["mkt"].value("account", "mkt0", "mkt_phone") == .text("555 0100"))
        }
    }
}
