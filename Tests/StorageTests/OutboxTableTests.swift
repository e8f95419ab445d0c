import Model
import Storage
import Testing

@Suite struct OutboxTableTests {
    private func entry(_ dice: inout Dice, _ kind: OutboxKind? = nil, _ entity: EntityKind? = nil) -> OutboxEntry {
        OutboxEntry(
            id: "op_\(dice.next())", planID: dice.text(), kind: kind ?? OutboxKind.allCases.randomElement(using: &dice) ?? .update,
            remote: "crm", object: "account", recordID: dice.maybe { $0.text() },
            entity: dice.id(entity ?? EntityKind.allCases.randomElement(using: &dice) ?? .deal), linkName: dice.maybe { $0.text() },
            fields: dice.json(), intended: dice.values(), hubValues: dice.values(), remoteOld: dice.values(),
            version: dice.maybe { $0.text() }, isStrict: dice.flip(), idempotencyKey: dice.text(),
            state: OutboxState.allCases.randomElement(using: &dice) ?? .planned, attempts: Int.random(in: 0..<9, using: &dice),
            nextAt: dice.maybe { $0.time() }, errorClass: dice.maybe { $0.text() }, error: dice.maybe { $0.text() },
            blockedBy: dice.maybe { $0.id() }, createdAt: dice.time(), sentAt: dice.maybe { $0.time() }, runID: dice.text())
    }

    @Test func `operations read back as they were put, and replace each other`() throws {
        let store = try Store.inMemory()
        var dice = Dice(40)
        let entries = (0..<200).map { _ in entry(&dice) }
        try store.write { try $0.outbox.insert(entries) }
        for entry in entries { try #expect(store.read { try $0.outbox.get(entry.id) } == entry) }
        var other = entry(&dice)
        other.id = entries[0].id
        try store.write { try $0.outbox.replace(other) }
        try #expect(store.read { try $0.outbox.get(other.id) } == other)
        try #expect(store.read { try $0.outbox.pending(other.entity) } == [other])
        let blocked = entries[5]
        if let by = blocked.blockedBy { try #expect(store.read { try $0.outbox.blocked(by: by) } == [blocked]) }
    }

    @Test func `what others refer to is made first and taken away last`() throws {
        let store = try Store.inMemory()
        var dice = Dice(41)
        var entries: [OutboxEntry] = []
        for kind in OutboxKind.allCases.reversed() {
            for entity in EntityKind.allCases.reversed() { entries.append(entry(&dice, kind, entity)) }
        }
        for index in entries.indices { entries[index].state = .planned }
        try store.write { try $0.outbox.insert(entries) }
        let order = try read(store, kinds: Set(OutboxKind.allCases), limit: 100)
        #expect(Set(order.map(\.id)) == Set(entries.map(\.id)))
        func place(_ kind: OutboxKind, _ entity: EntityKind) -> Int {
            order.firstIndex { $0.kind == kind && $0.entity.kind == entity } ?? -1
        }
        for (earlier, later) in zip(EntityKind.allCases, EntityKind.allCases.dropFirst()) {
            for kind in [OutboxKind.create, .upsert, .update] { #expect(place(kind, earlier) < place(kind, later)) }
            for kind in [OutboxKind.archive, .delete] { #expect(place(kind, earlier) > place(kind, later)) }
        }
        #expect(place(.create, .payment) < place(.link, .partner))
        #expect(place(.link, .payment) < place(.delete, .payment))
        // Small pages give the same order as one large one.
        try #expect(read(store, kinds: Set(OutboxKind.allCases), limit: 4) == order)
        try #expect(read(store, kinds: [.create, .update], limit: 3) == order.filter { [.create, .update].contains($0.kind) })
    }

    @Test func `R10 an operation is marked sent with its attempt, then settled`() throws {
        let store = try Store.inMemory()
        var dice = Dice(42)
        var entry = entry(&dice, .update)
        entry.state = .planned
        entry.attempts = 0
        try store.write { hub in
            try hub.outbox.insert(entry)
            try hub.outbox.markSent([entry.id], at: Timestamp(seconds: 5))
        }
        let sent = try #require(try store.read { try $0.outbox.get(entry.id) })
        #expect(sent.state == .sent && sent.attempts == 1 && sent.sentAt == Timestamp(seconds: 5))
        for (state, isOpen) in [(OutboxState.sent, true), (.unknown, true), (.acked, true), (.planned, false), (.failed, false)] {
            try store.write { try $0.outbox.update(entry.id, state: state) }
            try #expect(store.read { try $0.outbox.unsettled(remote: "crm").count } == (isOpen ? 1 : 0))
            try #expect(store.read { try $0.outbox.unsettled(remote: "other") } == [])
        }
        try store.write {
            try $0.outbox.update(
                entry.id, state: .failed, attempts: 3, nextAt: Timestamp(seconds: 9), errorClass: "invalid", error: "no", recordID: "r")
        }
        let failed = try #require(try store.read { try $0.outbox.get(entry.id) })
        #expect(failed.attempts == 3 && failed.nextAt == Timestamp(seconds: 9) && failed.errorClass == "invalid" && failed.recordID == "r")
        #expect(failed.sentAt == Timestamp(seconds: 5))
        try store.write { try $0.outbox.update(entry.id, state: .planned) }
        let again = try #require(try store.read { try $0.outbox.get(entry.id) })
        #expect(again.error == nil && again.nextAt == nil && again.attempts == 3 && again.recordID == "r")
    }

    @Test func `counts, and taking back with the entities concerned`() throws {
        let store = try Store.inMemory()
        var dice = Dice(43)
        var entries = (0..<60).map { _ in entry(&dice) }
        for index in entries.indices where index % 3 == 0 { entries[index].object = "lead" }
        try store.write { try $0.outbox.insert(entries) }
        let counts = try store.read { try $0.outbox.counts() }
        #expect(counts.reduce(0) { $0 + $1.count } == 60)
        for count in counts {
            #expect(count.count == entries.count { $0.object == count.object && $0.kind == count.kind && $0.state == count.state })
        }
        try #expect(store.read { try $0.outbox.objects(in: Set(OutboxState.allCases)).map(\.object) } == ["account", "lead"])
        let planned = entries.filter { $0.state == .planned && $0.object == "lead" }
        try #expect(
            store.write { try $0.outbox.drop(remote: "crm", object: "lead", states: [.planned]) } == Set(planned.map(\.entity)).sorted())
        let left = entries.filter { !planned.contains($0) }
        let failed = left.filter { $0.state == .failed && $0.object == "account" }
        try #expect(store.write { try $0.outbox.delete(remote: "crm", object: "account", state: .failed) } == failed.count)
        let rest = left.filter { !failed.contains($0) && $0.state != .unknown }
        _ = try store.write { try $0.outbox.drop(states: [.unknown]) }
        try #expect(store.read { try $0.outbox.counts().reduce(0) { $0 + $1.count } } == rest.count)
    }

    @Test func `R33 the most frequent value of a field is found, whatever its type`() throws {
        let store = try Store.inMemory()
        var dice = Dice(44)
        var entries = (0..<10).map { _ in entry(&dice, .update) }
        for index in entries.indices {
            entries[index].state = index == 9 ? .acked : .planned
            let stage: JSON = index < 6 ? "won" : "lost"
            entries[index].fields = [
                "stage": ["old": "x", "new": stage], "amount": ["old": nil, "new": ["minor": 5, "currency": "USD"]],
                "seats": ["new": 7], "note": ["old": "n", "new": nil],
            ]
        }
        try store.write { try $0.outbox.insert(entries) }
        let counts = try store.read { try $0.outbox.sameValueCounts(remote: "crm", object: "account") }
        let expected = [
            SameValueCount(field: "amount", value: "{\"minor\":5,\"currency\":\"USD\"}", count: 9),
            SameValueCount(field: "note", value: nil, count: 9), SameValueCount(field: "seats", value: "7", count: 9),
            SameValueCount(field: "stage", value: "won", count: 6), SameValueCount(field: "stage", value: "lost", count: 3),
        ]
        #expect(counts == expected)
    }

    private func read(_ store: Store, kinds: Set<OutboxKind>, limit: Int) throws -> [OutboxEntry] {
        var order: [OutboxEntry] = []
        while true {
            let page = try store.read {
                try $0.outbox.page(
                    remote: "crm", object: "account", kinds: kinds, states: [.planned, .approved], after: order.last, limit: limit)
            }
            if page.isEmpty { return order }
            order += page
        }
    }
}
