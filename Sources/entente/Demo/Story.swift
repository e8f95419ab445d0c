import Agent
import Foundation
import Model
import Reconciliation
import Sandbox
import Storage

/// The first half of the demo, how sides are kept in step: each step is done for real and said in one line.
struct Story: Sendable {
    let stage: DemoStage
    let services: Services

    func tell() async throws {
        try await meet()
        try await work()
        try await quarrel()
        try await holdBack()
        try await survive()
        try await prove()
    }

    private func say(_ text: String) {
        Console.say(text)
    }

    /// First contact: check, plan, apply, and a plan that finds nothing to do.
    private func meet() async throws {
        let findings = await CheckRun(services: services).run()
        let bad = findings.filter { $0.severity == .error }
        say("check      \(findings.count - bad.count) of \(findings.count) in order: credentials, every mapped field, clocks, store")
        let path = stage.place.folder + "/first.plan"
        let plan = try await PlanRun(services: services).run(saveTo: path)
        say("plan       \(counts(plan.summary)); nothing was written")
        for brake in plan.sync.brakes.prefix(3) {
            say("           brake \(brake.name): \(brake.found) where \(brake.allowed) are allowed")
        }
        let approve = plan.sync.brakes.isEmpty ? [] : ["all"]
        let file = try PlanFile.read(path)
        let apply = try ApplyRun(services: services, file: file, path: path, approve: approve, by: "ana@northwind.example")
        let report = try await apply.run()
        say("apply      by ana@northwind.example: \(writes(report))")
        let again = try await PlanRun(services: services).run()
        say("plan       \(again.operations.count) operations left, \(again.sync.waiting) wait for a person")
    }

    /// Different fields edited on both sides flow both ways.
    private func work() async throws {
        guard let pair = try linkedCustomers(1).first else { return say("edit       no customer is linked on both sides") }
        try stage.edit("salesforce", PersonEdit(.update, object: "Contact", id: pair.crm, fields: JSONObject([("FirstName", "Ada")])))
        let lovelace = JSONObject([("lastname", "Lovelace")])
        try stage.edit("hubspot", PersonEdit(.update, object: "contacts", id: pair.marketing, fields: lovelace))
        stage.wait(.seconds(120))
        let report = try await sync()
        let entity = try Show(services: services).entity(pair.entity).entity
        let name = "\(entity.values["first_name"]?.display ?? "") \(entity.values["last_name"]?.display ?? "")"
        say("edit       first name changed at crm, last name at marketing: both sides and the hub now say \(name) (\(writes(report)))")
    }

    /// The same field edited on both sides: the policy decides, and the loser is kept.
    private func quarrel() async throws {
        guard let pair = try linkedCustomers(2).last else { return }
        try stage.edit("salesforce", PersonEdit(.update, object: "Contact", id: pair.crm, fields: JSONObject([("LastName", "Hopper")])))
        let typo = JSONObject([("lastname", "Hoppper")])
        try stage.edit("hubspot", PersonEdit(.update, object: "contacts", id: pair.marketing, fields: typo))
        stage.wait(.seconds(120))
        let report = try await sync()
        say("conflict   last name changed on both sides: \(report.conflicts) decided by policy prefer [crm, marketing]")
        let proof = try Explain(services: services).entity(pair.entity, field: "last_name")
        for line in ExplainWords.lines(proof, on: screen).filter({ $0.contains("lost:") || $0.contains("from ") }).prefix(2) {
            say("explain  \(line)")
        }
    }

    /// A mass deletion trips a brake: nothing is carried over.
    private func holdBack() async throws {
        let pairs = try linkedCustomers(40).suffix(20)
        for pair in pairs { try stage.edit("hubspot", PersonEdit(.archive, object: "contacts", id: pair.marketing)) }
        stage.wait(.seconds(120))
        let report = try await sync()
        for brake in report.brakes {
            let exit = report.exitCode.rawValue
            say("deletion   \(pairs.count) contacts vanished at marketing: brake \(brake.name) holds them back, exit \(exit)")
        }
        for pair in pairs { try stage.edit("hubspot", PersonEdit(.undelete, object: "contacts", id: pair.marketing)) }
        stage.wait(.seconds(120))
        let after = try await sync()
        let end = after.brakes.isEmpty ? "the brake is off" : "still held"
        say("           it was a mistake, and undone at marketing: \(end), nothing was lost")
    }

    /// An answer that never comes: the outcome is unknown, found out, and nothing is made twice.
    private func survive() async throws {
        let before = stage.setup.salesforce.map { recordCount($0.state(), "Account") } ?? 0
        try stage.setup.faults.replace(with: "response-lost@salesforce:PATCH *=#1")
        let made = try HubEdit(services: services).add(
            .partner, [("name", "Blackfriars Ltd"), ("domain", "blackfriars.example"), ("tier", "gold")], by: "ana@northwind.example")
        let lost = try await sync()
        try stage.setup.faults.replace(with: "")
        let unknown = lost.remotes["crm"]?.unknown ?? 0
        say("lost       a new partner was sent and the answer lost: \(unknown) unknown, exit \(lost.exitCode.rawValue)")
        _ = try await sync()
        let after = stage.setup.salesforce.map { recordCount($0.state(), "Account") } ?? 0
        let links = try Show(services: services).entity(made.id).links.count
        say("settle     looked up by its key: \(after - before) account made, \(links) link, none twice")
    }

    /// Reconciliation proves that all sides agree.
    private func prove() async throws {
        _ = try await sync()
        let report = try await ReconcileRun(services: services, isDeep: true).run()
        for line in ReconcileWords.lines(report, on: screen).prefix(7) { say("           \(line)") }
        let problems = try Verify(services: services).run()
        say("reconcile  exit \(report.exitCode.rawValue); verify: \(problems.isEmpty ? "the hub is sound" : "\(problems.count) problems")")
    }

    private var screen: Screen { Console(json: false).screen(of: services) }

    /// A sync of its own, as a timer would start it: what the one before learnt of the vendors' clocks is old, since the stage moves them.
    private func sync() async throws -> SyncReport {
        try await Wiring.withServices(stage.options, environment: stage.environment) { (services) async throws(RunError) in
            try await RunJournal(services: services).sync("sync") { (run) async throws(RunError) in
                try await SyncRun(services: services, run: run).run()
            }
        }
    }

    private struct Pair {
        let entity: EntityID
        let crm: String
        let marketing: String
    }

    /// Customers that both sides hold.
    private func linkedCustomers(_ count: Int) throws -> [Pair] {
        let show = Show(services: services)
        var pairs: [Pair] = []
        for view in try show.rows(.customer, where: "email is not null", limit: 200) where pairs.count < count {
            let links = view.links.filter { $0.state == .live }
            let crm = links.first { $0.key.remote == "crm" }
            let marketing = links.first { $0.key.remote == "marketing" }
            if let crm, let marketing {
                pairs.append(Pair(entity: view.entity.id, crm: crm.key.id, marketing: marketing.key.id))
            }
        }
        return pairs
    }

    private func recordCount(_ state: JSON, _ object: String) -> Int {
        state["objects"]?[object]?.array?.count ?? 0
    }

    private func counts(_ summary: [String: [String: [String: Int]]]) -> String {
        summary.sorted { $0.key < $1.key }.map { remote, objects in
            let kinds = objects.values.reduce(into: [String: Int]()) { all, kinds in all.merge(kinds, uniquingKeysWith: +) }
            return "\(remote) " + kinds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        }.joined(separator: "; ")
    }

    private func writes(_ report: SyncReport) -> String {
        report.remotes.sorted { $0.key < $1.key }.map { name, part in
            "\(name) \(part.created) created, \(part.updated) updated\(part.failed > 0 ? ", \(part.failed) refused" : "")"
        }.joined(separator: "; ")
    }
}
