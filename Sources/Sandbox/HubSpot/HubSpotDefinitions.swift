/// The tables a portal starts with. Source: HubSpot's default properties, and the twins of the fields the sample program maps.
enum HubSpotDefinitions {
    static let currencies = ["USD", "EUR", "GBP", "JPY", "KWD"]

    static func properties(of kind: HubSpotKind) -> [HubSpotProperty] {
        switch kind {
        case .contacts: contacts + common(kind)
        case .companies: companies + common(kind)
        case .deals: deals + common(kind)
        case .referrals: referrals + common(kind)
        }
    }

    static let pipelines = [
        HubSpotPipeline(
            id: "default", label: "Sales Pipeline",
            stages: [
                .init(id: "appointmentscheduled", label: "Appointment Scheduled", probability: "0.2"),
                .init(id: "qualifiedtobuy", label: "Qualified To Buy", probability: "0.4"),
                .init(id: "presentationscheduled", label: "Presentation Scheduled", probability: "0.6"),
                .init(id: "decisionmakerboughtin", label: "Decision Maker Bought-In", probability: "0.8"),
                .init(id: "contractsent", label: "Contract Sent", probability: "0.9"),
                .init(id: "closedwon", label: "Closed Won", probability: "1.0", closed: true),
                .init(id: "closedlost", label: "Closed Lost", probability: "0.0", closed: true),
            ]),
        HubSpotPipeline(
            id: "75e28846", label: "Partner Pipeline",
            stages: [
                .init(id: "139480112", label: "Registered", probability: "0.3"),
                .init(id: "139480113", label: "Won with partner", probability: "1.0", closed: true),
                .init(id: "139480114", label: "Lost", probability: "0.0", closed: true),
            ]),
    ]

    /// Someone who left: listed only as archived, and still named by old records.
    static let formerOwner = HubSpotOwner(
        id: "910990", user: 41_990, email: "former@northwind.example", first: "Chloé", last: "Dubois", archived: true)

    private static func common(_ kind: HubSpotKind) -> [HubSpotProperty] {
        var list: [HubSpotProperty] = [
            HubSpotProperty(name: "hs_object_id", label: "Record ID", form: .number, field: "number", readOnly: true),
            .time(kind == .referrals ? "hs_createdate" : "createdate", "Create Date", readOnly: true),
            .time("hs_lastmodifieddate", "Last Modified Date", readOnly: true),
            HubSpotProperty(
                name: "hs_merged_object_ids", label: "Merged object IDs", form: .enumeration, field: "checkbox", readOnly: true,
                external: true),
            .elsewhere("hubspot_owner_id", "Owner"),
            .text("entente_id", "Entente id", unique: true, native: false),
        ]
        if kind == .contacts { list.append(.time("lastmodifieddate", "Last Modified Date", readOnly: true)) }
        if kind == .referrals { list.append(.time("createdate", "Create Date", readOnly: true)) }
        return list
    }

    private static let contacts: [HubSpotProperty] = [
        .text("email", "Email", unique: true), .text("firstname", "First Name"), .text("lastname", "Last Name"),
        .phone("phone", "Phone Number"), .phone("mobilephone", "Mobile Phone Number"), .text("company", "Company Name"),
        .text("country", "Country/Region"), .text("jobtitle", "Job Title"), .text("website", "Website URL"),
        HubSpotProperty(name: "hs_whatsapp_phone_number", label: "WhatsApp Phone Number", form: .phone, field: "phonenumber"),
        .choice(
            "lifecyclestage", "Lifecycle Stage",
            [("subscriber", "Subscriber"), ("lead", "Lead"), ("opportunity", "Opportunity"), ("customer", "Customer"), ("other", "Other")]),
        HubSpotProperty(
            name: "hs_email_optout", label: "Unsubscribed from all email", form: .bool, field: "booleancheckbox",
            options: [.init(value: "true", label: "Yes"), .init(value: "false", label: "No")]),
        HubSpotProperty(name: "date_of_birth", label: "Date of birth", form: .date, field: "date"),
    ]

    private static let companies: [HubSpotProperty] = [
        .text("name", "Company name"), .text("domain", "Company Domain Name"), .text("website", "Website URL"),
        .phone("phone", "Phone Number"), .text("country", "Country/Region"), .text("city", "City"), .text("description", "Description"),
        .choice(
            "type", "Type",
            [("PROSPECT", "Prospect"), ("PARTNER", "Partner"), ("RESELLER", "Reseller"), ("VENDOR", "Vendor"), ("OTHER", "Other")]),
        .number("annualrevenue", "Annual Revenue"), .number("numberofemployees", "Number of Employees"),
        .text("partner_email", "Partner e-mail", native: false),
        .choice(
            "partner_tier", "Partner tier",
            [("bronze", "Bronze"), ("silver", "Silver"), ("gold", "Gold"), ("platinum", "Platinum")], native: false),
        .text("segment", "Segment", native: false),
        HubSpotProperty(
            name: "regions", label: "Regions", form: .enumeration, field: "checkbox",
            options: ["AMER", "EMEA", "APAC"].map { .init(value: $0, label: $0) }, native: false),
        .text("partner_code", "Partner code", unique: true, native: false),
    ]

    private static let deals: [HubSpotProperty] = [
        .text("dealname", "Deal Name"), .number("amount", "Amount"),
        .number("amount_in_home_currency", "Amount in company currency", calculated: true),
        .choice("deal_currency_code", "Currency", currencies.map { ($0, $0) }),
        .elsewhere("dealstage", "Deal Stage"), .elsewhere("pipeline", "Pipeline"), .time("closedate", "Close Date"),
        .choice("dealtype", "Deal Type", [("newbusiness", "New Business"), ("existingbusiness", "Existing Business")]),
        .text("description", "Deal Description"),
        HubSpotProperty(
            name: "hs_is_closed", label: "Is Deal Closed?", form: .bool, field: "calculation_read_time", calculated: true, readOnly: true),
        HubSpotProperty(
            name: "hs_is_closed_won", label: "Is Closed Won", form: .bool, field: "calculation_read_time", calculated: true,
            readOnly: true),
        .text("order_number", "Order number", native: false), .text("entente_deal_id", "Entente deal id", unique: true, native: false),
    ]

    private static let referrals: [HubSpotProperty] = [
        .text("name", "Name", native: false), .text("email", "Email", native: false), .text("company", "Company", native: false),
        .choice(
            "state", "State",
            [
                ("new", "New"), ("qualified", "Qualified"), ("meeting", "Meeting"), ("negotiation", "Negotiation"), ("won", "Won"),
                ("lost", "Lost"), ("unqualified", "Unqualified"), ("working", "Working"),
            ], native: false),
        .text("notes", "Notes", native: false), .time("submitted_at", "Submitted at"),
    ]
}
