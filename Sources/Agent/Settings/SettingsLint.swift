public import Connectors
import Model
import Reconciliation
public import YAML

/// What only shows when config.yaml is laid beside the manifests that it names.
public struct SettingsLint {
    private let settings: Settings
    private let manifests: [String: Manifest]
    /// The manifests that the folders hold, whether a remote names them or not.
    private let shelved: [String]
    private var findings: [Diagnostic] = []

    /// What is wrong, in the order of the file; the manifests by connector, and the names of all that there are to choose from.
    public static func findings(_ settings: Settings, manifests: [String: Manifest], shelved: [String] = []) -> [Diagnostic] {
        var lint = SettingsLint(settings: settings, manifests: manifests, shelved: shelved)
        for remote in settings.remotes { lint.check(remote) }
        for sync in settings.sync { lint.check(sync) }
        lint.checkPayouts()
        lint.check(reward: "coupon", at: settings.rewards.coupon) { $0.rewards?.coupon != nil }
        lint.check(reward: "credit", at: settings.rewards.credit) { $0.rewards?.credit != nil }
        return lint.findings.sorted { $0.place < $1.place }
    }

    private init(settings: Settings, manifests: [String: Manifest], shelved: [String]) {
        self.settings = settings
        self.manifests = manifests
        self.shelved = shelved
    }

    private mutating func report(_ path: String, found: String, expected: String, hint: String? = nil) {
        findings.append(Diagnostic(settings.places[path], path: path, found: found, expected: expected, hint: hint))
    }

    private mutating func report(_ path: String, unknown name: String, among names: [String]) {
        findings.append(.unknownName(name, at: settings.places[path], path: path, allowed: names.sorted()))
    }

    private mutating func check(_ remote: RemoteSettings) {
        let path = "remotes.\(remote.name)"
        guard let manifest = manifests[remote.connector] else {
            let known = Set(manifests.keys).union(shelved)
            guard known.isEmpty else { return report("\(path).connector", unknown: remote.connector, among: Array(known)) }
            return report(
                "\(path).connector", found: "\"\(remote.connector)\"",
                expected: "a manifest \(remote.connector).yaml in \(settings.connectorFolders.first ?? "connectors")",
                hint: "name the folder that holds it with connectors, relative to this file")
        }
        let names = manifest.config.map(\.name)
        for name in remote.with.keys.sorted() where !names.contains(name) { report("\(path).with.\(name)", unknown: name, among: names) }
        for entry in manifest.config {
            guard let source = remote.with[entry.name] else {
                guard entry.defaultText == nil, !entry.isOptional else { continue }
                let variable = "\(remote.name)_\(entry.name)".uppercased()
                let example = entry.isSecret ? "\"${env:\(variable)}\"" : "..."
                report(
                    "\(path).with", found: "no \(entry.name)", expected: entry.about ?? "a \(entry.kind.rawValue)",
                    hint: "\(entry.name): \(example)")
                continue
            }
            check(source, entry, at: "\(path).with.\(entry.name)")
        }
    }

    private mutating func check(_ source: ValueSource, _ entry: ManifestConfigEntry, at path: String) {
        guard case .literal(let text) = source else { return }
        if entry.isSecret {
            report(
                path, found: "a secret written out", expected: "${env:NAME}, ${file:PATH} or ${command:...}",
                hint: "and change the secret: it stood in a file")
        } else if RemoteValues.typed(text, entry) == nil {
            report(path, found: "\"\(text)\"", expected: RemoteValues.expectation(of: entry))
        }
    }

    /// A method is paid by a remote that can pay and may write (P1).
    private mutating func checkPayouts() {
        for (method, name) in settings.payouts.remotes.sorted(by: { $0.key < $1.key }) {
            guard let remote = settings.remote(name), let manifest = manifests[remote.connector] else { continue }
            let path = "payouts.\(method)"
            if manifest.payouts == nil {
                let able = manifests.values.filter { $0.payouts != nil }.map(\.connector).sorted()
                let hint = able.isEmpty ? nil : "a remote with the connector \(able.joined(separator: " or "))"
                report(
                    path, found: "\(name), whose connector \(remote.connector) pays nobody", expected: "a remote that pays",
                    hint: hint)
            } else if remote.access == .readOnly {
                report(path, found: "\(name) with access: read_only", expected: "a remote that may be written")
            }
        }
    }

    /// A reward is made by a remote that can make it and may be written.
    private mutating func check(reward way: String, at name: String?, _ can: (Manifest) -> Bool) {
        guard let name, let remote = settings.remote(name), let manifest = manifests[remote.connector] else { return }
        let path = "rewards.\(way)"
        if !can(manifest) {
            let able = manifests.values.filter(can).map(\.connector).sorted()
            let hint = able.isEmpty ? nil : "a remote with the connector \(able.joined(separator: " or "))"
            report(
                path, found: "\(name), whose connector \(remote.connector) makes no \(way)s", expected: "a remote that makes \(way)s",
                hint: hint)
        } else if remote.access == .readOnly {
            report(path, found: "\(name) with access: read_only", expected: "a remote that may be written")
        }
    }

    private mutating func check(_ sync: EntitySync) {
        for side in sync.sides.values.sorted(by: { $0.remote < $1.remote }) {
            guard let remote = settings.remote(side.remote), let manifest = manifests[remote.connector] else { continue }
            let path = "sync.\(sync.kind.rawValue).remotes.\(side.remote)"
            guard let object = manifest.object(side.object) else {
                report("\(path).object", unknown: side.object, among: manifest.objects.map(\.name))
                continue
            }
            check(side, object, remote, at: path)
            for rule in sync.rules {
                guard let field = rule.sides[side.remote] else { continue }
                let place = "sync.\(sync.kind.rawValue).fields.\(rule.name).\(side.remote)"
                if field.isLink {
                    check(link: field, rule, object, remote: side.remote, at: place)
                } else {
                    check(field: field, rule, object, side, at: place)
                }
            }
        }
    }

    private mutating func check(_ side: EntitySide, _ object: ManifestObject, _ remote: RemoteSettings, at path: String) {
        guard remote.access == .readWrite else { return }
        let canCreate = object.takes(.create) || object.takes(.upsert)
        if side.creates, !canCreate {
            report("\(path).create", found: "true", expected: "false: the connector cannot create \(side.object)")
        }
        if side.creates, canCreate, object.externalKey == nil, object.unique.isEmpty, !remote.allowsUnsafeCreate {
            report(
                "\(path).create", found: "true", expected: "an object with an external or unique key",
                hint: "allow_unsafe_create: true on the remote allows creates that may come twice (R12)")
        }
        if side.onDelete == .archive, !object.takes(.archive) {
            report("\(path).on_delete", found: "archive", expected: "unlink or ignore: the connector cannot archive \(side.object)")
        }
        if side.onDelete == .propagate, !object.takes(.delete) {
            report("\(path).on_delete", found: "propagate", expected: "unlink or ignore: the connector cannot delete \(side.object)")
        }
    }

    private mutating func check(link side: FieldSide, _ rule: FieldRule, _ object: ManifestObject, remote: String, at path: String) {
        let parts = side.remoteField.split(separator: ":", maxSplits: 1).map(String.init)
        let name = parts.first ?? side.remoteField
        guard let link = object.links[name] else {
            report("\(path).link", unknown: name, among: Array(object.links.keys))
            return
        }
        if parts.count == 2, link.labels == nil {
            report("\(path).label", found: "\"\(parts[1])\"", expected: "no label: the link \(name) has none")
        }
        guard case .ref(let kind) = rule.type else { return }
        guard let target = settings.sync(kind)?.sides[remote] else {
            report(
                "\(path).link", found: "a link to \(link.to)",
                expected: "sync.\(kind.rawValue).remotes.\(remote): what it leads to must be kept in step")
            return
        }
        if target.object != link.to {
            report(
                "\(path).link", found: "a link to \(link.to)",
                expected: "a link to \(target.object), which is the remote's \(kind.rawValue)")
        }
    }

    private mutating func check(field side: FieldSide, _ rule: FieldRule, _ object: ManifestObject, _ entity: EntitySide, at path: String) {
        let known = object.fields[side.remoteField]
        if known?.isRead == false, side.reads, case .owner(entity.remote, _) = rule.policy {
            report(path, found: side.remoteField, expected: "an owner whose field can be read")
        }
        if known?.write == .never, side.writesOnCreate || side.writesOnUpdate, case .owner(let owner, _) = rule.policy,
            owner != entity.remote
        {
            report(
                path, found: "\(side.remoteField), which the remote computes", expected: "write: false, or the owner \(entity.remote)")
        }
        let declared = entity.declared[side.remoteField]
        if rule.type == .money, known?.type != .money, declared?.currency == nil {
            report(
                path, found: "\(side.remoteField) without a currency", expected: "{field: \(side.remoteField), currency: FIELD or CODE}")
        }
        if let type = declared?.type, let standard = known?.type, type != standard {
            report("\(path).type", found: type.rawValue, expected: "no type: the manifest says \(standard.rawValue)")
        }
    }
}
