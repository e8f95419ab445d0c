import Model
import Storage
import Testing

@Suite struct PeopleTablesTests {
    private let now = Timestamp(seconds: 1_000_000)

    private func conflict(_ number: Int, _ entity: EntityID, _ field: String, _ state: ConflictState, at seconds: Int64) -> Conflict {
        Conflict(
            id: "conflict_\(number)", entity: entity, field: field, policy: "latest", chosen: ["from": "crm", "value": "x"],
            losers: [["from": "hub", "value": ["minor": 5, "currency": "USD"]]], state: state, rule: "R5", at: now + .seconds(seconds))
    }

    @Test func `R5 conflicts are kept, counted by field, and resolved once`() throws {
        let store = try Store.inMemory()
        var dice = Dice(80)
        let (one, two) = (dice.id(.partner), dice.id(.deal))
        let all = [
            conflict(1, one, "tier", .resolved, at: 0), conflict(2, one, "tier", .open, at: 10),
            conflict(3, one, "email", .resolved, at: 20),
            conflict(4, two, "stage", .open, at: 30),
        ]
        try store.write { hub in for conflict in all { try hub.conflicts.add(conflict) } }
        try store.read { hub in
            for conflict in all { try #expect(hub.conflicts.get(conflict.id) == conflict) }
            try #expect(hub.conflicts.page(openOnly: true, limit: 9) == [all[1], all[3]])
            try #expect(hub.conflicts.page(openOnly: false, after: "conflict_1", limit: 2) == [all[1], all[2]])
            try #expect(hub.conflicts.of(one) == Array(all[..<3]))
            try #expect(hub.conflicts.recent(one, since: now) == ["tier": 2, "email": 1])
            try #expect(hub.conflicts.recent(one, since: now + .seconds(10)) == ["tier": 1, "email": 1])
            try #expect(hub.conflicts.openFields(one) == ["tier"])
            try #expect(hub.conflicts.countOpen() == 2)
        }
        func resolve(_ id: String) throws -> Bool {
            try store.write { try $0.conflicts.resolve(id, by: "ana", at: now + .seconds(99), resolution: ["take": "hub"]) }
        }
        try #expect(resolve("conflict_2"))
        try #expect(!resolve("conflict_2") && !resolve("conflict_9"))
        let resolved = try #require(try store.read { try $0.conflicts.get("conflict_2") })
        #expect(resolved.state == .resolved && resolved.resolvedBy == "ana" && resolved.resolution == ["take": "hub"])
        #expect(resolved.losers == all[1].losers)
        #expect(throws: StorageError.self) { try store.write { try $0.conflicts.add(all[0]) } }
    }

    private func review(_ number: Int, record: String, candidates: JSON = [], at seconds: Int64 = 0) -> Review {
        Review(
            id: "review_\(number)", kind: "match", entityKind: .partner, remote: "crm", object: "account", record: record,
            reason: "reason \(number)", candidates: candidates, rule: "R25", since: now + .seconds(seconds), runID: "run_\(number)")
    }

    @Test func `the same thing raised again is the same item, with the present facts`() throws {
        let store = try Store.inMemory()
        let (first, again) = (review(1, record: "7", candidates: ["a"]), review(2, record: "7", candidates: ["a", "b"], at: 50))
        try #expect(store.write { try $0.reviews.raise(first) }.isNew)
        let raised = try store.write { try $0.reviews.raise(again) }
        #expect(!raised.isNew && raised.id == "review_1" && raised.state == .open)
        var expected = first
        expected.reason = again.reason
        expected.candidates = again.candidates
        try #expect(store.read { try $0.reviews.page(limit: 9) } == [expected])
        try #expect(store.write { try $0.reviews.raise(review(3, record: "8")) }.isNew)
        try #expect(store.read { try $0.reviews.count() } == 2)
    }

    @Test(arguments: ReviewState.allCases)
    func `what a person rejected is not raised again, what is done is`(state: ReviewState) throws {
        let store = try Store.inMemory()
        try store.write { hub in
            try hub.reviews.raise(review(1, record: "7"))
            try hub.reviews.close("review_1", as: state, by: "ana", at: now)
        }
        let raised = try store.write { try $0.reviews.raise(review(2, record: "7")) }
        #expect(raised.isNew == (state == .done))
        #expect(raised.state == (state == .done ? .open : state))
        let closed = try #require(try store.read { try $0.reviews.get("review_1") })
        #expect(closed.state == state && closed.decidedBy == "ana" && closed.reason == "reason 1" || state == .open)
        try #expect(store.write { try $0.reviews.close("review_1", as: .accepted, by: nil, at: now) } == (state != .done))
    }

    @Test func `reviews come oldest first, of an entity, of a record, of a kind`() throws {
        let store = try Store.inMemory()
        var dice = Dice(81)
        let entity = dice.id(.partner)
        var war = review(4, record: "9", at: 5)
        war.kind = "conflict"
        war.entity = entity
        war.field = "tier"
        war.fingerprint = "war"
        let all = [review(1, record: "7", at: 30), review(2, record: "8", at: 10), review(3, record: "9", at: 20), war]
        try store.write { hub in for item in all { try hub.reviews.raise(item) } }
        try store.read { hub in
            try #expect(hub.reviews.page(limit: 2).map(\.id) == ["review_4", "review_2"])
            try #expect(hub.reviews.page(after: all[1], limit: 9).map(\.id) == ["review_3", "review_1"])
            try #expect(hub.reviews.of(entity) == [war])
            try #expect(hub.reviews.frozenFields(of: entity) == ["tier"])
            try #expect(hub.reviews.of(RecordKey(remote: "crm", object: "account", id: "9")).map(\.id) == ["review_4", "review_3"])
            try #expect(hub.reviews.open(kind: "match").count == 3)
        }
        let key = RecordKey(remote: "crm", object: "account", id: "9")
        try #expect(store.write { try $0.reviews.closeMatching(key, by: "entente", at: now) } == 2)
        try #expect(store.read { try $0.reviews.frozenFields(of: entity) } == [])
        try #expect(store.read { try $0.reviews.count(.done) } == 2)
    }

    @Test func `a review reads back as it was raised`() throws {
        let store = try Store.inMemory()
        var dice = Dice(82)
        for number in 0..<50 {
            let item = Review(
                id: "review_\(number)", kind: dice.text(), entity: dice.maybe { $0.id() }, remote: dice.maybe { $0.text() },
                object: dice.maybe { $0.text() }, record: dice.maybe { $0.text() }, field: dice.maybe { $0.text() }, reason: dice.text(),
                candidates: dice.json(), rule: dice.text(), since: dice.time(), runID: dice.text(), fingerprint: "\(number)",
                state: .accepted, decidedBy: dice.maybe { $0.text() }, decidedAt: dice.maybe { $0.time() })
            _ = try store.write { try $0.reviews.raise(item) }
            try #expect(store.read { try $0.reviews.get(item.id) } == item)
        }
    }
}
