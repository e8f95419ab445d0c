import Connectors
import Foundation
import HTTP
import HTTPTypes
import Model
import Testing
import YAML

/// Files as a remote: what is read, what is written, what is refused.
@Suite struct FolderTests {
    private let bench = FolderBench()

    private static let contacts = "id,name,note,email,age\n1,Ana,\"a, b\",ana@x.example,30\n2,\"Bo\",,bo@x.example,\n"

    private func change(_ id: String?, _ values: FieldValues, entity: String? = nil, version: String? = nil) -> WriteOperation {
        WriteOperation(key: "k", id: id, entityKey: entity, version: version, values: values)
    }

    @Test func `a table is listed whole, with types, and blanks are null`() async throws {
        try bench.put("contacts.csv", Self.contacts)
        let pages = try await bench.all("contact", ["name", "age", "email"])
        #expect(pages.flatMap(\.rejected) == [] && pages.map(\.isLast) == [true])
        let records = pages.flatMap(\.records)
        #expect(records.map(\.id) == ["1", "2"])
        #expect(records[0].values == ["name": .text("Ana"), "age": .integer(30), "email": .text("ana@x.example")])
        #expect(records[1].values["age"] == .null)
        #expect(records[0].version != records[1].version && records[0].version?.count == 32)
    }

    @Test func `what nobody changes keeps its bytes, and what is changed alone differs`() async throws {
        try bench.put("contacts.csv", Self.contacts)
        let outcomes = await bench.write(.update, [change("1", ["name": .text("Ana \"A\""), "age": .null])])
        guard case .done("1", let record?) = try #require(outcomes.first) else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(record.values == ["name": .text("Ana \"A\""), "age": .null])
        let expected = "id,name,note,email,age\n1,\"Ana \"\"A\"\"\",\"a, b\",ana@x.example,\n2,\"Bo\",,bo@x.example,\n"
        #expect(try bench.text("contacts.csv") == expected)
    }

    @Test func `line ends and the mark of a spreadsheet are kept`() async throws {
        try bench.put("contacts.csv", "\u{FEFF}id,name\r\n1,Ana\r\n")
        _ = await bench.write(.update, [change("1", ["name": .text("Zoë")])])
        #expect(try bench.text("contacts.csv") == "\u{FEFF}id,name\r\n1,Zoë\r\n")
    }

    @Test func `a new row gets an id, the key and the columns it needs`() async throws {
        try bench.put("contacts.csv", "id,name\n1,Ana\n")
        let outcomes = await bench.write(.upsert, [change(nil, ["name": .text("Cy"), "tags": .set(of: ["b", "a"])], entity: "i:c_1")])
        guard case .done(let id, _) = try #require(outcomes.first) else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(id.count == 26)
        #expect(try bench.text("contacts.csv") == "id,name,tags,entente_id\n1,Ana,,\n\(id),Cy,a;b,i:c_1\n")
        let again = await bench.write(.upsert, [change(nil, ["name": .text("Cyd")], entity: "i:c_1")])
        guard case .done(id, _) = try #require(again.first) else {
            Issue.record("\(again)")
            return
        }
        let found = try await bench.connector().read(key: "entente_id", values: ["i:c_1"], of: "contact", fields: ["name"])
        #expect(found.map(\.values) == [["name": .text("Cyd")]])
    }

    @Test func `JSON lines keep their order, their other members and numbers as they are`() async throws {
        let first = #"{ "id" : 1, "name":"Ana", "big": 12345678901234567890.10, "deep": {"a": [1, 2]} }"#
        try bench.put("things.jsonl", first + "\n" + #"{"id":"2","name":"Bo"}"# + "\n")
        #expect(try await bench.all("thing", ["name", "rate"]).flatMap(\.records).map(\.id) == ["1", "2"])
        let rate = try #require(ExactDecimal("1.5"))
        _ = await bench.write(.update, [change("2", ["rate": .decimal(rate), "on": .boolean(true)])], "thing")
        #expect(try bench.text("things.jsonl") == first + "\n" + #"{"id":"2","name":"Bo","on":true,"rate":1.5}"# + "\n")
        _ = await bench.write(.delete, [change("1", [:])], "thing")
        #expect(try bench.text("things.jsonl") == #"{"id":"2","name":"Bo","on":true,"rate":1.5}"# + "\n")
    }

    @Test func `rows with one id twice are set apart, and nothing is believed gone while a row has none (R20)`() async throws {
        try bench.put("contacts.csv", "id,name\n1,Ana\n2,Bo\n1,Twice\n")
        let page = try #require(try await bench.all("contact", ["name"]).first)
        #expect(page.records.map(\.id) == ["2"])
        #expect(page.rejected.map(\.reason) == ["contacts.csv:4: the id of line 2 again"])
        var found = try await bench.connector().read(ids: ["1", "2", "9"], of: "contact", fields: [], proof: true)
        #expect(found.gone == ["9"] && found.failed.keys.sorted() == ["1"])
        guard case .failed(let failure)? = await bench.write(.update, [change("1", ["name": .text("x")])]).first else {
            Issue.record("it was written")
            return
        }
        #expect(failure.failureClass == .invalid)
        try bench.put("contacts.csv", "id,name\n2,Bo\n3\n")
        found = try await bench.connector().read(ids: ["9"], of: "contact", fields: [], proof: true)
        #expect(found.gone.isEmpty && found.failed["9"] != nil)
    }

    @Test func `each operation of a batch has its own outcome`() async throws {
        try bench.put("contacts.csv", Self.contacts)
        let outcomes = await bench.write(
            .update, [change("9", ["name": .text("x")]), change("2", ["name": .text("Bob")]), change("1", ["solid": .null])])
        guard case .failed(let gone) = outcomes[0], case .done = outcomes[1], case .failed(let invalid) = outcomes[2] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(gone.failureClass == .gone && invalid.failureClass == .invalid)
        #expect(try bench.text("contacts.csv").contains("2,Bob,,bo@x.example,"))
    }

    @Test func `a natural key that is taken leads to its row (R25)`() async throws {
        try bench.put("contacts.csv", Self.contacts)
        guard case .failed(let failure)? = await bench.write(.create, [change(nil, ["email": .text("bo@x.example")])]).first else {
            Issue.record("it was made")
            return
        }
        #expect(failure.failureClass == .duplicate && failure.existing == ["2"])
    }

    @Test func `a strict operation is dropped where the row has moved (R13)`() async throws {
        try bench.put("contacts.csv", Self.contacts)
        let version = try #require(try await bench.all("contact", []).first?.records.first?.version)
        try bench.put("contacts.csv", Self.contacts.replacing("Ana", with: "Anna"))
        let operation = change("1", ["age": .integer(3)], version: version)
        guard case .failed(let failure)? = await bench.write(.update, [operation], isStrict: true).first else {
            Issue.record("it was written")
            return
        }
        #expect(failure.failureClass == .conflict)
        guard case .done? = await bench.write(.update, [operation]).first else {
            Issue.record("it was not written")
            return
        }
    }

    @Test func `what is written is the owner's alone, and nothing is left beside it`() async throws {
        try bench.put("contacts.csv", Self.contacts)
        try bench.put(".contacts.csv.partial", "left by a run that was killed")
        _ = await bench.write(.update, [change("1", ["name": .text("x")])])
        let attributes = try FileManager.default.attributesOfItem(atPath: bench.path("contacts.csv"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder) == ["contacts.csv"])
    }

    @Test(arguments: ["link", "missing", "folder", "empty", "bytes"])
    func `what is no plain file with columns is refused and left alone`(what: String) async throws {
        let other = FolderBench()
        try other.put("other.csv", Self.contacts)
        let file = bench.path("contacts.csv")
        switch what {
        case "link": try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: other.path("other.csv"))
        case "folder": try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
        case "empty": try bench.put("contacts.csv", "")
        case "bytes": try Data([0x69, 0x64, 0x0A, 0xFF, 0x0A]).write(to: URL(filePath: file))
        default: break
        }
        await #expect(throws: ConnectorError.self) { _ = try await bench.all("contact", ["name"]) }
        guard case .notSent? = await bench.write(.create, [change(nil, ["name": .text("x")])]).first else {
            Issue.record("it was written")
            return
        }
        #expect(try other.text("other.csv") == Self.contacts)
    }

    @Test(arguments: ["../contacts.csv", "/etc/hosts.csv", "a/b.csv", ".hidden.csv", "contacts.txt", "", ".."])
    func `a name that leads elsewhere is refused`(name: String) {
        #expect(throws: ConnectorError.self) { _ = try bench.connector(contacts: name) }
    }

    @Test func `the folder itself is no link`() async throws {
        try bench.put("contacts.csv", Self.contacts)
        let link = bench.folder + "-link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: bench.folder)
        defer { try? FileManager.default.removeItem(atPath: link) }
        await #expect(throws: ConnectorError.self) { try await bench.connector(path: link).check() }
        try await bench.connector().check()
    }

    @Test func `the schema names the columns there are and those that the manifest knows`() async throws {
        try bench.put("contacts.csv", "id,Column with space,name\n")
        let fields = try await bench.connector().discover("contact")
        #expect(fields.map(\.name).prefix(3) == ["id", "Column with space", "name"])
        #expect(fields.contains { $0.name == "age" && $0.type == .integer } && fields.contains { $0.name == "entente_id" })
    }

    @Test(arguments: [
        ("folder: {path: p}", "folder: {path: p}\nhttp: {base: x}", ["6:1: http: found \"http\", expected a folder's manifest without it"]),
        (
            "folder: {path: p}", "folder: {pth: p}",
            [
                "5:9: folder: found no path, expected path (a text); is \"pth\" meant to be it?",
                "5:10: folder: found the unknown key \"pth\", expected one of path; did you mean \"path\"?",
            ]
        ),
        ("file: a.csv, ", "", ["6:14: objects.a: found no file, expected file (a text)"]),
        (
            "file: a.csv, ", "file: a.csv, read: {}, ",
            [
                "6:28: objects.a.read: found \"read\", expected an object without it, for a file is read and written as a whole"
            ]
        ),
        ("id: id", "id: [", ["6:33: found did not find expected node content, expected YAML"]),
    ])
    func `what is said about a broken manifest of a folder`(part: String, broken: String, says: [String]) {
        let sound = "dsl: 1\nconnector: demo\nversion: 1\nstatus: beta\nfolder: {path: p}\nobjects: {a: {file: a.csv, id: id}}\n"
        func complaints(_ text: String) -> [String] { Manifest.load(Array(text.utf8), file: "demo.yaml").1.map(\.description) }
        #expect(complaints(sound) == [])
        #expect(complaints(sound.replacing(part, with: broken)) == says.map { "demo.yaml:" + $0 })
    }

    @Test func `two writers at once lose nothing`() async throws {
        try bench.put("contacts.csv", "id,name\n")
        let one = try bench.connector()
        let two = try bench.connector(seed: 8)
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<20 {
                group.addTask {
                    let connector = index % 2 == 0 ? one : two
                    let operation = WriteOperation(
                        key: "k\(index)", id: nil, entityKey: "i:c_\(index)", values: ["name": .text("N\(index)")])
                    _ = await connector.write(.upsert, of: "contact", operations: [operation], isStrict: false)
                }
            }
        }
        let names = try await bench.all("contact", ["name"]).flatMap(\.records).compactMap { $0.values["name"]?.display }
        #expect(Set(names) == Set((0..<20).map { "N\($0)" }))
        #expect(names.count == 20)
    }
}

/// A directory that is removed with the bench, and connectors on it.
final class FolderBench: Sendable {
    let folder: String

    init() {
        folder = NSTemporaryDirectory() + "entente-folder-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static let manifest = """
        dsl: 1
        connector: files
        version: 1
        status: beta
        config: {path: {type: text}, contacts: {type: text, default: contacts.csv}}
        folder: {path: "{{ config.path }}"}
        objects:
          contact:
            file: "{{ config.contacts }}"
            id: id
            external_key: entente_id
            unique: [email]
            fields: {age: {type: integer}, tags: {type: set}, solid: {type: text, null_as: false}}
          thing:
            file: things.jsonl
            id: id
            fields: {rate: {type: decimal}, on: {type: bool}}
        """

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func put(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: URL(filePath: path(name))) }

    func text(_ name: String) throws -> String { String(decoding: try Data(contentsOf: URL(filePath: path(name))), as: UTF8.self) }

    func connector(path: String? = nil, contacts: String? = nil, seed: UInt64 = 9) throws -> Connector {
        let (manifest, diagnostics) = Manifest.load(Array(Self.manifest.utf8), file: "files.yaml")
        #expect(diagnostics.map(\.description) == [])
        var config: [String: ConfigValue] = ["path": .text(path ?? folder)]
        if let contacts { config["contacts"] = .text(contacts) }
        return try Connector(
            manifest: try #require(manifest), config: config,
            services: ConnectorServices(transport: ScriptedRemote([]), clock: HandClock(), randomness: SeededBits(seed)))
    }

    func all(_ object: String, _ fields: [String]) async throws -> [RecordPage] {
        var reader = try connector().list(.full, of: object, fields: fields)
        var pages: [RecordPage] = []
        while let page = try await reader.next() { pages.append(page) }
        return pages
    }

    func write(
        _ kind: WriteKind, _ operations: [WriteOperation], _ object: String = "contact", isStrict: Bool = false
    ) async -> [WriteOutcome] {
        guard let connector = try? connector() else { return [] }
        return await connector.write(kind, of: object, operations: operations, isStrict: isStrict)
    }
}
