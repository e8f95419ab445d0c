import Foundation
import Model
import Storage
import Testing

@Suite struct StoreLockTests {
    private func take(_ folder: Folder, _ name: String) throws -> StoreLock? {
        guard case .taken(let lock) = try StoreLock.take(forStoreAt: folder.file("hub.db"), holder: .current(name)) else { return nil }
        return lock
    }

    @Test func `R34 the lock is one holder's, who is named to the others`() throws {
        let folder = try Folder()
        let first = try #require(try take(folder, "run_1"))
        #expect(folder.mode("hub.db.lock") == "600")
        guard case .held(let holder) = try StoreLock.take(forStoreAt: folder.file("hub.db"), holder: .current("run_2")) else {
            Issue.record("two hold the lock")
            return
        }
        #expect(holder == .current("run_1"))
        #expect(holder?.pid == ProcessInfo.processInfo.processIdentifier)
        first.release()
        let second = try #require(try take(folder, "run_2"))
        withExtendedLifetime(second) {}
    }

    @Test func `R34 the lock ends with its value, and a torn lock file stops nobody`() throws {
        let folder = try Folder()
        try #require(try take(folder, "run_1") != nil)
        try Data("{\"name\":".utf8).write(to: URL(fileURLWithPath: folder.file("hub.db.lock")))
        let second = try #require(try take(folder, "run_2"))
        try Data("{\"name\":".utf8).write(to: URL(fileURLWithPath: folder.file("hub.db.lock")))
        guard case .held(nil) = try StoreLock.take(forStoreAt: folder.file("hub.db"), holder: .current("run_3")) else {
            Issue.record("the lock was not held, or a torn text was believed")
            return
        }
        withExtendedLifetime(second) {}
    }

    @Test func `a lock without a folder is an error`() throws {
        let folder = try Folder()
        #expect(throws: StorageError.self) { try StoreLock.take(forStoreAt: folder.file("no/hub.db"), holder: .current("x")) }
    }
}

@Suite struct LeaseTableTests {
    private let now = Timestamp(seconds: 1000)
    private let here = Holder(name: "run_1", pid: 1, host: "a", bootID: "x")
    private let there = Holder(name: "run_2", pid: 1, host: "b", bootID: "y")

    @Test func `R34 a lease is held until it runs out, then taken over`() throws {
        let store = try Store.inMemory()
        func take(_ holder: Holder, after seconds: Int64) throws -> LeaseResult {
            try store.write { try $0.lease.take(at: now + .seconds(seconds), for: .seconds(60), holder: holder) }
        }
        let first = Lease(holder: here, expires: now + .seconds(60))
        try #expect(take(here, after: 0) == .taken)
        try #expect(take(there, after: 59) == .held(by: first))
        try #expect(store.read { try $0.lease.current() } == first)
        try #expect(take(there, after: 60) == .takenOver(previous: first))
        try #expect(store.write { try $0.lease.renew(at: now, for: .seconds(60), holder: here) } == false)
        try #expect(store.write { try $0.lease.renew(at: now + .seconds(90), for: .seconds(60), holder: there) })
        try #expect(store.read { try $0.lease.current()?.expires } == now + .seconds(150))
        try #expect(take(there, after: 91) == .taken)
        try store.write { try $0.lease.release(here) }
        try #expect(store.read { try $0.lease.current()?.holder } == there)
        try store.write { try $0.lease.release(there) }
        try #expect(take(here, after: 92) == .taken)
    }

    @Test func `R34 under the lock a lease of this machine is a dead process's`() throws {
        let store = try Store.inMemory()
        var crashed = here
        crashed.pid = 99
        let lease = Lease(holder: crashed, expires: now + .seconds(60))
        try store.write { _ = try $0.lease.take(at: now, for: .seconds(60), holder: crashed) }
        try #expect(store.write { try $0.lease.take(at: now, for: .seconds(60), holder: here) } == .takenOver(previous: lease))
    }
}
