import Connectors
public import Model
import Reconciliation
import Storage

/// Whether everything a sync needs is in order, found without changing anything: address and credentials of each remote, each mapped
/// field against the remote's own schema, clocks, and the store.
public struct CheckRun: Sendable {
    /// One thing that was looked at.
    public struct Finding: Sendable, Equatable {
        /// How bad it is.
        public enum Severity: String, Sendable {
            case ok, warning, error
        }

        /// The remote, or `store`.
        public var subject: String
        /// How bad it is.
        public var severity: Severity
        /// What was found, and what to do.
        public var text: String
        /// What a script is told, if this is an error.
        public var exitCode: ExitCode

        /// The finding as `check --json` prints it.
        public var json: JSON {
            ["subject": .string(subject), "severity": .string(severity.rawValue), "text": .string(text)]
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
            if problems.isEmpty { return [Finding(subject: "store", severity: .ok, text: "sound", exitCode: .done)] }
            return problems.map { Finding(subject: "store", severity: .error, text: $0, exitCode: .store) }
        } catch {
            return [Finding(subject: "store", severity: .error, text: "\(error)", exitCode: .store)]
        }
    }

    private func check(_ name: String, _ remote: Remote) async -> [Finding] {
        do throws(ConnectorError) {
            try await remote.source.check()
        } catch {
            let code: ExitCode = if case .credentials = error { .credentials } else { .partial }
            return [Finding(subject: name, severity: .error, text: Self.words(error), exitCode: code)]
        }
        var findings = [Finding(subject: name, severity: .ok, text: "reachable, credentials accepted", exitCode: .done)]
        if let offset = await remote.usage().offset, abs(offset.milliseconds) > 60_000 {
            findings.append(
                Finding(
                    subject: name, severity: .warning,
                    text: "its clock is \(offset.milliseconds / 1000) s ahead of ours; times are corrected (R7)",
                    exitCode: .done))
        }
        for object in Set(services.settings.sync.compactMap { $0.sides[name]?.object }).sorted() {
            findings += await fields(of: object, name, remote)
        }
        return findings
    }

    private func fields(of object: String, _ name: String, _ remote: Remote) async -> [Finding] {
        let known: [DiscoveredField]
        do throws(ConnectorError) {
            known = try await remote.source.discover(object)
        } catch {
            return [Finding(subject: "\(name)/\(object)", severity: .error, text: Self.words(error), exitCode: .partial)]
        }
        let byName = Dictionary(known.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        var findings: [Finding] = []
        for sync in services.settings.sync where sync.sides[name]?.object == object {
            for rule in sync.rules {
                guard let side = rule.sides[name], !side.isLink else { continue }
                findings += Self.findings(
                    rule, side, byName[side.remoteField.split(separator: ".").first.map(String.init) ?? ""], "\(name)/\(object)")
            }
        }
        if findings.isEmpty {
            findings.append(Finding(subject: "\(name)/\(object)", severity: .ok, text: "every mapped field is there", exitCode: .done))
        }
        return findings
    }

    private static func findings(_ rule: FieldRule, _ side: FieldSide, _ field: DiscoveredField?, _ subject: String) -> [Finding] {
        guard let field else {
            return [
                Finding(
                    subject: subject, severity: .error,
                    text:
                        "\(rule.name) is mapped to \(side.remoteField), which the remote does not have; create it there or change the mapping",
                    exitCode: .configuration)
            ]
        }
        if side.writesOnUpdate, !field.isUpdatable {
            return [
                Finding(
                    subject: subject, severity: .warning,
                    text: "\(side.remoteField) cannot be written: \(rule.name) is only read from there",
                    exitCode: .done)
            ]
        }
        guard let map = side.map, let options = field.options else { return [] }
        let unknown = map.pairs.flatMap(\.remote).filter { !options.contains($0) }.sorted()
        guard !unknown.isEmpty else { return [] }
        let text = "\(side.remoteField) has no option \(unknown.joined(separator: ", ")); it has \(options.joined(separator: ", "))"
        return [Finding(subject: subject, severity: .error, text: text, exitCode: .configuration)]
    }

    private static func words(_ error: ConnectorError) -> String { "\(error)" }
}
