/// Which record is whose: matching, late and swapped keys, another hub's records (R12, R25).
enum IdentityScenarios {
    static let rows: [Scenario] = [
        Scenario(
            "a new record on one side is made on the other, once", "R25-create", .customer, given: [],
            when: [.new(.crm, "a", "FirstName=Ada")],
            then: [.marketing("firstname=Ada", "email=#@scenario.example"), .count(.crm, 1), .count(.marketing, 1), .entities(1)]),
        Scenario(
            "made on both sides before the sync: one entity", "R25-keys", .customer, given: [],
            when: [.new(.crm, "a", "FirstName=Ada"), .new(.marketing, "a", "firstname=Ada")],
            then: [.together(["crm.a", "marketing.a"]), .count(.crm, 1), .count(.marketing, 1)]),
        Scenario(
            "made in the hub: a record on each side that creates", "R25-create", .customer, given: [],
            when: [.add("last_name=Hub", "email=#@scenario.example")],
            then: [.crm("LastName=Hub"), .marketing("lastname=Hub"), .count(.crm, 1), .count(.marketing, 1)]),
        Scenario(
            "a second record with the same e-mail waits for a person", "R25-unique", .customer,
            when: [.new(.crm, "b", "LastName=Twin")], then: [.count(.marketing, 1), .entities(1)], exit: 3, waits: ["match"]),
        Scenario(
            "two new records with one e-mail: neither is guessed", "R25-unique", .customer, given: [.new(.marketing, "a")],
            when: [.new(.crm, "b", "LastName=Twin"), .new(.crm, "c", "LastName=Triplet"), .delete(.crm, "b"), .undelete(.crm, "b")],
            then: [.count(.marketing, 1)], exit: 3, waits: ["match", "match"]),
        Scenario(
            "a second record that a person rejects becomes an entity of its own", "R25-unique", .partner,
            when: [.new(.crm, "b", "Name=Twin #"), .sync(), .reject("match")], then: [.entities(2), .count(.crm, 2)], exit: 3,
            waits: ["conflict domain"]),
        Scenario(
            "late identity: a key typed later finds the record it belongs to", "R25-keys", .partner,
            given: [.new(.crm, "a", "Website=")], when: [.crm("Website=#.example"), .sync(), .new(.marketing, "a", "name=Late #")],
            then: [.together(["crm.a", "marketing.a"]), .marketing("name=Late #"), .pending(["marketing update"])]),
        Scenario(
            "a key that another entity holds is not taken over", "R25-collision", .customer,
            given: [.pair(), .new(.crm, "b", "Email=b.#@scenario.example"), .new(.marketing, "b", "email=b.#@scenario.example")],
            when: [.crm("Email=b.#@scenario.example")],
            then: [.marketing("email=#@scenario.example"), .marketing("email=b.#@scenario.example", of: "b"), .entities(2)], exit: 3,
            waits: ["conflict email"]),
        Scenario(
            "two keys swapped: nothing is guessed, a person decides", "R25-collision", .customer,
            given: [.pair(), .new(.crm, "b", "Email=b.#@scenario.example"), .new(.marketing, "b", "email=b.#@scenario.example")],
            when: [.crm("Email=b.#@scenario.example"), .crm("Email=#@scenario.example", of: "b")],
            then: [.marketing("email=#@scenario.example"), .marketing("email=b.#@scenario.example", of: "b"), .entities(2)], exit: 3,
            waits: ["conflict email", "conflict email"]),
        Scenario(
            "a free-mail domain is nobody's key", "R25-freemail", .partner, given: [],
            when: [.new(.crm, "a", "Website=gmail.com"), .new(.marketing, "b", "domain=gmail.com", "name=Other #")],
            then: [.entities(2), .count(.crm, 2)]),
        Scenario(
            "a record that bears another hub's key is not ours", "R25-foreign", .customer, given: [],
            when: [.new(.crm, "a", "Entente_Id__c=southwind:c_01JD0000000000000000000#")],
            then: [.count(.marketing, 0), .entities(0)], exit: 3, waits: ["match"]),
        Scenario(
            "a changed e-mail of a linked record is an ordinary change", "R5-changed", .customer,
            when: [.marketing("email=new.#@scenario.example")], then: [.crm("Email=new.#@scenario.example"), .entities(1)]),
    ]
}
