/// The sample configuration: the top-level config.yaml is this text.
enum SampleConfig {
    /// The text, for a folder of manifests elsewhere.
    static func text(connectors: String) -> String {
        text.replacing("\nconnectors: connectors ", with: "\nconnectors: \(connectors) ")
    }

    /// The text as it stands at the top level.
    static let text = """
        # One program, one hub. Every key is explained in docs/CONFIG.md; `entente check` says what is wrong here, with line and column.
        #
        # To try it against the sandbox, which writes a twin of this file and its variables:
        #   entente sandbox --records 200 --seed 7 --config-for trial
        #   cd trial && set -a && . ./.env && set +a && entente plan
        version: 1
        program:
          name: Northwind Partners
          currency: USD
          time_zone: America/New_York            # whose days and months count
          country: US                            # assumed for phones of records without a country
          instance: northwind                    # stands before every external key; two hubs on one CRM need two names
        connectors: connectors                   # folder of manifests, relative to this file; then beside the binary
        store: entente.db                        # the hub, created 0600
        log: {level: notice, format: text}

        remotes:
          crm:
            connector: salesforce                # connectors/salesforce.yaml
            with:                                # what that manifest's config asks for
              url: ${env:SALESFORCE_URL}         # My Domain, such as https://northwind.my.salesforce.com
              client_id: ${env:SALESFORCE_CLIENT_ID}
              username: sync@northwind.example
              key: ${file:salesforce.pem}        # JWT bearer; only its owner may read it: chmod 600
              # Or as the app's own user, by client credentials, instead of both:
              # client_secret: ${env:SALESFORCE_CLIENT_SECRET}
            access: read_write                   # read_only: no write is ever planned for it
            every: 15m                           # or cron: "*/15 7-19 * * 1-5"
            budget: {reserve: 20%}               # of the daily quota, kept for people and for settling reads
          marketing:
            connector: hubspot
            with: {url: "${env:HUBSPOT_URL}", token: "${env:HUBSPOT_TOKEN}", referrals: "${env:HUBSPOT_REFERRALS}"}
            every: 5m

        sync:
          partner:
            match: [external_key, domain, email] # exact, in this order; never by similarity
            remotes:
              crm:       {object: account, where: {Type: Partner}, create: true, on_delete: unlink}
              marketing: {object: company, where: {type: PARTNER}, create: false, on_delete: unlink}
            fields:
              name:   {policy: {prefer: [crm, marketing]}, crm: Name, marketing: name}
              domain: {policy: {prefer: [crm, marketing]}, crm: Website, marketing: domain}
              email:  {policy: {prefer: [crm, marketing]}, crm: Partner_Email__c, marketing: partner_email}
              tier:
                policy: {owner: hub}
                crm: {field: Partner_Tier__c, map: {gold: Gold, silver: Silver, bronze: Bronze}}
                marketing: partner_tier
              phone:  {policy: prefer_nonblank, crm: Phone, marketing: phone}
              status: {policy: manual, guard: strict, crm: {field: Status__c, map: {approved: Active, suspended: On Hold}}}
              custom.segment: {type: text, policy: latest, crm: Segment__c, marketing: segment}
          customer:
            match: [external_key, email]
            remotes:
              crm:       {object: contact, create: true, on_delete: unlink}
              marketing: {object: contact, create: true, on_delete: unlink}
            fields:
              first_name: {policy: {prefer: [crm, marketing]}, crm: FirstName, marketing: firstname}
              last_name:  {policy: {prefer: [crm, marketing]}, crm: LastName, marketing: lastname}
              email:      {policy: {prefer: [crm, marketing]}, crm: Email, marketing: email}
          referral:
            match: [external_key, email]
            remotes:
              crm:       {object: lead, create: true, on_delete: unlink}
              marketing: {object: referrals, create: true, on_delete: archive}
            fields:
              partner: {policy: immutable, crm: Entente_Partner__c, marketing: {link: company, label: partner}}
              name:                              # Salesforce refuses a lead without LastName
                policy: {prefer: [marketing, crm]}
                crm: {field: LastName, read: false, write: create}
                marketing: name
              company: {policy: {prefer: [crm, marketing]}, crm: Company, marketing: company}
              email:   {policy: {prefer: [crm, marketing]}, crm: Email, marketing: email}
              state:
                policy: {owner: crm}
                crm: {field: Status, map: {new: Open - Not Contacted, qualified: Qualified, unqualified: Closed - Not Converted}}
                marketing: state
          deal:
            match: [external_key, order_number]
            remotes:
              crm:       {object: opportunity, create: false, on_delete: ignore}
              marketing: {object: deal, create: true, on_delete: archive}
            fields:
              name:         {policy: {owner: crm}, crm: Name, marketing: dealname}
              order_number: {policy: {owner: crm}, crm: Order_Number__c, marketing: order_number}
              partner:      {policy: {prefer: [crm, marketing]}, crm: Entente_Partner__c, marketing: {link: company, label: partner}}
              customer:     {policy: {owner: crm}, crm: {link: contact}, marketing: {link: contact}} # primary contact role; association
              amount:
                policy: {owner: crm}
                crm: {field: Amount, currency: CurrencyIsoCode}
                marketing: {field: amount, currency: deal_currency_code}
              stage:
                policy: {owner: crm}
                crm: StageName
                marketing: {field: dealstage, map: {Closed Won: closedwon, Closed Lost: closedlost, Proposal: presentationscheduled}}
              state: {policy: {owner: crm}, crm: {field: StageName, write: false, map: {won: Closed Won, lost: Closed Lost, open: "*"}}}

        # When a run stops itself before its first write, per remote and object. The defaults; of count and share the larger holds.
        brakes:
          deletes: {count: 10, share: 1%}
          creates: {count: 50, share: 10%}
          updates: {share: 30%}
          same_value: {share: 20%}               # one field set to one value in this share of the records
          blanks: {share: 1%}                    # values replaced by nothing
          listing: {at_least: 70%}               # of the last complete listing
          unknown: {share: 5%}
          conflicts: {share: 5%}

        # For later versions.
        terms: {}
        payouts: {}
        messages: {}

        """
}
