import Connectors
import Model
import Sandbox
import Testing

/// Every object and every link of the manifests, against the vendors' stand-ins and with the fields of the sample configuration.
@Suite struct ManifestObjectsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let connector: String
        let object: String
        let vendorObject: String
        let fields: [String]
        /// What a new record must have, and a change to it.
        let new: FieldValues
        let change: FieldValues
        var testDescription: String { "\(connector) \(object)" }
    }

    static let usd = Currency("USD")
    static let amount = usd.map { FieldValue.money(Money(minor: 1230, currency: $0)) } ?? .null

    static let cases: [Case] = [
        Case(
            connector: "salesforce", object: "account", vendorObject: "Account",
            fields: [
                "Name", "Website", "Phone", "Type", "Partner_Email__c", "Partner_Tier__c", "Status__c", "Segment__c", "Entente_Id__c",
                "OwnerId",
            ],
            new: ["Name": .text("Zoë & Söhne"), "Type": .text("Partner")],
            change: ["Partner_Tier__c": .text("Gold"), "Phone": .text("+49 30 1")]),
        Case(
            connector: "salesforce", object: "contact", vendorObject: "Contact", fields: ["FirstName", "LastName", "Email", "AccountId"],
            new: ["LastName": .text("X")], change: ["FirstName": .text("Y")]),
        Case(
            connector: "salesforce", object: "lead", vendorObject: "Lead",
            fields: ["LastName", "Company", "Email", "Status", "Entente_Partner__c", "Entente_Id__c"],
            new: ["LastName": .text("X"), "Company": .text("C")], change: ["Email": .text("x@example.com")]),
        Case(
            connector: "salesforce", object: "opportunity", vendorObject: "Opportunity",
            fields: ["Name", "StageName", "CloseDate", "Amount", "AccountId", "Order_Number__c", "Entente_Partner__c"],
            new: [
                "Name": .text("N"), "StageName": .text("Proposal"), "CloseDate": CalendarDate("2026-12-01").map(FieldValue.date) ?? .null,
            ], change: ["Amount": amount]),
        Case(
            connector: "hubspot", object: "contact", vendorObject: "contacts", fields: ["firstname", "lastname", "email"],
            new: ["lastname": .text("X")], change: ["firstname": .text("Y")]),
        Case(
            connector: "hubspot", object: "company", vendorObject: "companies",
            fields: ["name", "domain", "phone", "type", "partner_email", "partner_tier", "segment", "entente_id"],
            new: ["name": .text("Zoë & Söhne"), "type": .text("PARTNER")], change: ["phone": .text("+49 30 1")]),
        Case(
            connector: "hubspot", object: "deal", vendorObject: "deals",
            fields: ["dealname", "amount", "dealstage", "pipeline", "order_number", "closedate", "entente_id"],
            new: ["dealname": .text("N"), "dealstage": .text("closedwon"), "pipeline": .text("default")], change: ["amount": amount]),
        Case(
            connector: "hubspot", object: "referrals", vendorObject: "referrals",
            fields: ["email", "company", "state", "name", "entente_id"],
            new: ["name": .text("N")], change: ["company": .text("C")]),
        Case(
            connector: "pipedrive", object: "deal", vendorObject: "deals",
            fields: ["title", "value", "status", "org_id", "person_id", Pipedrive.key("Order number", of: "deals") ?? ""],
            new: ["title": .text("N"), "status": .text("won")], change: ["value": amount]),
    ]

    @Test(arguments: cases)
    func `every listing of every object gives the same records, and none is rejected`(test: Case) async throws {
        let bench = try SandboxBench.named(test.connector, records: 400)
        let (full, pages) = try await bench.all(.full, of: test.object, fields: test.fields)
        #expect(full.count > 20)
        #expect(pages.flatMap(\.rejected) == [])
        bench.clock.advance(by: .seconds(600))
        let (changed, windows) = try await bench.all(bench.window(), of: test.object, fields: test.fields)
        #expect(windows.flatMap(\.rejected) == [])
        let byID = { (records: [Record]) in Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last }) }
        #expect(byID(changed) == byID(full))
        let ids = full.map(\.id)
        let batch = try await bench.connector.read(ids: ids, of: test.object, fields: test.fields, proof: false)
        #expect(batch.records == byID(full))
        let one = try await bench.connector.read(ids: Array(ids.prefix(2)), of: test.object, fields: test.fields, proof: true)
        #expect(Set(one.records.values) == Set(full.prefix(2)))
    }

    @Test(arguments: cases)
    func `every object is created, changed, read back and deleted`(test: Case) async throws {
        let bench = try SandboxBench.named(test.connector)
        let create = WriteOperation(key: "n", id: nil, entityKey: nil, values: test.new)
        let outcomes = await bench.connector.write(.create, of: test.object, operations: [create], isStrict: false)
        guard case .done(let id, _) = try #require(outcomes.first) else { throw BenchFailure(outcomes) }
        bench.clock.advance(by: .seconds(5))
        let update = WriteOperation(key: "u", id: id, entityKey: nil, modified: bench.clock.now(), values: test.change)
        for isStrict in [true, false] {
            let changed = await bench.connector.write(.update, of: test.object, operations: [update], isStrict: isStrict)
            guard case .done(id, _) = try #require(changed.first) else { throw BenchFailure(changed) }
        }
        let read = try await bench.connector.read(ids: [id], of: test.object, fields: test.fields, proof: false)
        for (name, value) in test.new.merging(test.change, uniquingKeysWith: { $1 }) {
            #expect(read.records[id]?.values[name] == value, "\(name)")
        }
        let before = bench.clock.now()
        bench.clock.advance(by: .seconds(5))
        try bench.person(test.connector == "hubspot" ? .archive : .delete, test.vendorObject, id)
        bench.clock.advance(by: .seconds(600))
        let gone = try await bench.all(.deleted(ReadWindow(since: before, until: bench.clock.now())), of: test.object, fields: test.fields)
        #expect(gone.records.map(\.id) == [id])
        #expect(gone.records.first?.isDeleted == true)
        let proof = try await bench.connector.read(ids: [id], of: test.object, fields: test.fields, proof: true)
        // A vendor that still shows what was deleted says so in the record.
        #expect(proof.gone == [id] || proof.records[id]?.isDeleted == true)
    }

    @Test(arguments: cases.filter { ["account", "contact", "lead", "company"].contains($0.object) })
    func `a merged record leads to the one it was merged into (R24)`(test: Case) async throws {
        let bench = try SandboxBench.named(test.connector)
        var ids: [String] = []
        for key in ["a", "b"] {
            let operation = WriteOperation(key: key, id: nil, entityKey: nil, values: test.new)
            let outcomes = await bench.connector.write(.create, of: test.object, operations: [operation], isStrict: false)
            guard case .done(let id, _) = outcomes.first else { throw BenchFailure(outcomes) }
            ids.append(id)
        }
        let before = bench.clock.now()
        bench.clock.advance(by: .seconds(5))
        try bench.person(.merge, test.vendorObject, ids[0], into: ids[1])
        bench.clock.advance(by: .seconds(600))
        if test.connector == "salesforce" {
            let deleted = Listing.deleted(ReadWindow(since: before, until: bench.clock.now()))
            let gone = try await bench.all(deleted, of: test.object, fields: test.fields)
            #expect(gone.records.map(\.id) == [ids[0]])
            #expect(gone.records.map(\.mergedInto) == [ids[1]])
        } else {
            // Both go on in a new record: either id leads to it.
            for isProof in [true, false] {
                let read = try await bench.connector.read(ids: ids, of: test.object, fields: test.fields, proof: isProof)
                let winners = Set(ids.compactMap { read.records[$0]?.id })
                #expect(winners.count == 1 && read.gone.isEmpty, "\(read)")
                #expect(winners.isDisjoint(with: ids))
            }
        }
    }

    @Test(arguments: [
        ("salesforce", "opportunity", "contact", "contact"), ("hubspot", "deal", "company", "company:partner"),
        ("hubspot", "deal", "contact", "contact"),
        ("hubspot", "deal", "company", "company"), ("hubspot", "referrals", "company", "company:partner"),
        ("hubspot", "contact", "company", "company"),
        ("hubspot", "referrals", "contact", "contact"),
    ])
    func `every link is added and read`(connector: String, from: String, to: String, link: String) async throws {
        let bench = try SandboxBench.named(connector)
        func make(_ object: String) async throws -> String {
            let test = try #require(Self.cases.first { $0.connector == connector && $0.object == object })
            let operation = WriteOperation(key: object, id: nil, entityKey: nil, values: test.new)
            let outcomes = await bench.connector.write(.create, of: object, operations: [operation], isStrict: false)
            guard case .done(let id, _) = outcomes.first else { throw BenchFailure(outcomes) }
            return id
        }
        let (start, end, other) = (try await make(from), try await make(to), try await make(to))
        let add = [LinkOperation(key: "l", id: start, to: end)]
        #expect(try await bench.connector.links(named: link, of: from, ids: [start]) == [start: []])
        let added = await bench.connector.writeLinks(named: link, of: from, add: true, operations: add)
        guard case .done = try #require(added.first) else { throw BenchFailure(added) }
        #expect(try await bench.connector.links(named: link, of: from, ids: [start, other]) == [start: [end], other: []])
        guard link.contains(":") else { return }
        // Another company without the label is no link of that label; the label is taken off again.
        let plain = String(link.prefix { $0 != ":" })
        _ = await bench.connector.writeLinks(named: plain, of: from, add: true, operations: [LinkOperation(key: "p", id: start, to: other)])
        #expect(try await bench.connector.links(named: link, of: from, ids: [start]) == [start: [end]])
        #expect(Set(try await bench.connector.links(named: plain, of: from, ids: [start])[start] ?? []) == [end, other])
        let removed = await bench.connector.writeLinks(named: link, of: from, add: false, operations: add)
        guard case .done = try #require(removed.first) else { throw BenchFailure(removed) }
        #expect(try await bench.connector.links(named: link, of: from, ids: [start]) == [start: []])
    }
}

/// What a remote said that should have taken a write.
private struct BenchFailure: Error, CustomStringConvertible {
    let description: String
    init(_ outcomes: [WriteOutcome]) { description = "\(outcomes)" }
}
