public import Model

/// A whole sandbox, ready to be served or driven in process: vendors that share one program, one clock and one set of faults.
public struct SandboxSetup: Sendable {
    /// The vendors there are, in the order of their ports.
    public static let vendorNames = ["salesforce", "hubspot", "pipedrive", "shopify", "woocommerce", "stripe", "paypal"]

    /// The Salesforce org, unless it was left out.
    public let salesforce: SalesforceOrg?
    /// The HubSpot portal, unless it was left out.
    public let hubspot: HubSpot?
    /// The Pipedrive company, unless it was left out.
    public let pipedrive: Pipedrive?
    /// The Shopify shop, unless it was left out.
    public let shopify: Shopify?
    /// The WooCommerce shop, unless it was left out.
    public let woocommerce: WooCommerce?
    /// The Stripe platform, unless it was left out.
    public let stripe: Stripe?
    /// The PayPal account, unless it was left out.
    public let paypal: PayPal?
    /// The clock of all vendors.
    public let clock: SandboxClock
    /// The faults of all vendors.
    public let faults: Faults
    /// One port a vendor, in the order of `vendorNames`.
    public let ports: [SandboxPort]

    /// Makes the vendors and fills them.
    /// - Parameters:
    ///   - seed: all data and all chance faults follow from it.
    ///   - records: how many records each vendor holds, near enough; the data does not depend on which vendors run.
    ///   - now: the clock's start.
    ///   - pinned: whether the clock stands still until it is advanced.
    ///   - only: the vendors to run; all where nil.
    ///   - faults: a fault specification.
    ///   - salesforce: how the Salesforce org is set up.
    ///   - key: the key pair of its connected app.
    ///   - hubspot: how the HubSpot portal is set up.
    ///   - pipedrive: how the Pipedrive company is set up.
    ///   - shopify: how the Shopify shop is set up.
    ///   - woocommerce: how the WooCommerce shop is set up.
    ///   - stripe: how the Stripe platform is set up.
    ///   - paypal: how the PayPal account is set up.
    /// - Throws: `SandboxError.unknownVendor`, `.faultEntry` or `.unknownFault`.
    public init(
        seed: UInt64 = 1, records: Int = 0, now: Timestamp, pinned: Bool = false, only: [String]? = nil, faults: String = "",
        salesforce: SalesforceSettings = SalesforceSettings(), key: SalesforceKey = SalesforceKey(),
        hubspot: HubSpotSettings = HubSpotSettings(), pipedrive: PipedriveSettings = PipedriveSettings(),
        shopify: ShopifySettings = ShopifySettings(), woocommerce: WooSettings = WooSettings(), stripe: StripeSettings = StripeSettings(),
        paypal: PayPalSettings = PayPalSettings()
    ) throws(SandboxError) {
        let wanted = only ?? Self.vendorNames
        for name in wanted where !Self.vendorNames.contains(name) { throw .unknownVendor(name: name, known: Self.vendorNames) }
        for rule in try FaultRule.parse(faults) {
            if let vendor = rule.vendor, !Self.vendorNames.contains(vendor) {
                throw .unknownVendor(name: vendor, known: Self.vendorNames)
            }
        }
        // The first two share a program that later vendors join, so that what those hold does not depend on who came after.
        var generator = ProgramGenerator(seed: seed, records: records, now: now)
        let program = ProgramGenerator.joined(generator.make(), by: "pipedrive", seed: seed, records: records, now: now)
        clock = SandboxClock(startingAt: now, pinned: pinned)
        self.faults = try Faults(faults, seed: seed)
        self.salesforce =
            wanted.contains("salesforce")
            ? SalesforceOrg(program.seen(by: "salesforce", seed: seed, isFirst: true), at: now, settings: salesforce, key: key) : nil
        self.hubspot =
            wanted.contains("hubspot")
            ? HubSpot(program.seen(by: "hubspot", seed: seed, isFirst: false), at: now, settings: hubspot) : nil
        self.pipedrive =
            wanted.contains("pipedrive") ? Pipedrive(program.seen(by: "pipedrive", seed: seed, isFirst: false), settings: pipedrive) : nil
        // A shop has orders of its own, of which nobody else knows, under numbers that no other shop gives.
        let sold = ProgramGenerator.joined(program, by: "shopify", seed: seed, records: records, now: now)
        let soldAgain = ProgramGenerator.joined(sold, by: "woocommerce", seed: seed, records: records, now: now)
        self.shopify = wanted.contains("shopify") ? Shopify(sold, settings: shopify) : nil
        self.woocommerce = wanted.contains("woocommerce") ? WooCommerce(soldAgain, settings: woocommerce) : nil
        // What is sold and paid is no vendor's view: every provider of payments knows the same sales.
        self.stripe = wanted.contains("stripe") ? Stripe(program, at: now, settings: stripe, seed: seed) : nil
        self.paypal = wanted.contains("paypal") ? PayPal(settings: paypal, seed: seed) : nil
        let vendors: [(any Vendor)?] = [
            self.salesforce, self.hubspot, self.pipedrive, self.shopify, self.woocommerce, self.stripe, self.paypal,
        ]
        ports = vendors.compactMap(\.self).map { [clock, faults = self.faults] in SandboxPort(vendor: $0, clock: clock, faults: faults) }
    }

    /// The usernames of the people who work at the vendors, for vendors that people log in to.
    public var people: [String] { ProgramWords.owners.indices.map { "owner\($0 + 1)@northwind.example" } }

    /// What to tell whoever wants to connect: the address and the test credentials of each vendor.
    /// - Parameters:
    ///   - numbers: the port of each vendor by its name.
    ///   - privateKeyFile: where the key of the Salesforce app was written; nil if it was not.
    /// - Returns: the document of `sandbox --json`.
    public func document(ports numbers: [String: Int], privateKeyFile: String?) -> JSON {
        var vendors = JSONObject()
        func url(_ name: String) -> JSON { .string("http://127.0.0.1:\(numbers[name] ?? 0)") }
        if let settings = salesforce?.settings {
            vendors["salesforce"] = [
                "url": url("salesforce"), "client_id": .string(settings.clientID), "client_secret": .string(settings.clientSecret),
                "username": .string(settings.username), "people": .array(people.map { .string($0) }),
                "password": .string(settings.password),
                "private_key_file": privateKeyFile.map { .string($0) } ?? .null,
            ]
        }
        if let settings = hubspot?.settings {
            vendors["hubspot"] = ["url": url("hubspot"), "token": .string(settings.token)]
        }
        if let settings = pipedrive?.settings {
            vendors["pipedrive"] = ["url": url("pipedrive"), "token": .string(settings.token)]
        }
        if let settings = shopify?.settings {
            vendors["shopify"] = [
                "url": url("shopify"), "token": .string(settings.token), "client_id": .string(settings.clientID),
                "client_secret": .string(settings.clientSecret),
            ]
        }
        if let settings = woocommerce?.settings {
            vendors["woocommerce"] = ["url": url("woocommerce"), "key": .string(settings.key), "secret": .string(settings.secret)]
        }
        if let settings = stripe?.settings { vendors["stripe"] = ["url": url("stripe"), "key": .string(settings.key)] }
        if let settings = paypal?.settings {
            vendors["paypal"] = [
                "url": url("paypal"), "client_id": .string(settings.clientID), "client_secret": .string(settings.clientSecret),
            ]
        }
        return ["vendors": .object(vendors)]
    }
}
