import Model
import Testing

/// One field, edited on both sides at once, and what its policy makes of it.
struct PolicyCase: Sendable, CustomTestStringConvertible {
    /// The policy as config.yaml writes it.
    let policy: String
    /// The field in the hub, at Salesforce's Account and at HubSpot's company.
    let hub: String
    let account: String
    let company: String
    /// What both sides hold before; nil for what the sandbox has.
    var before: (account: JSON, company: JSON)?
    /// What a person types at each side.
    let edit: (account: JSON, company: JSON)
    /// What each side holds in the end.
    let after: (account: JSON, company: JSON)
    /// What was lost, as `conflicts list --all` writes it.
    var lost: [JSON] = []
    /// True if a person must decide.
    var waits = false

    var testDescription: String { "\(hub): \(policy)" }
}

extension PolicyCase {
    /// The configuration of a partner's fields that the cases need, in place of the sample's.
    static let fields = """
              name:   {policy: {prefer: [crm, marketing]}, crm: Name, marketing: name}
              domain: {policy: {prefer: [crm, marketing]}, crm: Website, marketing: domain}
              email:  {policy: manual, crm: Partner_Email__c, marketing: partner_email}
              tier:   {policy: {owner: hub}, crm: {field: Partner_Tier__c, map: {gold: Gold, silver: Silver}}, marketing: partner_tier}
              phone:  {policy: prefer_nonblank, crm: Phone, marketing: phone}
              custom.segment: {type: text, policy: latest, crm: Segment__c, marketing: segment}
              custom.city:  {type: text, policy: {owner: crm}, crm: BillingCity, marketing: city}
              custom.site:  {type: text, policy: {owner: crm, others: ignore}, crm: AccountNumber, marketing: website}
              custom.staff: {type: integer, policy: max, crm: NumberOfEmployees, marketing: numberofemployees}
              custom.sales: {type: decimal, policy: min, crm: {field: AnnualRevenue, type: decimal}, marketing: annualrevenue}
              custom.regions: {type: set, policy: set_union, crm: {field: Description, type: set}, marketing: {field: regions, type: set}}
              custom.notes: {type: text, policy: append_only, crm: BillingStreet, marketing: description}
              custom.code:  {type: text, policy: immutable, crm: BillingPostalCode, marketing: partner_code}
              custom.country: {type: text, policy: {prefer: [marketing, crm]}, crm: BillingState, marketing: country}

        """

    static let all: [PolicyCase] = [
        PolicyCase(
            policy: "owner hub", hub: "tier", account: "Partner_Tier__c", company: "partner_tier",
            before: ("Silver", "silver"), edit: ("Gold", "bronze"), after: ("Silver", "silver"), lost: ["bronze", "gold"]),
        PolicyCase(
            policy: "owner crm", hub: "custom.city", account: "BillingCity", company: "city",
            before: ("Oslo", "Oslo"), edit: ("Bergen", "Lund"), after: ("Bergen", "Bergen"), lost: ["Lund"]),
        PolicyCase(
            policy: "owner crm, others ignored", hub: "custom.site", account: "AccountNumber", company: "website",
            before: ("A-1", "A-1"), edit: ("A-2", "B-2"), after: ("A-2", "B-2")),
        PolicyCase(
            policy: "prefer marketing", hub: "custom.country", account: "BillingState", company: "country",
            before: ("Norway", "Norway"), edit: ("Sweden", "Denmark"), after: ("Denmark", "Denmark"), lost: ["Sweden"]),
        PolicyCase(
            policy: "prefer crm", hub: "name", account: "Name", company: "name",
            edit: ("Acme East", "Acme West"), after: ("Acme East", "Acme East"), lost: ["Acme West"]),
        PolicyCase(
            policy: "prefer_nonblank", hub: "phone", account: "Phone", company: "phone",
            before: ("+4930901820", "+4930901820"), edit: (.null, "+4930901821"), after: ("+4930901821", "+4930901821"), lost: [.null]),
        PolicyCase(
            policy: "latest", hub: "custom.segment", account: "Segment__c", company: "segment",
            before: ("Old", "Old"), edit: ("Earlier", "Later"), after: ("Later", "Later"), lost: ["Earlier"]),
        PolicyCase(
            policy: "max", hub: "custom.staff", account: "NumberOfEmployees", company: "numberofemployees",
            before: (10, "10"), edit: (30, "20"), after: (30, "30"), lost: [20]),
        PolicyCase(
            policy: "min", hub: "custom.sales", account: "AnnualRevenue", company: "annualrevenue",
            before: (1000, "1000"), edit: (800, "900"), after: (.number("800.0"), "800"), lost: ["900"]),
        PolicyCase(
            policy: "set_union", hub: "custom.regions", account: "Description", company: "regions",
            before: ("EMEA", "EMEA"), edit: ("EMEA;AMER", "APAC"), after: ("AMER;APAC", "AMER;APAC")),
        PolicyCase(
            policy: "append_only", hub: "custom.notes", account: "BillingStreet", company: "description",
            before: ("met", "met"), edit: ("met, called", "wrote"), after: ("met, called\nwrote", "met, called\nwrote")),
        PolicyCase(
            policy: "immutable", hub: "custom.code", account: "BillingPostalCode", company: "partner_code",
            before: ("P-1", "P-1"), edit: ("P-2", "P-3"), after: ("P-2", "P-3"), lost: ["P-1", "P-2", "P-3"],
            waits: true),
        PolicyCase(
            policy: "manual", hub: "email", account: "Partner_Email__c", company: "partner_email",
            before: ("before@sides.example", "before@sides.example"), edit: ("crm@sides.example", "marketing@sides.example"),
            after: ("marketing@sides.example", "marketing@sides.example"), lost: ["before@sides.example", "crm@sides.example"],
            waits: true),
    ]
}
