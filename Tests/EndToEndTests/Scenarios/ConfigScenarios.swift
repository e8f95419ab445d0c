import Foundation
import Model

/// What happens when the configuration changes, and when runs, hubs and plans meet (R25, R26, R30 to R34).
enum ConfigScenarios {
    private static let segment = "custom.segment: {type: text, policy: latest, crm: Segment__c, marketing: segment}"
    /// After it and a sync, no listing shows again what was written before.
    private static let anHour = Deed.act("an hour passes") { play in
        try await play.pass(3600)
        play.trial.environment["ENTENTE_CLOCK"] = "+1h"
    }

    static let rows: [Scenario] = [
        Scenario(
            "a remote becomes read-only with a write queued: it is never sent", "R2", .customer, in: .alone(),
            given: [.pair(["FirstName=Old"], ["firstname=Old"])],
            when: [
                .crm("FirstName=Queued"), .faults("http-503@hubspot:PATCH *=1.0"), .sync(5), .faults(""),
                .configure("    every: 5m", "    every: 5m\n    access: read_only"), .sync(0), .sync(0),
            ],
            then: [.marketing("firstname=Old"), .hub("first_name=Queued")]),
        Scenario(
            "a field newly mapped is first contact again: nothing is overwritten unseen", "R26", .partner,
            in: .alone(.open, records: 0, [("      \(segment)\n", "")]), given: [.pair(["Segment__c=Theirs"], ["segment=Ours"])],
            when: [
                .configure("      phone:  {policy", "      \(segment)\n      phone:  {policy"), .sync(3),
            ],
            then: [.crm("Segment__c=Theirs"), .marketing("segment=Ours"), .pending(["marketing update"])]),
        Scenario(
            "a field newly mapped: blanks are filled", "R30-fingerprint", .partner,
            in: .alone(.open, records: 0, [("      \(segment)\n", "")]),
            given: [.pair(["Segment__c=Theirs"])],
            when: [anHour, .sync(0), .configure("      phone:  {policy", "      \(segment)\n      phone:  {policy"), .sync(0)],
            then: [.crm("Segment__c=Theirs"), .marketing("segment=Theirs")]),
        Scenario(
            "a field no longer mapped flows no longer; mapped again it is first contact", "R30-fingerprint", .partner, in: .alone(),
            given: [.pair(["Segment__c=Old"], ["segment=Old"])],
            when: [
                .configure("      \(segment)\n", ""), .sync(0), .crm("Segment__c=New"), .sync(0), .held(.marketing("segment=Old")),
                .configure("      phone:  {policy", "      \(segment)\n      phone:  {policy"), .sync(3),
            ],
            then: [.crm("Segment__c=New"), .marketing("segment=Old"), .pending(["hub update", "marketing update"])]),
        Scenario(
            "a field mapped to another one: the new one is filled, the old one is left alone", "R5-changed", .partner, in: .alone(),
            given: [.pair(["Segment__c=Kept"], ["segment=Kept"])],
            when: [
                .configure(segment, segment.replacing("marketing: segment", with: "marketing: description")), .sync(0),
                .crm("Segment__c=New"),
            ],
            then: [.marketing("description=New", "segment=Kept")]),
        Scenario(
            "the configuration is edited while a run works: that run goes by what it read, and the next one sees that it must read anew",
            "R30-fingerprint", .partner, in: .alone(.open, records: 0, [("      \(segment)\n", "")]),
            given: [
                .pair(["Segment__c=Theirs"]), .new(.crm, "b", "Name=B #", "Website=b.#.example"),
                .new(.marketing, "b", "name=B #", "domain=b.#.example"),
            ],
            when: [
                anHour, .sync(0), .crm("Name=First #", of: "b"),
                .act("edited meanwhile") {
                    try await $0.editDuring(
                        "GET", "*/objects/deals", at: .marketing,
                        .configure("      phone:  {policy", "      \(segment)\n      phone:  {policy"))
                },
                .held(.marketing("segment=")), .held(.marketing("name=First #", of: "b")), .sync(0),
            ],
            then: [.crm("Segment__c=Theirs"), .marketing("segment=Theirs"), .marketing("name=First #", of: "b")]),
        Scenario(
            "two hubs on one CRM: neither takes the other's records", "R25-foreign", .customer, in: .alone(records: 0),
            given: [.new(.marketing, "a")],
            when: [.act("a second hub") { try await $0.secondHub() }],
            then: [.count(.crm, 1), .count(.marketing, 1), .entities(1)]),
        Scenario(
            "two runs at once: the second is turned away", "R34", .customer, in: .alone(),
            when: [
                .crm("FirstName=Once"), .act("two at once") { try await $0.twoRuns() },
            ],
            then: [.past(.marketing, "a", "firstname", ["Once"])]),
        Scenario(
            "a backup put back: nothing is made twice, and nobody's later edit is undone", "R29-restored", .customer,
            in: .alone(records: 0),
            given: [.pair(["FirstName=Old"], ["firstname=Old"])],
            when: [
                .act("a copy of the store") { try await $0.copyStore() }, .crm("FirstName=Later"),
                .act("a record more") { play in try await play.perform(.new(.crm, "b", "Email=b.#@scenario.example"), 0) }, .sync(0),
                .act("the copy put back") { try await $0.restoreStore() }, .sync(0), .marketing("lastname=After"),
            ],
            then: [
                .crm("FirstName=Later", "LastName=After"), .marketing("firstname=Later"), .count(.crm, 2), .count(.marketing, 2),
                .entities(2),
            ]),
        Scenario(
            "a plan writes nothing: what it showed is still to be done", "R31", .customer, in: .alone(),
            when: [.crm("FirstName=Planned"), .act("time") { try await $0.pass(120) }, .command(["plan"], 2), .held(.hub("first_name="))],
            then: [.marketing("firstname=Planned")]),
        Scenario(
            "a plan is carried out as it was shown: what came since waits", "R32", .customer, in: .alone(),
            given: [.pair(), .new(.crm, "b", "Email=b.#@scenario.example"), .new(.marketing, "b", "email=b.#@scenario.example")],
            when: [
                .crm("FirstName=Shown"), .act("time") { try await $0.pass(120) }, .command(["plan", "-o", "shown.plan"], 2),
                .crm("FirstName=Since", of: "b"), .act("time") { try await $0.pass(120) }, .command(["apply", "shown.plan"], 0),
                .act("only what was shown") { play in
                    let id = play.rows[0].id("b", at: .marketing) ?? ""
                    let shown = try await play.trial.sandbox.record("hubspot", "contacts", id)?["properties"]?["firstname"]
                    if shown?.string?.isEmpty == false { play.rows[0].trouble.append("sent though not shown") }
                },
            ],
            then: [.marketing("firstname=Shown"), .marketing("firstname=Since", of: "b")]),
        Scenario(
            "first contact: both sides differ, and nothing is overwritten before a person has seen it", "R26", .customer,
            in: .alone(meets: false), given: [.pair(["FirstName=Theirs"], ["firstname=Ours"])],
            when: [.sync(3)], then: [.crm("FirstName=Theirs"), .marketing("firstname=Ours"), .pending(["marketing update"])]),
    ]
}

extension ScenarioPlay {
    /// Another hub, with a name and a store of its own, over the same two systems.
    mutating func secondHub() async throws {
        let text = Program.text(trial.folder.appending(path: "config.yaml"))
        let other = text.replacing("instance: northwind ", with: "instance: southwind ").replacing(
            "store: entente.db", with: "store: other.db")
        try Data(other.utf8).write(to: trial.folder.appending(path: "other.yaml"))
        try await pass(120)
        let end = try await trial.run("sync", "--config", "other.yaml", "--json")
        expect(end, 3, 0)
    }

    /// A run that waits for an answer, and another beside it.
    mutating func twoRuns() async throws {
        try await pass(120)
        let calls = try await trial.sandbox.calls("salesforce")
        try await trial.sandbox.faults("slow@salesforce=1.0")
        let first = try trial.start(["sync"])
        while try await trial.sandbox.calls("salesforce") == calls, first.isRunning {}
        expect(try await trial.run("sync"), 75, 0)
        try await trial.sandbox.faults("")
        expect(await first.end(), 0, 0)
    }

    /// Keeps a copy of the store as a backup would.
    func copyStore() async throws { try copy("entente.db", to: "kept.db") }

    /// Puts the copy back in place of the store.
    func restoreStore() async throws { try copy("kept.db", to: "entente.db") }

    private func copy(_ name: String, to other: String) throws {
        for part in ["", "-wal", "-shm"] {
            let (from, into) = (trial.folder.appending(path: name + part), trial.folder.appending(path: other + part))
            try? FileManager.default.removeItem(at: into)
            if FileManager.default.fileExists(atPath: from.path) { try FileManager.default.copyItem(at: from, to: into) }
        }
    }
}
