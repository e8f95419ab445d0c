/// What looks like a change and is none: equal edits, other notations, a value typed and taken back (R1, R3, R4).
enum EqualScenarios {
    static let rows: [Scenario] = [
        Scenario(
            "both sides typed the same: no conflict and no write", "R4", .partner, in: .policies,
            given: [.pair(["Name=Acme #"], ["name=Acme #"])], when: [.crm("Name=Both #"), .marketing("name=Both #")],
            then: [
                .hub("name=Both #"), .past(.crm, "a", "Name", ["Acme #", "Both #"]), .past(.marketing, "a", "name", ["Acme #", "Both #"]),
                .unwritten(.crm, "a"), .unwritten(.marketing, "a"),
            ]),
        Scenario(
            "the same number in two notations: nothing is rewritten", "R3-form", .partner, in: .policies,
            given: [.pair(["Phone=+4930901820"], ["phone=+4930901820"])],
            when: [.crm("Phone=+49 30 901999"), .marketing("phone=+49 (30) 901-999")],
            then: [.crm("Phone=+49 30 901999"), .marketing("phone=+49 (30) 901-999"), .hub("phone=+4930901999")]),
        Scenario(
            "the same domain in other words", "R3-form", .partner, in: .policies,
            given: [.pair(["Website=#.example"], ["domain=#.example"])],
            when: [.crm("Website=https://www.#.example/about")],
            then: [.crm("Website=https://www.#.example/about"), .hub("domain=#.example"), .past(.marketing, "a", "domain", ["#.example"])]),
        Scenario(
            "composed and decomposed letters are the same", "R3-form", .partner, in: .policies,
            given: [.pair(["BillingState=Norway"], ["country=Norway"])],
            when: [.crm("BillingState=Zu\u{308}rich"), .marketing("country=Z\u{fc}rich")],
            then: [
                .past(.crm, "a", "BillingState", ["Norway", "Zu\u{308}rich"]),
                .past(.marketing, "a", "country", ["Norway", "Z\u{fc}rich"]),
                .hub("custom.country=Z\u{fc}rich"), .unwritten(.crm, "a"), .unwritten(.marketing, "a"),
            ]),
        Scenario(
            "the same set in another order", "R4,R18", .partner, in: .policies,
            given: [.pair(["Description=EMEA;AMER"], ["regions=AMER;EMEA"])], when: [.marketing("regions=EMEA;AMER")],
            then: [.crm("Description=EMEA;AMER"), .marketing("regions=EMEA;AMER"), .unwritten(.crm, "a"), .unwritten(.marketing, "a")]),
        Scenario(
            "typed and taken back before the sync: nothing happens", "R4,R18", .partner, in: .policies,
            given: [.pair(["Name=Acme #"], ["name=Acme #"])], when: [.crm("Name=Oops #"), .later, .crm("Name=Acme #")],
            then: [.past(.marketing, "a", "name", ["Acme #"]), .unwritten(.crm, "a")]),
        Scenario(
            "our own writes do not come back as changes", "R4,R18", .partner, in: .policies,
            given: [.pair(["Name=Acme #"], ["name=Acme #"])],
            when: [.crm("Name=East #"), .sync(), .sync(), .sync(), .marketing("country=Norway"), .sync(), .sync()],
            then: [
                .past(.marketing, "a", "name", ["Acme #", "East #"]), .past(.crm, "a", "BillingState", ["", "Norway"]),
                .unwritten(.crm, "a"),
            ]),
        Scenario(
            "a record touched without a change is no work", "R4,R18", .partner, in: .policies,
            given: [.pair(["Name=Acme #"], ["name=Acme #"])], when: [.crm("AccountSource=Web")],
            then: [.unwritten(.crm, "a"), .unwritten(.marketing, "a")]),
    ]
}
