/// Values that sides hold in ways of their own: cut, recased, mapped, in currencies and zones, empty (R1, R3).
enum ValueScenarios {
    private static let long = "A town with a name of far more than forty letters"

    static let rows: [Scenario] = [
        Scenario(
            "too long for a side: cut there, whole elsewhere, and that is accepted", "R1", .partner, in: .values,
            given: [.pair(["BillingCity=Oslo"], ["city=Oslo"])], when: [.marketing("city=\(long)"), .sync(), .crm("Name=Touched #")],
            then: [
                .crm("BillingCity=A town with a name of far more than fort"), .hub("custom.city=\(long)"),
                .past(.marketing, "a", "city", ["Oslo", long]), .accepted("custom.city", "truncated"),
            ]),
        Scenario(
            "cut there and changed there: the change is taken", "R1", .partner, in: .values,
            given: [.pair(["BillingCity=Oslo"], ["city=Oslo"])],
            when: [.marketing("city=\(long)"), .sync(), .crm("Name=Touched #"), .sync(), .crm("BillingCity=Bergen")],
            then: [.crm("BillingCity=Bergen"), .past(.marketing, "a", "city", ["Oslo", long, "Bergen"])]),
        Scenario(
            "too long for a key: half an address is another one, it is not cut", "R3-whole", .partner, in: .values,
            given: [.pair(["Partner_Email__c=a@#.example"], ["partner_email=a@#.example"])],
            when: [.marketing("partner_email=\(String(repeating: "a", count: 60))@#.very-long-domain.example")],
            then: [.crm("Partner_Email__c=a@#.example")]),
        Scenario(
            "recased by a side: not written again and again", "R1,R3-form", .customer, in: .values,
            when: [.crm("Email=Mixed.Case.#@Scenario.Example"), .sync(), .marketing("firstname=Touched")],
            then: [
                .crm("Email=Mixed.Case.#@Scenario.Example"),
                .past(.marketing, "a", "email", ["#@scenario.example", "mixed.case.#@scenario.example"]),
            ]),
        Scenario(
            "a choice is translated both ways", "R5-changed", .partner, in: .values,
            given: [.pair(["Partner_Tier__c=Gold"], ["partner_tier=gold"])],
            when: [.marketing("partner_tier=silver")], then: [.crm("Partner_Tier__c=Silver"), .hub("tier=silver")]),
        Scenario(
            "a choice that one side has no word for stays there as it was", "R1", .partner, in: .values,
            given: [.pair(["Partner_Tier__c=Gold"], ["partner_tier=gold"])],
            when: [.marketing("partner_tier=platinum"), .sync(), .crm("Name=Touched #")],
            then: [
                .crm("Partner_Tier__c=Gold"), .marketing("partner_tier=platinum"), .hub("tier=platinum"),
                .accepted("tier", "unknown-value"),
            ]),
        Scenario(
            "an unknown choice is kept raw and goes nowhere", "R3-choice", .partner, in: .values,
            given: [.pair(["Partner_Tier__c=Gold"], ["partner_tier=gold"])], when: [.crm("Partner_Tier__c=Bronze")],
            then: [.crm("Partner_Tier__c=Bronze"), .marketing("partner_tier=gold"), .hub("tier=gold")]),
        Scenario(
            "a whole number with a fraction of nothing is the same", "R4,R18", .partner, in: .values,
            given: [.pair(["NumberOfEmployees=12"], ["numberofemployees=12"])], when: [.marketing("numberofemployees=12.0")],
            then: [.past(.crm, "a", "NumberOfEmployees", ["12"]), .unwritten(.crm, "a"), .unwritten(.marketing, "a")]),
        Scenario(
            "a fraction that a side rounds is accepted", "R1", .partner, in: .values,
            given: [.pair(["AnnualRevenue=1000"], ["annualrevenue=1000"])],
            when: [.marketing("annualrevenue=1234.56"), .sync(), .crm("Name=Touched #")],
            then: [
                .crm("AnnualRevenue=1235.0"), .past(.marketing, "a", "annualrevenue", ["1000", "1234.56"]),
                .accepted("custom.sales", "rounded"),
            ]),
        Scenario(
            "cleared on one side is cleared on the other", "R5-changed", .partner, in: .values,
            given: [.pair(["BillingCity=Oslo"], ["city=Oslo"])],
            when: [.marketing("city=")], then: [.crm("BillingCity="), .hub("custom.city=")]),
        Scenario(
            "white space is nothing", "R5-changed", .partner, in: .values, given: [.pair(["BillingCity=Oslo"], ["city=Oslo"])],
            when: [.marketing("city=  ")], then: [.crm("BillingCity="), .hub("custom.city=")]),
        Scenario(
            "never set, null and empty are one; a value fills them", "R5-changed", .partner, in: .values,
            given: [.pair(["BillingCity="])], when: [.marketing("city=Oslo")], then: [.crm("BillingCity=Oslo"), .marketing("city=Oslo")]),
        Scenario(
            "the word null is a word", "R5-changed", .partner, in: .values, given: [.pair(["BillingCity=Oslo"], ["city=Oslo"])],
            when: [.marketing("city=null")], then: [.crm("BillingCity=null"), .hub("custom.city=null")]),
        Scenario(
            "line ends differ, lines do not", "R3-form", .partner, in: .values,
            given: [.pair(["Description=a\nb"], ["description=a\r\nb"])],
            when: [.crm("Name=Touched #"), .marketing("city=Lund")],
            then: [.past(.crm, "a", "Description", ["a\nb"]), .past(.marketing, "a", "description", ["a\r\nb"])]),
        Scenario(
            "letters of any script arrive as they were typed", "R5-changed", .partner, in: .values,
            given: [.pair(["Name=Acme #"], ["name=Acme #"])], when: [.marketing("name=ليلى 🤝 Bücher 株式会社 #")],
            then: [.crm("Name=ليلى 🤝 Bücher 株式会社 #")]),
        Scenario(
            "money keeps its currency", "R3-currency", .deal, in: .values,
            given: [.pair(["Amount=100"], ["amount=100", "deal_currency_code=USD"])],
            when: [.crm("Amount=1234.56", "CurrencyIsoCode=EUR")],
            then: [.marketing("amount=1234.56", "deal_currency_code=EUR")]),
        Scenario(
            "a currency without minor units", "R3-currency", .deal, in: .values,
            given: [.pair(["Amount=100"], ["amount=100", "deal_currency_code=USD"])], when: [.crm("Amount=5000", "CurrencyIsoCode=JPY")],
            then: [.marketing("amount=5000", "deal_currency_code=JPY")]),
        Scenario(
            "a currency of three places, at a side that keeps two", "R3-currency", .deal, in: .values,
            given: [.pair(["Amount=100"], ["amount=100", "deal_currency_code=USD"])], when: [.crm("Amount=12.34", "CurrencyIsoCode=KWD")],
            then: [.marketing("amount=12.340", "deal_currency_code=KWD")]),
        Scenario(
            "the owner's amount stands against another's in another currency", "R6", .deal, in: .values,
            given: [.pair(["Amount=100", "CurrencyIsoCode=USD"], ["amount=100", "deal_currency_code=USD"])],
            when: [.marketing("deal_currency_code=EUR")], then: [.marketing("amount=100.00", "deal_currency_code=USD")],
            lost: ["100.00 EUR"]),
        Scenario(
            "amounts of different currencies have no order: a person decides", "R6", .deal, in: .amounts,
            given: [.pair(["Amount=100", "CurrencyIsoCode=USD"], ["amount=100", "deal_currency_code=USD"])],
            when: [.crm("Amount=110"), .marketing("amount=105", "deal_currency_code=EUR")],
            then: [.crm("Amount=110.0"), .marketing("amount=105")], exit: 3, lost: ["100.00 USD", "105.00 EUR", "110.00 USD"],
            waits: ["conflict amount"]),
        Scenario(
            "a date against an instant: the day is that of UTC, on the day the clocks change too", "R5-changed", .deal, in: .amounts,
            given: [.pair(["CloseDate=2026-01-31"], ["closedate=2026-01-31T00:00:00.000Z"])],
            when: [.marketing("closedate=2026-03-29T00:00:00.000Z")],
            then: [.crm("CloseDate=2026-03-29")]),
        Scenario(
            "an instant that is no midnight is no day: it stays where it is, and no zone is guessed", "R3-day", .deal,
            in: .amounts,
            given: [.pair(["CloseDate=2026-01-31"], ["closedate=2026-01-31T00:00:00.000Z"])],
            when: [.marketing("closedate=2026-03-08T00:30:00.000Z"), .sync(), .sync()],
            then: [.crm("CloseDate=2026-01-31"), .hub("custom.closes=2026-01-31"), .marketing("closedate=2026-03-08T00:30:00.000Z")]),
        Scenario(
            "truth in other words", "R5-changed", .customer, in: .amounts,
            given: [.pair(["HasOptedOutOfEmail=false"], ["hs_email_optout=false"])],
            when: [.marketing("hs_email_optout=true")], then: [.crm("HasOptedOutOfEmail=true")]),
    ]
}
