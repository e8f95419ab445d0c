import Foundation
import Model
import Testing

/// Plays rows in one world: each on records of its own, all their edits made together, then one sync for all.
struct ScenarioPlay: Sendable {
    /// What came of it: by row's name what is otherwise than it says, and the same of the world as a whole.
    struct Outcome: Sendable {
        var rows: [String: [String]] = [:]
        var world: [String] = []
    }

    var trial: Trial
    let world: World
    let hands: Hands
    var rows: [Row]
    var trouble: [String] = []
    private var seen: Set<String> = []
    /// When each record was last changed, as it stood before each sync.
    private(set) var stamps: [[String: String]] = []

    /// Plays rows; with a rule taken out, if one is named.
    static func play(_ scenarios: [Scenario], in world: World, without rule: String? = nil) async throws -> Outcome {
        try await Stage.shared.play { try await open(scenarios, in: world, without: rule) }
    }

    private static func open(_ scenarios: [Scenario], in world: World, without rule: String?) async throws -> Outcome {
        try await Trial.open(records: world.records, seed: 3, more: world.sandbox) { trial in
            try await World.Guest.open(world, in: trial) { trial, guests in
                let own = [Side.crm: trial.sandbox, .marketing: trial.sandbox]
                let hands = try await Hands.open(at: own.merging(guests) { $1 })
                var play = ScenarioPlay(trial: trial, world: world, hands: hands, scenarios)
                let result: Result<Outcome, any Error>
                do { result = .success(try await play.run(without: rule)) } catch { result = .failure(error) }
                await hands.close()
                return try result.get()
            }
        }
    }

    private init(trial: Trial, world: World, hands: Hands, _ scenarios: [Scenario]) {
        self.trial = trial
        self.world = world
        self.hands = hands
        rows = scenarios.enumerated().map { Row($1, number: $0 + 1) }
    }

    private mutating func run(without rule: String?) async throws -> Outcome {
        try world.configure(trial)
        for index in rows.indices {
            for deed in rows[index].scenario.given { try await perform(deed, index) }
        }
        if let rule, !world.meets { mutate(rule) }
        if world.meets {
            try await trial.sandbox.advance(120)
            try await trial.meet()
            try await trial.sync(code: nil)
            seen = try await openReviews()
        }
        if let rule, world.meets { mutate(rule) }
        for round in 0..<(rows.map { Self.rounds($0.scenario.when).count }.max() ?? 0) { try await play(round: round) }
        _ = try await trial.sync(code: nil)
        let facts = try await Facts(of: self)
        var outcome = Outcome(world: trouble)
        for row in rows { outcome.rows[row.scenario.name] = try await Verdict(row: row, facts: facts).differences(self) }
        return outcome
    }

    private mutating func mutate(_ rule: String) { trial.environment["ENTENTE_MUTATE"] = rule }

    /// The deeds up to each sync.
    static func rounds(_ deeds: [Deed]) -> [[Deed]] {
        var rounds: [[Deed]] = [[]]
        for deed in deeds {
            rounds[rounds.count - 1].append(deed)
            if case .sync = deed { rounds.append([]) }
        }
        return rounds.last?.isEmpty == true ? rounds.dropLast() : rounds
    }

    /// One round: the deeds of all rows up to `later`, then time, then the rest, then a sync.
    private mutating func play(round: Int) async throws {
        let deeds = rows.map { row -> ArraySlice<Deed> in
            let rounds = Self.rounds(row.scenario.when)
            return round < rounds.count ? rounds[round][...] : []
        }
        var rests = deeds
        while rests.contains(where: { !$0.isEmpty }) {
            var isLater = false
            for index in rests.indices {
                while let deed = rests[index].popFirst() {
                    if case .later = deed {
                        isLater = true
                        break
                    }
                    if case .sync = deed { continue }
                    try await perform(deed, index)
                }
            }
            if isLater { try await pass(600) }
        }
        stamps.append(try await Facts.stamps(hands))
        var (code, more) = (world.isOwn ? rows[0].scenario.exit : nil, [String]())
        if world.isOwn, case .sync(let wanted, let arguments)? = deeds[0].last { (code, more) = (wanted, arguments) }
        try await sync(code, more)
    }

    /// Lets time pass at all vendors.
    func pass(_ seconds: Int) async throws {
        for sandbox in Dictionary(hands.sandboxes.map { ($0.value.address, $0.value) }, uniquingKeysWith: { $1 }).values {
            try await sandbox.advance(seconds)
        }
    }

    /// One sync for all rows: what it raised about each, and that its exit code says so.
    mutating func sync(_ code: Int?, _ more: [String] = []) async throws {
        try await pass(120)
        let end = try await trial.start(["sync", "--json"] + more).end()
        if world.isOwn {
            rows[0].exit = end.code
            if let code, end.code != code { rows[0].trouble.append("sync ends \(end.code), not \(code): \(end)") }
            return
        }
        let (index, items) = try await (entities(), reviews())
        var worst = 0
        for item in items where !seen.contains(item["id"]?.string ?? "") {
            let told = item["kind"] == "failed" ? 5 : 3
            worst = max(worst, told)
            for row in rows.indices where index.concerns(item, rows[row]) { rows[row].exit = max(rows[row].exit, told) }
        }
        seen.formUnion(items.compactMap { $0["id"]?.string })
        if end.code != worst { trouble.append("sync ends \(end.code), and its rows are worth \(worst): \(end)") }
    }

    private func openReviews() async throws -> Set<String> { Set(try await reviews().compactMap { $0["id"]?.string }) }

    /// What waits for a person.
    func reviews() async throws -> [JSON] { try await trial.run("review", "list", "--limit", "9999", "--json").rows }

    /// The hub's entities of the rows' kinds, with their links.
    func entities() async throws -> EntityIndex {
        var all: [JSON] = []
        for kind in Set(rows.map(\.scenario.kind.rawValue)) {
            for row in try await trial.run("show", kind, "--limit", "9999", "--json").rows { all.append(try await linked(row, kind)) }
        }
        return EntityIndex(all)
    }

    private func linked(_ row: JSON, _ kind: String) async throws -> JSON {
        guard row["links"]?.array?.isEmpty != false, let id = row["id"]?.string else { return row }
        return try await trial.run("show", kind, id, "--json").json ?? row
    }
}

/// Entities by the records that they are linked to.
struct EntityIndex: Sendable {
    let rows: [JSON]
    private let byRecord: [String: String]

    init(_ rows: [JSON]) {
        self.rows = rows
        var byRecord: [String: String] = [:]
        for row in rows {
            for link in row["links"]?.array ?? [] {
                guard let remote = link["remote"]?.string, let record = link["record"]?.string, let id = row["id"]?.string else { continue }
                if byRecord["\(remote)/\(record)"] == nil || link["state"] == "live" { byRecord["\(remote)/\(record)"] = id }
            }
        }
        self.byRecord = byRecord
    }

    /// The entity that a record is linked to.
    func entity(_ side: Side, _ record: String) -> String? { byRecord["\(side)/\(record)"] }

    /// The live record of an entity at a side.
    func record(of entity: String, at side: Side) -> String? {
        let links = rows.first { $0["id"]?.string == entity }?["links"]?.array ?? []
        return links.last { $0["remote"]?.string == side.rawValue && $0["state"] == "live" }?["record"]?.string
    }

    /// The entities of a row.
    func entities(of row: Row) -> Set<String> {
        Set(row.records.flatMap { side, ids in ids.values.compactMap { entity(side, $0) } } + (row.made.map { [$0] } ?? []))
    }

    /// The entity of the row's first record.
    func first(of row: Row) -> String? {
        if let made = row.made { return made }
        for side in Side.allCases {
            if let id = row.id("a", at: side), let entity = entity(side, id) { return entity }
        }
        return entities(of: row).sorted().first
    }

    /// True if what the hub says is about a record or an entity of the row.
    func concerns(_ item: JSON, _ row: Row) -> Bool {
        if let entity = item["entity_id"]?.string ?? item["entity"]?.string, entities(of: row).contains(entity) { return true }
        guard let remote = item["remote"]?.string, let record = item["record"]?.string else { return false }
        return row.keys.contains("\(remote)/\(record)")
    }
}
