/// The same field on three sides: the order of the remotes cannot matter (R5).
enum ThreeSideScenarios {
    static let rows: [Scenario] = [
        Scenario(
            "three sides: one changed, two follow", "R5-changed", .partner, in: .three,
            given: [.trio(["Name=Acme #"], ["name=Acme #"], ["name=Acme #"])], when: [.events("name=Fair #")],
            then: [.crm("Name=Fair #"), .marketing("name=Fair #"), .hub("name=Fair #")]),
        Scenario(
            "three sides differ, prefer crm", "R5-losers", .partner, in: .three,
            given: [.trio(["Name=Acme #"], ["name=Acme #"], ["name=Acme #"])],
            when: [.events("name=Fair #"), .marketing("name=West #"), .crm("Name=East #")],
            then: [.crm("Name=East #"), .marketing("name=East #"), .events("name=East #")], lost: ["Fair #", "West #"]),
        Scenario(
            "three sides: two changed, the one that is named first wins over the one that is not", "R6", .partner, in: .three,
            given: [.trio(["Name=Acme #"], ["name=Acme #"], ["name=Acme #"])], when: [.events("name=Fair #"), .marketing("name=West #")],
            then: [.crm("Name=West #"), .marketing("name=West #"), .events("name=West #")], lost: ["Fair #"]),
        Scenario(
            "three sides, owner crm: two others are put back", "R6", .partner, in: .three,
            given: [.trio(["BillingCity=Oslo"], ["city=Oslo"], ["city=Oslo"])], when: [.events("city=Bonn"), .marketing("city=Lund")],
            then: [.crm("BillingCity=Oslo"), .marketing("city=Oslo"), .events("city=Oslo")], lost: ["Bonn", "Lund"]),
        Scenario(
            "three sides, owner hub: all are put back", "R6", .partner, in: .three,
            given: [.trio(["Partner_Tier__c=Silver"], ["partner_tier=silver"], ["partner_tier=silver"])],
            when: [
                .hub("tier=silver"), .sync(), .crm("Partner_Tier__c=Gold"), .marketing("partner_tier=bronze"),
                .events("partner_tier=platinum"),
            ],
            then: [.crm("Partner_Tier__c=Silver"), .marketing("partner_tier=silver"), .events("partner_tier=silver")],
            lost: ["bronze", "gold", "platinum"]),
        Scenario(
            "three sides, latest: the one in the middle wrote last", "R6", .partner, in: .three,
            given: [.trio(["Segment__c=Old"], ["segment=Old"], ["segment=Old"])],
            when: [.events("segment=First"), .later, .crm("Segment__c=Second"), .later, .marketing("segment=Third")],
            then: [.crm("Segment__c=Third"), .marketing("segment=Third"), .events("segment=Third")], lost: ["First", "Second"]),
        Scenario(
            "three sides, max", "R6", .partner, in: .three,
            given: [.trio(["NumberOfEmployees=10"], ["numberofemployees=10"], ["numberofemployees=10"])],
            when: [.crm("NumberOfEmployees=20"), .marketing("numberofemployees=15"), .events("numberofemployees=40")],
            then: [.crm("NumberOfEmployees=40"), .marketing("numberofemployees=40")], lost: ["15", "20"]),
        Scenario(
            "three sides, min", "R6", .partner, in: .three,
            given: [.trio(["AnnualRevenue=1000"], ["annualrevenue=1000"], ["annualrevenue=1000"])],
            when: [.crm("AnnualRevenue=800"), .marketing("annualrevenue=700"), .events("annualrevenue=900")],
            then: [.crm("AnnualRevenue=700.0"), .events("annualrevenue=700")], lost: ["800", "900"]),
        Scenario(
            "three sides, set_union", "R6", .partner, in: .three,
            given: [.trio(["Description=EMEA"], ["regions=EMEA"], ["regions=EMEA"])],
            when: [.crm("Description=AMER;EMEA"), .marketing("regions=APAC;EMEA"), .events("regions=")],
            then: [.crm("Description=AMER;APAC"), .marketing("regions=AMER;APAC"), .events("regions=AMER;APAC")]),
        Scenario(
            "three sides, prefer_nonblank: two blanks against a value", "R6", .partner, in: .three,
            given: [.trio(["Phone=+4930901820"], ["phone=+4930901820"], ["phone=+4930901820"])],
            when: [.crm("Phone="), .marketing("phone="), .events("phone=+4930901821")],
            then: [.crm("Phone=+4930901821"), .marketing("phone=+4930901821")], lost: ["", ""]),
        Scenario(
            "three sides, append_only", "R6", .partner, in: .three,
            given: [.trio(["BillingStreet=met"], ["description=met"], ["description=met"])],
            when: [.crm("BillingStreet=met, called"), .marketing("description=wrote"), .events("description=came")],
            then: [.crm("BillingStreet=met, called\ncame\nwrote"), .events("description=met, called\ncame\nwrote")]),
        Scenario(
            "three sides, manual: all that was typed is there to choose from", "R8-manual", .partner, in: .three,
            given: [.trio(["Partner_Email__c=old@#.example"], ["partner_email=old@#.example"], ["partner_email=old@#.example"])],
            when: [
                .crm("Partner_Email__c=crm@#.example"), .marketing("partner_email=marketing@#.example"),
                .events("partner_email=events@#.example"), .sync(), .resolve("email", take: "events"),
            ],
            then: [.crm("Partner_Email__c=events@#.example"), .marketing("partner_email=events@#.example")], exit: 3,
            lost: ["crm@#.example", "marketing@#.example", "old@#.example"]),
        Scenario(
            "three sides: two typed the same against a third", "R6", .partner, in: .three,
            given: [.trio(["BillingState=Norway"], ["country=Norway"], ["country=Norway"])],
            when: [.crm("BillingState=Sweden"), .events("country=Sweden"), .marketing("country=Denmark")],
            then: [.crm("BillingState=Denmark"), .marketing("country=Denmark"), .events("country=Denmark")], lost: ["Sweden", "Sweden"]),
        Scenario(
            "three sides typed the same: no conflict and no write", "R4", .partner, in: .three,
            given: [.trio(["Name=Acme #"], ["name=Acme #"], ["name=Acme #"])],
            when: [.crm("Name=Same #"), .marketing("name=Same #"), .events("name=Same #")],
            then: [.hub("name=Same #"), .unwritten(.crm, "a"), .unwritten(.marketing, "a"), .unwritten(.events, "a")]),
    ]
}
