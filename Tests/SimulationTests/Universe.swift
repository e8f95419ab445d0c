import Agent
import Connectors
import Foundation
import HTTP
import HTTPTypes
import Logging
import Model
import Sandbox
import Storage
import YAML

/// One seed's world: the vendors in process, the production agent over the production store, one clock, and a switch for the power.
final class Universe: @unchecked Sendable {
    /// When every world begins.
    static let start = Timestamp(seconds: 1_780_000_000)

    let seed: UInt64
    let swarm: Swarm
    let sandbox: SandboxSetup
    /// Where people work.
    let desks: [Desk]
    /// The clock of the agent's machine, which may be wrong.
    let hubClock: HubClock
    private(set) var settings: Settings
    private let manifests: [String: Manifest]
    private let folder: URL
    private let bits: Chance
    private let pace: Chance
    private let executor: SeededExecutor
    /// The store of the present life of the agent, and its power.
    private(set) var store: Store
    private(set) var power: PowerSwitch
    /// Lives of the agent that ended by a crash.
    private(set) var crashes = 0
    let guards: Guards
    /// Who looks on, and acts, at each request: the remote, what is asked, and the answer once there is one.
    var before: @Sendable (String, Request) async -> Void = { _, _ in }
    var after: @Sendable (String, Response) -> Void = { _, _ in }

    init(_ seed: UInt64, on executor: SeededExecutor, guards: Guards = Guards(), without: Set<String> = []) throws {
        (self.seed, self.executor, self.guards) = (seed, executor, guards)
        swarm = Swarm(seed, without: without)
        desks = Desk.all(swarm.vendors)
        bits = Chance(seed, "agent")
        pace = Chance(seed, "pace")
        sandbox = try SandboxSetup(
            seed: seed, records: swarm.records, now: Self.start, pinned: true, only: swarm.vendors.map(\.vendor))
        hubClock = HubClock(sandbox.clock)
        folder = Ground.folder.appending(path: "entente-simulation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var manifests: [String: Manifest] = [:]
        for (_, vendor) in swarm.vendors { manifests[vendor] = try Ground.manifest(vendor) }
        self.manifests = manifests
        settings = try Self.settings(swarm, edition: 0, in: folder)
        power = PowerSwitch()
        try Ground.putHub(at: folder.appending(path: "hub.db").path)
        store = try Store(path: folder.appending(path: "hub.db").path, access: .readWrite, power: power)
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func settings(_ swarm: Swarm, edition: Int, in folder: URL) throws -> Settings {
        let text = try swarm.config(from: Ground.sample(swarm.sample), edition: edition)
        let file = folder.appending(path: "config.yaml")
        try text.write(to: file, atomically: false, encoding: .utf8)
        let (settings, diagnostics) = Settings.load(path: file.path)
        guard let settings, diagnostics.isEmpty else {
            throw Ground.Broken(what: diagnostics.map(\.description).joined(separator: "; "))
        }
        return settings
    }

    var clock: SandboxClock { sandbox.clock }

    /// A path for a plan or a copy.
    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// The hub's file as it is, with what SQLite keeps beside it until it is worked in.
    var file: [Data?] { ["hub.db", "hub.db-wal"].map { FileManager.default.contents(atPath: path($0)) } }

    /// The port of a remote's vendor.
    func port(_ remote: String) -> SandboxPort? {
        let vendor = swarm.vendors.first { $0.remote == remote }?.vendor
        return sandbox.ports.first { $0.vendor.name == vendor }
    }

    /// Somebody edits config.yaml; `Swarm.last` is as everything should be in the end.
    func configure(edition: Int) throws { settings = try Self.settings(swarm, edition: edition, in: folder) }

    /// Everything a run is made of, made anew as by a new process.
    func services() throws -> Services {
        var logger = Logger(label: "simulation")
        logger.logLevel = .critical
        let clock = clock
        let ticker = Ticker(now: { clock.now() - Self.start }, sleep: { clock.advance(by: $0) })
        let transport = transport()
        let limits = SharedLimits()
        var remotes: [String: Remote] = [:]
        for remote in settings.remotes {
            guard let manifest = manifests[remote.connector] else { continue }
            let resolver = SecretResolver(folder: folder.path, environment: environment)
            let (values, diagnostics) = RemoteValues.resolve(remote, manifest: manifest, places: settings.places, resolver: resolver)
            guard diagnostics.isEmpty else { throw Ground.Broken(what: diagnostics.map(\.description).joined(separator: "; ")) }
            var types: [String: [String: RemoteType]] = [:]
            for side in settings.sync.compactMap({ $0.sides[remote.name] }) {
                types[side.object, default: [:]].merge(side.declared.compactMapValues(\.type)) { $1 }
            }
            let connector = try Connector(
                manifest: manifest, config: values, url: "http://127.0.0.1:\(Self.number(remote.connector))", fieldTypes: types,
                reserve: remote.reserve,
                services: ConnectorServices(
                    transport: transport, clock: hubClock, randomness: bits, ticker: ticker, folder: folder.path, limits: limits,
                    guards: guards))
            remotes[remote.name] = Remote(settings: remote, source: connector, sink: connector, payouts: connector.payouts) {
                let (usage, offset) = (connector.usage(), connector.clockOffset())
                return RemoteUsage(
                    calls: usage.calls, tokenCalls: usage.tokenCalls, offset: offset?.median,
                    uncertainty: offset?.uncertainty ?? .seconds(1))
            }
        }
        return Services(
            settings: settings, store: store, remotes: remotes, clock: hubClock, randomness: bits, logger: logger, guards: guards)
    }

    private func transport() -> PoweredTransport {
        let remotes = Dictionary(
            uniqueKeysWithValues: swarm.vendors.map { ("127.0.0.1:\(Self.number($0.vendor))", $0.remote) })
        let routes = swarm.vendors.compactMap { remote, vendor in port(remote).map { (host: "127.0.0.1:\(Self.number(vendor))", port: $0) }
        }
        let (before, after) = (before, after)
        return PoweredTransport(
            base: SandboxTransport(routes), power: power, clock: clock, pace: pace, executor: executor,
            before: { request in await before(remotes[request.head.authority ?? ""] ?? "", request) },
            after: { request, response in after(remotes[request.head.authority ?? ""] ?? "", response) })
    }

    /// Ends this life of the agent and begins another over what was committed, or over an older copy of it.
    func reopen(from backup: String? = nil) throws {
        let wasCut = power.isCut
        power.cut(after: nil)
        try store.close()
        if let backup { _ = try Backup.restore(backup, to: path("hub.db"), at: hubClock.now()) }
        power = PowerSwitch()
        store = try Store(path: path("hub.db"), access: .readWrite, power: power)
        if wasCut { crashes += 1 }
    }

    private static func number(_ vendor: String) -> Int { 8801 + (SandboxSetup.vendorNames.firstIndex(of: vendor) ?? 0) }

    private var environment: [String: String] {
        var values: [String: String] = [:]
        for vendor in SandboxSetup.vendorNames { values["\(vendor.uppercased())_URL"] = "http://127.0.0.1:\(Self.number(vendor))" }
        if let settings = sandbox.salesforce?.settings {
            values["SALESFORCE_CLIENT_ID"] = settings.clientID
            values["SALESFORCE_CLIENT_SECRET"] = settings.clientSecret
        }
        if let settings = sandbox.hubspot?.settings {
            values["HUBSPOT_TOKEN"] = settings.token
            values["HUBSPOT_REFERRALS"] = "p\(settings.portal)_referrals"
        }
        if let settings = sandbox.pipedrive?.settings { values["PIPEDRIVE_TOKEN"] = settings.token }
        for (name, object) in [("ORGANIZATION", "organizations"), ("PERSON", "persons"), ("DEAL", "deals")] {
            values["PIPEDRIVE_\(name)_KEY"] = Pipedrive.key("Entente id", of: object) ?? ""
        }
        if let settings = sandbox.shopify?.settings { values["SHOPIFY_TOKEN"] = settings.token }
        if let settings = sandbox.woocommerce?.settings {
            values["WOOCOMMERCE_KEY"] = settings.key
            values["WOOCOMMERCE_SECRET"] = settings.secret
        }
        if let settings = sandbox.stripe?.settings { values["STRIPE_KEY"] = settings.key }
        if let settings = sandbox.paypal?.settings {
            values["PAYPAL_CLIENT_ID"] = settings.clientID
            values["PAYPAL_CLIENT_SECRET"] = settings.clientSecret
        }
        return values
    }
}
