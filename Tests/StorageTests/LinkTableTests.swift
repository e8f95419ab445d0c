import Model
import Storage
import Testing

@Suite struct LinkTableTests {
    private func link(_ dice: inout Dice, state: LinkState? = nil) -> Link {
        var accepted: [String: String] = [:]
        for _ in 0..<Int.random(in: 0..<3, using: &dice) { accepted[dice.text()] = dice.text() }
        return Link(
            entity: dice.id(), key: dice.key(), parent: dice.maybe { $0.text() },
            state: state ?? LinkState.allCases.randomElement(using: &dice) ?? .live, hubBase: dice.values(), remoteBase: dice.values(),
            accepted: accepted, version: dice.maybe { $0.text() }, modified: dice.maybe { $0.time() },
            remoteCreated: dice.maybe { $0.time() }, beforeImage: dice.maybe { $0.values() }, ackedVersion: dice.maybe { $0.text() },
            ackedAt: dice.maybe { $0.time() }, confirmedAt: dice.maybe { $0.time() }, seenHash: dice.maybe { $0.number() },
            isCreatedByHub: dice.flip(), configFingerprint: dice.text())
    }

    @Test func `links read back as they were put, one by one and in bulk`() throws {
        let store = try Store.inMemory()
        var dice = Dice(20)
        let links = (0..<300).map { _ in link(&dice) }
        try store.write { try $0.links.put(links) }
        try store.read { hub in
            for link in links {
                try #expect(hub.links.get(link.key) == link)
                try #expect(hub.links.of(link.entity) == [link])
            }
            try #expect(hub.links.get(links.map(\.key)) == Dictionary(uniqueKeysWithValues: links.map { ($0.key, $0) }))
            try #expect(hub.links.of(links.map(\.entity)).values.flatMap(\.self).count == links.count)
        }
    }

    @Test func `a second put of a record replaces everything`() throws {
        let store = try Store.inMemory()
        var dice = Dice(21)
        let first = link(&dice)
        var second = link(&dice)
        second.key = first.key
        try store.write { hub in
            try hub.links.put(first)
            try hub.links.put(second)
        }
        try #expect(store.read { try $0.links.get(first.key) } == second)
        try store.write { try $0.links.remove(first.key) }
        try #expect(store.read { try $0.links.get(first.key) } == nil)
    }

    @Test(arguments: LinkState.allCases, LinkState.allCases)
    func `S8 an entity has at most one live or gone link at an object`(first: LinkState, second: LinkState) throws {
        let store = try Store.inMemory()
        var dice = Dice(22)
        var (one, two) = (link(&dice, state: first), link(&dice, state: second))
        one.key = RecordKey(remote: "crm", object: "account", id: "1")
        two.key = RecordKey(remote: "crm", object: "account", id: "2")
        two.entity = one.entity
        let counted: Set<LinkState> = [.live, .gone]
        let write = { try store.write { try $0.links.put([one, two]) } }
        if counted.contains(first), counted.contains(second) {
            #expect(throws: StorageError.self) { try write() }
        } else {
            try write()
            try #expect(store.read { try $0.links.of(one.entity) } == [one, two])
            let live = [one, two].first { counted.contains($0.state) }
            try store.read { hub in
                try #expect(hub.links.find(one.entity, remote: "crm", object: "account") == live)
                try #expect(
                    hub.links.recordID(of: one.entity, remote: "crm", object: "account")
                        == [one, two].first { $0.state == .live }?.key.id)
                try #expect(hub.links.entity(of: one.key) == one.entity)
            }
        }
    }

    @Test func `what was seen is told by id, can be marked and forgotten`() throws {
        let store = try Store.inMemory()
        var dice = Dice(23)
        var one = link(&dice)
        one.key = RecordKey(remote: "crm", object: "account", id: "1")
        try store.write { try $0.links.put(one) }
        let mark = SeenMark(id: "1", hash: -5, version: "v2", modified: Timestamp(seconds: 9))
        try store.write {
            try $0.links.markSeen(remote: "crm", object: "account", [mark, SeenMark(id: "2", hash: 1, version: nil, modified: nil)])
        }
        try #expect(
            store.read { try $0.links.seen(remote: "crm", object: "account", ids: ["1", "2", "3"]) }
                == ["1": Seen(hash: -5, version: "v2", modified: Timestamp(seconds: 9), entity: one.entity, state: one.state)])
        one.seenHash = -5
        one.version = "v2"
        one.modified = Timestamp(seconds: 9)
        try #expect(store.read { try $0.links.get(one.key) } == one)
        try store.write { try $0.links.forgetSeen(remote: "crm", object: "account") }
        try #expect(store.read { try $0.links.seen(remote: "crm", object: "account", ids: ["1"])["1"]?.hash } == .some(nil))
    }

    @Test func `R24 a merged record stays its own entity's until both are one, and one without a link is whose record it became`() throws {
        let store = try Store.inMemory()
        var dice = Dice(25)
        var (loser, winner) = (link(&dice, state: .merged), link(&dice, state: .live))
        loser.key = RecordKey(remote: "crm", object: "account", id: "1")
        winner.key = RecordKey(remote: "crm", object: "account", id: "3")
        let between = RecordKey(remote: "crm", object: "account", id: "2")
        try store.write { try $0.links.put([loser, winner]) }
        try #expect(store.read { try $0.links.entity(of: loser.key) } == loser.entity)
        try store.write { hub in
            try hub.aliases.put(loser.key, becomes: "2")
            try hub.aliases.put(between, becomes: "3")
        }
        try #expect(store.read { try $0.links.entity(of: loser.key) } == loser.entity)
        for key in [between, winner.key] { try #expect(store.read { try $0.links.entity(of: key) } == winner.entity) }
    }

    @Test func `pages and counts are of one object`() throws {
        let store = try Store.inMemory()
        var dice = Dice(24)
        var links = (0..<25).map { _ in link(&dice, state: .live) }
        for index in links.indices {
            links[index].key = RecordKey(remote: "crm", object: index % 5 == 0 ? "lead" : "account", id: "\(100 + index)")
        }
        try store.write { try $0.links.put(links) }
        try store.read { hub in
            try #expect(hub.links.count(remote: "crm", object: "account") == 20)
            try #expect(hub.links.count(remote: "crm", object: "account", state: .gone) == 0)
            let first = try hub.links.page(remote: "crm", object: "account", limit: 12)
            let second = try hub.links.page(remote: "crm", object: "account", after: first.last?.key.id, limit: 12)
            #expect((first + second) == links.filter { $0.key.object == "account" })
        }
    }
}
