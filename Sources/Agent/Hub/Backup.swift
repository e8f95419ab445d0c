import Foundation
public import Model
import Storage

/// A copy of the hub in one file, made while others work with it, and put back.
public struct Backup: Sendable {
    /// What was copied.
    public struct Report: Sendable, Equatable {
        /// The file that was written.
        public var path: String
        /// Its size in bytes.
        public var bytes: Int
        /// Entities by kind.
        public var entities: [EntityKind: Int]
        /// Where the store lies that was there before; nil if there was none.
        public var before: String?

        /// The report as `backup --json` and `restore --json` print it.
        public var json: JSON {
            var object = JSONObject([("path", .string(path)), ("bytes", .integer(bytes))])
            object["entities"] = .object(
                JSONObject(entities.sorted { $0.key < $1.key }.map { ($0.key.rawValue, .integer($0.value)) }))
            object["before"] = before.map(JSON.string)
            return .object(object)
        }
    }

    /// Copies a hub into a new file, readable by its owner alone; the copy is checked before it bears its name.
    /// - Throws: `RunError.refused` if a file is there already, `RunError.store` if the copy fails or is not sound.
    public static func make(of services: Services, at path: String) throws(RunError) -> Report {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw .refused(.copy(.backupExists(path: path)))
        }
        let partial = path + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        do throws(StorageError) { try services.store.copy(to: partial) } catch { throw .store(error) }
        let entities: [EntityKind: Int]
        do { entities = try sound(partial) } catch {
            try? FileManager.default.removeItem(atPath: partial)
            // What is wrong with the copy is wrong with the hub.
            if case .store(.damaged(_, let detail)) = error { throw .store(.damaged(path: services.store.path, detail: detail)) }
            throw error
        }
        return try put(partial, at: path, entities: entities, before: nil)
    }

    /// Puts a backup in the place of a store. What is there is moved aside, never deleted; no run may be under way. The next sync reads
    /// every remote in full before it writes anything.
    /// - Throws: `RunError.locked` while another process works on the store, `RunError.store` if the backup is not sound.
    public static func restore(_ backup: String, to store: String, at now: Timestamp) throws(RunError) -> Report {
        let entities = try sound(backup)
        let lock = try lock(store)
        defer { lock.release() }
        let partial = store + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        do throws(StorageError) {
            let source = try Store(path: backup, access: .readOnly)
            defer { try? source.close() }
            try source.copy(to: partial)
        } catch { throw .store(error) }
        do {
            let copy = try Store(path: partial, access: .readWrite)
            try copy.write { tx in
                try Restoration.demandAudit("restored", at: now, tx)
                try tx.audit.add(AuditEntry(at: now, actor: "cli", action: "restore", detail: ["from": .string(backup)]))
            }
            try copy.close()
        } catch {
            throw .store(error as? StorageError ?? .failed(code: -1, doing: "restore the store"))
        }
        let before = try moveAside(store, at: now)
        return try put(partial, at: store, entities: entities, before: before)
    }

    /// Refuses a store file of no bytes that was none when the last run left it: a hub that began anew would pay once more what was paid.
    /// - Throws: `RunError.store` with `damaged`.
    public static func refuseEmptied(_ store: String) throws(RunError) {
        let size = (try? FileManager.default.attributesOfItem(atPath: store))?[.size] as? Int
        let beside = Restoration.path(of: store)
        guard size == 0, Restoration.read(beside) != nil else { return }
        throw .store(.damaged(path: store, detail: "it is empty, and \(beside) says that it was not"))
    }

    /// The entities of a sound store.
    private static func sound(_ path: String) throws(RunError) -> [EntityKind: Int] {
        do throws(StorageError) {
            let store = try Store(path: path, access: .readOnly)
            defer { try? store.close() }
            if let problem = try store.check().first { throw .damaged(path: path, detail: problem) }
            return try counts(store)
        } catch {
            throw .store(error)
        }
    }

    private static func counts(_ store: Store) throws(StorageError) -> [EntityKind: Int] {
        do {
            return try store.read { tx in
                try Dictionary(uniqueKeysWithValues: EntityKind.allCases.map { ($0, try tx.entities.count($0)) })
            }
        } catch { throw error as? StorageError ?? .failed(code: -1, doing: "count entities") }
    }

    private static func lock(_ store: String) throws(RunError) -> StoreLock {
        let attempt: StoreLock.Attempt
        do throws(StorageError) { attempt = try StoreLock.take(forStoreAt: store, holder: .current("restore")) } catch {
            throw .store(error)
        }
        switch attempt {
        case .taken(let lock): return lock
        case .held(let holder): throw .locked(by: holder.map { "\($0.name), process \($0.pid) on \($0.host)" } ?? "another process")
        }
    }

    /// Moves a store with what SQLite keeps beside it.
    private static func moveAside(_ store: String, at now: Timestamp) throws(RunError) -> String? {
        let manager = FileManager.default
        guard manager.fileExists(atPath: store) else { return nil }
        let aside = "\(store).before-\(now.milliseconds)"
        do {
            for suffix in ["", "-wal", "-shm"] where manager.fileExists(atPath: store + suffix) {
                try manager.moveItem(atPath: store + suffix, toPath: aside + suffix)
            }
        } catch {
            throw .store(.cannotOpen(path: store, reason: "it cannot be moved aside"))
        }
        return aside
    }

    private static func put(
        _ partial: String, at path: String, entities: [EntityKind: Int], before: String?
    ) throws(RunError) -> Report {
        let bytes = (try? FileManager.default.attributesOfItem(atPath: partial)[.size] as? Int) ?? 0
        guard rename(partial, path) == 0 else { throw .store(.cannotOpen(path: path, reason: "it cannot be put in place")) }
        return Report(path: path, bytes: bytes, entities: entities, before: before)
    }
}
