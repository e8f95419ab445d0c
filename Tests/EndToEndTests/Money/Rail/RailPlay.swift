import Foundation
import Model
import Testing

/// Plays rows one after the other, against one sandbox of one provider. Each row has a hub of its own, copied from one in which
/// everything is earned and nothing planned.
struct RailPlay {
    enum Trouble: Error {
        case ended(String)
    }

    let provider: RailProvider
    let sandbox: SandboxProcess
    private let offices: [RailCrowd: Office]
    /// By how many seconds the sandbox's clock is ahead; the hub's goes with it.
    private var ahead = 0
    private var mutation: [String: String] = [:]
    /// What was otherwise than the row in play says.
    private var trouble: [String] = []

    /// What is otherwise than each row says, by its description; `without` names a guard that is taken out.
    static func play(_ rows: [RailRow], at provider: RailProvider, without rule: String? = nil) async throws -> [String: [String]] {
        let folder = try Repository.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let sandbox = try await SandboxProcess(folder: folder, records: 0, seed: 1, more: ["--only", provider.rawValue])
        let result: Result<[String: [String]], any Error>
        do {
            result = .success(
                try await RailOffice.open(provider, .plain, sandbox) { plain in
                    try await RailOffice.open(provider, .mixed, sandbox) { mixed in
                        var play = RailPlay(provider: provider, sandbox: sandbox, offices: [.plain: plain, .mixed: mixed])
                        if let rule { play.mutation = ["ENTENTE_MUTATE": rule] }
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

    private init(provider: RailProvider, sandbox: SandboxProcess, offices: [RailCrowd: Office]) {
        (self.provider, self.sandbox, self.offices) = (provider, sandbox, offices)
    }

    private var clock: [String: String] { mutation.merging(["ENTENTE_CLOCK": "+\(ahead)s"]) { $1 } }

    private mutating func play(_ row: RailRow) async throws -> [String] {
        trouble = []
        // No row sees what the provider paid for the one before.
        try await faults("")
        try await pass(hours: 4)
        guard let office = offices[row.crowd] else { throw Trouble.ended("no office for \(row.crowd)") }
        let sent = try await RailVerdict.payments(sandbox, provider).count
        let start = self
        let (differences, end) = try await office.copied { office -> ([String], RailPlay) in
            var play = start
            if row.isPlanned { for deed in [RailDeed.run(.plan, 3), .approve] { try await play.act(deed, office) } }
            for deed in row.when { try await play.act(deed, office) }
            try await play.faults("")
            var last: JSON = .null
            for _ in 0..<2 {
                _ = try await play.run(["payouts", "send", "-q"], office)
                try await play.pass(hours: 1)
                last = try await play.run(["payouts", "settle", "--json"], office).json ?? .null
            }
            let verdict = RailVerdict(row: row, settled: last, sentBefore: sent)
            let law = try await verdict.differences(play.sandbox) { try await play.run($0, office) }
            return (play.trouble + law, play)
        }
        ahead = end.ahead
        return differences
    }

    private mutating func act(_ deed: RailDeed, _ office: Office) async throws {
        switch deed {
        case .fault(let kind, let occasion): try await faults("\(kind)@\(provider.rawValue):\(provider.paying)=\(occasion)")
        case .faults(let text): try await faults(text)
        case .heal: try await faults("")
        case .run(let step, let code): expect(try await run(["payouts", step.rawValue, "-q"], office), code, "\(step)")
        case .die(let point, let step):
            let end = try await run(["payouts", step.rawValue, "-q"], office, ["ENTENTE_CRASH": "\(point.rawValue):1"])
            expect(end, -9, "\(step) until \(point)")
        case .mayDie(let point, let step):
            _ = try await run(["payouts", step.rawValue, "-q"], office, ["ENTENTE_CRASH": "\(point.rawValue):1"])
        case .approve: expect(try await run(["payouts", "approve", "--all", "--by", "ben@northwind.example", "-q"], office), 0, "approve")
        case .both(let more, let codes):
            let programs = try (0..<2).map { _ in try office.start(["payouts", "send", "-q"], with: clock.merging(more) { $1 }) }
            var ends: [Int] = []
            for program in programs { ends.append(await program.end().code) }
            if !ends.allSatisfy(codes.contains) { trouble.append("two processes ended with \(ends), not \(codes)") }
        case .pass(let hours): try await pass(hours: hours)
        case .takeBack(let name): try await takeBack(name, office)
        case .deny:
            let batch = try await sandbox.records("paypal", "payouts").last?["id"]?.string
            try await sandbox.edit("paypal", "payouts", batch, [("batch_status", "DENIED")])
        case .decide(let word, let code):
            // One request of PayPal's carries them all.
            let rows = try await run(["payouts", "list", "--json"], office).rows.filter { code == 1 || $0["state"] == "unknown" }
            for id in rows.compactMap({ $0["id"]?.string }).prefix(provider == .paypal ? 1 : rows.count) {
                expect(try await run(["payouts", word, id, "--by", Office.person, "-q"], office), code, "\(word) \(id)")
            }
        }
    }

    private func run(_ arguments: [String], _ office: Office, _ more: [String: String] = [:]) async throws -> Program.End {
        try await office.start(arguments, with: clock.merging(more) { $1 }).end()
    }

    private mutating func expect(_ end: Program.End, _ code: Int?, _ what: String) {
        if let code, end.code != code { trouble.append("\(what) should end with \(code): \(end)") }
    }

    private func faults(_ text: String) async throws { _ = try await sandbox.control(provider.rawValue, "faults", ["spec": .string(text)]) }

    private mutating func pass(hours: Int) async throws {
        _ = try await sandbox.control(provider.rawValue, "advance", ["seconds": .integer(hours * 3600)])
        ahead += hours * 3600
    }

    private func takeBack(_ name: String, _ office: Office) async throws {
        let id = try await run(["payouts", "list", "--json"], office).rows.first { $0["partner_name"]?.string == name }?["id"]?.string
        let shown = try await run(["payouts", "show", id ?? "", "--json"], office).json
        guard let request = shown?["shipments"]?[0]?["provider_id"]?.string else { throw Trouble.ended("\(name) was not paid") }
        try await sandbox.edit("stripe", "transfers", request)
    }
}
