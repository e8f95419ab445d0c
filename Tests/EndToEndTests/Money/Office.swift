import Foundation
import Model
import Testing

/// A partner program of its own. Its books are files that the hub reads as it reads any remote, and all that is known of the hub is what
/// the commands print.
struct Office: Sendable {
    enum Trouble: Error {
        case noSuchPartner(String)
        case failed(String)
    }

    /// The columns of each file.
    private static let tables: [(name: String, columns: [String])] = [
        (
            "partners",
            ["id", "name", "kind", "email", "status", "cohort", "payout_method", "payout_account", "payout_currency", "recruiter"]
        ),
        ("customers", ["id", "name", "email"]),
        (
            "deals",
            ["id", "order", "customer", "amount", "currency", "tax", "state", "opened", "won", "paid", "coupon", "click", "changed"]
        ),
        ("payments", ["id", "deal", "kind", "amount", "currency", "provider", "at"]),
    ]
    static let person = "ana@northwind.example"

    let folder: URL
    private let environment: [String: String]

    /// Opens an office, and takes everything away when the body is done.
    static func open<T: Sendable>(
        terms: String, payouts: String = "{}", currency: String = "USD", zone: String = "UTC", secrets: [String: String] = [:],
        _ body: (Office) async throws -> T
    ) async throws -> T {
        let folder = try Repository.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(
            try Office(folder, terms: terms, payouts: payouts, currency: currency, zone: zone, secrets: secrets))
    }

    private init(
        _ folder: URL, terms: String, payouts: String, currency: String, zone: String, secrets: [String: String]
    ) throws {
        self.folder = folder
        environment = ProcessInfo.processInfo.environment
            .merging(["LINK_KEY": "0123456789abcdef0123456789abcdef"]) { $1 }.merging(secrets) { $1 }
        try FileManager.default.createDirectory(at: folder.appending(path: "books"), withIntermediateDirectories: true)
        try write(Self.manifest, to: "books.yaml")
        try write(Self.config(terms: terms, payouts: payouts, currency: currency, zone: zone), to: "config.yaml")
        for table in Self.tables { try put(table.name, []) }
    }

    private init(copy office: Office, in folder: URL) {
        self.folder = folder
        environment = office.environment
    }

    /// Opens an office that stands where this one stands and goes its own way, and takes it away when the body is done.
    func copied<T: Sendable>(_ body: (Office) async throws -> T) async throws -> T {
        let fresh = try Repository.freshFolder()
        defer { try? FileManager.default.removeItem(at: fresh) }
        let folder = fresh.appending(path: "office")
        try FileManager.default.copyItem(at: self.folder, to: folder)
        return try await body(Office(copy: self, in: folder))
    }

    /// Writes a file of the office.
    func write(_ text: some StringProtocol, to name: String) throws { try Data(text.utf8).write(to: folder.appending(path: name)) }

    /// Replaces a text of config.yaml that must be there.
    func configure(_ old: String, _ new: String) throws {
        let text = Program.text(folder.appending(path: "config.yaml"))
        guard text.contains(old) else { throw Trouble.failed("no \(old) in config.yaml") }
        try write(text.replacing(old, with: new), to: "config.yaml")
    }

    /// Takes payments out of config.yaml: they come with the sales then.
    func withoutPayments() throws {
        let text = Program.text(folder.appending(path: "config.yaml"))
        guard let start = text.range(of: "  payment:\n"), let end = text.range(of: "\nterms:") else {
            throw Trouble.failed("no payments in config.yaml")
        }
        try write(text[..<start.lowerBound] + text[end.lowerBound...], to: "config.yaml")
    }

    /// Fills one of the books with rows; columns that a row does not name stay empty.
    func put(_ table: String, _ rows: [[String: String]]) throws {
        let columns = Self.tables.first { $0.name == table }?.columns ?? []
        let lines = [columns] + rows.map { row in columns.map { row[$0] ?? "" } }
        try write(lines.map { $0.joined(separator: ",") + "\n" }.joined(), to: "books/\(table).csv")
    }

    /// Starts a command.
    func start(_ arguments: [String], with more: [String: String] = [:]) throws -> Program {
        try Program(Repository.binary, arguments, in: folder, environment: environment.merging(more) { $1 })
    }

    /// Runs a command to its end.
    func run(_ arguments: [String], clock: String? = nil) async throws -> Program.End {
        try await start(arguments, with: clock.map { ["ENTENTE_CLOCK": $0] } ?? [:]).end()
    }

    /// Runs a command that is killed at a crash point.
    func run(_ arguments: [String], dying point: CrashPoint) async throws -> Program.End {
        let more = environment.merging(["ENTENTE_CRASH": "\(point.rawValue)"]) { $1 }
        return try await Program(Repository.binary, arguments, in: folder, environment: more).end()
    }

    /// Runs a command that must end so.
    @discardableResult
    func run(_ arguments: String..., code: Int = 0, clock: String? = nil) async throws -> Program.End {
        let end = try await run(arguments, clock: clock)
        if end.code != code { throw Trouble.failed("\(arguments.joined(separator: " ")): \(end)") }
        return end
    }

    /// Reads the books into the hub.
    func sync() async throws { try await run("sync", "-q") }

    /// The partner's id in the hub.
    func partner(_ name: String) async throws -> String {
        let found = try await run("show", "partner", "--where", "name = '\(name)'", "--json").rows.first?["id"]?.string
        guard let found else { throw Trouble.noSuchPartner(name) }
        return found
    }

    /// Makes a partner's link; its code.
    func link(_ name: String, coupon: String? = nil) async throws -> String {
        let end = try await run(["link", "mint", try await partner(name), "--json"] + (coupon.map { ["--coupon", $0] } ?? []))
        guard let code = end.json?["code"]?.string else { throw Trouble.failed("\(end)") }
        return code
    }
}

extension Office {
    private static let manifest = """
        dsl: 1
        connector: books
        version: 1
        status: beta
        about: "The books of a test."
        config: {path: {type: text}}
        folder: {path: "{{ config.path }}"}
        objects:
          partner:
            file: partners.csv
            id: id
            fields: {email: {type: email}, recruiter: {type: ref, to: partner}}
          customer:
            file: customers.csv
            id: id
            fields: {email: {type: email}}
          deal:
            file: deals.csv
            id: id
            modified: {at: "changed?"}
            fields:
              customer: {type: ref, to: customer}
              amount: {type: money, currency: ["currency?"]}
              tax: {type: money, currency: ["currency?"]}
              opened: {type: time}
              won: {type: time}
              paid: {type: time}
          payment:
            file: payments.csv
            id: id
            fields:
              deal: {type: ref, to: deal}
              amount: {type: money, currency: ["currency?"]}
              at: {type: time}

        """

    private static func config(terms: String, payouts: String, currency: String, zone: String) -> String {
        """
        version: 1
        program: {name: Northwind, currency: \(currency), time_zone: \(zone), country: US, instance: northwind}
        connectors: .
        store: hub.db
        links: {base: "https://go.northwind.example", target: "https://shop.northwind.example/", key: "${env:LINK_KEY}"}
        remotes:
          books: {connector: books, with: {path: books}, access: read_only}
        sync:
        \(sync)
        terms: \(terms.replacing("\n", with: "\n  "))
        payouts: \(payouts.replacing("\n", with: "\n  "))

        """
    }

    /// Every field comes from the books.
    private static var sync: String {
        let kinds: [(kind: String, match: String, fields: [(hub: String, book: String)])] = [
            (
                "partner", "email",
                ["name", "kind", "email", "status", "cohort", "payout_method", "payout_account", "payout_currency", "recruiter"]
                    .map { ($0, $0) }
            ),
            ("customer", "email", [("last_name", "name"), ("email", "email")]),
            (
                "deal", "order_number",
                [
                    ("order_number", "order"), ("customer", "customer"), ("amount", "amount"), ("tax", "tax"), ("state", "state"),
                    ("opened_at", "opened"), ("won_at", "won"), ("paid_at", "paid"), ("coupon", "coupon"), ("click", "click"),
                ]
            ),
            (
                "payment", "provider_id",
                [
                    ("deal", "deal"), ("kind", "kind"), ("amount", "amount"), ("provider", "provider"), ("provider_id", "id"),
                    ("occurred_at", "at"),
                ]
            ),
        ]
        return kinds.map { kind in
            let fields = kind.fields.map { "      \($0.hub): {policy: {owner: books}, books: \($0.book)}" }.joined(separator: "\n")
            return """
                  \(kind.kind):
                    match: [\(kind.match)]
                    remotes: {books: {object: \(kind.kind), on_delete: unlink}}
                    fields:
                \(fields)
                """
        }.joined(separator: "\n")
    }
}
