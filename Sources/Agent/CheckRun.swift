public import Connectors
import Model
import Reconciliation
public import Storage

/// Whether everything a sync needs is in order, found without changing anything: address and credentials of each remote, each mapped
/// field against the remote's own schema, clocks, and the store.
public struct CheckRun: Sendable {
    /// One thing that was looked at.
    public struct Finding: Sendable, Equatable {
        /// How bad it is.
        public enum Severity: String, Sendable {
            case ok, warning, error
        }

        /// What was found.
        public enum Fact: Sendable, Equatable {
            /// The store is sound.
            case sound
            /// The store is damaged: what SQLite says.
            case damage(String)
            /// The store could not be looked at.
            case unreadableStore(StorageError)
            /// The remote answers, and takes the credentials.
            case reachable
            /// The remote failed.
            case failed(ConnectorError)
            /// The remote's clock is so far ahead of ours (R7).
            case clock(seconds: Int64)
            /// Every mapped field is there.
            case complete
            /// The remote has no such field.
            case noField(field: String, remoteField: String)
            /// The remote lets nobody write the field.
            case cannotWrite(field: String, remoteField: String)
            /// The remote's field does not have some options that `map` names.
            case noOption(remoteField: String, missing: [String], known: [String])
        }

        /// The remote, or `store`.
        public var subject: String
        /// What was found.
        public var fact: Fact

        /// How bad it is.
        public var severity: Severity {
            switch fact {
            case .sound, .reachable, .complete: .ok
            case .clock, .cannotWrite: .warning
            case .damage, .unreadableStore, .failed, .noField, .noOption: .error
            }
        }

        /// What a script is told.
        public var exitCode: ExitCode {
            switch fact {
            case .sound, .reachable, .complete, .clock, .cannotWrite: .done
            case .damage, .unreadableStore: .store
            case .failed(.credentials): .credentials
            case .failed: .partial
            case .noField, .noOption: .configuration
            }
        }
    }

    let services: Services

    /// Prepares to check the services' remotes.
    public init(services: Services) {
        self.services = services
    }

    /// Looks at everything.
    public func run() async -> [Finding] {
        var findings = storeFindings()
        for (name, remote) in services.remotes.sorted(by: { $0.key < $1.key }) { findings += await check(name, remote) }
        return findings
    }

    private func storeFindings() -> [Finding] {
        do throws(StorageError) {
            let problems = try services.store.check()
            let facts: [Finding.Fact] = problems.isEmpty ? [.sound] : problems.map { .damage($0) }
            return facts.map { Finding(subject: "store", fact: $0) }
        } catch {
            return [Finding(subject: "store", fact: .unreadableStore(error))]
        }
    }

    private func check(_ name: String, _ remote: Remote) async -> [Finding] {
        do throws(ConnectorError) {
            try await remote.source.check()
        } catch {
            return [Finding(subject: name, fact: .failed(error))]
        }
        var findings = [Finding(subject: name, fact: .reachable)]
        if let offset = await remote.usage().offset, abs(offset.milliseconds) > 60_000 {
            findings.append(Finding(subject: name, fact: .clock(seconds: offset.milliseconds / 1000)))
        }
        for object in Set(services.settings.sync.compactMap { $0.sides[name]?.object }).sorted() {
            findings += await fields(of: object, name, remote).map { Finding(subject: "\(name)/\(object)", fact: $0) }
        }
        return findings
    }

    private func fields(of object: String, _ name: String, _ remote: Remote) async -> [Finding.Fact] {
        let known: [DiscoveredField]
        do throws(ConnectorError) {
            known = try await remote.source.discover(object)
        } catch {
            return [.failed(error)]
        }
        let byName = Dictionary(known.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        var facts: [Finding.Fact] = []
        for sync in services.settings.sync where sync.sides[name]?.object == object {
            for rule in sync.rules {
                guard let side = rule.sides[name], !side.isLink else { continue }
                let top = side.remoteField.split(separator: ".").first.map(String.init) ?? ""
                if let fact = Self.fact(rule, side, byName[top]) { facts.append(fact) }
            }
        }
        return facts.isEmpty ? [.complete] : facts
    }

    private static func fact(_ rule: FieldRule, _ side: FieldSide, _ field: DiscoveredField?) -> Finding.Fact? {
        guard let field else { return .noField(field: rule.name, remoteField: side.remoteField) }
        if side.writesOnUpdate, !field.isUpdatable { return .cannotWrite(field: rule.name, remoteField: side.remoteField) }
        guard let map = side.map, let options = field.options else { return nil }
        let missing = map.pairs.flatMap(\.remote).filter { !options.contains($0) }.sorted()
        return missing.isEmpty ? nil : .noOption(remoteField: side.remoteField, missing: missing, known: options)
    }
}
