/// The same field on two sides, and on the hub, under each policy (R5, R6).
enum SameFieldScenarios {
    static let rows: [Scenario] = [
        Scenario(
            "owner hub: both sides are put back", "R6", .partner, in: .policies,
            given: [.pair(["Partner_Tier__c=Silver"], ["partner_tier=silver"])],
            when: [.hub("tier=silver"), .sync(), .crm("Partner_Tier__c=Gold"), .marketing("partner_tier=bronze")],
            then: [.crm("Partner_Tier__c=Silver"), .marketing("partner_tier=silver"), .hub("tier=silver")], lost: ["bronze", "gold"]),
        Scenario(
            "owner crm: its value goes everywhere", "R5-losers", .partner, in: .policies,
            given: [.pair(["BillingCity=Oslo"], ["city=Oslo"])],
            when: [.crm("BillingCity=Bergen"), .marketing("city=Lund")], then: [.crm("BillingCity=Bergen"), .marketing("city=Bergen")],
            lost: ["Lund"]),
        Scenario(
            "owner crm: a change of another alone is put back", "R6", .partner, in: .policies,
            given: [.pair(["BillingCity=Oslo"], ["city=Oslo"])], when: [.marketing("city=Lund")],
            then: [.crm("BillingCity=Oslo"), .past(.marketing, "a", "city", ["Oslo", "Lund", "Oslo"])], lost: ["Lund"]),
        Scenario(
            "owner crm, others ignored: each keeps its own", "R6", .partner, in: .policies,
            given: [.pair(["AccountNumber=A-1"], ["website=A-1"])], when: [.crm("AccountNumber=A-2"), .marketing("website=B-2")],
            then: [.crm("AccountNumber=A-2"), .marketing("website=B-2"), .hub("custom.site=A-2")]),
        Scenario(
            "prefer crm: it wins where both changed", "R5-losers", .partner, in: .policies,
            given: [.pair(["Name=Acme #"], ["name=Acme #"])],
            when: [.crm("Name=Acme East #"), .marketing("name=Acme West #")],
            then: [.crm("Name=Acme East #"), .marketing("name=Acme East #"), .hub("name=Acme East #")], lost: ["Acme West #"]),
        Scenario(
            "prefer marketing: it wins where both changed", "R6", .partner, in: .policies,
            given: [.pair(["BillingState=Norway"], ["country=Norway"])],
            when: [.crm("BillingState=Sweden"), .marketing("country=Denmark")],
            then: [.crm("BillingState=Denmark"), .marketing("country=Denmark")], lost: ["Sweden"]),
        Scenario(
            "prefer crm: a blank wins too, and the value that lost is kept", "R6", .partner, in: .policies,
            given: [.pair(["BillingState=Norway"], ["country=Norway"])], when: [.crm("BillingState=Sweden"), .marketing("country=")],
            then: [.crm("BillingState="), .marketing("country=")], lost: ["Sweden"]),
        Scenario(
            "prefer crm: where only the other changed, it is taken", "R5-changed", .partner, in: .policies,
            given: [.pair(["Name=Acme #"], ["name=Acme #"])], when: [.marketing("name=Acme West #")],
            then: [.crm("Name=Acme West #"), .marketing("name=Acme West #")]),
        Scenario(
            "one after the other: each change is taken, nothing is lost", "R5-changed", .partner, in: .policies,
            given: [.pair(["Name=Acme #"], ["name=Acme #"])], when: [.crm("Name=Acme East #"), .sync(), .marketing("name=Acme West #")],
            then: [.crm("Name=Acme West #"), .past(.marketing, "a", "name", ["Acme #", "Acme East #", "Acme West #"])]),
        Scenario(
            "different fields of one record flow both ways", "R5-changed", .partner, in: .policies,
            given: [.pair(["Name=Acme #", "BillingState=Norway"], ["name=Acme #", "country=Norway"])],
            when: [.marketing("name=Acme East #"), .crm("BillingState=Denmark")],
            then: [.crm("Name=Acme East #", "BillingState=Denmark"), .marketing("name=Acme East #", "country=Denmark")]),
        Scenario(
            "prefer crm: the hub's own edit loses to it", "R5-losers", .partner, in: .policies,
            given: [.pair(["Name=Acme #"], ["name=Acme #"])], when: [.hub("name=Acme Hub #"), .crm("Name=Acme East #")],
            then: [.crm("Name=Acme East #"), .marketing("name=Acme East #")], lost: ["Acme Hub #"]),
        Scenario(
            "prefer crm: hub and both sides changed, one wins over two", "R5-losers", .partner, in: .policies,
            given: [.pair(["Name=Acme #"], ["name=Acme #"])],
            when: [.hub("name=Acme Hub #"), .crm("Name=Acme East #"), .marketing("name=Acme West #")],
            then: [.crm("Name=Acme East #"), .marketing("name=Acme East #")], lost: ["Acme Hub #", "Acme West #"]),
        Scenario(
            "an edit in the hub goes to both sides", "R5-changed", .partner, in: .policies,
            given: [.pair(["Name=Acme #"], ["name=Acme #"])],
            when: [.hub("name=Acme Hub #")],
            then: [.past(.crm, "a", "Name", ["Acme #", "Acme Hub #"]), .past(.marketing, "a", "name", ["Acme #", "Acme Hub #"])]),
        Scenario(
            "prefer_nonblank: a blank never beats a value", "R6", .partner, in: .policies,
            given: [.pair(["Phone=+4930901820"], ["phone=+4930901820"])], when: [.crm("Phone="), .marketing("phone=+4930901821")],
            then: [.crm("Phone=+4930901821"), .marketing("phone=+4930901821")], lost: [""]),
        Scenario(
            "prefer_nonblank: of two values the later", "R6", .partner, in: .policies,
            given: [.pair(["Phone=+4930901820"], ["phone=+4930901820"])],
            when: [.crm("Phone=+4930901821"), .later, .marketing("phone=+4930901822")],
            then: [.crm("Phone=+4930901822"), .marketing("phone=+4930901822")], lost: ["+4930901821"]),
        Scenario(
            "latest: marketing wrote last", "R6", .partner, in: .policies, given: [.pair(["Segment__c=Old"], ["segment=Old"])],
            when: [.crm("Segment__c=Earlier"), .later, .marketing("segment=Later")],
            then: [.crm("Segment__c=Later"), .marketing("segment=Later")], lost: ["Earlier"]),
        Scenario(
            "latest: crm wrote last", "R5-losers", .partner, in: .policies, given: [.pair(["Segment__c=Old"], ["segment=Old"])],
            when: [.marketing("segment=Earlier"), .later, .crm("Segment__c=Later")],
            then: [.crm("Segment__c=Later"), .marketing("segment=Later")], lost: ["Earlier"]),
        Scenario(
            "latest: within a minute the order of names decides, not the clock", "R7-band", .partner, in: .policies,
            given: [.pair(["Segment__c=Old"], ["segment=Old"])], when: [.crm("Segment__c=Zwei"), .marketing("segment=Drei")],
            then: [.crm("Segment__c=Zwei"), .marketing("segment=Zwei")], lost: ["Drei"]),
        Scenario(
            "max: the larger number", "R6", .partner, in: .policies, given: [.pair(["NumberOfEmployees=10"], ["numberofemployees=10"])],
            when: [.crm("NumberOfEmployees=20"), .marketing("numberofemployees=30")],
            then: [.crm("NumberOfEmployees=30"), .marketing("numberofemployees=30")], lost: ["20"]),
        Scenario(
            "min: the smaller number", "R6", .partner, in: .policies, given: [.pair(["AnnualRevenue=1000"], ["annualrevenue=1000"])],
            when: [.crm("AnnualRevenue=900"), .marketing("annualrevenue=800")],
            then: [.crm("AnnualRevenue=800.0"), .marketing("annualrevenue=800")], lost: ["900"]),
        Scenario(
            "set_union: what each side added", "R6", .partner, in: .policies,
            given: [.pair(["Description=EMEA"], ["regions=EMEA"])],
            when: [.crm("Description=EMEA;AMER"), .marketing("regions=EMEA;APAC")],
            then: [.crm("Description=AMER;APAC;EMEA"), .marketing("regions=AMER;APAC;EMEA")]),
        Scenario(
            "set_union: without what one side took out", "R6", .partner, in: .policies,
            given: [.pair(["Description=AMER;EMEA"], ["regions=AMER;EMEA"])],
            when: [.crm("Description=AMER;EMEA;APAC"), .marketing("regions=AMER")],
            then: [.crm("Description=AMER;APAC"), .marketing("regions=AMER;APAC")]),
        Scenario(
            "set_union: one side took all out", "R6", .partner, in: .policies,
            given: [.pair(["Description=EMEA"], ["regions=EMEA"])],
            when: [.crm("Description=EMEA;AMER"), .marketing("regions=")], then: [.crm("Description=AMER"), .marketing("regions=AMER")]),
        Scenario(
            "append_only: both additions stay", "R6", .partner, in: .policies, given: [.pair(["BillingStreet=met"], ["description=met"])],
            when: [.crm("BillingStreet=met, called"), .marketing("description=wrote")],
            then: [.crm("BillingStreet=met, called\nwrote"), .marketing("description=met, called\nwrote")]),
        Scenario(
            "immutable: a second value waits for a person", "R6", .partner, in: .policies,
            given: [.pair(["BillingPostalCode=P-#"], ["partner_code=P-#"])], when: [.crm("BillingPostalCode=Q-#")],
            then: [.crm("BillingPostalCode=Q-#"), .marketing("partner_code=P-#")], exit: 3, lost: ["P-#", "Q-#"],
            waits: ["conflict custom.code"]),
        Scenario(
            "manual: the field is frozen, the rest of the record flows", "R8-manual", .partner, in: .policies,
            given: [.pair(["Partner_Email__c=old@#.example"], ["partner_email=old@#.example"])],
            when: [
                .crm("Partner_Email__c=crm@#.example"), .marketing("partner_email=marketing@#.example", "name=Flows #"), .sync(),
                .crm("Partner_Email__c=again@#.example"),
            ],
            then: [
                .crm("Partner_Email__c=again@#.example", "Name=Flows #"), .marketing("partner_email=marketing@#.example"),
                .hub("email=old@#.example"),
            ], exit: 3, lost: ["crm@#.example", "marketing@#.example", "old@#.example"], waits: ["conflict email"]),
        Scenario(
            "manual: decided for a side, its value goes everywhere", "R8-manual", .partner, in: .policies,
            given: [.pair(["Partner_Email__c=old@#.example"], ["partner_email=old@#.example"])],
            when: [
                .crm("Partner_Email__c=crm@#.example"), .marketing("partner_email=marketing@#.example"), .sync(),
                .resolve("email", take: "marketing"),
            ],
            then: [.crm("Partner_Email__c=marketing@#.example"), .marketing("partner_email=marketing@#.example")], exit: 3,
            lost: ["crm@#.example", "old@#.example"]),
        Scenario(
            "manual: decided for a value of a person's own", "R8-manual", .partner, in: .policies,
            given: [.pair(["Partner_Email__c=old@#.example"], ["partner_email=old@#.example"])],
            when: [
                .crm("Partner_Email__c=crm@#.example"), .marketing("partner_email=marketing@#.example"), .sync(),
                .resolve("email", take: "both@#.example"),
            ],
            then: [.crm("Partner_Email__c=both@#.example"), .marketing("partner_email=both@#.example")], exit: 3,
            lost: ["crm@#.example", "marketing@#.example", "old@#.example"]),
        Scenario(
            "a workflow that writes its own value again and again: a war, frozen for a person", "R9", .partner, in: .policies,
            given: [.pair(["BillingCity=Oslo"], ["city=Oslo"])],
            when: [
                .marketing("city=Robot"), .sync(), .marketing("city=Robot"), .sync(), .marketing("city=Robot"), .sync(),
                .marketing("city=Robot"), .sync(), .marketing("city=Robot"),
            ],
            then: [.crm("BillingCity=Oslo"), .marketing("city=Robot")], exit: 3, lost: ["Oslo", "Robot", "Robot", "Robot", "Robot"],
            waits: ["conflict custom.city"]),
    ]
}
