import Foundation
import Model
import Testing

/// Three CRMs share one hub: what is changed at any of them is seen at the other two.
@Suite(.serialized) struct ThreeRemotesTests {
    /// An entity with its record at each remote.
    private struct Trio {
        let entity: String
        let records: [String: String]

        init?(_ row: JSON) {
            let live = (row["links"]?.array ?? []).filter { $0["state"]?.string == "live" }
            let pairs = live.compactMap { link in link["remote"]?.string.flatMap { remote in link["record"]?.string.map { (remote, $0) } } }
            records = Dictionary(pairs) { first, _ in first }
            guard let entity = row["id"]?.string, records.count == 3 else { return nil }
            self.entity = entity
        }
    }

    @Test func `first contact over three, then an edit at each is carried to the others, and all are in step`() async throws {
        try await Trial.open(records: 120, seed: 5) { trial in
            try configure(trial)
            let check = try await trial.run("check")
            #expect(check.code == 0, "\(check)")
            try await meet(trial)
            try await trial.expectInStep("after the first contact")

            let trios = try await trial.run("show", "customer", "--limit", "1000", "--json").rows.compactMap(Trio.init)
            try #require(trios.count >= 40)
            let (first, second, third) = (trios[0], trios[1], trios[2])
            let changes: [(Trio, String, String, String, JSON)] = [
                (first, "crm", "salesforce", "Contact", ["FirstName": "Anna"]),
                (second, "marketing", "hubspot", "contacts", ["firstname": "Berta"]),
                (third, "sales", "pipedrive", "persons", ["first_name": "Carla"]),
            ]
            for (trio, remote, vendor, object, fields) in changes {
                let values = (fields.object?.members ?? []).map { ($0.name, $0.value) }
                try await trial.sandbox.edit(vendor, object, trio.records[remote], values)
            }
            try await trial.sync(code: nil)
            for (trio, name) in [(first, "Anna"), (second, "Berta"), (third, "Carla")] {
                #expect(try await trial.hub("customer", trio.entity, "first_name")?.string == name)
                try await expect(name, at: trio, trial)
            }
            try await trial.expectInStep("after an edit at each")
            try await expectAgreement(trial)
        }
    }

    /// The configuration of the docs, which leads to the repository's manifests.
    private func configure(_ trial: Trial) throws {
        let connectors = Repository.root.appending(path: "connectors").path
        let text = try Repository.text("docs/three-crms.yaml").replacingOccurrences(
            of: "\nconnectors: connectors ", with: "\nconnectors: \(connectors) ")
        try Data(text.utf8).write(to: trial.folder.appending(path: "config.yaml"))
    }

    /// First contact to its end. Customers without an address cannot be made at Pipedrive, which keeps no key unique: they wait.
    private func meet(_ trial: Trial) async throws {
        let plan = try await trial.run("plan", "-o", "first.plan", "-q")
        #expect(plan.code == 2, "\(plan)")
        let apply = try await trial.run("apply", "first.plan", "--approve", "all", "--by", Trial.person, "-q")
        #expect([0, 3, 5].contains(apply.code), "\(apply)")
        for kind in ["partner", "customer", "deal"] {
            let trios = try await trial.run("show", kind, "--limit", "1000", "--json").rows.compactMap(Trio.init)
            #expect(trios.count >= 5, "\(kind)")
        }
    }

    private func expect(_ name: String, at trio: Trio, _ trial: Trial) async throws {
        let (crm, marketing, sales) = (trio.records["crm"] ?? "", trio.records["marketing"] ?? "", trio.records["sales"] ?? "")
        let contact = try await trial.sandbox.record("salesforce", "Contact", crm)
        #expect(contact?["fields"]?["FirstName"]?.string == name)
        let other = try await trial.sandbox.record("hubspot", "contacts", marketing)
        #expect(other?["properties"]?["firstname"]?.string == name)
        let person = try await trial.sandbox.record("pipedrive", "persons", sales)
        #expect(person?["fields"]?["first_name"]?.string == name)
    }

    private func expectAgreement(_ trial: Trial) async throws {
        let end = try await trial.run("reconcile", "--deep", "--json")
        for (kind, counts) in end.json?["entities"]?.object?.members ?? [] {
            #expect((counts["in_step"]?.integer ?? 0) > 0, "\(kind)")
            for state in ["drifted", "missing", "orphaned", "duplicated"] {
                #expect(counts[state]?.integer == 0, "\(kind) \(state): \(counts.text)")
            }
        }
    }
}
