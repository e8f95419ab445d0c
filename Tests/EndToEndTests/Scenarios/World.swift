import Foundation

/// The configuration that rows are played under: the sample with texts replaced.
struct World: Sendable {
    /// Its name in the table.
    let name: String
    /// What of the sample is replaced.
    var changes: [Change] = []
    /// How many records each vendor holds beside those of the rows.
    var records = 30
    /// True if a second portal takes part as `events`.
    var hasEvents = false
    /// True if each of its rows has a sandbox of its own.
    var isOwn = false
    /// False if the rows begin before the first contact.
    var meets = true
    /// What the sandbox is told beyond that.
    var sandbox: [String] = []

    struct Change: Sendable {
        /// The text that must be there; nil for the fields of a partner.
        let old: String?
        let new: String
    }

    /// The same for a row that needs a sandbox of its own.
    static func alone(
        _ world: World = .open, records: Int? = nil, meets: Bool = true, sandbox: [String] = [], _ changes: [(String, String)] = []
    ) -> World {
        var own = world
        own.isOwn = true
        own.meets = meets
        own.records = records ?? world.records
        own.sandbox = sandbox
        own.changes += changes.map { Change($0.0, $0.1) }
        return own
    }

    /// No brake stands in the way of a row.
    static let open = World(
        name: "open",
        changes: openBrakes + [
            Change(
                "  referral:\n",
                "      custom.title: {type: text, policy: {prefer: [crm, marketing]}, crm: Title, marketing: jobtitle}\n  referral:\n")
        ])

    /// The sample as it is, in a sandbox of its own.
    static let sample = World(name: "sample", isOwn: true)

    /// Each policy on a field of a partner.
    static let policies = World(name: "policies", changes: openBrakes + [Change(nil, policyFields)])

    /// Each policy over three remotes.
    static let three = World(
        name: "three sides",
        changes: openBrakes + [
            Change(
                nil,
                policyFields.replacing(/\ marketing: (\w+|\{[^}]*\})}/) { " marketing: \($0.1), events: \($0.1)}" }),
            Change(
                "      marketing: {object: company, where: {type: PARTNER}, create: false, on_delete: unlink}\n",
                """
                      marketing: {object: company, where: {type: PARTNER}, create: false, on_delete: unlink}
                      events: {object: company, where: {type: PARTNER}, create: false, on_delete: unlink}

                """),
            Change(
                "\nsync:\n",
                """
                  events:
                    connector: hubspot
                    with: {url: "${env:EVENTS_URL}", token: "${env:HUBSPOT_TOKEN}", referrals: "${env:HUBSPOT_REFERRALS}"}

                sync:

                """),
        ], hasEvents: true)

    /// Each kind of value, on fields of a partner and of a deal.
    static let values = World(name: "values", changes: openBrakes + [Change(nil, valueFields)])

    /// Amounts that have no owner, days and instants, truth.
    static let amounts = World(
        name: "amounts",
        changes: openBrakes + [
            Change("policy: {owner: crm}\n        crm: {field: Amount, currency", "policy: max\n        crm: {field: Amount, currency"),
            Change(
                "      stage:\n",
                """
                      custom.closes: {type: date, policy: {prefer: [crm, marketing]}, crm: CloseDate, marketing: closedate}
                      stage:

                """),
            Change(
                "  referral:\n",
                """
                      custom.optout:
                        {type: boolean, policy: {prefer: [crm, marketing]}, crm: HasOptedOutOfEmail, marketing: hs_email_optout}
                  referral:

                """),
        ])

    /// Segments are guarded, and customers have a title.
    static let guarded = World(
        name: "guarded",
        changes: openBrakes + [
            Change(
                "custom.segment: {type: text, policy: latest,",
                "custom.segment: {type: text, guard: strict, policy: {prefer: [crm, marketing]},")
        ])

    /// Customers are made in the hub alone.
    static let readers = World(
        name: "readers",
        changes: openBrakes + [
            Change("crm:       {object: contact, create: true,", "crm:       {object: contact, create: false,")
        ])

    /// What is deleted there is deleted or archived here.
    static let deletions = World(
        name: "deletions",
        changes: openBrakes + [
            Change(
                "marketing: {object: contact, create: true, on_delete: unlink}",
                "marketing: {object: contact, create: true, on_delete: archive}"),
            Change(
                "crm:       {object: contact, create: true, on_delete: unlink}",
                "crm:       {object: contact, create: true, on_delete: propagate}"),
        ])
}

extension World.Change {
    init(_ old: String?, _ new: String) { self.init(old: old, new: new) }
}

extension World {
    /// Every brake lets everything pass.
    static let openBrakes = [
        Change("deletes: {count: 10, share: 1%}", "deletes: {count: 9999}"),
        Change("creates: {count: 50, share: 10%}", "creates: {count: 9999}"),
        Change("updates: {share: 30%}", "updates: {count: 9999}"), Change("same_value: {share: 20%} ", "same_value: {count: 9999} "),
        Change("blanks: {share: 1%} ", "blanks: {count: 9999} "), Change("unknown: {share: 5%}", "unknown: {count: 9999}"),
        Change("conflicts: {share: 5%}", "conflicts: {count: 9999}"),
    ]

    static let policyFields = """
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

    private static let valueFields = """
              name:   {policy: {prefer: [crm, marketing]}, crm: Name, marketing: name}
              domain: {policy: {prefer: [crm, marketing]}, crm: Website, marketing: domain}
              email:  {policy: {prefer: [crm, marketing]}, crm: Partner_Email__c, marketing: partner_email}
              tier:
                policy: {prefer: [crm, marketing]}
                crm: {field: Partner_Tier__c, map: {gold: Gold, silver: Silver}}
                marketing: partner_tier
              phone:  {policy: {prefer: [crm, marketing]}, crm: Phone, marketing: phone}
              status: {policy: {owner: hub}, crm: {field: Status__c, map: {approved: Active, suspended: On Hold, banned: Retired}}}
              notes:  {policy: {prefer: [crm, marketing]}, crm: Description, marketing: description}
              custom.city:  {type: text, policy: {prefer: [crm, marketing]}, crm: BillingCity, marketing: city}
              custom.staff: {type: integer, policy: {prefer: [crm, marketing]}, crm: NumberOfEmployees, marketing: numberofemployees}
              custom.sales:
                type: decimal
                policy: {prefer: [crm, marketing]}
                crm: {field: AnnualRevenue, type: decimal}
                marketing: annualrevenue
              custom.regions: {type: set, policy: set_union, crm: {field: BillingStreet, type: set}, marketing: {field: regions, type: set}}

        """
}
