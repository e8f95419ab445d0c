import Foundation
import Model
import Testing

/// Plays rows one after the other against one sandbox. Each row has a hub of its own, copied from one in which two coupons or two credits
/// are due and nobody was asked.
struct RewardPlay {
    let sandbox: SandboxProcess
    private let offices: [RewardMaker: Office]
    /// By how many seconds the sandbox's clock is ahead; the hub's goes with it.
    private var ahead = 0
    private let mutation: [String: String]
    /// What was otherwise than the row in play says.
    private var trouble: [String] = []

    /// What is otherwise than each row says, by its description; `without` names a guard that is taken out.
    static func play(_ rows: [RewardRow], without rule: String? = nil) async throws -> [String: [String]] {
        let folder = try Repository.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let sandbox = try await SandboxProcess(folder: folder, records: 0, seed: 1, more: ["--only", "woocommerce,stripe"])
        let result: Result<[String: [String]], any Error>
        do {
            result = .success(
                try await RewardOffice.open(.coupon, sandbox) { coupons in
                    try await RewardOffice.open(.credit, sandbox) { credits in
                        let mutation = rule.map { ["ENTENTE_MUTATE": $0] } ?? [:]
                        var play = RewardPlay(sandbox: sandbox, offices: [.coupon: coupons, .credit: credits], mutation: mutation)
                        var told: [String: [String]] = [:]
                        for row in rows { told[row.testDescription] = try await play.play(row) }
                        return told
                    }
                })
        } catch {
            result = .failure(error)
        }
        await sandbox.stop()
        return try result.get()
    }

    private init(sandbox: SandboxProcess, offices: [RewardMaker: Office], mutation: [String: String]) {
        (self.sandbox, self.offices, self.mutation) = (sandbox, offices, mutation)
    }

    private var clock: [String: String] { mutation.merging(["ENTENTE_CLOCK": "+\(ahead)s"]) { $1 } }

    private mutating func play(_ row: RewardRow) async throws -> [String] {
        trouble = []
        try await faults("")
        try await pass(hours: 1)
        guard let office = offices[row.maker] else { return ["no office"] }
        let before = try await made(row.maker)
        let start = self
        let (differences, end) = try await office.copied { office -> ([String], RewardPlay) in
            var play = start
            for deed in row.when { try await play.act(deed, row.maker, office) }
            try await play.faults("")
            for _ in 0..<2 {
                try await play.pass(hours: 1)
                _ = try await play.give(office)
            }
            let law = try await play.verdict(row, before, office)
            return (play.trouble + law, play)
        }
        ahead = end.ahead
        return differences
    }

    private mutating func act(_ deed: RewardDeed, _ maker: RewardMaker, _ office: Office) async throws {
        func spec(_ kind: String, _ call: String, _ occasion: String) -> String { "\(kind)@\(maker.rawValue):\(call)=\(occasion)" }
        switch deed {
        case .fault(let kind, let occasion): try await faults(spec(kind, maker.making, occasion))
        case .both(let make, let look):
            // The first look goes through: with nobody to ask nothing would be made at all.
            try await faults(spec(make, maker.making, "1"))
            _ = try await give(office)
            try await faults("\(spec(make, maker.making, "1")) \(spec(look, maker.looking, "1"))")
        case .heal: try await faults("")
        case .give(let code): expect(try await give(office), code, "give")
        case .die(let point): _ = try await give(office, ["ENTENTE_CRASH": "\(point.rawValue):1"])
        case .two(let more, let codes):
            let programs = try (0..<2).map { _ in try office.start(["rewards", "give", "-q"], with: clock.merging(more) { $1 }) }
            var ends: [Int] = []
            for program in programs { ends.append(await program.end().code) }
            if !ends.allSatisfy(codes.contains) { trouble.append("two processes ended with \(ends), not \(codes)") }
        case .pass(let hours): try await pass(hours: hours)
        }
    }

    private func give(_ office: Office, _ more: [String: String] = [:]) async throws -> Program.End {
        try await office.start(["rewards", "give", "-q"], with: clock.merging(more) { $1 }).end()
    }

    private func faults(_ text: String) async throws {
        _ = try await sandbox.control(RewardMaker.credit.rawValue, "faults", ["spec": .string(text)])
    }

    private mutating func expect(_ end: Program.End, _ code: Int?, _ what: String) {
        if let code, end.code != code { trouble.append("\(what) should end with \(code): \(end)") }
    }

    private mutating func pass(hours: Int) async throws {
        _ = try await sandbox.control(RewardMaker.credit.rawValue, "advance", ["seconds": .integer(hours * 3600)])
        ahead += hours * 3600
    }

    /// What the maker's own book says each entry is for.
    private func made(_ maker: RewardMaker) async throws -> [String] {
        try await sandbox.records(maker.rawValue, maker.book).compactMap { $0["fields"]?["description"]?.string }
    }

    /// The law: no reward is in the book twice, and one that was given is there.
    private func verdict(_ row: RewardRow, _ before: [String], _ office: Office) async throws -> [String] {
        let rewards = try await office.start(["rewards", "--json"], with: clock).end().rows
        let book = try await made(row.maker)
        var all = rewards.compactMap { reward -> String? in
            let (id, state) = (reward["id"]?.string ?? "", reward["state"]?.string ?? "")
            let count = book.count { $0.contains(id) } - before.count { $0.contains(id) }
            if count > 1 { return "\(id) was made \(count) times" }
            return (state == "given") == (count == 1) ? nil : "\(id) is \(state), and is \(count) times in the book"
        }
        let states = Dictionary(grouping: rewards.compactMap { $0["state"]?.string?.replacing("_", with: " ") }) { $0 }.mapValues(\.count)
        if states != row.then { all.append("states: \(states), not \(row.then)") }
        return all
    }
}

/// Offices whose two customers are due a coupon or a credit each.
enum RewardOffice {
    static func open<T: Sendable>(
        _ maker: RewardMaker, _ sandbox: SandboxProcess, _ body: (Office) async throws -> T
    ) async throws -> T {
        let vendor = sandbox.vendors[maker.rawValue]
        let terms = """

            commissions: [{id: standard, for: sale, pay: 10%, of: gross, hold: 0d}]
            rewards: [{id: welcome, for: sale, customer: [{\(maker): 10.00 USD}]}]
            """
        let secrets = ["KEY": vendor?["key"]?.string ?? "", "SECRET": vendor?["secret"]?.string ?? ""]
        return try await Office.open(terms: terms, secrets: secrets) { office in
            try office.write(try Repository.text("connectors/\(maker.rawValue).yaml"), to: "\(maker.rawValue).yaml")
            let url = vendor?["url"]?.string ?? ""
            let more = maker == .coupon ? ", secret: \"${env:SECRET}\", currency: USD" : ""
            let remote = "  maker: {connector: \(maker.rawValue), with: {url: \"\(url)\", key: \"${env:KEY}\"\(more)}}"
            try office.configure("  books: {connector: books", "\(remote)\n  books: {connector: books")
            try office.configure("payouts: {}", "payouts: {}\nrewards: {\(maker): maker}")
            if maker == .credit { try link(office) }
            try await fill(office)
            return try await body(office)
        }
    }

    /// Keeps customers in step with the provider, where they get an account.
    private static func link(_ office: Office) throws {
        try office.configure(
            "remotes: {books: {object: customer, on_delete: unlink}}",
            "remotes: {books: {object: customer, on_delete: unlink}, maker: {object: customer, create: true}}")
        let name = "      last_name: {policy: {owner: books}, books: name}\n"
        let email = "      email: {policy: {owner: books}, books: email"
        try office.configure(name + email, name + email + ", maker: email")
    }

    private static func fill(_ office: Office) async throws {
        let names = ["Dee", "Eve"]
        try office.put("partners", [["id": "1", "name": "Ann", "email": "ann@partner.example", "status": "approved"]])
        try office.put(
            "customers",
            names.enumerated().map { ["id": "\($0 + 1)", "name": $1, "email": "\($1.lowercased())@customer.example"] })
        try await office.sync()
        _ = try await office.link("Ann", coupon: "Ann")
        let at = "2026-01-05T10:00:00Z"
        try office.put(
            "deals",
            (1...names.count).map { number in
                [
                    "id": "\(number)", "order": "\(1000 + number)", "customer": "\(number)", "amount": "100.00", "currency": "USD",
                    "state": "won", "opened": at, "won": at, "paid": at, "coupon": "Ann", "changed": at,
                ]
            })
        try await office.sync()
        try await office.run("earn", "-q")
    }
}
