@testable import Agent
import Connectors
import Logging
import Model
import Reconciliation
import Storage
import Testing

/// A hub with its remotes in memory, and the few words in which tests speak of them.
struct World: Sendable {
    var settings: Settings
    var store: Store
    var remotes: [String: MemoryRemote]
    let clock: ManualClock
    let bits: SeededBits
    var guards = Guards()

    init(_ shape: WorldShape = WorldShape(), seed: UInt64 = 1, store: Store? = nil) throws {
        clock = ManualClock()
        bits = SeededBits(seed)
        self.store = try store ?? Store.inMemory()
        settings = shape.settings(currency: try #require(Currency("USD")))
        let clock = clock
        remotes = Dictionary(
            shape.remotes.map { ($0, MemoryRemote($0, clock: clock, objects: shape.objects(of: $0))) }, uniquingKeysWith: { $1 })
    }

    /// The remote of that name; the tests name only remotes they have made.
    subscript(_ remote: String) -> MemoryRemote {
        remotes[remote] ?? MemoryRemote(remote, clock: clock, objects: [:])
    }

    var services: Services {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let configured = settings.remotes.compactMap { settings -> (String, Remote)? in
            guard let remote = remotes[settings.name] else { return nil }
            return (settings.name, Remote(settings: settings, source: remote, sink: remote, usage: { RemoteUsage(offset: .zero) }))
        }
        return Services(
            settings: settings, store: store, remotes: Dictionary(configured, uniquingKeysWith: { $1 }), clock: clock, randomness: bits,
            logger: logger, guards: guards)
    }

    // MARK: Runs

    /// A sync, a minute after whatever was before.
    @discardableResult
    func sync(_ options: SyncOptions = SyncOptions()) async throws -> SyncReport {
        clock.advance(.seconds(60))
        let report = try await SyncRun(services: services, options: options).run()
        clock.advance(.seconds(60))
        return report
    }

    func fullSync() async throws -> SyncReport {
        var options = SyncOptions()
        options.isFull = true
        return try await sync(options)
    }

    func plan(saveTo path: String? = nil) async throws -> PlanReport {
        clock.advance(.seconds(1))
        return try await PlanRun(services: services).run(saveTo: path)
    }

    @discardableResult
    func apply(_ path: String, approve: [String] = [], by person: String? = nil) async throws -> SyncReport {
        clock.advance(.seconds(60))
        let file = try PlanFile.read(path)
        let report = try await ApplyRun(services: services, file: file, path: path, approve: approve, by: person).run()
        clock.advance(.seconds(60))
        return report
    }

    /// Syncs until a plan is empty.
    /// - Returns: how many syncs that took; nil if more than the bound.
    func settle(within bound: Int = 4) async throws -> Int? {
        for count in 0...bound {
            if try await plan().operations.isEmpty { return count }
            try await sync()
        }
        return nil
    }

    // MARK: The hub

    func entities(_ kind: EntityKind = .partner) throws -> [Entity] { try store.read { try $0.entities.page(kind, limit: 10_000) } }

    /// The entity that a record is linked to.
    func entity(_ remote: String, _ id: String, object: String = "account") throws -> Entity? {
        try store.read { tx in
            guard let id = try tx.links.get(RecordKey(remote: remote, object: object, id: id))?.entity else { return nil }
            return try tx.entities.get(id)
        }
    }

    func link(_ remote: String, _ id: String, object: String = "account") throws -> Link? {
        try store.read { try $0.links.get(RecordKey(remote: remote, object: object, id: id)) }
    }

    func links(of entity: EntityID) throws -> [Link] { try store.read { try $0.links.of(entity) } }

    func reviews() throws -> [Review] { try store.read { try $0.reviews.page(.open, limit: 1_000) } }

    func conflicts() throws -> [ConflictView] { try Conflicts(services: services).list(openOnly: false, limit: 10_000) }

    var outboxIsEmpty: Bool {
        get throws { try store.read { try $0.outbox.counts().isEmpty } }
    }

    /// Every write of all remotes since they were last cleared.
    var writes: [String] { remotes.sorted { $0.key < $1.key }.flatMap { name, remote in remote.writes.map { "\(name): \($0)" } } }

    func clearWrites() { for remote in remotes.values { remote.clearWrites() } }
}

extension World {
    /// Two linked partners' worth of records at every remote, in step: names `Ann`, `Bob`, ids `REMOTE1`, `REMOTE2`.
    func seeded(_ values: [String: FieldValue] = [:]) async throws -> World {
        for (index, name) in ["Ann", "Bob"].enumerated() {
            for remote in remotes.keys.sorted() {
                var whole = ["\(remote)_name": FieldValue.text(name), "\(remote)_email": .text("\(name.lowercased())@example.com")]
                for (field, value) in values { whole["\(remote)_\(field)"] = value }
                self[remote].add("account", id: "\(remote)\(index + 1)", whole)
            }
        }
        try await sync()
        clearWrites()
        return self
    }

    /// The value that the hub holds for the first partner.
    func hub(_ field: String, _ remote: String = "crm", _ id: String? = nil) throws -> FieldValue? {
        try entity(remote, id ?? "\(remote)1")?.values[field]
    }

    /// The value of a hub field at a remote's first record.
    func shown(_ remote: String, _ field: String, _ id: String? = nil) -> FieldValue? {
        self[remote].value("account", id ?? "\(remote)1", "\(remote)_\(field)")
    }

    /// A person changes a field at a remote's first record.
    func edit(_ remote: String, _ field: String, _ value: FieldValue, id: String? = nil) {
        self[remote].edit("account", id ?? "\(remote)1", ["\(remote)_\(field)": value])
    }

    /// A person changes a field in the hub.
    func set(_ field: String, _ text: String) throws {
        let id = try #require(try entity("crm", "crm1")).id
        _ = try HubEdit(services: services).set(id, [(field, text)], by: "ana")
    }
}
