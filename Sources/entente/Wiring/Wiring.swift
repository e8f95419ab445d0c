import Agent
import Connectors
import Foundation
import HTTP
import Logging
import Model
import Storage
import YAML

/// Where the program is put together: the only place of this floor that reaches below the agent and the sandbox.
enum Wiring {
    /// Runs the body with everything a sync needs: settings, hub, and a connector for each remote.
    static func withServices<T: Sendable>(
        _ options: CommonOptions, environment: [String: String] = ProcessInfo.processInfo.environment,
        _ body: @Sendable (Services) async throws(RunError) -> T
    ) async throws(RunError) -> T {
        let (settings, manifests) = try configured(options.config)
        var services = try hub(options, settings, writes: true)
        let progress = ProgressLine(isQuiet: options.quiet || options.json)
        services.progress = { progress.show($0) }
        defer { progress.end() }
        let transport = CurlTransport(CurlSettings.from(environment: ProcessInfo.processInfo.environment))
        let network = RemoteWiring(
            settings: settings, manifests: manifests, transport: transport, environment: environment, logger: services.logger,
            clock: services.clock, knownOffset: { [services] in services.knownOffset(of: $0) }, guards: services.guards)
        services.remotes = try network.remotes()
        let result: Result<T, RunError>
        do throws(RunError) { result = .success(try await body(services)) } catch { result = .failure(error) }
        transport.shutdown()
        return try result.get()
    }

    /// Everything but the remotes: for commands that only look at the hub, or edit it.
    static func hub(_ options: CommonOptions, writes: Bool = false) throws(RunError) -> Services {
        try hub(options, try configured(options.config).settings, writes: writes)
    }

    /// Records fixtures of every object that a configuration maps at a remote. Nothing is changed there, and no hub is opened.
    /// - Returns: what was recorded, by object.
    static func record(_ remote: String, config: String) async throws(RunError) -> [String: [RecordedFixture]] {
        let (settings, manifests) = try configured(config)
        let transport = CurlTransport(CurlSettings.from(environment: ProcessInfo.processInfo.environment))
        let network = RemoteWiring(
            settings: settings, manifests: manifests, transport: transport, environment: ProcessInfo.processInfo.environment,
            logger: Logger(label: "entente") { _ in LogLines(logLevel: .notice, isJSON: false) }, clock: SystemClock(),
            knownOffset: { _ in nil }, guards: Guards())
        let result: Result<[String: [RecordedFixture]], RunError>
        do throws(RunError) { result = .success(try await network.record(remote)) } catch { result = .failure(error) }
        transport.shutdown()
        return try result.get()
    }

    /// Where the hub's store lies, for a command that must not open it.
    static func storePath(_ options: CommonOptions) throws(RunError) -> String {
        let settings = try configured(options.config).settings
        return options.store ?? settings.store
    }

    /// Where the values come from that config.yaml names but does not hold.
    static func secrets(_ options: CommonOptions) -> SecretResolver {
        let folder = URL(filePath: options.config).deletingLastPathComponent().path
        return SecretResolver(folder: folder, environment: ProcessInfo.processInfo.environment)
    }

    private static func hub(_ options: CommonOptions, _ settings: Settings, writes: Bool) throws(RunError) -> Services {
        let path = options.store ?? settings.store
        try Backup.refuseEmptied(path)
        let store: Store
        do throws(StorageError) {
            // A hub that was never written is empty, not missing.
            let exists = FileManager.default.fileExists(atPath: path)
            store = try Store(path: path, access: writes || !exists ? .readWrite : .readOnly, power: power)
        } catch {
            throw .store(error)
        }
        let services = Services(
            settings: settings, store: store, remotes: [:], clock: SystemClock(), randomness: SystemRandomness(),
            logger: logger(options, settings))
        #if PROOF
            return try proof(services, ProcessInfo.processInfo.environment)
        #else
            return services
        #endif
    }

    #if PROOF
        /// How large a proof build lets its hub become, with `ENTENTE_PAGES`.
        private static var power: PowerSwitch {
            PowerSwitch(pages: ProcessInfo.processInfo.environment["ENTENTE_PAGES"].flatMap { Int($0) })
        }

        /// What a proof build is told to do: die at a crash point, or do without a guard.
        private static func proof(_ services: Services, _ environment: [String: String]) throws(RunError) -> Services {
            var services = services
            services.crash = CrashSwitch(environment["ENTENTE_CRASH"])
            let (guards, unknown) = Guards.without(environment["ENTENTE_MUTATE"])
            guard unknown.isEmpty else {
                let known = RuleGuard.allCases.map(\.rawValue).joined(separator: ", ")
                throw .badValue(field: "ENTENTE_MUTATE", found: unknown.joined(separator: ","), expected: known)
            }
            services.guards = guards
            return services
        }
    #else
        private static let power = PowerSwitch()
    #endif

    /// The settings and the manifests they name, each checked against the other.
    static func configured(_ config: String) throws(RunError) -> (settings: Settings, manifests: [String: Manifest]) {
        let (settings, diagnostics) = Settings.load(path: config)
        guard let settings, diagnostics.isEmpty else { throw .configuration(diagnostics.map(\.description)) }
        let (manifests, problems) = ManifestShelf(settings: settings).load()
        guard problems.isEmpty else { throw .configuration(problems) }
        return (settings, manifests)
    }

    private static func logger(_ options: CommonOptions, _ settings: Settings) -> Logger {
        let configured = Logger.Level(rawValue: settings.log.level) ?? .notice
        let level: Logger.Level =
            switch options.verbose {
            case 0: options.quiet ? .error : configured
            case 1: .info
            default: .trace
            }
        let isJSON = (options.log ?? settings.log.format) == .json
        return Logger(label: "entente") { _ in LogLines(logLevel: level, isJSON: isJSON) }
    }
}
