import Foundation
import GRDB
import Model
import Storage
import Testing

@Suite struct StoreTests {
    @Test func `a new store is sound, in memory and in a file`() throws {
        let folder = try Folder()
        try #expect(Store.inMemory().check() == [])
        try #expect(Store(path: folder.file("hub.db"), access: .readWrite).check() == [])
    }

    @Test func `a store that may not grow says that the disk is full, and keeps what it holds`() throws {
        let folder = try Folder()
        let first = try Store(path: folder.file("hub.db"), access: .readWrite)
        try first.write { try $0.settings.set("a", to: "b") }
        try first.close()
        let store = try Store(path: folder.file("hub.db"), access: .readWrite, power: PowerSwitch(pages: 1))
        #expect(throws: StorageError.full) { try store.write { try $0.settings.set("a", to: String(repeating: "x", count: 1_000_000)) } }
        #expect(try store.read { try $0.settings.get("a") } == "b")
        #expect(try store.check() == [])
    }

    @Test func `file, log and shared memory are their owner's alone, whatever the umask`() throws {
        let folder = try Folder()
        let store = try Store(path: folder.file("hub.db"), access: .readWrite)
        try store.write { try $0.settings.set("a", to: "b") }
        #expect(folder.mode("hub.db") == "600")
        #expect(folder.mode("hub.db-wal") == "600")
        #expect(folder.mode("hub.db-shm") == "600")
        try store.copy(to: folder.file("copy.db"))
        #expect(folder.mode("copy.db") == "600")
        withExtendedLifetime(store) {}
    }

    @Test func `a commit is on the disk before it is believed`() throws {
        let folder = try Folder()
        let store = try Store(path: folder.file("hub.db"), access: .readWrite)
        // 2 is `full`: under the pool's own `normal` a power cut could take back a commit (R10).
        try #expect(store.write { try pragma("synchronous", $0) } == 2)
        try #expect(store.write { try pragma("foreign_keys", $0) } == 1)
        let queue = try DatabaseQueue(path: store.path)
        try #expect(queue.read { try String.fetchOne($0, sql: "pragma journal_mode") } == "wal")
        try #expect(queue.read { try Int.fetchOne($0, sql: "pragma application_id") } == 0x656E_7465)
        try #expect(queue.read { try Int.fetchOne($0, sql: "pragma user_version") } == 11)
    }

    @Test func `what was written is there after reopening, and opening again changes nothing`() throws {
        let folder = try Folder()
        var dice = Dice(1)
        let entity = dice.entity(.deal)
        var store: Store? = try Store(path: folder.file("hub.db"), access: .readWrite)
        try store?.write { try $0.entities.put(entity) }
        try store?.close()
        store = nil
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.file("hub.db")))
        for access in [Store.Access.readOnly, .readWrite] {
            let again = try Store(path: folder.file("hub.db"), access: access)
            try #expect(again.read { try $0.entities.get(entity.id) } == entity)
            try again.close()
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("hub.db"))) == before)
    }

    @Test func `a store opened for reading refuses writes, and so does a read of any store`() throws {
        let folder = try Folder()
        let writable = try Store(path: folder.file("hub.db"), access: .readWrite)
        let readable = try Store(path: folder.file("hub.db"), access: .readOnly)
        #expect(throws: StorageError.readOnly) { try readable.write { try $0.settings.set("a", to: "b") } }
        #expect(throws: StorageError.readOnly) { try writable.read { try $0.settings.set("a", to: "b") } }
        #expect(throws: StorageError.readOnly) { try Store.inMemory().read { try $0.settings.set("a", to: "b") } }
        try writable.write { try $0.settings.set("a", to: "b") }
        try #expect(readable.read { try $0.settings.get("a") } == "b")
    }

    @Test func `a body that throws leaves nothing behind, and its own error comes out`() throws {
        struct Stop: Error {}
        let store = try Store.inMemory()
        #expect(throws: Stop.self) {
            try store.write { hub in
                try hub.settings.set("a", to: "b")
                throw Stop()
            }
        }
        try #expect(store.read { try $0.settings.get("a") } == nil)
    }

    @Test func `a later entente's file is refused untouched`() throws {
        let folder = try Folder()
        try Store(path: folder.file("hub.db"), access: .readWrite).close()
        let known = try DatabaseQueue(path: folder.file("hub.db")).write { database -> Int in
            let known = try Int.fetchOne(database, sql: "pragma user_version") ?? 0
            try database.execute(sql: "pragma user_version = 4711")
            return known
        }
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.file("hub.db")))
        for access in [Store.Access.readOnly, .readWrite] {
            #expect(throws: StorageError.newer(found: 4711, known: known)) { try Store(path: folder.file("hub.db"), access: access) }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("hub.db"))) == before)
    }

    @Test func `another program's database, an empty file and a missing one are told apart`() throws {
        let folder = try Folder()
        try DatabaseQueue(path: folder.file("other.db")).write { try $0.execute(sql: "create table t(x)") }
        let other = StorageError.cannotOpen(path: folder.file("other.db"), reason: "it is another program's database")
        #expect(throws: other) { try Store(path: folder.file("other.db"), access: .readWrite) }
        #expect(throws: other) { try Store(path: folder.file("other.db"), access: .readOnly) }
        let missing = StorageError.cannotOpen(path: folder.file("none.db"), reason: "there is no such file")
        #expect(throws: missing) { try Store(path: folder.file("none.db"), access: .readOnly) }
        #expect(folder.mode("none.db") == nil)
        try Data().write(to: URL(fileURLWithPath: folder.file("empty.db")))
        let empty = StorageError.cannotOpen(path: folder.file("empty.db"), reason: "the file is empty")
        #expect(throws: empty) { try Store(path: folder.file("empty.db"), access: .readOnly) }
        try #expect(Store(path: folder.file("empty.db"), access: .readWrite).check() == [])
        #expect(throws: StorageError.self) { try Store(path: folder.file("no/such/folder/hub.db"), access: .readWrite) }
    }

    @Test func `a file that is no database is damaged, not replaced`() throws {
        let folder = try Folder()
        let text = Data(String(repeating: "this is no database. ", count: 500).utf8)
        try text.write(to: URL(fileURLWithPath: folder.file("hub.db")))
        for access in [Store.Access.readOnly, .readWrite] {
            let error = #expect(throws: StorageError.self) { try Store(path: folder.file("hub.db"), access: access) }
            guard case .damaged(folder.file("hub.db"), _) = error else { throw error ?? .busy }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("hub.db"))) == text)
    }

    @Test func `a page overwritten on the disk is found by the check`() throws {
        let folder = try Folder()
        var dice = Dice(2)
        let store = try Store(path: folder.file("hub.db"), access: .readWrite)
        let entities = (0..<500).map { _ in dice.entity(.partner) }
        try store.write { try $0.entities.put(entities) }
        try store.close()
        let root = try DatabaseQueue(path: folder.file("hub.db")).read {
            try Int.fetchOne($0, sql: "select rootpage from sqlite_schema where name = 'partner'") ?? 0
        }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("hub.db")))
        try handle.seek(toOffset: UInt64((root - 1) * 4096 + 8))
        try handle.write(contentsOf: Data(repeating: 0xEE, count: 1000))
        try handle.close()
        let damaged = try Store(path: folder.file("hub.db"), access: .readOnly)
        let findings = Result { () throws(StorageError) in try damaged.check() }
        switch findings {
        case .success(let lines): #expect(!lines.isEmpty)
        case .failure(.damaged(let path, _)): #expect(path == folder.file("hub.db"))
        case .failure(let error): throw error
        }
    }

    @Test func `a row that was edited into nonsense is an error, never a trap`() throws {
        let folder = try Folder()
        var dice = Dice(3)
        let entity = dice.entity(.partner)
        let store = try Store(path: folder.file("hub.db"), access: .readWrite)
        try store.write { try $0.entities.put(entity) }
        let edits = ["provenance = '{'", "provenance = '[]'", "custom = '{\"x\":{\"y\":1}}'", "payout_currency = null, provenance = '7'"]
        for edit in edits {
            try DatabaseQueue(path: store.path).write { try $0.execute(sql: "update partner set \(edit)") }
            let error = #expect(throws: StorageError.self) { try store.read { try $0.entities.get(entity.id) } }
            guard case .damaged(store.path, let detail) = error else { throw error ?? .busy }
            #expect(detail.contains("custom") || detail.contains("provenance"))
        }
    }

    @Test func `a copy is whole as of one instant, and never lands on another file`() throws {
        let folder = try Folder()
        let store = try Store(path: folder.file("hub.db"), access: .readWrite)
        var dice = Dice(4)
        let entities = (0..<50).map { _ in dice.entity(.customer) }
        try store.write { try $0.entities.put(entities) }
        try store.copy(to: folder.file("copy.db"))
        try store.write { try $0.settings.set("after", to: "the copy") }
        let copy = try Store(path: folder.file("copy.db"), access: .readOnly)
        try #expect(copy.read { try $0.entities.count(.customer) } == store.read { try $0.entities.count(.customer) })
        try #expect(copy.read { try $0.settings.get("after") } == nil)
        #expect(folder.mode("copy.db-wal") == nil)
        #expect(throws: StorageError.cannotOpen(path: folder.file("copy.db"), reason: "a file is already there")) {
            try store.copy(to: folder.file("copy.db"))
        }
        try Store.inMemory().copy(to: folder.file("memory.db"))
        try #expect(Store(path: folder.file("memory.db"), access: .readWrite).check() == [])
    }

    @Test func `readers see the state before a write until it commits`() throws {
        let folder = try Folder()
        let store = try Store(path: folder.file("hub.db"), access: .readWrite)
        let reader = try Store(path: folder.file("hub.db"), access: .readOnly)
        try store.write { hub in
            try hub.settings.set("a", to: "b")
            try #expect(reader.read { try $0.settings.get("a") } == nil)
        }
        try #expect(reader.read { try $0.settings.get("a") } == "b")
    }

    @Test func `errors never tell a value`() throws {
        let store = try Store.inMemory()
        let secret = "s3cret-value"
        let link = Link(
            entity: try id(.partner, 1), key: RecordKey(remote: secret, object: secret, id: secret), state: .live, version: secret,
            configFingerprint: secret)
        var twin = link
        twin.key.id = secret + "2"
        let error = #expect(throws: StorageError.self) { try store.write { try $0.links.put([link, twin]) } }
        #expect(!String(describing: error).contains(secret))
        guard case .failed(_, let doing) = error else { throw error ?? .busy }
        #expect(doing.contains("link.entity_id"))
        let run = Run(id: secret, command: secret, started: Timestamp(seconds: 1), configFingerprint: secret)
        let second = #expect(throws: StorageError.self) {
            try store.write { hub in
                try hub.runs.add(run)
                try hub.runs.add(run)
            }
        }
        #expect(!String(describing: second).contains(secret))
    }

    private func id(_ kind: EntityKind, _ seed: UInt64) throws -> EntityID {
        var dice = Dice(seed)
        return dice.id(kind)
    }
}
