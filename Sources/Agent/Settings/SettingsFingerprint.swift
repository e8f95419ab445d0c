import Connectors
import Crypto
import Model
import Reconciliation

/// One hash over what config.yaml means for reading and writing (R30): names of files and people, schedules, log, brakes and comments
/// are no part of it, and the order of what has no order is none either.
enum SettingsFingerprint {
    static func of(_ settings: Settings) -> String {
        let program = settings.program
        var lines = ["program \(program.currency.code) \(program.timeZone) \(program.country) \(program.instance)"]
        for remote in settings.remotes.sorted(by: { $0.name < $1.name }) {
            let url = quoted(remote.url ?? "")
            lines.append("remote \(remote.name) \(remote.connector) \(remote.access.rawValue) \(remote.allowsUnsafeCreate) \(url)")
            // A secret may move from a file to a variable without meaning another account; a literal is what it says.
            for (name, source) in remote.with.sorted(by: { $0.key < $1.key }) {
                if case .literal(let text) = source { lines.append("with \(remote.name) \(quoted(name)) \(quoted(text))") }
            }
        }
        for sync in settings.sync.sorted(by: { $0.kind < $1.kind }) { lines += describe(sync) }
        return SHA256.hash(data: Array(lines.joined(separator: "\n").utf8)).prefix(16).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }

    private static func describe(_ sync: EntitySync) -> [String] {
        var lines = ["sync \(sync.kind.rawValue) \(sync.match.map(quoted).joined(separator: " "))"]
        for side in sync.sides.values.sorted(by: { $0.remote < $1.remote }) {
            let condition = side.condition.sorted { $0.key < $1.key }.map { "\(quoted($0.key))=\($0.value.sorted().map(quoted))" }
            let declared = side.declared.sorted { $0.key < $1.key }.map {
                "\(quoted($0.key)):\($0.value.type?.rawValue ?? ""):\(quoted($0.value.currency ?? ""))"
            }
            lines.append(
                "side \(side.remote) \(quoted(side.object)) \(condition) \(side.creates) "
                    + "\(side.onDelete.rawValue) \(side.stamps) \(declared)"
            )
        }
        for rule in sync.rules.sorted(by: { $0.name < $1.name }) {
            lines.append("field \(rule.name) \(describe(rule.type)) \(describe(rule.policy)) \(rule.isStrict)")
            for (remote, side) in rule.sides.sorted(by: { $0.key < $1.key }) { lines.append("  \(remote) \(describe(side))") }
        }
        return lines
    }

    private static func describe(_ type: FieldType) -> String {
        switch type {
        case .enumeration(let options): "enum(\(options.joined(separator: ",")))"
        case .ref(let kind): "ref(\(kind.rawValue))"
        default: type.name
        }
    }

    private static func describe(_ policy: MergePolicy) -> String {
        switch policy {
        case .owner(let owner, let othersIgnored): "owner \(owner) \(othersIgnored)"
        case .prefer(let order): "prefer \(order.joined(separator: " "))"
        default: policy.name
        }
    }

    private static func describe(_ side: FieldSide) -> String {
        let pairs = side.map?.pairs.sorted { $0.hub < $1.hub }.map { "\(quoted($0.hub))=\($0.remote.map(quoted))" } ?? []
        return "\(quoted(side.remoteField)) \(side.isLink) \(side.reads) \(side.writesOnCreate) \(side.writesOnUpdate) \(pairs) "
            + quoted(side.map?.wildcard ?? "")
    }

    private static func quoted(_ text: String) -> String { JSON.string(text).text }
}
