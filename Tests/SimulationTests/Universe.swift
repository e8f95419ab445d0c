import Agent
import Connectors
import Foundation
import HTTP
import Logging
import Model
import Sandbox
import Storage
import YAML

/// One seed's world: the vendors in process, the production agent over the production store, one clock, and a switch for the power.
final class Universe: @unchecked Sendable {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// When every world begins.
    static let start = Timestamp(seconds: 1_780_000_000)

    let seed: UInt64
    let swarm: Swarm
    let sandbox: SandboxSetup
    let settings: Settings
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
    var guards: Guards

    init(_ seed: UInt64, on executor: SeededExecutor, guards: Guards = Guards()) throws {
        (self.seed, self.executor, self.guards) = (seed, executor, guards)
        swarm = Swarm(seed)
        bits = Chance(seed, "agent")
        pace = Chance(seed, "pace")
        sandbox = try SandboxSetup(
            seed: seed, records: swarm.records, now: Self.start, pinned: true, only: swarm.vendors.map(\.vendor))
        folder = FileManager.default.temporaryDirectory.appending(path: "entente-simulation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let sample = Self.root.appending(path: swarm.vendors.count > 2 ? "docs/three-crms.yaml" : "config.yaml")
        let text = swarm.config(from: try String(contentsOf: sample, encoding: .utf8))
            .replacingOccurrences(of: "connectors: connectors", with: "connectors: \(Self.root.appending(path: "connectors").path)")
        let file = folder.appending(path: "config.yaml")
        try text.write(to: file, atomically: true, encoding: .utf8)
        let (settings, diagnostics) = Settings.load(path: file.path)
        guard let settings, diagnostics.isEmpty else { throw Broken(what: diagnostics.map(\.description).joined(separator: "; ")) }
        self.settings = settings
        var manifests: [String: Manifest] = [:]
        for (_, vendor) in swarm.vendors { manifests[vendor] = try Self.manifest(vendor) }
        self.manifests = manifests
        power = PowerSwitch()
        store = try Store(path: folder.appending(path: "hub.db").path, access: .readWrite, power: power)
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: folder)
    }

    struct Broken: Error { let what: String }

    private static func manifest(_ name: String) throws -> Manifest {
        let (manifest, diagnostics) = Manifest.load(path: root.appending(path: "connectors/\(name).yaml").path)
        guard let manifest, diagnostics.isEmpty else { throw Broken(what: diagnostics.map(\.description).joined(separator: "; ")) }
        return manifest
    }

    var clock: SandboxClock { sandbox.clock }

    /// A path for a plan.
    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// The port of a remote's vendor.
    func port(_ remote: String) -> SandboxPort? {
        let vendor = swarm.vendors.first { $0.remote == remote }?.vendor
        return sandbox.ports.first { $0.vendor.name == vendor }
    }

    /// Everything a run is made of, made anew as by a new process.
    func services() throws -> Services {
        var logger = Logger(label: "simulation")
        logger.logLevel = .critical
        let clock = clock
        let ticker = Ticker(now: { clock.now() - Self.start }, sleep: { clock.advance(by: $0) })
        let routes = swarm.vendors.compactMap { remote, vendor in port(remote).map { (host: "127.0.0.1:\(Self.number(vendor))", port: $0) }
        }
        let transport = PoweredTransport(base: SandboxTransport(routes), power: power, clock: clock, pace: pace, executor: executor)
        let limits = SharedLimits()
        var remotes: [String: Remote] = [:]
        for remote in settings.remotes {
            guard let manifest = manifests[remote.connector] else { continue }
            let resolver = SecretResolver(folder: folder.path, environment: environment)
            let (values, diagnostics) = RemoteValues.resolve(remote, manifest: manifest, places: settings.places, resolver: resolver)
            guard diagnostics.isEmpty else { throw Broken(what: diagnostics.map(\.description).joined(separator: "; ")) }
            var types: [String: [String: RemoteType]] = [:]
            for side in settings.sync.compactMap({ $0.sides[remote.name] }) {
                types[side.object, default: [:]].merge(side.declared.compactMapValues(\.type)) { $1 }
            }
            let connector = try Connector(
                manifest: manifest, config: values, url: "http://127.0.0.1:\(Self.number(remote.connector))", fieldTypes: types,
                reserve: remote.reserve,
                services: ConnectorServices(
                    transport: transport, clock: clock, randomness: bits, ticker: ticker, folder: folder.path, limits: limits,
                    guards: guards))
            remotes[remote.name] = Remote(settings: remote, source: connector, sink: connector, payouts: connector.payouts) {
                let (usage, offset) = (connector.usage(), connector.clockOffset())
                return RemoteUsage(
                    calls: usage.calls, tokenCalls: usage.tokenCalls, offset: offset?.median,
                    uncertainty: offset?.uncertainty ?? .seconds(1))
            }
        }
        return Services(
            settings: settings, store: store, remotes: remotes, clock: clock, randomness: bits, logger: logger, guards: guards)
    }

    /// Ends this life of the agent and begins another over what was committed.
    func reopen() throws {
        let wasCut = power.isCut
        power.cut(after: nil)
        try store.close()
        power = PowerSwitch()
        store = try Store(path: folder.appending(path: "hub.db").path, access: .readWrite, power: power)
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
        return values
    }
}

/// The network of a machine that may lose its power: time passes with every request, and none goes out once the power is gone.
struct PoweredTransport: HTTPTransport {
    let base: SandboxTransport
    let power: PowerSwitch
    let clock: SandboxClock
    let pace: Chance
    let executor: SeededExecutor

    func send(_ request: Request) async throws(HTTPError) -> Response {
        // Here the other remote's task may go first: who does is the executor's draw.
        await executor.turn()
        guard !power.isCut else { throw .interrupted(host: "", reason: "the power is gone") }
        clock.advance(by: .milliseconds(20 + pace.below(200)))
        let response = try await base.send(request)
        await executor.turn()
        return response
    }
}
