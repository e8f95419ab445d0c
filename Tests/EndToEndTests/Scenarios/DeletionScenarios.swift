/// Deletions, merges and returns (R20 to R24).
enum DeletionScenarios {
    static let rows: [Scenario] = [
        Scenario(
            "deleted there, unlinked here: the other record stays, and nobody makes it again", "R21-owned", .customer, in: .deletions,
            when: [.delete(.crm, "a")], then: [.gone(.crm, "a"), .stays(.marketing, "a"), .count(.crm, 0)]),
        Scenario(
            "deleted there: the record that entente made here is archived", "R21-carried", .customer, in: .deletions,
            given: [.new(.crm, "a")], when: [.delete(.crm, "a")], then: [.gone(.crm, "a"), .count(.marketing, 0)]),
        Scenario(
            "archived there: the record that entente made here is deleted", "R21-carried", .customer, in: .deletions,
            given: [.new(.marketing, "a")], when: [.delete(.marketing, "a")], then: [.gone(.marketing, "a"), .count(.crm, 0)]),
        Scenario(
            "deleted there, changed here: the change wins and a person hears of it", "R21-modify", .customer, in: .deletions,
            given: [.new(.crm, "a")], when: [.delete(.crm, "a"), .marketing("firstname=Still")],
            then: [.gone(.crm, "a"), .marketing("firstname=Still"), .count(.marketing, 1)], exit: 3, waits: ["delete"]),
        Scenario(
            "deleted there, changed here where deletions only unlink: the same", "R21-modify", .customer,
            when: [.delete(.crm, "a"), .marketing("firstname=Still")],
            then: [.gone(.crm, "a"), .stays(.marketing, "a"), .marketing("firstname=Still")], exit: 3, waits: ["delete"]),
        Scenario(
            "deleted on both sides: the entity ends", "R20-tombstone", .customer,
            when: [.delete(.crm, "a"), .delete(.marketing, "a")],
            then: [.gone(.crm, "a"), .gone(.marketing, "a"), .count(.crm, 0), .count(.marketing, 0), .entities(0)]),
        Scenario(
            "a deal with an amount is never deleted", "R21-money", .deal, given: [.new(.crm, "a", "Amount=100")],
            when: [.delete(.crm, "a")], then: [.gone(.crm, "a"), .marketing("amount=100.00"), .count(.marketing, 1)]),
        Scenario(
            "undeleted at Salesforce: the link lives again", "R22", .customer,
            when: [.delete(.crm, "a"), .sync(), .undelete(.crm, "a"), .sync(), .crm("FirstName=Back")],
            then: [.together(["crm.a", "marketing.a"]), .marketing("firstname=Back"), .count(.marketing, 1)]),
        Scenario(
            "restored at HubSpot: the link lives again", "R22", .customer,
            when: [.delete(.marketing, "a"), .sync(), .undelete(.marketing, "a"), .sync(), .marketing("firstname=Back")],
            then: [.together(["crm.a", "marketing.a"]), .crm("FirstName=Back"), .count(.crm, 1)]),
        Scenario(
            "made again under a new id: matched with the entity it was", "R25-keys", .customer,
            when: [.delete(.crm, "a"), .sync(), .new(.crm, "b", "FirstName=Again")],
            then: [.together(["crm.b", "marketing.a"]), .marketing("firstname=Again"), .count(.crm, 1), .count(.marketing, 1)]),
        Scenario(
            "left the filter: unlinked, not deleted; back in it: linked again", "R22", .partner,
            when: [.crm("Type=Customer"), .sync(), .crm("Type=Partner", "Name=Back #")],
            then: [.stays(.marketing, "a"), .together(["crm.a", "marketing.a"]), .marketing("name=Back #")]),
        Scenario(
            "left the filter: its changes are nobody's here", "R20-filter", .partner,
            when: [.crm("Type=Customer"), .sync(), .crm("Name=Elsewhere #")],
            then: [.stays(.crm, "a"), .stays(.marketing, "a"), .marketing("name=Partner #")]),
        Scenario(
            "merged at Salesforce into a record nobody linked: the link moves there", "R24", .customer,
            when: [.new(.crm, "b", "FirstName=Winner", "Email=b.#@scenario.example"), .merge(.crm, "a", into: "b")],
            then: [
                .gone(.crm, "a"), .together(["crm.b", "marketing.a"]), .marketing("firstname=Winner", "email=b.#@scenario.example"),
                .count(.marketing, 1),
            ]),
        Scenario(
            "merged at HubSpot into a record nobody linked, under a new id: the link moves there", "R24", .customer,
            when: [.new(.marketing, "b", "email=b.#@scenario.example", "firstname=Winner"), .merge(.marketing, "a", into: "b")],
            then: [.together(["crm.a", "marketing.b"]), .crm("FirstName=Winner"), .count(.crm, 1), .count(.marketing, 1)]),
        Scenario(
            "merged at HubSpot, an unlinked record into the linked one: its new id is followed", "R24", .customer,
            when: [.new(.marketing, "b", "email=b.#@scenario.example"), .merge(.marketing, "b", into: "a"), .later, .crm("FirstName=On")],
            then: [.together(["crm.a", "marketing.a"]), .marketing("firstname=On"), .count(.marketing, 1)]),
        Scenario(
            "merged at Salesforce, both linked: two entities, a person decides", "R24", .customer,
            given: [.pair(), .new(.crm, "b", "Email=b.#@scenario.example"), .new(.marketing, "b", "email=b.#@scenario.example")],
            when: [.merge(.crm, "a", into: "b")], then: [.gone(.crm, "a"), .stays(.marketing, "a"), .stays(.marketing, "b")], exit: 3,
            waits: ["merge"]),
        Scenario(
            "merged at Salesforce, both linked and nowhere else: one entity", "R24", .partner,
            given: [.new(.crm, "a"), .new(.crm, "b", "Website=b.#.example", "Name=Winner #")], when: [.merge(.crm, "a", into: "b")],
            then: [.gone(.crm, "a"), .stays(.crm, "b"), .entities(1), .crm("Name=Winner #", of: "b")], lost: ["Partner #", "#.example"]),
        Scenario(
            "merged at HubSpot, both linked: two entities, a person decides", "R24", .customer,
            given: [.pair(), .new(.crm, "b", "Email=b.#@scenario.example"), .new(.marketing, "b", "email=b.#@scenario.example")],
            when: [.merge(.marketing, "a", into: "b")], then: [.stays(.crm, "a"), .stays(.crm, "b")], exit: 3,
            waits: ["merge"]),
    ]
}
