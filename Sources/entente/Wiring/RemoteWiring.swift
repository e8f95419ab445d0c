import Agent
import Connectors
import Foundation
import HTTP
import Logging
import Model
import Reconciliation
import YAML

/// Makes a connector for each remote: secrets fetched, requests traced without them, tokens kept beside the hub.
struct RemoteWiring {
    let settings: Settings
    let manifests: [String: Manifest]
    let transport: any HTTPTransport
    let environment: [String: String]
    let logger: Logger
    let clock: any WallClock
    /// What an earlier run measured of a remote's clock.
    let knownOffset: (String) -> Duration?
    /// Bounds that remotes of one organisation share.
    private let limits = SharedLimits()
    /// The guards that stand.
    let guards: Guards

    func remotes() throws(RunError) -> [String: Remote] {
        var remotes: [String: Remote] = [:]
        var problems: [String] = []
        for remote in settings.remotes {
            do throws(RunError) {
                remotes[remote.name] = try make(remote)
            } catch {
                guard case .configuration(let more) = error else { throw error }
                problems += more
            }
        }
        guard problems.isEmpty else { throw .configuration(problems) }
        return remotes
    }

    private func make(_ remote: RemoteSettings) throws(RunError) -> Remote {
        let manifest = try manifest(of: remote)
        let values = try values(of: remote, manifest)
        let connector: Connector
        do throws(ConnectorError) {
            connector = try Connector(
                manifest: manifest, config: values, url: remote.url, fieldTypes: fieldTypes(of: remote), reserve: remote.reserve,
                services: services(for: remote))
        } catch {
            throw .configuration(["\(settings.file): remotes.\(remote.name): \(ErrorWords.of(error, remote: remote.name))"])
        }
        var coupons: CouponForm?
        if let maker = connector.coupons { coupons = { maker.result(of: $0) } }
        let credits = connector.credits.map { maker in
            CreditForm(accounts: maker.accounts, keyLife: maker.keyLife) { maker.result(of: $0) }
        }
        return Remote(
            settings: remote, source: connector, sink: connector, payouts: connector.payouts, coupons: coupons, credits: credits
        ) {
            let usage = connector.usage()
            let clock = connector.clockOffset()
            return RemoteUsage(
                calls: usage.calls - usage.tokenCalls, tokenCalls: usage.tokenCalls, quotaLeft: usage.quotaLeft, quotaSize: usage.quotaSize,
                offset: clock?.median, uncertainty: clock?.uncertainty ?? .seconds(1))
        }
    }

    /// Records fixtures of every object that is mapped at a remote, by object.
    func record(_ name: String) async throws(RunError) -> [String: [RecordedFixture]] {
        guard let remote = settings.remote(name) else { throw .unknownRemote(name, known: settings.remotes.map(\.name)) }
        let manifest = try manifest(of: remote)
        let values = try values(of: remote, manifest)
        var recorded: [String: [RecordedFixture]] = [:]
        for sync in settings.sync {
            guard let side = sync.sides[name] else { continue }
            let named = sync.rules.compactMap { $0.sides[name] }.filter { !$0.isLink && $0.reads }.map(\.remoteField)
            let types = named.map { field in
                (field, side.declared[field]?.type ?? manifest.object(side.object)?.fields[field]?.type ?? RemoteType.text)
            }
            do throws(ConnectorError) {
                let recorder = try FixtureRecorder(manifest, config: values, url: remote.url, services: services(for: remote))
                recorded[side.object] = try await recorder.record(side.object, fields: Dictionary(types) { first, _ in first })
            } catch {
                throw .remote(name: name, step: "record", object: side.object, error)
            }
        }
        return recorded
    }

    private func services(for remote: RemoteSettings) -> ConnectorServices {
        ConnectorServices(
            transport: transport, clock: clock, randomness: SystemRandomness(), tokens: tokens(of: remote.name), trace: trace(remote.name),
            knownOffset: knownOffset(remote.name), folder: URL(filePath: settings.file).deletingLastPathComponent().path, limits: limits,
            guards: guards)
    }

    private func manifest(of remote: RemoteSettings) throws(RunError) -> Manifest {
        guard let manifest = manifests[remote.connector] else {
            throw .configuration(["\(settings.file): remotes.\(remote.name).connector: no manifest \(remote.connector).yaml was found"])
        }
        return manifest
    }

    /// The values of `with`, secrets fetched now and wrapped at once.
    private func values(of remote: RemoteSettings, _ manifest: Manifest) throws(RunError) -> [String: ConfigValue] {
        let folder = URL(filePath: settings.file).deletingLastPathComponent().path
        let resolver = SecretResolver(folder: folder, environment: environment)
        let (values, diagnostics) = RemoteValues.resolve(remote, manifest: manifest, places: settings.places, resolver: resolver)
        guard diagnostics.isEmpty else { throw .configuration(diagnostics.map(\.description)) }
        return values
    }

    private func fieldTypes(of remote: RemoteSettings) -> [String: [String: RemoteType]] {
        var types: [String: [String: RemoteType]] = [:]
        for side in settings.sync.compactMap({ $0.sides[remote.name] }) {
            types[side.object, default: [:]].merge(side.declared.compactMapValues(\.type)) { $1 }
        }
        return types
    }

    /// One line for each request at `-vv`: method, address without secrets, status, time, bytes.
    private func trace(_ remote: String) -> Trace? {
        guard logger.logLevel <= .debug else { return nil }
        return Trace { [logger] exchange in
            var facts: Logger.Metadata = ["remote": "\(remote)", "method": "\(exchange.method)", "url": "\(exchange.url)"]
            facts["status"] = exchange.status.map { "\($0)" } ?? "none"
            facts["ms"] = "\(exchange.elapsed.milliseconds)"
            facts["bytes"] = "\(exchange.receivedBytes)"
            logger.debug("request", metadata: facts)
        }
    }

    /// A rotated refresh token lies in a file of its own beside the hub, never in it.
    private func tokens(of remote: String) -> TokenStore {
        let path = "\(settings.store).\(remote).token"
        return TokenStore(
            load: {
                FileManager.default.contents(atPath: path).map { Secret(String(decoding: $0, as: UTF8.self)) }
            },
            save: { secret in
                let partial = path + ".partial"
                guard
                    FileManager.default.createFile(
                        atPath: partial, contents: Data(secret.reveal().utf8), attributes: [.posixPermissions: 0o600]),
                    rename(partial, path) == 0
                else { throw CocoaError(.fileWriteUnknown) }
            })
    }
}
