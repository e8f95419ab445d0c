import Agent
import Testing
import YAML

/// What config.yaml refuses: each row changes the small file in one place and says the whole complaint.
@Suite struct SettingsErrorsTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var change: String
        var into: String
        var says: String
        var testDescription: String { into }
    }

    private static func row(_ change: String, _ into: String, _ says: String) -> Row { Row(change: change, into: into, says: says) }

    static let top = [
        row("version: 1", "version: 2", #"1:10: version: found "2", expected 1"#),
        row("version: 1\n", "", "1:1: found no version, expected version (1)"),
        row(
            "version: 1", "version: 1\nstores: x.db",
            #"2:1: found the unknown key "stores", expected one of brakes, connectors, experiments, links, log, messages, payouts, program, remotes, rewards, store, sync, terms, version; did you mean "store"?"#
        ),
        row(
            "version: 1", "version: 1\nversion: 1",
            #"2:1: version: found the key "version" twice, expected each key once; it stands on line 1 already"#),
        row(
            "version: 1", "version: 1\nlog: {level: loud}",
            #"2:14: log.level: found "loud", expected one of trace, debug, info, notice, warning, error, critical"#),
        row(
            "version: 1", "version: 1\nlog: {format: jason}",
            #"2:15: log.format: found "jason", expected one of text, json; did you mean "json"?"#),
        row(
            "version: 1", "version: 1\nterms: {flat: 1}",
            #"2:9: terms: found the unknown key "flat", expected one of allowable_cac, attribution, campaigns, caps, commissions, costs, fraud, milestones, rates, rewards"#
        ),
        row("version: 1", "version: 1\npayouts: soon", #"2:10: payouts: found "soon", expected a map"#),
        row(
            "version: 1", "version: 1\nlinks: {base: go.example}",
            #"2:15: links.base: found "go.example", expected an address such as https://go.example.com or https://shop.example.com/?ref="#),
        row(
            "version: 1", "version: 1\nlinks: {target: 'https://a.example/', hosts: b.example}",
            #"2:17: links.target: found "https://a.example/", expected an address at one of links.hosts: b.example"#),
        row(
            "version: 1", "version: 1\nlinks: {hosts: 'https://a.example'}",
            #"2:16: links.hosts: found "https://a.example", expected a host name in small letters, such as shop.example.com"#),
        row(
            "version: 1", "version: 1\nlinks: {window: 0s}",
            #"2:17: links.window: found "0s", expected a duration of at least 1s, such as 1h"#),
        row("version: 1", "version: 1\nstore: [a]", "2:8: store: found a list, expected a text"),
        row("currency: USD", "currency: usd", #"2:38: program.currency: found "usd", expected a currency such as USD, ISO 4217"#),
        row("currency: USD", "currency: XQX", #"2:38: program.currency: found "XQX", expected a currency such as USD, ISO 4217"#),
        row(
            "time_zone: UTC", "time_zone: America/New_Yrok",
            #"2:54: program.time_zone: found "America/New_Yrok", expected a time zone such as America/New_York; did you mean "America/New_York"?"#
        ),
        row("country: US", "country: USA", #"2:68: program.country: found "USA", expected a country such as US, ISO 3166-1 alpha-2"#),
        row(
            "instance: northwind", "instance: North Wind",
            #"2:82: program.instance: found "North Wind", expected 1 to 32 small letters, digits, - or _"#),
        row(", instance: northwind", "", "2:10: program: found no instance, expected instance (1 to 32 small letters, digits, - or _)"),
    ]

    static let remotes = [
        row("connector: salesforce, ", "", "4:8: remotes.crm: found no connector, expected connector (a text)"),
        row(
            "connector: salesforce", "conector: salesforce",
            #"4:8: remotes.crm: found no connector, expected connector (a text); is "conector" meant to be it?"#),
        row(
            "{client_id: abc}", "{client_id: abc}, every: 15",
            #"4:63: remotes.crm.every: found "15", expected a duration of at least 1m, such as 15m"#),
        row(
            "{client_id: abc}", "{client_id: abc}, every: 30s",
            #"4:63: remotes.crm.every: found "30s", expected a duration of at least 1m, such as 15m"#),
        row(
            "{client_id: abc}", "{client_id: abc}, cron: '61 * * * *'",
            #"4:62: remotes.crm.cron: found "61 * * * *", expected a cron line of five fields, such as "*/15 7-19 * * 1-5""#),
        row(
            "{client_id: abc}", "{client_id: abc}, every: 5m, cron: '1 * * * *'",
            "4:67: remotes.crm: found every and cron, expected at most one of every, cron"),
        row(
            "{client_id: abc}", "{client_id: abc}, access: readonly",
            #"4:64: remotes.crm.access: found "readonly", expected one of read_write, read_only; did you mean "read_only"?"#),
        row(
            "{client_id: abc}", "{client_id: abc}, url: http://crm.example",
            #"4:61: remotes.crm.url: found "http://crm.example", expected an https address, or http for loopback, without user, query or fragment"#
        ),
        row(
            "{client_id: abc}", "{client_id: abc}, url: 'https://a:b@crm.example'",
            #"4:61: remotes.crm.url: found "https://a:b@crm.example", expected an https address, or http for loopback, without user, query or fragment"#
        ),
        row(
            "{client_id: abc}", "{client_id: abc}, budget: {reserve: 120%}",
            #"4:74: remotes.crm.budget.reserve: found "120%", expected a percentage such as 10%"#),
        row("{client_id: abc}", "{client_id: abc}, stamp: yes", #"4:63: remotes.crm.stamp: found "yes", expected true or false"#),
        row(
            "{client_id: abc}", "{client_id: '${vault:x}'}",
            #"4:50: remotes.crm.with.client_id: found "${vault:x}", expected a text, ${env:NAME}, ${file:PATH} or ${command:...}; the whole value is one ${...}; nothing is joined"#
        ),
        row(
            "{client_id: abc}", "{client_id: 'a-${env:X}'}",
            #"4:50: remotes.crm.with.client_id: found "a-${env:X}", expected a text, ${env:NAME}, ${file:PATH} or ${command:...}; the whole value is one ${...}; nothing is joined"#
        ),
        row(
            "{client_id: abc}", "{client_id: '${env:A B}'}",
            #"4:50: remotes.crm.with.client_id: found "${env:A B}", expected a text, ${env:NAME}, ${file:PATH} or ${command:...}; the whole value is one ${...}; nothing is joined"#
        ),
        row(
            "  crm: {connector: salesforce", "  hub: {connector: salesforce",
            #"4:3: remotes: found "hub", expected a name of small letters, digits, _ and -, none of hub, policy, type, guard, canon"#),
    ]

    static let kinds = [
        row(
            "  partner:", "  partners:",
            #"7:3: sync: found "partners", expected one of partner, customer, referral, deal, payment; did you mean "partner"?"#),
        row(
            "[external_key, domain]", "[external_key, domian]",
            #"8:27: sync.partner.match[1]: found "domian", expected one of external_key, name, domain, tier; did you mean "domain"?"#),
        row("[external_key, domain]", "[domain, domain]", #"8:21: sync.partner.match[1]: found "domain" twice, expected each key once"#),
        row(
            "crm: {object: account, create: true}", "crm: {create: true}",
            "10:12: sync.partner.remotes.crm: found no object, expected object (a text)"),
        row(
            "marketing: {object: company}", "marketting: {object: company}",
            #"11:7: sync.partner.remotes: found "marketting", expected one of crm, marketing; did you mean "marketing"?"#),
        row(
            "object: company}", "object: company, on_delete: remove}",
            #"11:47: sync.partner.remotes.marketing.on_delete: found "remove", expected one of propagate, archive, unlink, ignore"#),
        row("create: true", "create: 'true'", #"10:38: sync.partner.remotes.crm.create: found "true", expected true or false"#),
        row(
            "object: company}", "object: company, where: PARTNER}",
            #"11:43: sync.partner.remotes.marketing.where: found "PARTNER", expected a map"#),
        row(
            "name: {policy: {prefer: [crm, marketing]}, crm: Name, marketing: name}\n      ", "",
            "13:7: sync.partner.fields: found no name, expected name: a partner is nothing without it"),
    ]

    static let fields = [
        row(
            "{policy: latest, crm", "{crm",
            "14:15: sync.partner.fields.domain: found no policy, expected policy (one of owner, prefer, prefer_nonblank, latest, max, min, set_union, append_only, immutable, manual)"
        ),
        row(
            "policy: latest", "policy: lastest",
            #"14:24: sync.partner.fields.domain.policy: found "lastest", expected one of owner, prefer, prefer_nonblank, latest, max, min, set_union, append_only, immutable, manual; did you mean "latest"?"#
        ),
        row(
            "policy: latest", "policy: owner",
            #"14:24: sync.partner.fields.domain.policy: found "owner", expected {owner: REMOTE} or {owner: hub}"#),
        row(
            "policy: latest", "policy: prefer",
            #"14:24: sync.partner.fields.domain.policy: found "prefer", expected {prefer: [REMOTE, ...]}"#),
        row(
            "policy: latest", "policy: {latest: true}",
            #"14:25: sync.partner.fields.domain.policy.latest: found "latest", expected the word alone: policy: latest"#),
        row(
            "policy: latest", "policy: max",
            "14:24: sync.partner.fields.domain.policy: found max on a field of type domain, expected a field of type integer, decimal, percent, money, date or timestamp"
        ),
        row(
            "policy: latest", "policy: set_union",
            "14:24: sync.partner.fields.domain.policy: found set_union on a field of type domain, expected a field of type set"),
        row(
            "policy: latest", "policy: {owner: crn}",
            #"14:32: sync.partner.fields.domain.policy.owner: found "crn", expected one of crm, marketing, hub; did you mean "crm"?"#),
        row(
            "{owner: hub}", "{owner: marketing}",
            #"15:30: sync.partner.fields.tier.policy.owner: found "marketing", expected one of crm, hub"#),
        row(
            "{owner: hub}", "{owner: hub, others: keep}",
            #"15:43: sync.partner.fields.tier.policy.others: found "keep", expected one of revert, ignore"#),
        row(
            "[crm, marketing]}, crm: Name", "[crm, crm]}, crm: Name",
            "13:22: sync.partner.fields.name.policy: found a map, expected crm only once"),
        row("tier: {policy: {owner: hub}, crm: Tier__c}", "teir: {policy: {owner: hub}, crm: Tier__c}", "did you mean \"tier\"?"),
        row(
            "tier: {policy: {owner: hub}, crm: Tier__c}", "segment: {policy: latest, crm: Segment__c}",
            "a field of your own is custom.segment, with type"),
        row(
            "tier: {policy: {owner: hub}", "custom.level: {policy: {owner: hub}",
            "15:21: sync.partner.fields.custom.level: found no type, expected type (one of text, email, phone, url, domain, country, currency, money, integer, decimal, percent, date, timestamp, boolean, set)"
        ),
        row(
            "tier: {policy: {owner: hub}", "custom.level: {type: string, policy: {owner: hub}",
            #"15:28: sync.partner.fields.custom.level.type: found "string", expected one of text, "#),
        row(
            "tier: {policy: {owner: hub}", "custom.Level: {type: text, policy: {owner: hub}",
            #"15:7: sync.partner.fields.custom.Level: found "custom.Level", expected custom.NAME in small letters, digits and _"#),
        row(
            "tier: {policy: {owner: hub}", "tier: {type: text, policy: {owner: hub}",
            #"15:20: sync.partner.fields.tier.type: found "text", expected no type: the field is text already"#),
        row(
            "crm: Tier__c", "crn: Tier__c",
            #"15:36: sync.partner.fields.tier: found the unknown key "crn", expected one of crm, guard, marketing, policy, type; did you mean "crm"?"#
        ),
        row(
            "{policy: {owner: hub}, crm: Tier__c}", "{policy: {owner: hub}}",
            "15:13: sync.partner.fields.tier: found a map, expected a field of at least one of crm, marketing"),
        row(
            "{policy: {owner: hub}", "{policy: {owner: hub}, guard: tight",
            #"15:43: sync.partner.fields.tier.guard: found "tight", expected strict"#),
        row("crm: Tier__c", "crm: {map: {gold: Gold}}", "15:41: sync.partner.fields.tier.crm: found a map, expected field or link"),
        row(
            "crm: Tier__c", "crm: {field: Tier__c, link: tiers}",
            "15:58: sync.partner.fields.tier.crm: found field and link, expected at most one of field, link"),
        row(
            "crm: Tier__c", "crm: {link: tiers}",
            #"15:48: sync.partner.fields.tier.crm.link: found "tiers", expected field: a link only maps a field of type ref"#),
        row(
            "crm: Tier__c", "crm: {field: Tier__c, currency: USD}",
            #"15:68: sync.partner.fields.tier.crm.currency: found "USD", expected no currency: the field is no money"#),
        row(
            "crm: Tier__c", "crm: {field: Tier__c, write: never}",
            #"15:65: sync.partner.fields.tier.crm.write: found "never", expected one of true, false, create, update"#),
        row(
            "crm: Tier__c", "crm: {field: Tier__c, canon: upper}",
            #"15:58: sync.partner.fields.tier.crm.canon: found "canon", expected no canon: it is not supported yet"#),
        row(
            "crm: Tier__c", "crm: {field: Tier__c, type: varchar}",
            #"15:64: sync.partner.fields.tier.crm.type: found "varchar", expected one of text, email"#),
        row(
            "crm: Tier__c", "crm: {field: Tier__c, map: {gold: G, silver: G}}",
            #"15:81: sync.partner.fields.tier.crm.map.silver: found "G", expected each remote value once; "G" means gold already"#),
        row(
            "crm: Tier__c", "crm: {field: Tier__c, map: {gold: '*', silver: '*'}}",
            #"15:83: sync.partner.fields.tier.crm.map.silver: found "*", expected one "*"; gold has it already"#),
        row(
            "tier: {policy: {owner: hub}, crm: Tier__c}", "status: {policy: manual, crm: {field: S, map: {aproved: A}}}",
            #"15:54: sync.partner.fields.status.crm.map: found "aproved", expected one of applied, invited, approved, declined, suspended, banned, archived; did you mean "approved"?"#
        ),
        row(
            "tier: {policy: {owner: hub}, crm: Tier__c}", "joined_at: {policy: latest, crm: {field: J, map: {a: b}}}",
            "expected no map: it fits fields of type text, enum, boolean, country and currency"),
        row(
            "policy: latest, crm: Website", "policy: {owner: crm}, crm: {field: Website, read: false}",
            "14:24: sync.partner.fields.domain.policy: found a map, expected an owner whose value is read: crm says read: false"),
    ]

    static let brakes = [
        row(
            "version: 1", "version: 1\nbrakes: {deletes: {count: ten}}",
            #"2:27: brakes.deletes.count: found "ten", expected a whole number of at least 0"#),
        row(
            "version: 1", "version: 1\nbrakes: {deletes: {share: 1}}",
            #"2:27: brakes.deletes.share: found "1", expected a percentage such as 10%"#),
        row("version: 1", "version: 1\nbrakes: {delete: {share: 1%}}", #"did you mean "deletes"?"#),
        row(
            "version: 1", "version: 1\nbrakes: {payouts: {sum: 10000}}",
            #"2:25: brakes.payouts.sum: found "10000", expected an amount such as 25.00 USD"#),
    ]

    @Test(arguments: top + remotes + kinds + fields + brakes)
    func `a fault is told with its place, what was found, what may stand there and the nearest name`(row: Row) throws {
        try #require(SettingsSample.small.contains(row.change))
        let (settings, diagnostics) = SettingsSample.read(SettingsSample.small.replacing(row.change, with: row.into, maxReplacements: 1))
        #expect(settings == nil)
        #expect(diagnostics.contains { $0.contains(row.says) }, "\(diagnostics)")
    }

    @Test func `one reading tells all that is wrong, in the order of the file`() {
        let text = SettingsSample.small.replacing("currency: USD", with: "currency: U").replacing("policy: latest", with: "policy: newest")
            .replacing("connector: hubspot", with: "conector: hubspot")
        let (_, diagnostics) = SettingsSample.read(text)
        #expect(diagnostics.count == 4)
        #expect(diagnostics.map { $0.split(separator: ":")[1] } == ["2", "5", "5", "14"])
    }

    @Test func `an unquoted source inside a flow map is explained`() {
        let (settings, diagnostics) = SettingsSample.read(SettingsSample.small.replacing("\"${env:TOKEN}\"", with: "${env:TOKEN}"))
        #expect(settings == nil)
        #expect(diagnostics.contains { $0.contains("inside { } it needs quotes") }, "\(diagnostics)")
    }

    @Test func `two kinds on one object need where, so that one record is never two entities`() {
        let other = "  customer:\n    remotes: {crm: {object: account}}\n    fields: {email: {policy: latest, crm: Email}}\n"
        let (_, diagnostics) = SettingsSample.read(SettingsSample.small + other)
        #expect(
            diagnostics.contains { $0.contains("sync.partner.remotes.crm: found the object account also under customer") }, "\(diagnostics)"
        )
        let told =
            SettingsSample.small.replacing("object: account,", with: "object: account, where: {Type: Partner},")
            + other.replacing("{object: account}", with: "{object: account, where: {Type: Customer}}")
        #expect(SettingsSample.read(told).diagnostics == [])
    }

    @Test func `a file that is not there is told by its name`() {
        let (settings, diagnostics) = Settings.load(path: "nowhere/config.yaml")
        #expect(settings == nil)
        #expect(
            diagnostics.map(\.description) == [
                "nowhere/config.yaml:1:1: found no readable file, expected config.yaml; entente init writes one; --config names another"
            ])
    }
}
