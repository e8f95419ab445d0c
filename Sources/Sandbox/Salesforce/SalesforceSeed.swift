import Model

/// Fills an org's store with a program's data, in Salesforce's words.
enum SalesforceSeed {
    /// Puts everything in; the first user is the one that the connected app acts as.
    static func fill(_ store: inout SalesforceStore, with data: ProgramData, username: String, at now: Timestamp) {
        let founded = (now - .seconds(4 * 365 * 86_400)).seconds
        let agent = store.seed(
            "User", [("Username", username), ("LastName", "Sync"), ("FirstName", "Entente"), ("Email", username)], [("IsActive", true)],
            by: "", founded, founded)
        var owners: [Int: String] = [:]
        for owner in data.owners {
            owners[owner.key] = store.seed(
                "User",
                [
                    ("Username", owner.email), ("LastName", owner.lastName), ("FirstName", owner.firstName), ("Email", owner.email),
                ], [("IsActive", true)], by: agent, founded, founded)
        }
        let accounts = companies(data.companies, owners, agent, &store)
        let contacts = people(data.people, accounts, owners, agent, &store)
        referrals(data.referrals, accounts, owners, agent, &store)
        deals(data, accounts, contacts, owners, agent, &store)
    }

    private static func companies(
        _ companies: [ProgramData.Company], _ owners: [Int: String], _ agent: String, _ store: inout SalesforceStore
    ) -> [Int: String] {
        var ids: [Int: String] = [:]
        for company in companies {
            let tier: String? =
                switch company.tier {
                case .gold: "Gold"
                case .silver: "Silver"
                case .bronze: "Bronze"
                case nil: nil
                }
            let status: String? =
                switch company.standing {
                case .approved: "Active"
                case .suspended: "On Hold"
                case .unknown: "Prospect"
                case nil: nil
                }
            ids[company.key] = store.seed(
                "Account",
                [
                    ("Name", company.name), ("Website", company.domain), ("Phone", company.phone),
                    ("Type", company.isPartner ? "Partner" : "Customer"), ("BillingCountry", company.country),
                    ("Partner_Email__c", company.email), ("Partner_Tier__c", tier), ("Status__c", status),
                    ("Segment__c", company.segment), ("OwnerId", owners[company.owner]), ("CurrencyIsoCode", "USD"),
                ], by: owners[company.owner] ?? agent, company.created.seconds, company.modified.seconds)
        }
        return ids
    }

    private static func people(
        _ people: [ProgramData.Person], _ accounts: [Int: String], _ owners: [Int: String], _ agent: String,
        _ store: inout SalesforceStore
    ) -> [Int: String] {
        var ids: [Int: String] = [:]
        for person in people {
            ids[person.key] = store.seed(
                "Contact",
                [
                    ("FirstName", person.firstName), ("LastName", person.lastName), ("Email", person.email), ("Phone", person.phone),
                    ("AccountId", person.company.flatMap { accounts[$0] }), ("OwnerId", owners[person.owner]),
                ], by: owners[person.owner] ?? agent, person.created.seconds, person.modified.seconds)
        }
        return ids
    }

    private static func referrals(
        _ referrals: [ProgramData.Referral], _ accounts: [Int: String], _ owners: [Int: String], _ agent: String,
        _ store: inout SalesforceStore
    ) {
        for referral in referrals {
            let status =
                switch referral.state {
                case .new: "Open - Not Contacted"
                case .qualified: "Qualified"
                case .unqualified: "Closed - Not Converted"
                case .working: "Working - Contacted"
                }
            _ = store.seed(
                "Lead",
                [
                    ("FirstName", referral.firstName), ("LastName", referral.lastName), ("Email", referral.email),
                    ("Company", referral.company), ("Status", status),
                    ("Entente_Partner__c", referral.partner.flatMap { accounts[$0] }), ("OwnerId", owners[referral.owner]),
                ], by: owners[referral.owner] ?? agent, referral.created.seconds, referral.modified.seconds)
        }
    }

    private static func deals(
        _ data: ProgramData, _ accounts: [Int: String], _ contacts: [Int: String], _ owners: [Int: String], _ agent: String,
        _ store: inout SalesforceStore
    ) {
        let employers = Dictionary(data.people.map { ($0.key, $0.company) }) { first, _ in first }
        for deal in data.deals {
            let stage =
                switch deal.stage {
                case .proposal: "Proposal"
                case .won: "Closed Won"
                case .lost: "Closed Lost"
                case .qualification: "Qualification"
                }
            let amount = deal.amount.flatMap { SalesforceNumber($0) }?.rounded(to: 2).text(asInteger: false)
            let customer = deal.customer.flatMap { contacts[$0] }
            let employer = deal.customer.flatMap { employers[$0] ?? nil }
            let id = store.seed(
                "Opportunity",
                [
                    ("Name", deal.name), ("StageName", stage), ("CloseDate", deal.closes.text), ("CurrencyIsoCode", deal.currency),
                    ("AccountId", employer.flatMap { accounts[$0] }), ("Order_Number__c", deal.orderNumber),
                    ("Entente_Partner__c", deal.partner.flatMap { accounts[$0] }), ("OwnerId", owners[deal.owner]),
                ], [("Amount", amount.map { .number($0) } ?? .null)], by: owners[deal.owner] ?? agent, deal.created.seconds,
                deal.modified.seconds)
            guard let customer else { continue }
            _ = store.seed(
                "OpportunityContactRole", [("OpportunityId", id), ("ContactId", customer), ("Role", "Decision Maker")],
                [("IsPrimary", true)], by: owners[deal.owner] ?? agent, deal.created.seconds, deal.created.seconds)
        }
    }
}

extension SalesforceStore {
    /// Puts one record of an object in by the names of its fields.
    fileprivate mutating func seed(
        _ object: String, _ texts: [(String, String?)], _ others: [(String, JSON)] = [], by user: String, _ created: Int64,
        _ modified: Int64
    ) -> String {
        guard let index = table(object) else { return "" }
        let fields = texts.compactMap { name, text in text.map { (name, JSON.string($0)) } } + others
        return seed(index, fields, by: user, created: created, modified: modified)
    }
}
