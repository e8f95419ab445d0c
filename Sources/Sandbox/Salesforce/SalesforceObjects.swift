/// The objects that the sandbox's org has. Source: specs/salesforce_objects_handwritten.json for the standard fields; the custom fields
/// are those of an administrator who prepared the org for a partner program.
enum SalesforceObjects {
    static let all = [user, account, contact, lead, opportunity, contactRole, partner]

    static let currencies = ["USD", "EUR", "GBP", "JPY", "KWD"]
    private static let sources = ["Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other"]
    private static let industries = ["Agriculture", "Banking", "Consulting", "Education", "Energy", "Retail", "Technology", "Other"]
    private static let owner = SalesforceField.link("OwnerId", "User", as: "Owner").required()
    private static let currency = SalesforceField.choice("CurrencyIsoCode", currencies, restricted: true)

    private static let user = SalesforceObject(
        "User", prefix: "005",
        fields: [
            .text("Username", 80).required(), .text("LastName", 80).required(), .text("FirstName", 40), .text("Name", 121).readOnly(),
            .text("Email", 128, kind: .email).required(), .plain("IsActive", .boolean),
        ])

    private static let account = SalesforceObject(
        "Account", prefix: "001", mergeable: true,
        children: [
            .init(name: "Contacts", object: "Contact", field: "AccountId"),
            .init(name: "Opportunities", object: "Opportunity", field: "AccountId"),
            .init(name: "ChildAccounts", object: "Account", field: "ParentId"),
        ],
        fields: [
            .text("Name", 255).required().found(),
            .choice("Type", ["Prospect", "Customer", "Partner", "Analyst", "Competitor", "Reseller", "Vendor", "Other"]),
            .link("ParentId", "Account", as: "Parent"), .area("BillingStreet"), .text("BillingCity", 40), .text("BillingState", 80),
            .text("BillingPostalCode", 20), .text("BillingCountry", 80), .plain("BillingAddress", .address).readOnly(),
            .text("Phone", 40, kind: .phone), .text("Website", 255, kind: .url).found(), .choice("Industry", industries),
            .plain("AnnualRevenue", .currency, scale: 0), .plain("NumberOfEmployees", .int), .area("Description"), owner,
            .choice("AccountSource", sources), .text("AccountNumber", 40), .plain("IsPartner", .boolean),
            .plain("IsCustomerPortal", .boolean), .text("ChannelProgramName", 255).readOnly(),
            .text("ChannelProgramLevelName", 255).readOnly(), .plain("LastActivityDate", .date).readOnly(), currency,
            .text("Partner_Email__c", 80, kind: .email), .choice("Partner_Tier__c", ["Gold", "Silver", "Bronze"], restricted: true),
            .choice("Status__c", ["Active", "On Hold", "Prospect", "Terminated"], restricted: true), .text("Segment__c", 80),
            // An external id that an administrator forgot to make unique: an upsert by it may find several records.
            .oldKey("Legacy_Id__c", 40), .key("Entente_Id__c", 80),
        ])

    private static let contact = SalesforceObject(
        "Contact", prefix: "003", mergeable: true,
        children: [.init(name: "OpportunityContactRoles", object: "OpportunityContactRole", field: "ContactId")],
        fields: [
            .link("AccountId", "Account", as: "Account"), .text("LastName", 80).required(), .text("FirstName", 40),
            .choice("Salutation", ["Mr.", "Ms.", "Mrs.", "Dr.", "Prof.", "Mx."]), .text("Name", 121).required().readOnly(),
            .text("Email", 80, kind: .email), .plain("EmailBouncedDate", .datetime), .text("Phone", 40, kind: .phone),
            .text("MobilePhone", 40, kind: .phone), .text("Title", 128), .text("Department", 80), .choice("LeadSource", sources),
            .area("MailingStreet"), .text("MailingCity", 40), .text("MailingCountry", 80), .text("MailingPostalCode", 20), owner,
            .link("ReportsToId", "Contact", as: "ReportsTo"), .plain("HasOptedOutOfEmail", .boolean), .plain("DoNotCall", .boolean),
            .area("Description"), .plain("LastActivityDate", .date).readOnly(), .key("Entente_Id__c", 80),
        ])

    static let leadStatuses = ["Open - Not Contacted", "Working - Contacted", "Qualified", "Closed - Converted", "Closed - Not Converted"]

    private static let lead = SalesforceObject(
        "Lead", prefix: "00Q", mergeable: true,
        fields: [
            .text("LastName", 80).required(), .text("FirstName", 40), .text("Name", 121).required().readOnly(),
            .text("Company", 255).required(), .text("Email", 80, kind: .email), .text("Phone", 40, kind: .phone), .text("Title", 128),
            .text("Website", 255, kind: .url), .area("Street"), .text("City", 40), .text("Country", 80), .choice("LeadSource", sources),
            .choice("Status", leadStatuses, restricted: true).required(fallback: "Open - Not Contacted"),
            .choice("Rating", ["Hot", "Warm", "Cold"]), .plain("AnnualRevenue", .currency, scale: 0), .plain("NumberOfEmployees", .int),
            owner, .plain("IsConverted", .boolean).readOnly(), .plain("ConvertedDate", .date).readOnly(),
            .link("ConvertedAccountId", "Account", as: "ConvertedAccount").readOnly(),
            .link("ConvertedContactId", "Contact", as: "ConvertedContact").readOnly(),
            .link("ConvertedOpportunityId", "Opportunity", as: "ConvertedOpportunity").readOnly(),
            .link("PartnerAccountId", "Account", as: "PartnerAccount").readOnly(), .plain("HasOptedOutOfEmail", .boolean),
            .area("Description"), .plain("LastActivityDate", .date).readOnly(),
            .link("Entente_Partner__c", "Account", as: "Entente_Partner__r"), .key("Entente_Id__c", 80),
        ])

    /// The stages with their chance in percent; the last two are closed.
    static let stages: [(name: String, percent: Int)] = [
        ("Prospecting", 10), ("Qualification", 10), ("Needs Analysis", 20), ("Value Proposition", 50), ("Proposal", 75),
        ("Negotiation/Review", 90), ("Closed Won", 100), ("Closed Lost", 0),
    ]

    private static let opportunity = SalesforceObject(
        "Opportunity", prefix: "006",
        children: [
            .init(name: "OpportunityContactRoles", object: "OpportunityContactRole", field: "OpportunityId"),
            .init(name: "OpportunityPartners", object: "Partner", field: "OpportunityId"),
        ],
        fields: [
            .link("AccountId", "Account", as: "Account"), .text("Name", 120).required(), .area("Description"),
            .choice("StageName", stages.map(\.name), restricted: true).required(), .plain("Amount", .currency, scale: 2),
            .plain("Probability", .percent), .plain("ExpectedRevenue", .currency, scale: 2).readOnly(),
            .plain("TotalOpportunityQuantity", .double, scale: 2), .plain("CloseDate", .date).required(),
            .choice("Type", ["New Business", "Existing Business"]), .text("NextStep", 255), .choice("LeadSource", sources),
            .plain("IsClosed", .boolean).readOnly(), .plain("IsWon", .boolean).readOnly(),
            .choice("ForecastCategory", ["Pipeline", "BestCase", "Closed", "Omitted"]).readOnly(),
            .plain("HasOpportunityLineItem", .boolean).readOnly(), owner, .link("ContactId", "Contact", as: "Contact").createOnly(),
            .link("PartnerAccountId", "Account", as: "PartnerAccount").readOnly(), .plain("LastStageChangeDate", .datetime).readOnly(),
            currency, .plain("LastActivityDate", .date).readOnly(), .key("Order_Number__c", 40),
            .link("Entente_Partner__c", "Account", as: "Entente_Partner__r"), .key("Entente_Id__c", 80),
        ])

    private static let contactRole = SalesforceObject(
        "OpportunityContactRole", prefix: "00K",
        fields: [
            .link("OpportunityId", "Opportunity", as: "Opportunity").required().createOnly(),
            .link("ContactId", "Contact", as: "Contact").required(),
            .choice(
                "Role", ["Business User", "Decision Maker", "Economic Buyer", "Evaluator", "Executive Sponsor", "Influencer", "Other"]),
            .plain("IsPrimary", .boolean),
        ])

    private static let partner = SalesforceObject(
        "Partner", prefix: "00I", updateable: false,
        fields: [
            .link("OpportunityId", "Opportunity", as: "Opportunity").createOnly(),
            .link("AccountFromId", "Account", as: "AccountFrom").createOnly(),
            .link("AccountToId", "Account", as: "AccountTo").required().createOnly(),
            .choice("Role", ["Reseller", "Referral", "VAR/Reseller", "Distributor", "Consultant"]).createOnly(),
            .plain("IsPrimary", .boolean).createOnly(), .link("ReversePartnerId", "Partner", as: "ReversePartner").readOnly(),
        ])
}
