import Model

/// What all sides and the hub hold in the end.
struct Facts: Sendable {
    let entities: EntityIndex
    let conflicts: [JSON]
    let reviews: [JSON]
    let operations: [JSON]
    private let states: [Side: JSON]

    init(of play: ScenarioPlay) async throws {
        entities = try await play.entities()
        conflicts = try await play.trial.run("conflicts", "list", "--all", "--limit", "9999", "--json").rows
        reviews = try await play.reviews()
        operations = try await play.trial.run("plan", "--json").json?["operations"]?.array ?? []
        var states: [Side: JSON] = [:]
        for (side, sandbox) in play.hands.sandboxes { states[side] = try await sandbox.control(side.vendor, "state") }
        self.states = states
    }

    /// When each record was last changed.
    static func stamps(_ hands: Hands) async throws -> [String: String] {
        var stamps: [String: String] = [:]
        for (side, sandbox) in hands.sandboxes {
            let state = try await sandbox.control(side.vendor, "state")
            for (_, records) in (state["objects"] ?? state).object?.members ?? [] {
                for record in records.array ?? [] { stamps["\(side)/\(record["id"]?.string ?? "")"] = stamp(record) }
            }
        }
        return stamps
    }

    static func stamp(_ record: JSON) -> String? { record["updatedAt"]?.string ?? record["fields"]?["SystemModstamp"]?.string }

    /// A record as it stands, deleted or not.
    func record(_ side: Side, _ object: String, _ id: String) -> JSON? { records(side, object).first { $0["id"]?.string == id } }

    /// The records of an object, deleted ones too.
    func records(_ side: Side, _ object: String) -> [JSON] {
        let state = states[side]
        return (state?["objects"]?[object] ?? state?[object])?.array ?? []
    }
}

/// Compares a row with what came of it.
struct Verdict {
    let row: Row
    let facts: Facts

    private var kind: Kind { row.scenario.kind }
    private var entities: Set<String> { facts.entities.entities(of: row) }

    /// What is otherwise than the row says.
    func differences(_ play: ScenarioPlay) async throws -> [String] {
        var all = row.trouble
        for claim in row.scenario.then { all += try await differences(claim, play) }
        if !play.world.isOwn, row.exit != row.scenario.exit { all.append("exit: \(row.exit), not \(row.scenario.exit)") }
        let lost = facts.conflicts.filter { entities.contains($0["entity_id"]?.string ?? "") }
            .flatMap { $0["losers"]?.array ?? [] }.compactMap { $0["value"].map(Self.text) }.sorted()
        let losers = row.scenario.lost.map { row.filled($0, entity: nil) }.sorted()
        if lost != losers { all.append("lost: \(lost), not \(losers)") }
        let waits = facts.reviews.filter { facts.entities.concerns($0, row) }.map(Self.waiting).sorted()
        if waits != row.scenario.waits {
            let items = facts.reviews.filter { facts.entities.concerns($0, row) }.map(\.text)
            all.append("waits: \(waits), not \(row.scenario.waits): \(items)")
        }
        let isPending = row.scenario.then.contains { if case .pending = $0 { true } else { false } }
        let left = pending
        if !isPending, !left.isEmpty { all.append("left to do: \(left)") }
        return all
    }

    /// Operations of the row that a plan still has, without those of the hub alone.
    private var pending: [String] {
        facts.operations.filter { facts.entities.concerns($0, row) }
            .map { "\($0["remote"].map(Self.text) ?? "") \($0["kind"].map(Self.text) ?? "")" }.sorted()
    }

    /// What is otherwise than a claim says.
    func differences(_ claim: Claim, _ play: ScenarioPlay) async throws -> [String] {
        switch claim {
        case .shows(let side, let name, let fields): return compare(fields, values(side, name), "\(side).\(name)")
        case .holds(let fields):
            let id = facts.entities.first(of: row)
            return compare(fields, facts.entities.rows.first { $0["id"]?.string == id }?["fields"], "hub")
        case .gone(let side, let name): return isLive(side, name) ? ["\(side).\(name) is there"] : []
        case .stays(let side, let name): return isLive(side, name) ? [] : ["\(side).\(name) is gone"]
        case .count(let side, let number):
            let found = facts.records(side, kind.object(at: side)).filter { Self.isLive($0) && Self.values($0).text.contains(row.token) }
            return found.count == number ? [] : ["\(found.count) records at \(side), not \(number)"]
        case .entities(let number): return entities.count == number ? [] : ["\(entities.count) entities, not \(number): \(entities)"]
        case .past(let side, let name, let field, let values):
            let (past, values) = (past(side, name, field), values.map { row.filled($0, entity: nil) })
            return past == values ? [] : ["\(side).\(name).\(field) was \(past), not \(values)"]
        case .unwritten(let side, let name):
            let round = ScenarioPlay.rounds(row.scenario.when).count - 1
            guard let id = row.id(name, at: side), let record = record(side, name) else { return ["no \(side).\(name)"] }
            let isSame = play.stamps[round]["\(side)/\(id)"] == Facts.stamp(record)
            return isSame ? [] : ["\(side).\(name) was written: \(record.text)"]
        case .together(let names): return together(names)
        case .accepted(let field, let reason):
            guard let id = facts.entities.first(of: row) else { return ["no entity"] }
            let sides = try await play.trial.run("explain", id, field, "--json").json?["fields"]?[field]?["sides"]?.array ?? []
            let reasons = sides.compactMap { $0["accepted"].map(Self.text) }.filter { !$0.isEmpty }
            return reasons == [reason] ? [] : ["accepted \(field): \(reasons), not \(reason)"]
        case .pending(let wanted): return pending == wanted ? [] : ["left to do: \(pending), not \(wanted)"]
        case .check(let what, let body): return try await body(play) ? [] : ["not so: \(what)"]
        }
    }

    /// Names are written `crm.a`.
    private func together(_ names: [String]) -> [String] {
        let found = Set(
            names.map { name -> String in
                let parts = name.split(separator: ".").map(String.init)
                guard let side = Side(rawValue: parts[0]), let id = row.id(parts[1], at: side) else { return name }
                return facts.entities.entity(side, id) ?? "none"
            })
        return found.count == 1 && !found.contains("none") ? [] : ["not one entity: \(found)"]
    }

    private func compare(_ fields: [Field], _ values: JSON?, _ name: String) -> [String] {
        fields.compactMap { field in
            let (shown, wanted) = (values?[field.name].map(Self.text) ?? "", row.filled(field.value, entity: facts.entities.first(of: row)))
            return shown == wanted ? nil : "\(name).\(field.name) is \"\(shown)\", not \"\(wanted)\""
        }
    }

    private func record(_ side: Side, _ name: String) -> JSON? {
        let object = kind.object(at: side)
        if let id = row.id(name, at: side) { return facts.record(side, object, id) }
        // A record that entente made: the one of the row's entity.
        return facts.entities.first(of: row).flatMap { facts.entities.record(of: $0, at: side) }.flatMap { facts.record(side, object, $0) }
    }

    private func values(_ side: Side, _ name: String) -> JSON? { record(side, name).map(Self.values) }

    private func isLive(_ side: Side, _ name: String) -> Bool { record(side, name).map(Self.isLive) ?? false }

    private func past(_ side: Side, _ name: String, _ field: String) -> [String] {
        guard let record = record(side, name) else { return [] }
        if side != .crm { return (record["history"]?[field]?.array ?? []).reversed().map { Self.text($0["value"] ?? .null) } }
        let before = (record["history"]?.array ?? []).compactMap { $0["before"]?[field].map(Self.text) }
        return before + [Self.values(record)[field].map(Self.text) ?? ""]
    }

    private static func isLive(_ record: JSON) -> Bool { record["deleted"]?.bool != true && record["archived"]?.bool != true }

    private static func values(_ record: JSON) -> JSON { record["fields"] ?? record["properties"] ?? .null }

    private static func waiting(_ item: JSON) -> String {
        [item["kind"], item["field"]].compactMap { $0.map(text) }.joined(separator: " ")
    }

    /// A value as a row writes it.
    static func text(_ value: JSON) -> String {
        switch value {
        case .null: ""
        case .string(let text), .number(let text): text
        case .object(let money) where money["minor"] != nil:
            [money["amount"], money["currency"]].compactMap { $0?.string }.joined(separator: " ")
        default: value.text
        }
    }
}
