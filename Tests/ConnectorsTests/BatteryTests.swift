import Connectors
import Foundation
import Model
import Sandbox
import Testing

/// One suite of tests over every manifest of the house: whatever a remote is, these hold.
@Suite struct BatteryTests {
    /// What the battery needs to know of one connector: an object with a text field that takes anything, and the vendor's own words.
    struct Case: Sendable, CustomTestStringConvertible {
        let connector: String
        let object: String
        let vendorObject: String
        let fields: [String]
        let required: [String: String]
        let text: String
        let email: String
        /// A value that the vendor refuses, and its field; by default an address that is none.
        var bad: (field: String, text: String)?
        /// Whether the vendor keeps the hub's key unique, and so upserts by it.
        var canUpsert = true
        /// Whether the vendor lists deletions.
        var listsDeletions = true
        var testDescription: String { connector }
    }

    static let cases: [Case] = [
        Case(
            connector: "salesforce", object: "contact", vendorObject: "Contact",
            fields: ["FirstName", "LastName", "Email", "Phone", "Entente_Id__c"], required: ["LastName": "Öztürk"], text: "FirstName",
            email: "Email"),
        Case(
            connector: "hubspot", object: "contact", vendorObject: "contacts",
            fields: ["firstname", "lastname", "email", "phone", "entente_id"], required: ["lastname": "Öztürk"], text: "firstname",
            email: "email"),
        Case(
            connector: "pipedrive", object: "person", vendorObject: "persons",
            fields: ["first_name", "last_name", "email", "phone", Pipedrive.key("Entente id", of: "persons") ?? ""],
            required: ["last_name": "Öztürk"], text: "first_name", email: "email",
            bad: ("first_name", String(repeating: "x", count: 256)), canUpsert: false, listsDeletions: false),
    ]

    /// Manifests with suites of their own: they have no object that anything may be written to, or no change feed of it.
    static let apart = ["stripe", "paypal", "shopify", "woocommerce"]

    private func values(_ test: Case, _ more: [String: FieldValue] = [:]) -> FieldValues {
        test.required.mapValues(FieldValue.text).merging(more) { $1 }
    }

    private func created(
        _ bench: SandboxBench, _ test: Case, _ more: [String: FieldValue] = [:], key: String = "op1"
    ) async throws -> String {
        let operation = WriteOperation(key: key, id: nil, entityKey: nil, values: values(test, more))
        let outcomes = await bench.connector.write(.create, of: test.object, operations: [operation], isStrict: false)
        guard case .done(let id, _) = try #require(outcomes.first) else {
            Issue.record("\(outcomes)")
            return ""
        }
        return id
    }

    @Test func `every manifest of the house is in the battery`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: SandboxBench.connectors.path).filter { $0.hasSuffix(".yaml") }
        // Files need no vendor's stand-in.
        let names = try files.map { String($0.dropLast(5)) }.filter { try SandboxBench.manifest($0).folder == nil }
        #expect(names.sorted() == (Self.cases.map(\.connector) + Self.apart).sorted())
    }

    @Test(arguments: cases)
    func `the check proves address and credentials`(test: Case) async throws {
        try await SandboxBench.named(test.connector).connector.check()
    }

    @Test(arguments: cases)
    func `capabilities are what the manifest says`(test: Case) throws {
        let can = try SandboxBench.named(test.connector).connector.capabilities(of: test.object)
        #expect(can.hasChanges)
        #expect(can.externalKey == test.fields.last)
        #expect(can.uniqueKeys == [test.email])
        #expect(can.operations.isSuperset(of: [.create, .update]))
        #expect(can.operations.contains(.upsert) == test.canUpsert)
        #expect(can.canClear)
    }

    @Test(arguments: cases)
    func `discovery knows the mapped fields`(test: Case) async throws {
        let fields = try await SandboxBench.named(test.connector).connector.discover(test.object)
        for name in test.fields {
            let field = fields.first { $0.name == name }
            #expect(field?.isUpdatable == true, "\(name)")
        }
        #expect(fields.first { $0.name == test.fields.last }?.isUnique == test.canUpsert)
    }

    @Test(arguments: cases)
    func `what is written is read back, by id and by key, in any script`(test: Case) async throws {
        let bench = try SandboxBench.named(test.connector)
        for (index, name) in ["Zoë", "名前", "مرحبا بالعالم", "😀 e\u{301}", "O'Brien \"quoted\" \\ back", "a,b;c & d=e?f#g%h"].enumerated() {
            let email = "p\(index)@example.com"
            let id = try await created(bench, test, [test.text: .text(name), test.email: .text(email)], key: "op\(index)")
            let read = try await bench.connector.read(ids: [id], of: test.object, fields: test.fields, proof: false)
            #expect(read.records[id]?.values[test.text] == .text(name))
            let found = try await bench.connector.read(key: test.email, values: [email], of: test.object, fields: test.fields)
            #expect(found.map(\.id) == [id])
            #expect(found.first?.values[test.text] == .text(name))
        }
    }

    @Test(arguments: cases)
    func `null clears a field and reads back as null`(test: Case) async throws {
        let bench = try SandboxBench.named(test.connector)
        let id = try await created(bench, test, [test.text: .text("before")])
        let now = bench.clock.now() + .seconds(1)
        let clear = WriteOperation(key: "c", id: id, entityKey: nil, modified: now, values: [test.text: .null])
        let outcome = await bench.connector.write(.update, of: test.object, operations: [clear], isStrict: false)
        guard case .done(id, _) = try #require(outcome.first) else {
            Issue.record("\(outcome)")
            return
        }
        let read = try await bench.connector.read(ids: [id], of: test.object, fields: test.fields, proof: false)
        #expect(read.records[id]?.values[test.text] == .null)
        for name in test.required.keys { #expect(read.records[id]?.values[name] == .text("Öztürk")) }
    }

    @Test(arguments: cases)
    func `a batch with one bad record writes the others (R16)`(test: Case) async throws {
        let bench = try SandboxBench.named(test.connector)
        let bad = test.bad ?? (test.email, "not an address")
        let operations = (0..<5).map { index in
            let given: [String: FieldValue] = index == 2 ? [bad.field: .text(bad.text)] : [test.email: .text("b\(index)@example.com")]
            return WriteOperation(key: "op\(index)", id: nil, entityKey: nil, values: values(test, given))
        }
        let outcomes = await bench.connector.write(.create, of: test.object, operations: operations, isStrict: false)
        #expect(outcomes.count == 5)
        for (index, outcome) in outcomes.enumerated() {
            switch outcome {
            case .done: #expect(index != 2)
            case .failed(let failure):
                #expect(index == 2)
                #expect(failure.failureClass == .invalid)
            default: Issue.record("\(index): \(outcome)")
            }
        }
    }

    @Test(arguments: cases.filter(\.canUpsert))
    func `an upsert by the hub's key makes one record however often it is sent (R12)`(test: Case) async throws {
        let bench = try SandboxBench.named(test.connector)
        var ids: Set<String> = []
        for round in 0..<2 {
            let operations = (0..<3).map { index in
                WriteOperation(
                    key: "r\(round)-\(index)", id: nil, entityKey: "inst:c_\(index)",
                    values: values(test, [test.text: .text("round \(round)")]))
            }
            let outcomes = await bench.connector.write(.upsert, of: test.object, operations: operations, isStrict: false)
            for outcome in outcomes {
                guard case .done(let id, _) = outcome else {
                    Issue.record("\(outcome)")
                    return
                }
                ids.insert(id)
            }
        }
        #expect(ids.count == 3)
        let read = try await bench.connector.read(ids: Array(ids), of: test.object, fields: test.fields, proof: false)
        #expect(Set(read.records.values.map { $0.values[test.fields[4]] }) == [.text("inst:c_0"), .text("inst:c_1"), .text("inst:c_2")])
        #expect(read.records.values.allSatisfy { $0.values[test.text] == .text("round 1") })
    }

    @Test(arguments: cases)
    func `a full listing has every record once, and changes the same`(test: Case) async throws {
        let bench = try SandboxBench.named(test.connector, records: 2000)
        let full = try await bench.all(.full, of: test.object, fields: test.fields)
        #expect(full.records.count > 500)
        #expect(Set(full.records.map(\.id)).count == full.records.count)
        #expect(full.pages.flatMap(\.rejected) == [])
        #expect(full.pages.last?.isLast == true)
        let changes = try await bench.all(bench.window(), of: test.object, fields: test.fields)
        #expect(Set(changes.records.map(\.id)) == Set(full.records.map(\.id)))
        let byID = Dictionary(full.records.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(changes.records.allSatisfy { byID[$0.id] == $0 })
        let stamps = changes.pages.compactMap(\.reached)
        #expect(stamps == stamps.sorted())
    }

    @Test(arguments: cases)
    func `changes show what a person changed since, and no more`(test: Case) async throws {
        let bench = try SandboxBench.named(test.connector, records: 200)
        let before = bench.clock.now() + .seconds(100)
        bench.clock.advance(by: .seconds(3600))
        let id = try #require(try await bench.all(.full, of: test.object, fields: test.fields).records.first?.id)
        try bench.person(.update, test.vendorObject, id, JSONObject([(test.text, "Changed by hand")]))
        bench.clock.advance(by: .seconds(600))
        let changes = try await bench.all(bench.window(since: before), of: test.object, fields: test.fields)
        #expect(changes.records.map(\.id) == [id])
        #expect(changes.records.first?.values[test.text] == .text("Changed by hand"))
        let lag = try bench.connector.capabilities(of: test.object).lag
        #expect(changes.pages.last?.reached == bench.clock.now() - lag)
    }

    @Test(arguments: cases.filter(\.listsDeletions))
    func `a deleted record is a tombstone in the deleted listing and gone by proof (R20)`(test: Case) async throws {
        let bench = try SandboxBench.named(test.connector)
        let (kept, lost) = (try await created(bench, test, key: "a"), try await created(bench, test, key: "b"))
        bench.clock.advance(by: .seconds(60))
        try bench.person(.delete, test.vendorObject, lost)
        bench.clock.advance(by: .seconds(60))
        let window = ReadWindow(since: SandboxBench.start - .seconds(60), until: bench.clock.now())
        let deleted = try await bench.all(.deleted(window), of: test.object, fields: [])
        #expect(deleted.records.map(\.id) == [lost])
        #expect(deleted.records.allSatisfy { $0.isDeleted })
        for proof in [true, false] {
            let read = try await bench.connector.read(ids: [kept, lost], of: test.object, fields: test.fields, proof: proof)
            #expect(read.gone == [lost])
            #expect(read.records[kept]?.id == kept)
        }
    }

    @Test(arguments: cases)
    func `credentials that expire amid the pages are obtained again once`(test: Case) async throws {
        let bench = try SandboxBench.named(test.connector, records: 1000, faults: "token-expired=#3")
        let full = try await bench.all(.full, of: test.object, fields: test.fields)
        #expect(full.records.count > 200)
        // A token from config.yaml cannot be obtained anew: it is shown once more, then it is refused for good.
        #expect(bench.connector.usage().tokenCalls == (test.connector == "salesforce" ? 2 : 0))
    }

    @Test(arguments: cases)
    func `a remote that throttles is waited for`(test: Case) async throws {
        let bench = try SandboxBench.named(test.connector, records: 50, faults: "rate-limited=#2")
        do {
            let full = try await bench.all(.full, of: test.object, fields: test.fields)
            #expect(full.records.count > 10)
            #expect(bench.clock.now() > SandboxBench.start)
        } catch ConnectorError.deferred(_, let seconds) {
            // Where the vendor means the day's quota, a run does not sit it out.
            #expect(seconds > 120)
        }
    }

    @Test(arguments: cases)
    func `a write without an answer is unknown and is never sent again (R11)`(test: Case) async throws {
        for fault in ["response-lost", "http-503", "http-500"] {
            let bench = try SandboxBench.named(test.connector)
            try await bench.connector.check()
            let operation = WriteOperation(key: "k", id: nil, entityKey: nil, values: values(test))
            // The schema is known already, so that the fault strikes the write.
            _ = await bench.connector.write(.create, of: test.object, operations: [operation], isStrict: false)
            try bench.port.faults.replace(with: "\(fault)=1")
            let before = bench.port.log.count
            let outcomes = await bench.connector.write(.create, of: test.object, operations: [operation], isStrict: false)
            guard case .unknown = try #require(outcomes.first) else {
                Issue.record("\(fault): \(outcomes)")
                return
            }
            #expect(bench.port.log.count == before + 1)
        }
    }

    @Test(arguments: cases)
    func `reads outlast single failures of every kind`(test: Case) async throws {
        for fault in [
            "http-500=#2", "http-503=#2", "request-lost=#2", "response-lost=#2", "reset-mid-body=#2", "truncated-json=#2", "html-login=#2",
        ] {
            let bench = try SandboxBench.named(test.connector, records: 50, faults: fault)
            let full = try await bench.all(.full, of: test.object, fields: test.fields)
            #expect(full.records.count > 10, "\(fault)")
        }
    }
}
