import Model
import Sandbox
import Testing

@Suite struct SandboxSetupTests {
    private static let now = Timestamp(seconds: 1_780_000_000)

    @Test func `all vendors share one program, whichever of them run`() throws {
        let both = try SandboxSetup(seed: 9, records: 300, now: Self.now, pinned: true)
        let one = try SandboxSetup(seed: 9, records: 300, now: Self.now, pinned: true, only: ["hubspot"])
        #expect(both.ports.map(\.vendor.name) == ["salesforce", "hubspot", "pipedrive", "shopify", "woocommerce", "stripe", "paypal"])
        #expect(one.ports.map(\.vendor.name) == ["hubspot"])
        #expect(one.hubspot?.state() == both.hubspot?.state())
        #expect(one.pipedrive == nil)
        let numbers =
            both.salesforce?.state()["objects"]?["Opportunity"]?.array?.compactMap { $0["fields"]?["Order_Number__c"]?.string } ?? []
        let shared = (both.hubspot?.state().text ?? "").split(separator: "\"").filter { $0.hasPrefix("SO-") }
        #expect(Set(numbers).intersection(shared.map(String.init)).count == 48)
        let third = (both.pipedrive?.state().text ?? "").split(separator: "\"").filter { $0.hasPrefix("SO-") }.map(String.init)
        #expect(Set(numbers).intersection(third).count == 48)
        #expect(Set(third).subtracting(numbers).subtracting(shared.map(String.init)).count == 12)
    }

    @Test func `W10 the same sales stand in the CRM, in one of the shops and at the provider of payments, by order number`() throws {
        let setup = try SandboxSetup(seed: 9, records: 300, now: Self.now, pinned: true)
        func numbers(_ vendor: (any Vendor)?) -> Set<String> {
            let words = (vendor?.state().text ?? "").split { $0 == "\"" || $0 == "\\" }
            return Set(words.filter { $0.hasPrefix("SO-") }.map(String.init))
        }
        let (deals, charged) = (numbers(setup.hubspot), numbers(setup.stripe))
        let (first, second) = (numbers(setup.shopify), numbers(setup.woocommerce))
        #expect(first.isDisjoint(with: second))
        #expect(first.intersection(deals).count > 10 && second.intersection(deals).count > 10)
        #expect(first.intersection(deals).intersection(charged).count > 3)
        #expect(!first.subtracting(deals).isEmpty)
        #expect(first.count < first.union(deals).count)
    }

    @Test func `a vendor that does not exist is refused, also in a fault`() {
        let refusal = SandboxError.unknownVendor(name: "hubspt", known: SandboxSetup.vendorNames)
        #expect(throws: refusal) { try SandboxSetup(now: Self.now, only: ["hubspt"]) }
        #expect(throws: refusal) { try SandboxSetup(now: Self.now, faults: "slow@hubspt=1") }
    }

    @Test func `the document tells addresses and credentials`() throws {
        let setup = try SandboxSetup(now: Self.now)
        let document = setup.document(ports: ["salesforce": 8801, "hubspot": 8802], privateKeyFile: "key.pem")
        #expect(document["vendors"]?["salesforce"]?["url"] == "http://127.0.0.1:8801")
        #expect(document["vendors"]?["salesforce"]?["private_key_file"] == "key.pem")
        #expect(document["vendors"]?["salesforce"]?["people"]?[0] == "owner1@northwind.example")
        #expect(document["vendors"]?["shopify"]?["token"] == .string(ShopifySettings().token))
        #expect(document["vendors"]?["hubspot"] == ["url": "http://127.0.0.1:8802", "token": .string(HubSpotSettings().token)])
    }
}
