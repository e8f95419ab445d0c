@testable import Agent
import Model
import ProgramRules
import Reconciliation
import Testing
import YAML

/// What config.yaml means when it is right.
@Suite struct SettingsReadingTests {
    @Test func `the sample of the repository is read whole`() throws {
        let settings = try SettingsSample.settings(SettingsSample.sample())
        #expect(settings.program.instance == "northwind")
        #expect(settings.remotes.map(\.name) == ["crm", "marketing", "payments"])
        #expect(settings.sync.map(\.kind) == [.partner, .customer, .referral, .deal])
        #expect(settings.brakes == .standard)
        #expect(settings.remote("crm")?.schedule == .every(.seconds(900)))
        #expect(settings.remote("crm")?.reserve == 2000)
        #expect(settings.remote("crm")?.with["key"] == .file("salesforce.pem"))
        let partner = try #require(settings.sync(.partner))
        #expect(partner.match == ["external_key", "domain", "email"])
        #expect(partner.sides["crm"]?.condition == ["Type": ["Partner"]])
        #expect(partner.rule("status")?.policy == .manual)
        #expect(partner.rule("status")?.isStrict == true)
        #expect(partner.rule("tier")?.policy == .owner("hub", othersIgnored: false))
        #expect(partner.rule("custom.segment")?.type == .text)
        let deal = try #require(settings.sync(.deal))
        #expect(deal.rule("customer")?.sides["crm"]?.isLink == true)
        #expect(deal.rule("partner")?.sides["marketing"]?.remoteField == "company:partner")
        #expect(deal.rule("state")?.sides["crm"]?.map?.wildcard == "open")
        #expect(deal.rule("state")?.sides["crm"]?.writesOnUpdate == false)
        #expect(deal.sides["crm"]?.declared["Amount"]?.currency == "CurrencyIsoCode")
        #expect(settings.links.key == .environment("ENTENTE_LINK_KEY") && settings.links.hosts == ["www.northwind.example"])
        #expect(settings.terms?.book.terms.rules.map(\.id) == ["launch", "standard", "renewal"])
        #expect(settings.payouts.remotes == ["stripe": "payments"] && settings.payouts.manualFolder == "payouts")
    }

    @Test func `what is left out has its documented default`() throws {
        let settings = try SettingsSample.settings(SettingsSample.small)
        #expect(settings.store == "entente.db")
        #expect(settings.connectorFolders.first == "connectors")
        #expect(settings.log == LogSettings(level: "notice", format: .text))
        #expect(settings.brakes == .standard)
        #expect(settings.remote("crm")?.access == .readWrite)
        #expect(settings.remote("crm")?.schedule == nil)
        let partner = try #require(settings.sync(.partner))
        #expect(partner.sides["crm"]?.creates == true)
        #expect(partner.sides["marketing"]?.creates == false)
        #expect(partner.sides["marketing"]?.onDelete == .unlink)
        #expect(partner.sides["marketing"]?.stamps == false)
    }

    @Test func `paths are taken from the file's folder`() throws {
        let (settings, _) = Settings.read(Array(SettingsSample.small.utf8), file: "trial/config.yaml")
        #expect(settings?.store == "trial/entente.db")
        #expect(settings?.connectorFolders.first == "trial/connectors")
    }

    @Test(arguments: [
        ("prefer_nonblank", MergePolicy.preferNonblank), ("latest", .latest), ("immutable", .immutable), ("manual", .manual),
        ("{owner: crm}", .owner("crm", othersIgnored: false)), ("{owner: hub, others: ignore}", .owner("hub", othersIgnored: true)),
        ("{owner: crm, others: revert}", .owner("crm", othersIgnored: false)),
        ("{prefer: [marketing, hub, crm]}", .prefer(["marketing", "hub", "crm"])),
    ])
    func `each policy is read as written`(text: String, policy: MergePolicy) throws {
        let settings = try SettingsSample.settings(SettingsSample.small.replacing("policy: latest", with: "policy: \(text)"))
        #expect(settings.sync(.partner)?.rule("domain")?.policy == policy)
    }

    @Test(arguments: [
        ("Tier__c", true, true, true), ("{field: Tier__c, write: false}", true, false, false),
        ("{field: Tier__c, write: create}", true, true, false),
        ("{field: Tier__c, write: update}", true, false, true), ("{field: Tier__c, read: false}", false, true, true),
    ])
    func `a side is narrowed by read and write`(text: String, reads: Bool, onCreate: Bool, onUpdate: Bool) throws {
        let settings = try SettingsSample.settings(SettingsSample.small.replacing("crm: Tier__c", with: "crm: \(text)"))
        let side = settings.sync(.partner)?.rule("tier")?.sides["crm"]
        #expect(side == FieldSide(remoteField: "Tier__c", reads: reads, writesOnCreate: onCreate, writesOnUpdate: onUpdate))
    }

    @Test func `a choice's map keeps its order and its lists`() throws {
        let text = SettingsSample.small.replacing(
            "crm: Tier__c", with: "crm: {field: Tier__c, map: {gold: [Gold, Platinum], silver: Silver, none: '*'}}")
        let map = try SettingsSample.settings(text).sync(.partner)?.rule("tier")?.sides["crm"]?.map
        #expect(map == PicklistMap([("gold", ["Gold", "Platinum"]), ("silver", ["Silver"])], wildcard: "none"))
    }

    @Test func `a remote's stamp holds for its sides unless a side says otherwise`() throws {
        let text = SettingsSample.small.replacing("with: {client_id: abc}", with: "stamp: true").replacing(
            "object: company", with: "object: company, stamp: true")
        let partner = try #require(try SettingsSample.settings(text).sync(.partner))
        #expect(partner.sides["crm"]?.stamps == true)
        #expect(partner.sides["marketing"]?.stamps == true)
        let other = text.replacing("create: true", with: "create: true, stamp: false")
        #expect(try SettingsSample.settings(other).sync(.partner)?.sides["crm"]?.stamps == false)
    }

    @Test func `brakes take what is said and keep the rest`() throws {
        let settings = try SettingsSample.settings(
            SettingsSample.small + "brakes: {deletes: {count: 3}, updates: {share: 2.5%}, listing: {at_least: 90%}}\n")
        #expect(settings.brakes.deletes == BrakeLimits.Limit(count: 3, share: 100))
        #expect(settings.brakes.updates == BrakeLimits.Limit(share: 250))
        #expect(settings.brakes.listingAtLeast == 9000)
        #expect(settings.brakes.creates == BrakeLimits.standard.creates)
    }

    @Test func `every key knows its place`() throws {
        let places = try SettingsSample.settings(SettingsSample.small).places
        #expect(places["remotes.crm.with.client_id"].text == "config.yaml:4:50")
        #expect(places["remotes.crm.with.client_secret"].text == "config.yaml:4:38")
        #expect(places["nothing"].text == "config.yaml:1:1")
    }
}
