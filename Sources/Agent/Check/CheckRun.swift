import Connectors
import Model
import Reconciliation
import Storage

/// Whether everything a sync needs is in order, found without changing anything: address and credentials of each remote, each mapped
/// field against the remote's own schema, clocks, the store, and what links, terms and payouts speak of.
public struct CheckRun: Sendable {
    let services: Services
    private let resolver: SecretResolver?

    /// Prepares to check the services' remotes; without a resolver the secret of `links` is not looked at.
    public init(services: Services, resolver: SecretResolver? = nil) {
        self.services = services
        self.resolver = resolver
    }

    /// Looks at everything.
    public func run() async -> [CheckFinding] {
        var findings = storeFindings()
        findings += otherHubs()
        findings += ProgramCheck(services: services, resolver: resolver).findings()
        for (name, remote) in services.remotes.sorted(by: { $0.key < $1.key }) { findings += await check(name, remote) }
        return findings
    }

    private func storeFindings() -> [CheckFinding] {
        do throws(StorageError) {
            let problems = try services.store.check()
            let facts: [CheckFinding.Fact] = problems.isEmpty ? [.sound] : problems.map { .damage($0) }
            return facts.map { CheckFinding(subject: "store", fact: $0) }
        } catch {
            return [CheckFinding(subject: "store", fact: .unreadableStore(error))]
        }
    }

    private func otherHubs() -> [CheckFinding] {
        let places = try? services.store.read { tx in try ForeignHub.unstamped(services.settings, in: tx) }
        return (places ?? []).map { CheckFinding(subject: $0.place, fact: .otherHub($0.instance)) }
    }

    private func check(_ name: String, _ remote: Remote) async -> [CheckFinding] {
        do throws(ConnectorError) {
            try await remote.source.check()
        } catch {
            return [CheckFinding(subject: name, fact: .failed(error))]
        }
        var findings = [CheckFinding(subject: name, fact: .reachable)]
        if let offset = await remote.usage().offset, abs(offset.milliseconds) > 60_000 {
            findings.append(CheckFinding(subject: name, fact: .clock(seconds: offset.milliseconds / 1000)))
        }
        for object in Set(services.settings.sync.compactMap { $0.sides[name]?.object }).sorted() {
            findings += await fields(of: object, name, remote).map { CheckFinding(subject: "\(name)/\(object)", fact: $0) }
        }
        return findings
    }

    private func fields(of object: String, _ name: String, _ remote: Remote) async -> [CheckFinding.Fact] {
        let known: [DiscoveredField]
        do throws(ConnectorError) {
            known = try await remote.source.discover(object)
        } catch {
            return [.failed(error)]
        }
        let byName = Dictionary(known.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        var facts: [CheckFinding.Fact] = []
        var unwritable: [CheckFinding.Unwritable] = []
        for sync in services.settings.sync where sync.sides[name]?.object == object {
            for rule in sync.rules {
                guard let side = rule.sides[name], !side.isLink else { continue }
                let top = side.remoteField.split(separator: ".").first.map(String.init) ?? ""
                guard let field = byName[top] else {
                    facts.append(.noField(field: rule.name, remoteField: side.remoteField))
                    continue
                }
                if !field.isUpdatable, isWritten(rule, side, name, remote) {
                    unwritable.append(CheckFinding.Unwritable(field: rule.name, remoteField: side.remoteField))
                } else if let fact = Self.lackOfOptions(side, field) {
                    facts.append(fact)
                }
            }
        }
        if !unwritable.isEmpty { facts.append(.cannotWrite(unwritable)) }
        return facts.isEmpty ? [.complete] : facts
    }

    /// True if a run may come to write the field to records of the remote: whoever owns it is told nothing.
    private func isWritten(_ rule: FieldRule, _ side: FieldSide, _ name: String, _ remote: Remote) -> Bool {
        if case .owner(name, _) = rule.policy { return false }
        return side.writesOnUpdate && remote.settings.access == .readWrite
    }

    private static func lackOfOptions(_ side: FieldSide, _ field: DiscoveredField) -> CheckFinding.Fact? {
        guard let map = side.map, let options = field.options else { return nil }
        let missing = map.pairs.flatMap(\.remote).filter { !options.contains($0) }.sorted()
        return missing.isEmpty ? nil : .noOption(remoteField: side.remoteField, missing: missing, known: options)
    }
}
