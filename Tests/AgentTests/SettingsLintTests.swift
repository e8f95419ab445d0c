@testable import Agent
import Connectors
import Foundation
import Model
import Testing
import YAML

/// config.yaml beside the manifests it names.
@Suite struct SettingsLintTests {
    private let manifests: [String: Manifest]

    init() throws {
        var manifests: [String: Manifest] = [:]
        for name in ["salesforce", "hubspot", "stripe"] {
            let (manifest, diagnostics) = Manifest.load(path: SettingsSample.root.appending(path: "connectors/\(name).yaml").path)
            #expect(diagnostics.isEmpty)
            let found: Manifest = try #require(manifest)
            manifests[name] = found
        }
        self.manifests = manifests
    }

    private func findings(_ change: String, _ into: String) throws -> [String] {
        let sample = try SettingsSample.sample()
        try #require(sample.contains(change))
        let settings = try SettingsSample.settings(sample.replacing(change, with: into, maxReplacements: 1))
        return SettingsLint.findings(settings, manifests: manifests).map(\.description)
    }

    @Test func `the sample fits the manifests`() throws {
        #expect(try findings("version: 1", "version: 1") == [])
    }

    @Test func `a connector without a manifest is told where one was looked for, and what else is there`() throws {
        let settings = try SettingsSample.settings(SettingsSample.sample())
        let none = SettingsLint.findings(settings, manifests: [:]).map(\.description)
        #expect(none.first?.contains(#"found "salesforce", expected a manifest salesforce.yaml in "#) == true, "\(none)")
        let others = SettingsLint.findings(settings, manifests: [:], shelved: ["hubspots", "pipedrive"]).map(\.description)
        #expect(others.contains { $0.contains(#"expected one of hubspots, pipedrive; did you mean "hubspots"?"#) }, "\(others)")
    }

    private static let rows: [(String, String, String)] = [
        (
            "connector: hubspot", "connector: hubsport",
            #"remotes.marketing.connector: found "hubsport", expected one of hubspot, salesforce, stripe; did you mean "hubspot"?"#
        ),
        (
            "token: \"${env:HUBSPOT_TOKEN}\"", "tokem: \"${env:HUBSPOT_TOKEN}\"",
            #"remotes.marketing.with.tokem: found "tokem", expected one of"#
        ),
        (
            ", token: \"${env:HUBSPOT_TOKEN}\"", "",
            #"remotes.marketing.with: found no token, expected a private app's access token; token: "${env:MARKETING_TOKEN}""#
        ),
        (
            "token: \"${env:HUBSPOT_TOKEN}\"", "token: pat-123",
            "remotes.marketing.with.token: found a secret written out, expected ${env:NAME}"
        ),
        (
            "url: \"${env:HUBSPOT_URL}\"", "url: ftp://a",
            #"remotes.marketing.with.url: found "ftp://a", expected an https address, or http for loopback"#
        ),
        ("url: \"${env:HUBSPOT_URL}\"", "url: http://hubspot.example", "expected an https address, or http for loopback"),
        (
            "object: company,", "object: companies,",
            #"sync.partner.remotes.marketing.object: found "companies", expected one of company, contact, deal, referrals"#
        ),
        (
            "marketing: {link: contact}", "marketing: {link: person}",
            #"sync.deal.fields.customer.marketing.link: found "person", expected one of company, contact"#
        ),
        (
            "marketing: {link: contact}", "marketing: {link: company}",
            "found a link to company, expected a link to contact, which is the remote's customer"
        ),
        ("crm: {link: contact}", "crm: {link: contact, label: main}", #"found "main", expected no label: the link contact has none"#),
        (
            "object: lead, create: true, on_delete: unlink", "object: lead, create: true, on_delete: archive",
            "sync.referral.remotes.crm.on_delete: found archive, expected unlink or ignore"
        ),
        (
            "object: contact, create: true, on_delete: unlink}\n    fields",
            "object: contact, create: true, on_delete: propagate}\n    fields",
            "found propagate, expected unlink or ignore: the connector cannot delete contact"
        ),
        (
            "stripe: payments", "stripe: crm",
            "payouts.stripe: found crm, whose connector salesforce pays nobody, expected a remote that pays; a remote with the connector s"
        ),
        (
            "connector: stripe", "access: read_only\n    connector: stripe",
            "payouts.stripe: found payments with access: read_only, expected a remote that may be written"
        ),
        (
            "messages: {}", "rewards: {credit: crm}",
            "rewards.credit: found crm, whose connector salesforce makes no credits, expected a remote that makes credits; a remote with"
        ),
        (
            "messages: {}", "rewards: {coupon: payments}",
            "rewards.coupon: found payments, whose connector stripe makes no coupons, expected a remote that makes coupons"
        ),
    ]

    @Test(arguments: rows)
    func `what does not fit is told with its place`(change: String, into: String, says: String) throws {
        let findings = try findings(change, into)
        #expect(findings.contains { $0.contains(says) && $0.hasPrefix("config.yaml:") }, "\(findings)")
    }

    @Test func `money needs a currency where the manifest knows none`() throws {
        let findings = try findings(
            "      name:         {policy: {owner: crm}, crm: Name",
            "      tax:          {policy: {owner: crm}, crm: Tax__c}\n      name:         {policy: {owner: crm}, crm: Name")
        #expect(findings.count == 1)
        #expect(findings.first?.contains("found Tax__c without a currency, expected {field: Tax__c, currency: FIELD or CODE}") == true)
    }

    @Test func `a missing variable is told with its place and what to do, and never a value`() throws {
        let settings = try SettingsSample.settings(SettingsSample.sample())
        let remote = try #require(settings.remote("marketing"))
        let manifest = try #require(manifests["hubspot"])
        let resolver = SecretResolver(folder: ".", environment: ["HUBSPOT_URL": "ftp://wrong"])
        let (values, diagnostics) = RemoteValues.resolve(remote, manifest: manifest, places: settings.places, resolver: resolver)
        #expect(values["token"] == nil)
        #expect(diagnostics.count == 3)
        #expect(diagnostics.contains { $0.description.contains("found \"ftp://wrong\"") })
        let missing = try #require(diagnostics.first { $0.path.hasSuffix("token") }?.description)
        #expect(missing.hasPrefix("config.yaml:"))
        #expect(missing.contains("found no variable HUBSPOT_TOKEN"))
        #expect(missing.contains("export HUBSPOT_TOKEN=..."))
    }

    @Test func `an empty text takes a default away, and is no answer where there is none`() throws {
        let line = "referrals: \"${env:HUBSPOT_REFERRALS}\""
        #expect(try findings(line, "\(line), key_field: \"\"") == [])
        let environment = ["HUBSPOT_URL": "http://127.0.0.1:8802", "HUBSPOT_TOKEN": "", "HUBSPOT_REFERRALS": "p1_referrals"]
        let settings = try SettingsSample.settings(
            SettingsSample.sample().replacing(line, with: "\(line), key_field: \"\"", maxReplacements: 1))
        let remote = try #require(settings.remote("marketing"))
        let manifest = try #require(manifests["hubspot"])
        let resolver = SecretResolver(folder: ".", environment: environment)
        let (values, diagnostics) = RemoteValues.resolve(remote, manifest: manifest, places: settings.places, resolver: resolver)
        #expect(values["key_field"] == .text(""))
        #expect(values["token"] == nil)
        #expect(diagnostics.map(\.path) == ["remotes.marketing.with.token"])
    }

    @Test func `values are typed and secrets wrapped`() throws {
        let settings = try SettingsSample.settings(SettingsSample.sample())
        let remote = try #require(settings.remote("marketing"))
        let manifest = try #require(manifests["hubspot"])
        let environment = ["HUBSPOT_URL": "http://127.0.0.1:8802", "HUBSPOT_TOKEN": "pat-1", "HUBSPOT_REFERRALS": "p1_referrals"]
        let resolver = SecretResolver(folder: ".", environment: environment)
        let (values, diagnostics) = RemoteValues.resolve(remote, manifest: manifest, places: settings.places, resolver: resolver)
        #expect(diagnostics.isEmpty)
        #expect(values["token"] == .secret(Secret("pat-1")))
        #expect(values["url"] == .text("http://127.0.0.1:8802"))
        #expect(values["key_field"] == .text("entente_id"))
        #expect(!"\(values)".contains("pat-1"))
    }
}
