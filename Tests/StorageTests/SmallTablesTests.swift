import Model
import Storage
import Testing

@Suite struct SmallTablesTests {
    private let now = Timestamp(seconds: 1_000_000)

    @Test func `R25 an entity is found under its keys, and under no former one`() throws {
        let store = try Store.inMemory()
        var dice = Dice(70)
        let (one, two) = (dice.id(.partner), dice.id(.partner))
        try store.write { hub in
            try hub.keys.replace(one, kind: .partner, [("email", "a@x"), ("domain", "x"), ("email", "a@x")])
            try hub.keys.replace(two, kind: .partner, [("email", "b@x"), ("domain", "x")])
        }
        try store.read { hub in
            try #expect(hub.keys.entities(.partner, key: "domain", value: "x") == [one, two].sorted())
            try #expect(hub.keys.entities(.customer, key: "domain", value: "x") == [])
            try #expect(hub.keys.entities(.partner, key: "email", values: ["a@x", "b@x", "c@x"]) == ["a@x": [one], "b@x": [two]])
            try #expect(hub.keys.keys(of: one).map(\.key) == ["domain", "email"])
        }
        try store.write { hub in
            try hub.keys.replace(one, kind: .partner, [("email", "z@x")])
            try hub.keys.remove(two)
        }
        try #expect(store.read { try $0.keys.entities(.partner, key: "email", values: ["a@x", "b@x", "z@x"]) } == ["z@x": [one]])
    }

    @Test func `an entity stays dirty since the first mark until it is cleared`() throws {
        let store = try Store.inMemory()
        var dice = Dice(71)
        let ids = (0..<5).map { _ in dice.id(.deal) }.sorted()
        var (kept, gone) = (dice.entity(.partner), dice.entity(.partner))
        kept.deletedAt = nil
        gone.deletedAt = now
        try store.write { hub in
            try hub.dirty.mark(ids, at: now)
            try hub.dirty.mark(ids, at: now + .seconds(9))
            try hub.entities.put([kept, gone])
            try hub.dirty.markAll(.partner, at: now)
        }
        try store.read { hub in
            try #expect(hub.dirty.page(.deal, limit: 3) == Array(ids[..<3]))
            try #expect(hub.dirty.page(.deal, after: ids[2], limit: 3) == Array(ids[3...]))
            try #expect(hub.dirty.since(ids[0]) == now)
            try #expect(hub.dirty.page(.partner, limit: 9) == [kept.id])
            try #expect(hub.dirty.count() == 6)
        }
        try store.write { try $0.dirty.clear(ids[0]) }
        try #expect(store.read { try $0.dirty.count(.deal) } == 4)
    }

    @Test func `who waits for a record is told until cleared`() throws {
        let store = try Store.inMemory()
        var dice = Dice(72)
        let (one, two, key) = (dice.id(.deal), dice.id(.deal), dice.key())
        try store.write { hub in
            for id in [one, two, one] { try hub.unresolved.add(id, waitingFor: key) }
        }
        try #expect(store.read { try $0.unresolved.entities(waitingFor: key) } == [one, two].sorted())
        try store.write { try $0.unresolved.clear(one) }
        try #expect(store.read { try $0.unresolved.entities(waitingFor: key) } == [two])
        try #expect(store.read { try $0.unresolved.entities(waitingFor: dice.key()) } == [])
    }

    @Test func `R20 a complete listing tells which live links it did not show`() throws {
        let store = try Store.inMemory()
        var dice = Dice(73)
        let links = (1...6).map { number in
            Link(
                entity: dice.id(.partner), key: RecordKey(remote: "crm", object: "account", id: "\(number)"),
                state: number == 6 ? .gone : .live)
        }
        try store.write { hub in
            try hub.links.put(links)
            try hub.listing.add(remote: "crm", object: "account", ids: ["1", "2", "3", "4", "5", "6"])
            try hub.listing.start(remote: "crm", object: "account")
            try hub.listing.add(remote: "crm", object: "account", ids: ["2", "2", "9"])
            try hub.listing.add(remote: "crm", object: "lead", ids: ["1", "3"])
        }
        try store.read { hub in
            try #expect(hub.listing.count(remote: "crm", object: "account") == 2)
            try #expect(hub.listing.missing(remote: "crm", object: "account", limit: 2).map(\.key.id) == ["1", "3"])
            try #expect(hub.listing.missing(remote: "crm", object: "account", after: "3", limit: 9).map(\.key.id) == ["4", "5"])
        }
    }

    @Test func `R18 only the very value, and only while it is fresh, is an echo`() throws {
        let store = try Store.inMemory()
        var dice = Dice(74)
        let key = dice.key()
        func mark(_ field: String, _ hash: Int64, _ seconds: Int64) -> LedgerMark {
            LedgerMark(key: key, field: field, valueHash: hash, at: now + .seconds(seconds), operation: "op_\(hash)")
        }
        try store.write { try $0.ledger.add([mark("name", 1, 0), mark("name", 2, 10), mark("name", 1, 20), mark("tier", -1, 5)]) }
        try store.read { hub in
            try #expect(hub.ledger.contains(key, field: "name", valueHash: 1, since: now + .seconds(20)))
            try #expect(!hub.ledger.contains(key, field: "name", valueHash: 1, since: now + .seconds(21)))
            try #expect(!hub.ledger.contains(key, field: "name", valueHash: 3, since: now))
            try #expect(!hub.ledger.contains(key, field: "tier", valueHash: 1, since: now))
            try #expect(hub.ledger.writes(to: key, since: now) == [mark("name", 2, 10), mark("name", 1, 20), mark("tier", -1, 5)])
        }
        try #expect(store.write { try $0.ledger.purge(before: now + .seconds(10)) } == 1)
        try #expect(store.read { try $0.ledger.writes(to: key, since: now).count } == 2)
    }

    @Test func `R17 failed rows are kept by subject, come due, and read failures have no entity`() throws {
        let store = try Store.inMemory()
        var dice = Dice(75)
        let entity = dice.id(.deal)
        var write = FailedRow(
            remote: "crm", object: "deal", kind: "update", entity: entity, recordID: "7", intendedHash: -3, failureClass: "retry",
            code: "LOCKED", message: "row is locked", field: "stage", attempts: 2, nextAt: now, since: now - .seconds(5),
            schemaFingerprint: "fp")
        let read = FailedRow(
            remote: "crm", object: "deal", kind: FailedRow.read, entity: nil, recordID: "8", failureClass: "invalid", message: "no id",
            since: now)
        try store.write { hub in
            try hub.failedRows.put(write)
            try hub.failedRows.put(read)
        }
        try store.read { hub in
            try #expect(hub.failedRows.get(remote: "crm", object: "deal", subject: entity.text, kind: "update") == write)
            try #expect(hub.failedRows.get(remote: "crm", object: "deal", subject: "8", kind: FailedRow.read) == read)
            try #expect(hub.failedRows.of(entity) == [write])
            try #expect(hub.failedRows.due(remote: "crm", object: "deal", at: now - .milliseconds(1), limit: 9) == [])
            try #expect(hub.failedRows.due(remote: "crm", object: "deal", at: now, limit: 9) == [write])
            try #expect(hub.failedRows.page(limit: 9) == [read, write])
            try #expect(hub.failedRows.page(remote: "crm", after: read, limit: 9) == [write])
            try #expect(hub.failedRows.page(remote: "none", limit: 9) == [])
            try #expect(hub.failedRows.count() == 2)
        }
        write.attempts = 3
        write.nextAt = nil
        try store.write { hub in
            try hub.failedRows.put(write)
            try hub.failedRows.remove(remote: "crm", object: "deal", subject: "8", kind: FailedRow.read)
        }
        try #expect(store.read { try $0.failedRows.page(limit: 9) } == [write])
    }

    @Test func `tombstones and aliases tell what became of a record`() throws {
        let store = try Store.inMemory()
        var dice = Dice(76)
        let stones = (0..<20).map { _ in
            Tombstone(
                key: dice.key(), reason: dice.text(), mergedInto: dice.maybe { $0.text() }, at: dice.time(), evidence: dice.json())
        }
        try store.write { hub in for stone in stones { try hub.tombstones.put(stone) } }
        for stone in stones { try #expect(store.read { try $0.tombstones.get(stone.key) } == stone) }
        try store.write { try $0.tombstones.remove(stones[0].key) }
        try #expect(store.read { try $0.tombstones.get(stones[0].key) } == nil)
        func key(_ id: String) -> RecordKey { RecordKey(remote: "crm", object: "account", id: id) }
        try store.write { hub in
            try hub.aliases.put(key("1"), becomes: "2")
            try hub.aliases.put(key("2"), becomes: "3")
            try hub.aliases.put(key("8"), becomes: "9")
            try hub.aliases.put(key("9"), becomes: "8")
        }
        try store.read { hub in
            try #expect(hub.aliases.get(key("1")) == "2")
            try #expect(hub.aliases.resolve(key("1")) == key("3"))
            try #expect(hub.aliases.resolve(key("5")) == key("5"))
            try #expect(["8", "9"].contains(hub.aliases.resolve(key("8")).id))
            try #expect(hub.aliases.sources(of: key("3")) == ["2"])
        }
    }

    @Test func `cursors, schemas, runs, approvals and settings read back as they were put`() throws {
        let store = try Store.inMemory()
        var cursor = StreamCursor(
            remote: "crm", object: "account", stream: "changes", value: now, tiebreak: "x", ceiling: now + .seconds(1),
            configFingerprint: "fp", completeAt: now, listingCount: 12)
        let schema = SchemaSnapshot(remote: "crm", object: "account", fields: [["name": "Name"]], fingerprint: "fp", at: now)
        let run = Run(id: "run_1", command: "sync", started: now, configFingerprint: "fp")
        let approval = Approval(planID: "plan_1", brake: "crm/account/creates", by: "ana", at: now)
        try store.write { hub in
            try hub.cursors.put(cursor)
            cursor.value = nil
            cursor.listingCount = nil
            try hub.cursors.put(cursor)
            try hub.schemas.put(schema)
            try hub.runs.add(run)
            try hub.runs.add(Run(id: "run_0", command: "plan", started: now - .seconds(1), configFingerprint: "fp"))
            try hub.runs.finish("run_1", at: now + .seconds(4), exit: 5, summary: ["done": true])
            try hub.approvals.add(approval)
            try hub.approvals.add(Approval(planID: "plan_1", brake: "crm/account/creates", by: "eve", at: now + .seconds(1)))
            try hub.settings.set("a.x", to: "1")
            try hub.settings.set("a.x", to: "2")
            try hub.settings.set("b", to: "3")
        }
        try store.read { hub in
            try #expect(hub.cursors.get(remote: "crm", object: "account", stream: "changes") == cursor)
            try #expect(hub.cursors.all() == [cursor] && hub.cursors.all(remote: "other") == [])
            try #expect(hub.schemas.get(remote: "crm", object: "account") == schema)
            let finished = Run(
                id: "run_1", command: "sync", started: now, finished: now + .seconds(4), exit: 5, summary: ["done": true],
                configFingerprint: "fp")
            try #expect(hub.runs.get("run_1") == finished && hub.runs.last("sync") == finished)
            try #expect(hub.runs.recent(limit: 9).map(\.id) == ["run_1", "run_0"])
            try #expect(hub.approvals.of(planID: "plan_1") == [approval])
            try #expect(hub.settings.all(prefix: "a.") == ["a.x": "2"])
        }
        try store.write { hub in
            try hub.cursors.remove(remote: "crm", object: "account")
            try hub.settings.set("b", to: nil)
        }
        try #expect(store.read { try $0.cursors.all() } == [])
        try #expect(store.read { try $0.settings.all() } == ["a.x": "2"])
    }

    @Test func `the audit takes additions only`() throws {
        let folder = try Folder()
        let store = try Store(path: folder.file("hub.db"), access: .readWrite)
        let entries = (0..<5).map { AuditEntry(at: now, actor: "ana", action: "approve", detail: ["n": .integer($0)]) }
        try store.write { hub in for entry in entries { try hub.audit.add(entry) } }
        let page = try store.read { try $0.audit.page(after: 2, limit: 2) }
        #expect(page.map(\.number) == [3, 4] && page.map(\.entry) == Array(entries[2...3]))
        for sql in ["delete from audit", "update audit set actor = 'eve'"] {
            #expect(throws: (any Error).self) { try execute(sql, at: store.path) }
        }
        try #expect(store.read { try $0.audit.page(limit: 9).map(\.entry) } == entries)
    }
}
