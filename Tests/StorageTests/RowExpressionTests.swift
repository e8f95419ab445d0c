import Model
import Storage
import Testing

@Suite struct RowExpressionTests {
    private func store() throws -> (Store, [String: EntityID]) {
        let store = try Store.inMemory()
        var dice = Dice(50)
        var ids: [String: EntityID] = [:]
        let rows: [(String, FieldValues, Bool)] = [
            (
                "ana", ["tier": .text("gold"), "email": .text("ana@x.example"), "public": .boolean(true), "custom.region": .text("north")],
                false
            ),
            ("bob", ["tier": .text("silver"), "custom.seats": .integer(12)], false),
            ("cy'd", ["notes": .text("drop; it")], false), ("dee", ["tier": .text("gold")], true),
        ]
        for (name, values, isDeleted) in rows {
            var entity = dice.entity(.partner)
            entity.values = values.merging(["name": .text(name)]) { $1 }
            entity.deletedAt = isDeleted ? Timestamp(seconds: 1) : nil
            ids[name] = entity.id
            try store.write { try $0.entities.put(entity) }
        }
        return (store, ids)
    }

    @Test(arguments: [
        (nil, ["ana", "bob", "cy'd"]), ("tier = 'gold'", ["ana"]), ("tier = 'gold' and deleted_at is not null", ["dee"]),
        ("TIER IN ('gold', 'silver')", ["ana", "bob"]), ("name like 'a%' or name = 'cy''d'", ["ana", "cy'd"]),
        ("custom.region = 'north'", ["ana"]), ("custom.seats > 10", ["bob"]), ("json_extract(custom, '$.seats') = 12", ["bob"]),
        ("length(name) = 3", ["ana", "bob"]), ("public", ["ana"]), ("not public is null", ["ana"]), ("\"tier\" = 'silver'", ["bob"]),
        ("(tier || name) = 'goldana'", ["ana"]), ("notes = 'drop; it'", ["cy'd"]), ("notes like '%--%' or 1 = 0", []),
        ("case when tier is null then 1 else 0 end", ["cy'd"]), ("substr(email, 1, 3) = 'ana'", ["ana"]),
    ])
    func `an expression over the columns finds its rows`(text: String?, names: [String]) throws {
        let (store, ids) = try store()
        let found = try store.read { try $0.entities.rows(.partner, where: text, limit: 100) }
        #expect(Set(found.map(\.id)) == Set(names.compactMap { ids[$0] }))
        #expect(found.map(\.id) == found.map(\.id).sorted())
    }

    @Test(arguments: [
        "1; drop table partner", "tier = 'gold';", "id in (select id from partner)", "exists (select 1)", "1) or (1", "(1", "1 = 1 -- x",
        "1 /* x */", "pragma_table_info('partner')", "load_extension('x')", "name = ?", "name = :x", "name = @x", "name = $x",
        "main.partner.name = 'a'", "rowid = 1", "sqlite_version() = 1", "randomblob(9)", "x", "nmae = 'a'", "", "   ", "'open",
        "\"name", "\"nope\" = 1", "[name] = 1", "`name` = 1", "name = 'a' union select 1", "name = 'a' order by name", "name =", "= = =",
        "count(*) > 1", "max(rev) > 1", "name name", "custom. = 1", "1 limit 5", "writefile('x', 'y')", "readfile('x')",
        "zeroblob(1000000000)", "printf('%s', 1)", "tier = 'gold' values", "attach 'x' as y", "name(1)", "replace into partner",
        "ＳＥＬＥＣＴ", "name = 'a'\u{0}", "update", "with x as (values(1)) name", String(repeating: "(", count: 5000),
    ])
    func `anything else is refused with a reason`(text: String) throws {
        let (store, _) = try store()
        for access in ["read", "write"] {
            let error = #expect(throws: StorageError.self, "\(access): \(text)") {
                let body = { (hub: Transaction) in try hub.entities.rows(.partner, where: text, limit: 100) }
                _ = try access == "read" ? store.read(body) : store.write(body)
            }
            guard case .badExpression(let reason) = error else { throw error ?? .busy }
            #expect(!reason.isEmpty)
        }
        try #expect(store.read { try $0.entities.count(.partner) } == 3)
    }

    @Test func `the reason names what there is instead`() throws {
        let (store, _) = try store()
        let error = #expect(throws: StorageError.self) { try store.read { try $0.entities.rows(.payment, where: "amunt > 5", limit: 1) } }
        guard case .badExpression(let reason) = error else { throw error ?? .busy }
        #expect(reason.contains("`amunt`") && reason.contains("amount, amount_currency"))
    }

    @Test func `money, times and references are compared as they are kept`() throws {
        let store = try Store.inMemory()
        var dice = Dice(51)
        let usd = try #require(Currency("USD"))
        var deal = dice.entity(.deal)
        deal.deletedAt = nil
        deal.values = ["amount": .money(Money(minor: 1230, currency: usd)), "won_at": .timestamp(Timestamp(seconds: 1_700_000_000))]
        try store.write { try $0.entities.put(deal) }
        for text in ["amount > 1000 and amount_currency = 'USD'", "won_at >= strftime('%s', '2023-11-14') * 1000", "customer is null"] {
            try #expect(store.read { try $0.entities.rows(.deal, where: text, limit: 5) } == [deal], "\(text)")
        }
    }
}
