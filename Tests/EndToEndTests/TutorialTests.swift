import Foundation
import Model
import Testing

/// The tutorial of docs/CONNECTORS.md, executed as it stands: a vendor that entente has never seen, by YAML alone.
@Suite struct TutorialTests {
    /// A block of the page: a file to write, or lines to type.
    private enum Block {
        case file(String, text: String)
        case lines([String])
    }

    @Test func `an unknown API is brought into step, both ways, by what the page says and nothing else`() async throws {
        try await AcmeProcess.open { acme in
            try await Trial.open(records: 60) { trial in try await follow(Reader(folder: try folder(in: trial), trial: trial, acme: acme)) }
        }
    }

    private func follow(_ reader: Reader) async throws {
        for block in try blocks() { try await play(block, reader) }
        try await bothWays(reader)
    }

    /// A folder of the reader's own, with the one connector that the tutorial finds there.
    private func folder(in trial: Trial) throws -> URL {
        let folder = trial.folder.appending(path: "tutorial")
        try FileManager.default.createDirectory(at: folder.appending(path: "connectors"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "connectors/hubspot.yaml"),
            withDestinationURL: Repository.root.appending(path: "connectors/hubspot.yaml"))
        return folder
    }

    /// After the page: edits on all sides, a new person and a removed one.
    private func bothWays(_ reader: Reader) async throws {
        let rows = try await reader.run("entente show customer --limit 1000 --json").rows
        let there = rows.filter { $0["links"]?.array?.count == 2 && $0["fields"]?["lifetime_value"] != nil }
        try #require(there.count > 20)
        let (one, two, three) = (Person(there[0]), Person(there[1]), Person(there[2]))
        try await reader.acme.save(one.acme, ["given": "Ada", "worth": "12.50", "worth_currency": "USD"])
        try await reader.trial.sandbox.edit("hubspot", "contacts", two.marketing, [("lastname", "Lovelace")])
        #expect(try await reader.run("entente set customer \(two.id) 'lifetime_value=99.90 EUR' --by me@example.com").code == 0)
        try await reader.acme.remove(three.acme)
        try await reader.acme.save(nil, ["mail": "new@acme.example", "family": "Newman"])
        try await reader.trial.sandbox.advance(120)
        let sync = try await reader.run("entente sync --json")
        #expect(sync.code == 0, "\(sync)")

        let ada = try #require(try await reader.trial.sandbox.record("hubspot", "contacts", one.marketing)?["properties"])
        #expect(ada["firstname"] == "Ada")
        #expect(try await reader.field(one, "lifetime_value")?["amount"] == "12.50")
        let lovelace = try #require(try await reader.acme.people(mail: two.email).first)
        #expect([lovelace["family"], lovelace["worth"], lovelace["worth_currency"]] == ["Lovelace", "99.90", "EUR"])
        #expect(try await reader.trial.sandbox.record("hubspot", "contacts", three.marketing)?["archived"] == true)
        let contacts = try await reader.trial.sandbox.records("hubspot", "contacts")
        #expect(contacts.contains { $0["properties"]?["email"] == "new@acme.example" && $0["properties"]?["lastname"] == "Newman" })

        let calls = try await reader.acme.log().count
        #expect(try await reader.run("entente plan").code == 0)
        #expect(try await reader.acme.log().count < calls + 12, "what is in step costs a few calls")
    }

    private func play(_ block: Block, _ reader: Reader) async throws {
        switch block {
        case .file(let path, let text):
            let file = reader.folder.appending(path: path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        case .lines(let lines):
            for line in lines {
                let code = line.firstMatch(of: #/# exit (\d+)/#).flatMap { Int($0.1) } ?? 0
                let end = try await reader.run(line)
                #expect(end.code == code, "\(line): \(end)")
            }
        }
    }

    /// The blocks of the section; a file's path stands last in the sentence before it.
    private func blocks() throws -> [Block] {
        let page = try Repository.text("docs/CONNECTORS.md")
        let section = try #require(page.range(of: "## Tutorial: ").map { page[$0.upperBound...] })
        var blocks: [Block] = []
        var (kind, lines, path) = ("", [String](), "")
        for line in section.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("```") {
                if kind == "```yaml" { blocks.append(.file(path, text: lines.joined(separator: "\n") + "\n")) }
                if kind == "```sh" { blocks.append(.lines(lines)) }
                (kind, lines) = (kind.isEmpty ? line : "", [])
            } else if !kind.isEmpty {
                lines.append(line)
            } else if let named = line.firstMatch(of: #/`([a-z\/]+\.yaml)`:$/#) {
                path = String(named.1)
            }
        }
        #expect(blocks.count == 8)
        return blocks
    }

    /// A customer that both vendors hold.
    private struct Person {
        let id: String
        let email: String
        let acme: Int64
        let marketing: String

        init(_ row: JSON) {
            func record(_ remote: String) -> String {
                row["links"]?.array?.first { $0["remote"]?.string == remote }?["record"]?.string ?? ""
            }
            id = row["id"]?.string ?? ""
            email = row["fields"]?["email"]?.string ?? ""
            acme = Int64(record("acme")) ?? 0
            marketing = record("marketing")
        }
    }

    /// Who reads the page: a folder, and the binary on the path.
    private struct Reader {
        let folder: URL
        let trial: Trial
        let acme: AcmeProcess

        func run(_ line: String) async throws -> Program.End {
            var environment = trial.environment
            environment["ACME_URL"] = acme.url
            environment["ACME_SECRET"] = "acme-s3cr3t"
            environment["PATH"] = Repository.binary.deletingLastPathComponent().path + ":" + (environment["PATH"] ?? "")
            return try await Program(URL(filePath: "/bin/bash"), ["-c", line], in: folder, environment: environment).end()
        }

        func field(_ person: Person, _ name: String) async throws -> JSON? {
            try await run("entente show customer \(person.id) --json").json?["fields"]?[name]
        }
    }
}
