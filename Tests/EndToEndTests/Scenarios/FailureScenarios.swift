import Model

/// What fails on the way or at a vendor, and what time does to listings (R10 to R19, R27 to R29, R35).
enum FailureScenarios {
    private static let two: [Deed] = [
        .pair(), .new(.crm, "b", "Email=b.#@scenario.example"), .new(.marketing, "b", "email=b.#@scenario.example"),
    ]

    static let rows: [Scenario] = [
        Scenario(
            "one row of a batch is locked: the other is written, and it is tried again", "R2", .customer, in: .alone(), given: two,
            when: [
                .marketing("firstname=One"), .marketing("firstname=Two", of: "b"),
                .faults("partial-batch@salesforce:PATCH */composite/sobjects=#1"), .sync(5), .faults(""),
            ],
            then: [.crm("FirstName=One"), .crm("FirstName=Two", of: "b")]),
        Scenario(
            "results in another order, and one missing: each is told apart, the missing one is unknown", "R16", .customer, in: .alone(),
            given: two,
            when: [
                .marketing("firstname=One"), .marketing("firstname=Two", of: "b"), .crm("LastName=Uno"), .crm("LastName=Due", of: "b"),
                .faults("results-missing@salesforce:PATCH */composite/sobjects=#1 results-reordered@hubspot:POST *batch/update=#1"),
                .sync(5), .faults(""),
            ],
            then: [
                .crm("FirstName=One"), .crm("FirstName=Two", of: "b"), .marketing("lastname=Uno"), .marketing("lastname=Due", of: "b"),
            ]),
        Scenario(
            "the answer to a create is lost: it is looked up, not made again", "R12", .customer, in: .alone(), given: [],
            when: [
                .new(.marketing, "a", "firstname=Once"),
                .faults("response-lost@salesforce:PATCH *=#1 response-lost@salesforce:POST /services/data/*/composite/sobjects=#1"),
                .sync(5), .faults(""),
            ],
            then: [.count(.crm, 1), .crm("FirstName=Once"), .entities(1)]),
        Scenario(
            "the answer to an update is lost: it is read before anything is done again", "R11", .customer, in: .alone(),
            when: [
                .marketing("firstname=Once"), .faults("response-lost@salesforce:PATCH *=#1"), .sync(5), .faults(""),
            ],
            then: [.past(.crm, "a", "FirstName", ["", "Once"])]),
        Scenario(
            "killed after the request left: the next run settles it", "R10", .customer, in: .alone(), given: [],
            when: [
                .new(.marketing, "a", "firstname=Once"), .act("a run that dies") { try await $0.die(at: .answered) },
            ],
            then: [.count(.crm, 1), .crm("FirstName=Once"), .entities(1)]),
        Scenario(
            "a refused row is not sent again as it is", "R17", .partner, in: .alone(.values), given: [.pair(["Status__c=Active"])],
            when: [
                .hub("status=banned"), .sync(5),
                .act("two syncs more") { play in
                    let calls = try await play.trial.sandbox.calls("salesforce")
                    for _ in 1...2 { try await play.sync(nil) }
                    let log = try await play.trial.sandbox.log("salesforce", after: calls)
                    if log.contains(where: { $0["method"] == "PATCH" }) { play.rows[0].trouble.append("sent again") }
                },
            ],
            then: [.crm("Status__c=Active"), .hub("status=banned")], waits: ["failed Status__c"]),
        Scenario(
            "a person types between the reading and the write: both are kept in mind", "R13", .customer, in: .alone(),
            given: [.pair(["FirstName=Old"], ["firstname=Old"])],
            when: [
                .marketing("firstname=Theirs"),
                .act("typed after the pull") { try await $0.editDuring("GET", "*/objects/deals", at: .marketing, .crm("FirstName=Hers")) },
            ],
            then: [.crm("FirstName=Hers"), .marketing("firstname=Hers")], lost: ["Theirs"]),
        Scenario(
            "a person types between the last look and a guarded write: the vendor refuses it", "R14", .partner, in: .alone(.guarded),
            given: [
                .pair(["Segment__c=Old"], ["segment=Old"]), .new(.crm, "b", "Name=B #", "Website=b.#.example", "Segment__c=Old"),
                .new(.marketing, "b", "name=B #", "domain=b.#.example", "segment=Old"),
            ],
            when: [
                .marketing("segment=Theirs"), .marketing("segment=Theirs", of: "b"),
                .act("typed after the look") {
                    try await $0.editDuring("POST", "*/composite/sobjects/Account", at: .crm, .crm("Segment__c=Hers"))
                },
            ],
            then: [
                .crm("Segment__c=Hers"), .marketing("segment=Hers"), .crm("Segment__c=Theirs", of: "b"),
                .marketing("segment=Theirs", of: "b"),
            ], lost: ["Theirs"]),
        Scenario(
            "one remote cannot be read: nothing is written there, the other goes on, its changes come later", "R35", .customer,
            in: .alone(), given: [.pair(["FirstName=Old"], ["firstname=Old"])],
            when: [
                .crm("FirstName=Left"), .marketing("lastname=Right"), .faults("scope-removed@hubspot:POST */contacts/search=1.0"), .sync(5),
                .held(.marketing("firstname=Old")), .faults(""),
            ],
            then: [.marketing("firstname=Left"), .crm("LastName=Right")]),
        Scenario(
            "committed late, under an old stamp: found all the same", "R27-overlap", .customer,
            when: [.edit(.crm, "a", [Field("FirstName=Late")], late: 300), .sync(), .later],
            then: [.marketing("firstname=Late")]),
        Scenario(
            "a search index that lags behind: found all the same", "R27", .customer, in: .alone(),
            when: [
                .act("a sync in the same moment") { play in
                    try await play.perform(.marketing("firstname=Fresh"), 0)
                    _ = try await play.trial.run("sync")
                }
            ],
            then: [.crm("FirstName=Fresh")]),
        Scenario(
            "a page shifts while it is read: nothing is passed over", "R27-overlap", .customer, in: .alone(records: 420),
            when: [
                .act("a page that shifts") { try await $0.shiftPage() }
            ],
            then: [
                .check("all that changed at marketing is at crm") { play in
                    let shown = try await play.trial.sandbox.records("hubspot", "contacts").count {
                        $0["properties"]?["jobtitle"] == "Moved"
                    }
                    let followed = try await play.trial.sandbox.records("salesforce", "Contact").count { $0["fields"]?["Title"] == "Moved" }
                    return shown > 200 && shown == followed
                }
            ]),
        Scenario(
            "more than 10,000 records share one instant: all are read", "R28", .customer, in: .alone(.readers, records: 0),
            when: [
                .act("an import") { play in
                    try await play.hands.copies(
                        10_050, of: "contacts", [Field("email=import.%@scenario.example"), Field("lastname=Import")])
                }
            ],
            then: [
                .check("all are in the hub") { play in
                    try await play.trial.run("show", "customer", "--limit", "20000", "--json").rows.count == 10_051
                }
            ]),
        Scenario(
            "away for longer than the vendor remembers: a full reading finds what was deleted", "R29-audit", .customer,
            in: .alone(.deletions),
            given: [.new(.crm, "a")],
            when: [
                .act("three weeks pass") { play in
                    try await play.perform(.delete(.crm, "a"), 0)
                    try await play.pass(21 * 86_400)
                    play.trial.environment["ENTENTE_CLOCK"] = "+504h"
                }
            ],
            then: [.count(.marketing, 0), .count(.crm, 0)]),
        Scenario(
            "an empty listing is not believed: a brake, and nothing is deleted", "R33-listing", .customer, in: .alone(.deletions),
            given: [.new(.crm, "a")],
            when: [.faults("empty-list@salesforce=1.0"), .sync(4, ["--full"]), .faults("")],
            then: [.count(.marketing, 1), .stays(.crm, "a")]),
        Scenario(
            "the permission is lost: what cannot be read is not deleted", "R20-canary", .customer, in: .alone(.deletions, records: 0),
            given: [
                .new(.crm, "a"), .new(.crm, "b", "Email=b.#@scenario.example"), .new(.crm, "c", "Email=c.#@scenario.example"),
                .new(.crm, "d", "Email=d.#@scenario.example"),
            ],
            when: [
                .faults("row-hidden@salesforce:GET */query=1.0 permission-lost@salesforce:GET */sobjects/*=1.0"), .sync(0, ["--full"]),
                .faults(""),
            ],
            then: [.count(.marketing, 4), .count(.crm, 4)]),
    ]
}

extension ScenarioPlay {
    /// A sync that is killed at a point.
    mutating func die(at point: CrashPoint) async throws {
        try await pass(120)
        let end = try await trial.run("sync", with: ["ENTENTE_CRASH": "\(point.rawValue):1"])
        expect(end, -9, 0)
        let status = try await trial.run("status", "--json").json
        if status?["unsettled"] != 1 { rows[0].trouble.append("the hub knows nothing of the request: \(status?.text ?? "")") }
    }

    /// A sync during which a person makes an edit, while the first call of a kind waits for its answer.
    mutating func editDuring(_ method: String, _ path: String, at side: Side, _ deed: Deed) async throws {
        try await pass(120)
        let before = try await trial.sandbox.calls(side.vendor)
        try await trial.sandbox.faults("slow@\(side.vendor):\(method) \(path)=#1")
        let run = try trial.start(["sync"])
        while try await !trial.sandbox.log(side.vendor, after: before).contains(where: { $0["fault"] == "slow" }), run.isRunning {}
        try await perform(deed, 0)
        _ = await run.end()
        try await trial.sandbox.faults("")
    }

    /// More changes than a page holds; before the second page is read, a record of the first leaves it.
    mutating func shiftPage() async throws {
        let contacts = try await trial.sandbox.records("hubspot", "contacts").compactMap { $0["id"]?.string }
        try await hands.sweep("contacts", contacts.dropLast(3), at: .marketing) { _ in [Field("jobtitle=Moved")] }
        try await trial.sandbox.faults("page-skip@hubspot:POST */objects/contacts/search=#2")
        try await sync(nil)
        try await trial.sandbox.faults("")
    }
}
