import Model

/// Each brake: nothing is written there until a person lets the saved plan through (R33).
enum BrakeScenarios {
    private static let three: [Deed] = [
        .pair(), .new(.crm, "b", "Email=b.#@scenario.example"), .new(.marketing, "b", "email=b.#@scenario.example"),
        .new(.crm, "c", "Email=c.#@scenario.example"), .new(.marketing, "c", "email=c.#@scenario.example"),
    ]

    /// All brakes open but one.
    private static func only(_ brake: String, _ limit: String, in world: World = .open, records: Int? = nil) -> World {
        .alone(world, records: records, [("\(brake): {count: 9999}", "\(brake): \(limit)")])
    }

    static let rows: [Scenario] = [
        Scenario(
            "brake deletes", "R33-deletes", .customer, in: only("deletes", "{count: 1}", in: .deletions),
            given: [.new(.crm, "a"), .new(.crm, "b", "Email=b.#@scenario.example")],
            when: [.delete(.crm, "a"), .delete(.crm, "b"), .sync(4), .held(.count(.marketing, 2)), .approve()],
            then: [.count(.marketing, 0)]),
        Scenario(
            "brake creates", "R33-creates", .customer, in: only("creates", "{count: 1, share: 1%}"), given: [],
            when: [
                .new(.crm, "a"), .new(.crm, "b", "Email=b.#@scenario.example"), .sync(4), .held(.count(.marketing, 0)), .approve(),
            ],
            then: [.count(.marketing, 2)]),
        Scenario(
            "brake updates", "R33-updates", .customer, in: only("updates", "{count: 2, share: 1%}"), given: three,
            when: [
                .crm("FirstName=One"), .crm("FirstName=Two", of: "b"), .crm("FirstName=Three", of: "c"), .sync(4),
                .held(.marketing("firstname=")), .approve(),
            ],
            then: [.marketing("firstname=One"), .marketing("firstname=Three", of: "c")]),
        Scenario(
            "brake same_value", "R33-same_value", .customer, in: only("same_value", "{count: 2, share: 1%}"), given: three,
            when: [
                .crm("FirstName=Same"), .crm("FirstName=Same", of: "b"), .crm("FirstName=Same", of: "c"), .sync(4),
                .held(.marketing("firstname=")), .approve(),
            ],
            then: [.marketing("firstname=Same"), .marketing("firstname=Same", of: "c")]),
        Scenario(
            "brake blanks", "R33-blanks", .customer, in: only("blanks", "{count: 0}"),
            given: [.pair(["FirstName=Ada"], ["firstname=Ada"])],
            when: [.crm("FirstName="), .sync(4), .held(.marketing("firstname=Ada")), .approve()], then: [.marketing("firstname=")]),
        Scenario(
            "brake conflicts", "R33-conflicts", .customer, in: only("conflicts", "{count: 0, share: 1%}"),
            given: [.pair(["FirstName=Ada"], ["firstname=Ada"])],
            when: [.crm("FirstName=Hers"), .marketing("firstname=Theirs"), .sync(4), .held(.marketing("firstname=Theirs")), .approve()],
            then: [.marketing("firstname=Hers")], lost: ["Theirs"]),
        Scenario(
            "brake listing", "R33-listing", .customer, in: .alone(), given: [.pair()],
            when: [
                .faults("empty-list@hubspot=1.0"), .crm("FirstName=Ada"), .sync(4, ["--full"]), .held(.marketing("firstname=")),
                .faults(""),
            ],
            then: [.marketing("firstname=Ada")]),
        Scenario(
            "brake all_changed", "R33-all_changed", .customer, in: .alone(records: 50),
            when: [
                .act("an import touched every record") { play in
                    let contacts = try await play.trial.sandbox.records("salesforce", "Contact").compactMap { $0["id"]?.string }
                    try await play.hands.sweep("Contact", contacts, at: .crm) { [Field("FirstName=Import \($0)")] }
                }, .sync(4), .held(.marketing("firstname=")), .approve(),
            ],
            then: [.marketing("firstname=Import {crm.a}")]),
        Scenario(
            "brake unknown", "R33-unknown", .customer, in: only("unknown", "{count: 0, share: 1%}"), given: three,
            when: [
                .crm("FirstName=One"),
                .faults("response-lost@hubspot:POST *batch/update=1.0 response-lost@hubspot:PATCH *=1.0"), .sync(5),
                .crm("FirstName=Two", of: "b"),
                .faults("http-500@hubspot:GET */objects/contacts/*=1.0 http-500@hubspot:POST *contacts/batch/read=1.0"), .sync(4),
                .held(.marketing("firstname=", of: "b")), .faults(""),
            ],
            then: [.marketing("firstname=One"), .marketing("firstname=Two", of: "b")]),
        Scenario(
            "brake absent_field", "R33-absent_field", .customer, in: .alone(records: 60),
            when: [
                .marketing("firstname=Ada"), .faults("field-vanished@salesforce:GET */query=1.0"), .sync(4, ["--full"]),
                .held(.crm("FirstName=")), .faults(""),
            ],
            then: [.crm("FirstName=Ada")]),
        Scenario(
            "brake schema", "R33-schema", .partner, in: .alone(), given: [.pair(["Segment__c=Old"], ["segment=Old"])],
            when: [
                .act("an admin retypes the fields, and the next day the schema is asked for anew") {
                    try await $0.nextDay("fields-retyped")
                },
                .marketing("segment=New"), .sync(4), .held(.crm("Segment__c=Old")),
                .act("the admin takes it back") { try await $0.nextDay(nil) }, .sync(0),
            ],
            then: [.crm("Segment__c=New")]),
        Scenario(
            "brake schema: fields that are gone, and a person who says that it is meant", "R33-schema", .partner, in: .alone(),
            given: [.pair(["Name=Acme #"], ["name=Acme #"])],
            when: [
                .act("an admin deletes the fields") { try await $0.nextDay("fields-deleted") },
                .marketing("name=West #"), .sync(4), .held(.crm("Name=Acme #")), .approve(),
            ],
            then: [.crm("Name=West #")]),
    ]
}

extension ScenarioPlay {
    /// Another day, from which on the descriptions at Salesforce tell of a fault, or of none.
    mutating func nextDay(_ fault: String?) async throws {
        let hours = (Int(trial.environment["ENTENTE_CLOCK"]?.filter(\.isNumber) ?? "") ?? 0) + 25
        try await pass(25 * 3600)
        trial.environment["ENTENTE_CLOCK"] = "+\(hours)h"
        try await trial.sandbox.faults(fault.map { "\($0)@salesforce:GET */describe=1.0" } ?? "")
    }
}
