import Model

/// Where one vendor keeps what: its object, the manifest's, the hub's kind, and fields of free text by the hub's names.
struct Desk: Sendable {
    /// The remote, by the name that a sample configuration gives it.
    var remote = ""
    let vendor: String
    let object: String
    let named: String
    let kind: EntityKind
    let fields: [(hub: String, vendor: String)]
    /// What a new record is made of, `%` standing for a number that nobody else uses; nothing where nobody makes any.
    let fresh: [(String, String)]

    /// The desks at these remotes.
    static func all(_ vendors: [(remote: String, vendor: String)]) -> [Desk] {
        vendors.flatMap { remote, vendor in
            known.filter { $0.vendor == vendor }.map { desk in
                var desk = desk
                desk.remote = remote
                return desk
            }
        }
    }

    private static let known: [Desk] = [
        Desk(
            vendor: "salesforce", object: "Account", named: "account", kind: .partner,
            fields: [("name", "Name"), ("custom.segment", "Segment__c")],
            fresh: [
                ("Name", "company %"), ("Type", "Partner"), ("Website", "https://new%.example"), ("Partner_Email__c", "p%@new%.example"),
            ]),
        Desk(
            vendor: "hubspot", object: "companies", named: "company", kind: .partner,
            fields: [("name", "name"), ("custom.segment", "segment")],
            fresh: [("name", "company %"), ("type", "PARTNER"), ("domain", "new%.example"), ("partner_email", "p%@new%.example")]),
        Desk(vendor: "pipedrive", object: "organizations", named: "organization", kind: .partner, fields: [("name", "name")], fresh: []),
        Desk(
            vendor: "salesforce", object: "Contact", named: "contact", kind: .customer,
            fields: [("first_name", "FirstName"), ("last_name", "LastName")],
            fresh: [("LastName", "person %"), ("FirstName", "new"), ("Email", "u%@people.example")]),
        Desk(
            vendor: "hubspot", object: "contacts", named: "contact", kind: .customer,
            fields: [("first_name", "firstname"), ("last_name", "lastname")],
            fresh: [("lastname", "person %"), ("firstname", "new"), ("email", "u%@people.example")]),
        Desk(
            vendor: "pipedrive", object: "persons", named: "person", kind: .customer,
            fields: [("first_name", "first_name"), ("last_name", "last_name")],
            fresh: []),
        Desk(vendor: "salesforce", object: "Opportunity", named: "opportunity", kind: .deal, fields: [("name", "Name")], fresh: []),
        Desk(
            vendor: "woocommerce", object: "customers", named: "customer", kind: .customer,
            fields: [("first_name", "first_name"), ("last_name", "last_name")], fresh: []),
        Desk(
            vendor: "shopify", object: "customers", named: "customer", kind: .customer,
            fields: [("first_name", "firstName"), ("last_name", "lastName")], fresh: []),
    ]

    /// The manifest's name of an object that a vendor's address names; nil for one that no sample maps.
    static func named(_ object: String, at vendor: String) -> String? {
        switch (vendor, object) {
        case ("salesforce", "Lead"): "lead"
        case ("hubspot", "deals"), ("pipedrive", "deals"): "deal"
        case ("hubspot", _) where object.hasSuffix("_referrals"): "referrals"
        default: known.first { $0.vendor == vendor && $0.object == object }?.named
        }
    }

    /// The vendor's name of an object of the manifest.
    static func object(_ named: String, at vendor: String) -> String? {
        switch (vendor, named) {
        case ("salesforce", "lead"): "Lead"
        case ("hubspot", "deal"), ("pipedrive", "deal"): "deals"
        case ("hubspot", "referrals"): "referrals"
        default: known.first { $0.vendor == vendor && $0.named == named }?.object
        }
    }
}
