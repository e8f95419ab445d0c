import Foundation

/// The sample configuration: the top-level config.yaml is this text.
enum SampleConfig {
    /// The text, for a folder of manifests elsewhere; without the remote that pays where there is none.
    static func text(connectors: String, pays: Bool = true) -> String {
        let whole = text.replacing("\nconnectors: connectors ", with: "\nconnectors: \(connectors) ")
        guard !pays, let start = whole.range(of: "  payments:"), let end = whole.range(of: "sync:\n") else { return whole }
        let lines = (whole[..<start.lowerBound] + whole[end.lowerBound...]).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.filter { !$0.hasPrefix("  stripe: payments") }.joined(separator: "\n")
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
          payments:                              # keeps nothing in step: it pays partners
            connector: stripe
            with: {url: "${env:STRIPE_URL}", key: "${env:STRIPE_KEY}"}

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

        # Tracking links and clicks. The key is made once: with another one every visitor is a stranger.
        links:
          base: https://go.northwind.example     # a link's address begins so; its code stands behind
          target: https://www.northwind.example/ # where a link leads that names no target of its own
          hosts: [www.northwind.example]         # the only hosts that links may lead to
          window: 1h                             # within which a second click of a visitor on a link is a duplicate
          key: ${env:ENTENTE_LINK_KEY}           # openssl rand -hex 32

        # What is earned, played by `entente earn`; docs/MONEY.md says what each number means.
        terms:
          attribution: {model: last_click, window: 30d, recurring: {months: 12}}
          commissions:                           # in this order: the first that applies pays
            - {id: launch, for: sale, when: {campaign: launch}, pay: 20%, of: net, hold: 30d, until: 2026-07-01}
            - id: standard
              for: sale
              of: net                            # gross, net_of_tax, net or margin
              hold: 30d                          # how long it waits after the customer paid
              tiers: {per: month, steps: [{above: 0, pay: 10%}, {above: 5, pay: 15%}]}
            - {id: renewal, for: renewal, pay: 5%, of: net, hold: 30d}
          caps: {per_deal: 500 USD, program: {most: 20000 USD, per: month}}
          fraud: {auto_approval_ceiling: 250 USD, brand_words: [northwind]}
          # For deals in other currencies; the path is relative to this file:
          # rates: {file: eurofxref-hist.csv, base: EUR, source: ECB, max_age: 3d}

        # How partners are paid, by the method in their payout_method: `entente payouts plan`, a person's approval, `entente payouts send`.
        payouts:
          minimum: [50 USD]                      # a smaller balance is carried over
          cut_off: month_end                     # the last day that counts
          two_above: [1000 USD]                  # a payout above it needs two persons
          cool_down: 7d                          # how long a new or changed account waits after its approval
          stripe: payments                       # the remote that pays by this method; paypal likewise
          manual: payouts                        # folder for the files that a bank is given

        # For a later version.
        messages: {}

        """
}
