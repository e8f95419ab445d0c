import Connectors
import FoundationEssentials
import HTTP
import Model
import Sandbox
import Synchronization
import Testing
import YAML

/// Random bits from a seed.
final class SeededBits: Randomness {
    private let state: Mutex<SplitMix>

    init(_ seed: UInt64) { state = Mutex(SplitMix(seed)) }

    func next() -> UInt64 { state.withLock { $0.next() } }
}

/// A connector of the house against its vendor's stand-in, in process, with a clock in the hand.
struct SandboxBench: Sendable {
    static let start = Timestamp(seconds: 1_780_000_000)
    static let connectors = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "connectors")

    let vendor: any Vendor
    let port: SandboxPort
    let connector: Connector
    let manifest: Manifest
    let config: [String: ConfigValue]
    let services: ConnectorServices
    /// Where the stand-in is reached.
    let address: String

    var clock: SandboxClock { port.clock }

    static func manifest(_ name: String) throws -> Manifest {
        let (manifest, diagnostics) = Manifest.load(path: connectors.appending(path: "\(name).yaml").path)
        #expect(diagnostics.map(\.description) == [])
        return try #require(manifest)
    }

    private init(
        _ name: String, vendor: any Vendor, config: [String: ConfigValue], faults: String, manifest: Manifest? = nil
    ) throws {
        self.vendor = vendor
        let clock = SandboxClock(startingAt: Self.start, pinned: true)
        port = SandboxPort(vendor: vendor, clock: clock, faults: try Faults(faults))
        let host = "127.0.0.1:8801"
        services = ConnectorServices(
            transport: SandboxTransport([(host: host, port: port)]), clock: clock, randomness: SeededBits(1), ticker: Self.ticker(clock))
        address = "http://\(host)"
        self.manifest = try manifest ?? Self.manifest(name)
        self.config = config
        connector = try Connector(manifest: self.manifest, config: config, url: address, services: services)
    }

    /// Waiting moves the sandbox's clock, so that no test waits.
    static func ticker(_ clock: SandboxClock) -> Ticker {
        Ticker(now: { clock.now() - start }, sleep: { clock.advance(by: $0) })
    }

    /// A program that a vendor has a part of.
    private static func program(_ vendor: String, _ records: Int) -> ProgramData {
        var generator = ProgramGenerator(seed: 3, records: records, now: start)
        return ProgramGenerator.joined(generator.make(), by: vendor, seed: 3, records: records, now: start)
    }

    static func salesforce(
        records: Int = 0, faults: String = "", byKey: Bool = false, _ change: (inout SalesforceSettings) -> Void = { _ in }
    ) throws -> SandboxBench {
        var settings = SalesforceSettings()
        change(&settings)
        var generator = ProgramGenerator(seed: 3, records: records, now: start)
        let data = generator.make().seen(by: "salesforce", seed: 3, isFirst: true)
        let key = SalesforceKey()
        let org = SalesforceOrg(data, at: start, settings: settings, key: key)
        var config: [String: ConfigValue] = ["client_id": .text(settings.clientID)]
        if byKey {
            config["username"] = .text(settings.username)
            config["key"] = .secret(Secret(try key.privateKeyPEM()))
        } else {
            config["client_secret"] = .secret(Secret(settings.clientSecret))
        }
        return try SandboxBench("salesforce", vendor: org, config: config, faults: faults)
    }

    static func hubspot(
        records: Int = 0, faults: String = "", manifest: Manifest? = nil, _ change: (inout HubSpotSettings) -> Void = { _ in }
    ) throws -> SandboxBench {
        var settings = HubSpotSettings()
        change(&settings)
        var generator = ProgramGenerator(seed: 3, records: records, now: start)
        let data = generator.make().seen(by: "hubspot", seed: 3, isFirst: false)
        let hubspot = HubSpot(data, at: start, settings: settings)
        let config: [String: ConfigValue] = [
            "token": .secret(Secret(settings.token)), "referrals": .text("p\(settings.portal)_referrals"),
        ]
        return try SandboxBench("hubspot", vendor: hubspot, config: config, faults: faults, manifest: manifest)
    }

    static func pipedrive(records: Int = 0, faults: String = "") throws -> SandboxBench {
        let settings = PipedriveSettings()
        let program = program("pipedrive", records)
        var config: [String: ConfigValue] = ["token": .secret(Secret(settings.token))]
        for (name, object) in [("organization_key", "organizations"), ("person_key", "persons"), ("deal_key", "deals")] {
            config[name] = .text(try #require(Pipedrive.key("Entente id", of: object)))
        }
        let company = Pipedrive(program.seen(by: "pipedrive", seed: 3, isFirst: false), settings: settings)
        return try SandboxBench("pipedrive", vendor: company, config: config, faults: faults)
    }

    static func shopify(
        records: Int = 0, faults: String = "", byApp: Bool = false, _ change: (inout ShopifySettings) -> Void = { _ in }
    ) throws -> SandboxBench {
        var settings = ShopifySettings()
        change(&settings)
        let program = program("shopify", records)
        let app: [String: ConfigValue] = [
            "client_id": .text(settings.clientID), "client_secret": .secret(Secret(settings.clientSecret)),
        ]
        let config: [String: ConfigValue] = byApp ? app : ["token": .secret(Secret(settings.token))]
        return try SandboxBench("shopify", vendor: Shopify(program, settings: settings), config: config, faults: faults)
    }

    static func woocommerce(
        records: Int = 0, faults: String = "", secret: String? = nil, _ change: (inout WooSettings) -> Void = { _ in }
    ) throws -> SandboxBench {
        var settings = WooSettings()
        change(&settings)
        let program = program("woocommerce", records)
        let config: [String: ConfigValue] = [
            "key": .secret(Secret(settings.key)), "secret": .secret(Secret(secret ?? settings.secret)),
            "currency": .text(settings.currency),
        ]
        return try SandboxBench("woocommerce", vendor: WooCommerce(program, settings: settings), config: config, faults: faults)
    }

    static func stripe(records: Int = 0, faults: String = "", _ change: (inout StripeSettings) -> Void = { _ in }) throws -> SandboxBench {
        var settings = StripeSettings()
        settings.writesPerSecond = 1_000_000
        settings.readsPerSecond = 1_000_000
        change(&settings)
        var generator = ProgramGenerator(seed: 3, records: records, now: start)
        let platform = Stripe(generator.make(), at: start, settings: settings)
        return try SandboxBench("stripe", vendor: platform, config: ["key": .secret(Secret(settings.key))], faults: faults)
    }

    static func paypal(faults: String = "", _ change: (inout PayPalSettings) -> Void = { _ in }) throws -> SandboxBench {
        var settings = PayPalSettings()
        settings.callsPerSecond = 1_000_000
        change(&settings)
        let config: [String: ConfigValue] = [
            "client_id": .text(settings.clientID), "client_secret": .secret(Secret(settings.clientSecret)),
        ]
        return try SandboxBench("paypal", vendor: PayPal(settings: settings), config: config, faults: faults)
    }

    /// A bench by the connector's name.
    static func named(_ name: String, records: Int = 0, faults: String = "") throws -> SandboxBench {
        switch name {
        case "salesforce": try salesforce(records: records, faults: faults)
        case "pipedrive": try pipedrive(records: records, faults: faults)
        default: try hubspot(records: records, faults: faults)
        }
    }

    /// Reads a listing to its end.
    func all(_ listing: Listing, of object: String, fields: [String]) async throws -> (records: [Record], pages: [RecordPage]) {
        var reader = try connector.list(listing, of: object, fields: fields)
        var pages: [RecordPage] = []
        while let page = try await reader.next() { pages.append(page) }
        return (pages.flatMap(\.records), pages)
    }

    /// The window up to now.
    func window(since: Timestamp? = nil) -> Listing { .changes(ReadWindow(since: since, until: clock.now())) }

    /// Makes or changes a record as a person would, with its fields as JSON.
    @discardableResult
    func hand(_ action: PersonEdit.Action, _ object: String, _ id: String?, _ fields: JSON) throws -> JSON {
        try person(action, object, id, fields.object ?? JSONObject())
    }

    /// Makes a record as a person would.
    @discardableResult
    func person(
        _ action: PersonEdit.Action, _ object: String, _ id: String? = nil, _ fields: JSONObject = JSONObject(), into: String? = nil
    ) throws -> JSON {
        try vendor.edit(PersonEdit(action, object: object, id: id, fields: fields, into: into), at: clock.now())
    }
}
