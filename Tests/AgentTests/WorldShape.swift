@testable import Agent
import Connectors
import Model
import Reconciliation
import YAML

/// What a `World` is configured to keep in step: partners with a few fields at remotes named in the tests, and where asked deals that
/// refer to them. The remote's name of a field is the remote's name, `_` and the hub's name.
struct WorldShape: Sendable {
    var remotes = ["crm", "mkt"]
    var readOnly: Set<String> = []
    var policies: [String: MergePolicy] = [:]
    var fields: [(name: String, type: FieldType)] = [("name", .text), ("email", .email), ("phone", .text), ("tier", .text)]
    var creates: Set<String> = ["crm", "mkt", "erp"]
    var onDelete: [String: DeletePolicy] = [:]
    var conditions: [String: [String: [String]]] = [:]
    var unique: [String: Set<String>] = [:]
    /// Remotes with `stamp: true`.
    var stamping: Set<String> = []
    /// Fields with `guard: strict`.
    var strict: Set<String> = []
    /// Remotes that know no precondition, and keep the history of fields instead.
    var unguarded: Set<String> = []
    var externalKey: [String: String?] = [:]
    var maps: [String: PicklistMap] = [:]
    var hasDeals = false
    /// The deal's reference goes by a named link here, by a plain field elsewhere.
    var dealLinks: Set<String> = []
    var brakes = BrakeLimits(
        deletes: .init(count: 1_000, share: 10_000), creates: .init(count: 1_000, share: 10_000),
        updates: .init(count: 1_000, share: 10_000),
        sameValue: .init(count: 1_000, share: 10_000), blanks: .init(count: 1_000, share: 10_000),
        unknown: .init(count: 1_000, share: 10_000),
        conflicts: .init(count: 1_000, share: 10_000))

    func name(_ remote: String, _ field: String) -> String { "\(remote)_\(field)" }

    func settings(currency: Currency) -> Settings {
        Settings(
            file: "config.yaml",
            program: Program(name: "Test", currency: currency, timeZone: "UTC", country: "US", instance: "test"),
            connectorFolders: [], store: ":memory:", log: LogSettings(level: "critical", format: .text),
            remotes: remotes.map { name in
                RemoteSettings(
                    name: name, connector: "memory", with: [:], access: readOnly.contains(name) ? .readOnly : .readWrite, schedule: nil,
                    reserve: nil, url: nil, allowsUnsafeCreate: false)
            }, sync: [partners] + (hasDeals ? [deals] : []), brakes: brakes, fingerprint: "fingerprint",
            places: SourceMap(YAMLNode(.map([]), at: SourcePlace(file: "config.yaml", line: 1, column: 1))))
    }

    private var partners: EntitySync {
        EntitySync(
            kind: .partner, match: ["external_key", "email"],
            sides: Dictionary(remotes.map { ($0, side($0, object: "account")) }, uniquingKeysWith: { $1 }),
            rules: fields.map { field in
                FieldRule(
                    name: field.name, type: field.type, policy: policies[field.name] ?? .prefer(remotes),
                    isStrict: strict.contains(field.name),
                    sides: Dictionary(
                        remotes.map { ($0, FieldSide(remoteField: name($0, field.name), map: maps["\($0).\(field.name)"])) },
                        uniquingKeysWith: { $1 }))
            })
    }

    private var deals: EntitySync {
        let plain: [(String, FieldType)] = [("name", .text), ("order_number", .text), ("amount", .money)]
        let rules = plain.map { field, type in
            FieldRule(
                name: field, type: type, policy: policies["deal.\(field)"] ?? .prefer(remotes),
                sides: Dictionary(remotes.map { ($0, FieldSide(remoteField: name($0, field))) }, uniquingKeysWith: { $1 }))
        }
        let partner = FieldRule(
            name: "partner", type: .ref(.partner), policy: policies["deal.partner"] ?? .prefer(remotes),
            sides: Dictionary(
                remotes.map { remote in
                    (
                        remote,
                        dealLinks.contains(remote)
                            ? FieldSide(remoteField: "owner", isLink: true) : FieldSide(remoteField: name(remote, "partner"))
                    )
                }, uniquingKeysWith: { $1 }))
        return EntitySync(
            kind: .deal, match: ["external_key", "order_number"],
            sides: Dictionary(remotes.map { ($0, side($0, object: "deal")) }, uniquingKeysWith: { $1 }), rules: rules + [partner])
    }

    private func side(_ remote: String, object: String) -> EntitySide {
        EntitySide(
            remote: remote, object: object, condition: object == "account" ? conditions[remote] ?? [:] : [:],
            creates: creates.contains(remote), onDelete: onDelete[remote] ?? .unlink, stamps: stamping.contains(remote))
    }

    func objects(of remote: String) -> [String: MemoryObject] {
        let key = externalKey[remote] ?? "hub_key"
        let conditionFields = (conditions[remote] ?? [:]).keys.sorted()
        var objects = [
            "account": MemoryObject(
                fields: fields.map { name(remote, $0.name) } + conditionFields, externalKey: key, unique: unique[remote] ?? [])
        ]
        if unguarded.contains(remote) {
            objects["account"]?.capabilities.hasHistory = true
            objects["account"]?.capabilities.hasPrecondition = false
        }
        if hasDeals {
            objects["deal"] = MemoryObject(
                fields: ["name", "order_number", "amount", "partner"].map { name(remote, $0) }, externalKey: key,
                links: dealLinks.contains(remote) ? ["owner": "account"] : [:])
        }
        return objects
    }
}
