import GRDB
import Model
import Storage
import Testing

@Suite struct EntityTableTests {
    @Test(arguments: EntityKind.allCases)
    func `entities of every kind read back as they were put`(kind: EntityKind) throws {
        let store = try Store.inMemory()
        var dice = Dice(7)
        let entities = (0..<200).map { _ in dice.entity(kind) }
        try store.write { try $0.entities.put(entities) }
        try store.read { hub in
            for entity in entities { try #expect(hub.entities.get(entity.id) == entity) }
            let all = try hub.entities.get(entities.map(\.id))
            #expect(all == Dictionary(uniqueKeysWithValues: entities.map { ($0.id, $0) }))
            try #expect(hub.entities.count(kind) == entities.count { $0.deletedAt == nil })
        }
    }

    @Test func `a second put replaces every value, also with nothing`() throws {
        let store = try Store.inMemory()
        var dice = Dice(8)
        for kind in EntityKind.allCases {
            let first = dice.entity(kind)
            var second = dice.entity(kind)
            second.id = first.id
            try store.write { hub in
                try hub.entities.put(first)
                try hub.entities.put(second)
            }
            try #expect(store.read { try $0.entities.get(first.id) } == second)
        }
    }

    @Test func `null and no value read back alike, in columns and in custom fields`() throws {
        let store = try Store.inMemory()
        var dice = Dice(9)
        var entity = dice.entity(.deal)
        entity.values = ["name": .null, "amount": .null, "custom.x": .null, "stage": .text("")]
        try store.write { try $0.entities.put(entity) }
        try #expect(store.read { try $0.entities.get(entity.id)?.values } == ["stage": .text("")])
    }

    @Test func `references are found from the other end, and need not come in order`() throws {
        let store = try Store.inMemory()
        var dice = Dice(10)
        var (partner, customer, referral, deal, payment) = (
            dice.entity(.partner), dice.entity(.customer), dice.entity(.referral), dice.entity(.deal), dice.entity(.payment)
        )
        referral.values["partner"] = .ref(partner.id)
        deal.values["partner"] = .ref(partner.id)
        deal.values["customer"] = .ref(customer.id)
        deal.values["referral"] = .ref(referral.id)
        payment.values["deal"] = .ref(deal.id)
        customer.deletedAt = nil
        partner.deletedAt = nil
        let wrongOrder = [payment, deal, referral, customer, partner]
        try store.write { try $0.entities.put(wrongOrder) }
        try store.read { hub in
            try #expect(hub.entities.referring(to: partner.id) == [deal.id, referral.id].sorted())
            try #expect(hub.entities.referring(to: customer.id) == [deal.id])
            try #expect(hub.entities.referring(to: referral.id) == [deal.id])
            try #expect(hub.entities.referring(to: deal.id) == [payment.id])
            try #expect(hub.entities.referring(to: payment.id) == [])
        }
    }

    @Test func `a reference to nothing is refused at the commit, and the whole write with it`() throws {
        let store = try Store.inMemory()
        var dice = Dice(11)
        var payment = dice.entity(.payment)
        payment.values["deal"] = .ref(dice.id(.deal))
        let other = dice.entity(.partner)
        #expect(throws: StorageError.self) {
            try store.write { hub in
                try hub.entities.put(other)
                try hub.entities.put(payment)
            }
        }
        try #expect(store.read { try $0.entities.get(other.id) } == nil)
    }

    @Test func `pages cover a kind once, in order, without the deleted unless asked`() throws {
        let store = try Store.inMemory()
        var dice = Dice(12)
        let entities = (0..<57).map { _ in dice.entity(.customer) }.sorted { $0.id < $1.id }
        try store.write { try $0.entities.put(entities) }
        for includingDeleted in [false, true] {
            var (seen, last): ([EntityID], EntityID?) = ([], nil)
            while true {
                let page = try store.read {
                    try $0.entities.page(.customer, after: last, limit: 10, includingDeleted: includingDeleted)
                }
                guard let end = page.last else { break }
                seen += page.map(\.id)
                last = end.id
            }
            #expect(seen == entities.filter { includingDeleted || $0.deletedAt == nil }.map(\.id))
        }
    }

    @Test(arguments: [
        ("joined_at", FieldValue.text("s3cret")), ("name", .integer(77_123)), ("public", .text("s3cret")), ("email", .raw("s3cret")),
        ("unheard_of", .text("s3cret")), ("kind", .set(["s3cret"])),
    ])
    func `a value of another type is refused without being told`(field: String, value: FieldValue) throws {
        let store = try Store.inMemory()
        var dice = Dice(13)
        var entity = dice.entity(.partner)
        entity.values[field] = value
        let error = #expect(throws: StorageError.self) { try store.write { try $0.entities.put(entity) } }
        let words = "\(String(describing: error))"
        #expect(!words.contains("s3cret") && !words.contains("77123") && !words.contains("77_123"))
        // The statement is sound for the next one.
        let good = dice.entity(.partner)
        try store.write { try $0.entities.put(good) }
        try #expect(store.read { try $0.entities.get(good.id) } == good)
    }

    @Test func `a person reads the tables with plain SQL`() throws {
        let folder = try Folder()
        let store = try Store(path: folder.file("hub.db"), access: .readWrite)
        var dice = Dice(14)
        var entity = dice.entity(.partner)
        entity.values = [
            "name": .text("Acme"), "tier": .text("gold"), "email": .text("a@acme.example"), "public": .boolean(true),
            "custom.region": .text("north"),
        ]
        try store.write { try $0.entities.put(entity) }
        let queue = try DatabaseQueue(path: store.path)
        let row = try queue.read { database in
            try Row.fetchOne(
                database, sql: "select name, tier, email, public, json_extract(custom, '$.region') as region from partner limit 3")
        }
        #expect(row == ["name": "Acme", "tier": "gold", "email": "a@acme.example", "public": 1, "region": "north"])
    }
}
