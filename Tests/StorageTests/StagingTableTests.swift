import Model
import Storage
import Testing

@Suite struct StagingTableTests {
    private func staged(_ dice: inout Dice, remote: String = "crm", object: String = "account") -> StagedRecord {
        let record = Record(
            id: "i\(dice.next())", parent: dice.maybe { $0.text() }, version: dice.maybe { $0.text() }, modified: dice.maybe { $0.time() },
            created: dice.maybe { $0.time() }, isDeleted: dice.flip(), mergedInto: dice.maybe { $0.text() }, values: dice.values())
        return StagedRecord(
            record: record, remote: remote, object: object, kind: dice.flip() ? .partner : .customer,
            entity: dice.maybe { $0.id(.partner) }, seenHash: dice.number(), state: dice.flip() ? .new : .waiting, stagedAt: dice.time())
    }

    @Test func `staged records read back as they were put, and replace each other`() throws {
        let store = try Store.inMemory()
        var dice = Dice(30)
        let records = (0..<200).map { _ in staged(&dice) }
        try store.write { try $0.staged.put(records) }
        for record in records { try #expect(store.read { try $0.staged.get(record.key) } == record) }
        let later = records.map { old in
            var new = staged(&dice)
            new.record.id = old.record.id
            new.key = old.key
            return new
        }
        try store.write { try $0.staged.put(later) }
        for record in later { try #expect(store.read { try $0.staged.get(record.key) } == record) }
        let linked = later.filter { $0.entity != nil }
        for record in linked { try #expect(store.read { try record.entity.map($0.staged.of) } == [record]) }
        try #expect(store.read { try $0.staged.of(linked.compactMap(\.entity)) }.count == linked.count)
    }

    @Test func `pages give each open record once, by kind, state and remote`() throws {
        let store = try Store.inMemory()
        var dice = Dice(31)
        let records = (0..<150).map { staged(&dice, remote: ["a", "b", "c"][$0 % 3], object: ["x", "y"][$0 % 2]) }
        try store.write { try $0.staged.put(records) }
        for remote in [nil, "b"] {
            var seen: [StagedRecord] = []
            while let page = try nonEmpty(store.read({ try $0.staged.unlinked(.partner, remote: remote, after: seen.last?.key, limit: 7) }))
            {
                seen += page
            }
            let expected = records.filter {
                $0.kind == .partner && $0.state == .new && $0.entity == nil && (remote == nil || $0.key.remote == remote)
            }
            #expect(seen == expected.sorted { $0.key < $1.key })
            var waiting: [StagedRecord] = []
            while let page = try nonEmpty(
                store.read({ try $0.staged.waiting(.customer, remote: remote, after: waiting.last?.key, limit: 7) }))
            {
                waiting += page
            }
            let those = records.filter { $0.kind == .customer && $0.state == .waiting && (remote == nil || $0.key.remote == remote) }
            #expect(waiting == those.sorted { $0.key < $1.key })
        }
        try #expect(store.read { try $0.staged.count() } == 150)
        try #expect(
            store.read { try $0.staged.count(kind: .partner, state: .new) } == records.count { $0.state == .new && $0.kind == .partner })
    }

    @Test func `R25 records that share a key are found while they are unlinked and alive`() throws {
        let store = try Store.inMemory()
        var dice = Dice(32)
        var records = (0..<4).map { _ in staged(&dice) }
        for index in records.indices {
            records[index].entity = nil
            records[index].record.isDeleted = false
        }
        records[2].entity = dice.id(.partner)
        records[3].record.isDeleted = true
        let key = StagedKey(key: "email", value: "a@b.example")
        try store.write { hub in
            try hub.staged.put(records, keys: Dictionary(uniqueKeysWithValues: records.map { ($0.key, [key]) }))
        }
        func sharing() throws -> [String] {
            try store.read {
                try $0.staged.recordsSharing(
                    remote: "crm", object: "account", key: "email", value: "a@b.example", excluding: records[0].record.id)
            }
        }
        try #expect(sharing() == [records[1].record.id])
        try #expect(store.read { try $0.staged.keys(of: records[1].key) } == [key])
        try store.write { try $0.staged.put([records[1]], keys: [:]) }
        try #expect(sharing() == [])
    }

    @Test func `a record leaves the stage with its keys`() throws {
        let store = try Store.inMemory()
        var dice = Dice(33)
        let record = staged(&dice)
        try store.write { hub in
            try hub.staged.put([record], keys: [record.key: [StagedKey(key: "email", value: "x")]])
            try hub.staged.remove(record.key)
        }
        try #expect(store.read { try $0.staged.keys(of: record.key) } == [])
        try #expect(store.read { try $0.staged.get(record.key) } == nil)
    }

    @Test func `entity and state can be set`() throws {
        let store = try Store.inMemory()
        var dice = Dice(34)
        var record = staged(&dice)
        try store.write { try $0.staged.put([record]) }
        record.entity = dice.id(.customer)
        record.state = .waiting
        try store.write { hub in
            try hub.staged.setEntity(record.key, to: record.entity)
            try hub.staged.setState(record.key, to: .waiting)
        }
        try #expect(store.read { try $0.staged.get(record.key) } == record)
    }

    private func nonEmpty<T>(_ page: [T]) -> [T]? { page.isEmpty ? nil : page }
}
