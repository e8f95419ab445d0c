@testable import Agent
import Testing

/// R30: the fingerprint changes when the meaning does, and only then.
@Suite struct SettingsFingerprintTests {
    private func fingerprint(_ text: String) throws -> String { try SettingsSample.settings(text).fingerprint }

    private static let same: [(String, String)] = [
        ("version: 1\n", "# a comment\nversion: 1   # and another\n"), ("name: Northwind,", "name: Southwind,"),
        ("version: 1\n", "version: 1\nlog: {level: debug}\n"), ("version: 1\n", "version: 1\nstore: other.db\n"),
        ("version: 1\n", "version: 1\nbrakes: {deletes: {count: 1}}\n"), ("{client_id: abc}", "{client_id: abc}, every: 10m"),
        ("${env:TOKEN}", "${file:token}"), ("crm: Tier__c", "crm: {field: Tier__c}"),
        ("crm: Tier__c", "crm: {field: Tier__c, read: true, write: true}"),
        ("policy: latest, crm: Website, marketing: domain", "marketing: domain, crm: Website, policy: latest"),
        (
            "crm: {object: account, create: true}\n      marketing: {object: company}",
            "marketing: {object: company}\n      crm: {create: true, object: account, on_delete: unlink}"
        ),
    ]

    private static let other: [(String, String)] = [
        ("currency: USD", "currency: EUR"), ("time_zone: UTC", "time_zone: Europe/Berlin"), ("country: US", "country: DE"),
        ("instance: northwind", "instance: southwind"), ("connector: hubspot", "connector: hubspot2"), ("client_id: abc", "client_id: abd"),
        ("{client_id: abc}", "{client_id: abc}, access: read_only"), ("{client_id: abc}", "{client_id: abc}, url: https://crm.example"),
        ("{client_id: abc}", "{client_id: abc}, allow_unsafe_create: true"), ("[external_key, domain]", "[domain, external_key]"),
        ("object: account", "object: accounts"), ("create: true", "create: false"),
        ("object: company", "object: company, on_delete: ignore"),
        ("object: company", "object: company, where: {type: PARTNER}"), ("object: company", "object: company, stamp: true"),
        ("policy: latest", "policy: manual"), ("policy: latest", "policy: latest, guard: strict"),
        ("[crm, marketing]}", "[marketing, crm]}"),
        ("{owner: hub}", "{owner: hub, others: ignore}"), ("crm: Tier__c", "crm: Level__c"),
        ("crm: Tier__c", "crm: {field: Tier__c, read: false}"),
        ("crm: Tier__c", "crm: {field: Tier__c, write: create}"), ("crm: Tier__c", "crm: {field: Tier__c, type: text}"),
        ("crm: Tier__c", "crm: {field: Tier__c, map: {gold: Gold}}"), ("crm: Tier__c", "crm: {field: Tier__c, map: {gold: '*'}}"),
        ("tier:", "cohort:"),
    ]

    @Test(arguments: same)
    func `R30: what means the same has the same fingerprint`(change: String, into: String) throws {
        try #require(SettingsSample.small.contains(change))
        #expect(
            try fingerprint(SettingsSample.small.replacing(change, with: into, maxReplacements: 1)) == fingerprint(SettingsSample.small))
    }

    @Test(arguments: other)
    func `R30: what means something else has another fingerprint`(change: String, into: String) throws {
        try #require(SettingsSample.small.contains(change))
        #expect(
            try fingerprint(SettingsSample.small.replacing(change, with: into, maxReplacements: 1)) != fingerprint(SettingsSample.small))
    }

    @Test func `R30: no two of these changes have the same fingerprint`() throws {
        let all = try Self.other.map { try fingerprint(SettingsSample.small.replacing($0.0, with: $0.1, maxReplacements: 1)) }
        #expect(Set(all).count == all.count)
    }
}
