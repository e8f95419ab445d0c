import Foundation
import Model

extension ScenarioPlay {
    /// Carries out one deed of a row.
    mutating func perform(_ deed: Deed, _ index: Int) async throws {
        switch deed {
        case .both(let crm, let marketing, let events):
            let sides: [(Side, [String]?)] = [(.crm, crm), (.marketing, marketing), (.events, events)]
            for (side, texts) in sides {
                if let texts { try await make(side, "a", texts.map(Field.init), index) }
            }
        case .make(let side, let name, let fields): try await make(side, name, fields, index)
        case .edit(let side, let name, let fields, let late):
            try await hands.edit(
                object(index, side), await record(index, name, side), at: side, try await filled(fields, index), late: late)
        case .delete(let side, let name): try await hands.delete(object(index, side), try await record(index, name, side), at: side)
        case .undelete(let side, let name): try await hands.undelete(object(index, side), await record(index, name, side), at: side)
        case .merge(let side, let name, let into):
            let left = try await hands.merge(
                object(index, side), await record(index, name, side), into: await record(index, into, side), at: side)
            rows[index].records[side]?[into] = left
        case .setting(let fields): try await set(fields, index)
        case .addition(let fields):
            let texts = try await filled(fields, index).map { "\($0.name)=\($0.value)" }
            let end = try await trial.start(["add", kind(index)] + texts + ["--by", Trial.person, "--json"]).end()
            rows[index].made = end.json?["id"]?.string
            expect(end, 0, index)
        case .resolve(let field, let take): try await resolve(field, take, index)
        case .accept(let kind): try await decide("accept", kind, index)
        case .reject(let kind): try await decide("reject", kind, index)
        case .later, .sync: break
        case .faults(let specification): try await trial.sandbox.faults(specification)
        case .configure(let old, let new): try trial.configure(old, new)
        case .agentClock(let shift): trial.environment["ENTENTE_CLOCK"] = shift
        case .command(let arguments, let code):
            let texts = try await arguments.asyncMap { try await filled($0, index) }
            expect(try await trial.start(texts).end(), code, index)
        case .approve(let code): try await approve(code, index)
        case .held(let claim):
            let found = try await Verdict(row: rows[index], facts: Facts(of: self)).differences(claim, self)
            rows[index].trouble += found.map { "at that moment \($0)" }
        case .act(_, let body): try await body(&self)
        }
    }

    private func kind(_ index: Int) -> String { rows[index].scenario.kind.rawValue }

    private func object(_ index: Int, _ side: Side) -> String { rows[index].scenario.kind.object(at: side) }

    /// A record of the row by name; one that nobody named is the one that entente made for the row's entity.
    private func record(_ index: Int, _ name: String, _ side: Side) async throws -> String {
        if let id = rows[index].id(name, at: side) { return id }
        let known = try await entities()
        guard let id = known.first(of: rows[index]).flatMap({ known.record(of: $0, at: side) }) else {
            throw Missing(what: "record \(name) at \(side)", row: rows[index].scenario.name)
        }
        return id
    }

    private mutating func make(_ side: Side, _ name: String, _ fields: [Field], _ index: Int) async throws {
        let all = try await filled(rows[index].record(at: side, with: fields), index)
        let id = try await hands.make(object(index, side), at: side, all)
        rows[index].records[side, default: [:]][name] = id
    }

    private func filled(_ fields: [Field], _ index: Int) async throws -> [Field] {
        try await fields.asyncMap { Field("\($0.name)=\(try await filled($0.value, index))") }
    }

    /// The row's own texts filled in; the hub is asked only where its id is named.
    private func filled(_ text: String, _ index: Int) async throws -> String {
        let entity = text.contains("{hub}") ? try await entities().first(of: rows[index]) : nil
        return rows[index].filled(text, entity: entity)
    }

    private mutating func set(_ fields: [Field], _ index: Int) async throws {
        guard let entity = try await entities().first(of: rows[index]) else {
            throw Missing(what: "entity", row: rows[index].scenario.name)
        }
        let texts = try await filled(fields, index).map { "\($0.name)=\($0.value)" }
        expect(try await trial.start(["set", kind(index), entity] + texts + ["--by", Trial.person]).end(), 0, index)
    }

    private mutating func resolve(_ field: String, _ take: String, _ index: Int) async throws {
        let known = try await entities()
        let open = try await trial.run("conflicts", "--limit", "9999", "--json").rows
        let mine = open.first { known.concerns($0, rows[index]) && $0["field"]?.string == field }
        guard let id = mine?["id"]?.string else {
            rows[index].trouble.append("no open conflict of \(field): \(open)")
            return
        }
        expect(
            try await trial.run("conflicts", "resolve", id, "--take", rows[index].filled(take, entity: nil), "--by", Trial.person), 0, index
        )
    }

    private mutating func decide(_ verb: String, _ kind: String, _ index: Int) async throws {
        let known = try await entities()
        let open = try await reviews().filter { known.concerns($0, rows[index]) }
        guard let item = open.first(where: { $0["kind"]?.string == kind }), let id = item["id"]?.string else {
            rows[index].trouble.append("nothing of kind \(kind) waits: \(open)")
            return
        }
        expect(try await trial.run("review", verb, id, "--by", Trial.person), 0, index)
    }

    /// A person approves the plan that the last sync saved.
    private mutating func approve(_ code: Int, _ index: Int) async throws {
        let plans = trial.folder.appending(path: "plans")
        let saved = ((try? FileManager.default.contentsOfDirectory(atPath: plans.path)) ?? []).filter { $0.hasSuffix(".plan") }.sorted()
        guard let last = saved.last else {
            rows[index].trouble.append("no plan was saved")
            return
        }
        let end = try await trial.run("apply", "plans/\(last)", "--approve", "all", "--by", Trial.person, "--json")
        expect(end, code, index)
    }

    mutating func expect(_ end: Program.End, _ code: Int, _ index: Int) {
        if end.code != code { rows[index].trouble.append("a command ends \(end.code), not \(code): \(end)") }
    }

    /// What a row speaks of and nobody made.
    struct Missing: Error {
        let what: String
        let row: String
    }
}

extension Sequence where Element: Sendable {
    /// Maps in order, one after the other.
    func asyncMap<T>(_ transform: (Element) async throws -> T) async throws -> [T] {
        var all: [T] = []
        for element in self { all.append(try await transform(element)) }
        return all
    }
}
