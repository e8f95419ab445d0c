import Agent
import Connectors
import Model
import Reconciliation
import YAML

/// One remote's side of a kind of entity, as a new configuration proposes it.
struct StarterSide {
    /// The object's name in the manifest.
    let object: String
    /// The rest of the entry beside the object, in YAML.
    let rest: [String]
    /// The mapping of each field that the remote has, in YAML.
    let fields: [String: String]

    /// The side as the sample configuration has it for this connector.
    init?(sample: EntitySync, remote: String) {
        guard let side = sample.sides[remote] else { return nil }
        object = side.object
        var rest: [String] = []
        if !side.condition.isEmpty {
            let parts = side.condition.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)): \(Self.list($0.value))" }
            rest.append("where: {\(parts.joined(separator: ", "))}")
        }
        rest += ["create: \(side.creates)", "on_delete: \(side.onDelete.rawValue)"]
        self.rest = rest
        var fields: [String: String] = [:]
        for rule in sample.rules {
            guard let field = rule.sides[remote] else { continue }
            fields[rule.name] = Self.text(field, side.declared[field.remoteField])
        }
        self.fields = fields
    }

    /// The side that the names of a manifest's objects and fields suggest.
    init?(kind: EntityKind, manifest: Manifest) {
        guard let object = Self.object(for: kind, in: manifest) else { return nil }
        var fields: [String: String] = [:]
        for field in EntitySchema.fields(of: kind) {
            if case .ref(let target) = field.type {
                let to = Self.object(for: target, in: manifest)?.name
                let link = object.links.sorted { $0.key < $1.key }.first { $0.value.to == to && $0.value.labels == nil }
                fields[field.name] = link.map { "{link: \(Self.quoted($0.key))}" }
            } else {
                let names = [Self.plain(field.name)] + (Self.otherFields["\(kind.rawValue).\(field.name)"] ?? [])
                let found = object.fields.values.sorted { $0.name < $1.name }.first { names.contains(Self.plain($0.name)) }
                guard let found, field.type != .money || found.type == .money else { continue }
                let name = Self.quoted(found.name)
                fields[field.name] = found.write == .never ? "{field: \(name), write: false}" : name
            }
        }
        guard !fields.isEmpty else { return nil }
        self.object = object.name
        self.fields = fields
        rest = ["create: false", "on_delete: unlink"]
    }

    private static func object(for kind: EntityKind, in manifest: Manifest) -> ManifestObject? {
        let names = [kind.rawValue] + (otherObjects[kind] ?? [])
        let found = names.compactMap { name in manifest.objects.first { [name, name + "s"].contains(plain($0.name)) } }
        return found.first
    }

    /// What vendors call what the hub calls otherwise.
    private static let otherObjects: [EntityKind: [String]] = [
        .partner: ["account", "company", "companie", "organization", "organisation", "affiliate"],
        .customer: ["contact", "person", "people"],
        .referral: ["lead"], .deal: ["opportunity", "opportunitie", "order"], .payment: ["charge", "invoice"],
    ]

    private static let otherFields: [String: [String]] = [
        "partner.domain": ["website"], "partner.email": ["mail"], "customer.email": ["mail"], "referral.email": ["mail"],
        "customer.first_name": ["given_name", "given"], "customer.last_name": ["family_name", "family", "surname"],
        "referral.state": ["status"], "deal.name": ["title", "dealname"], "deal.amount": ["value", "total"],
        "deal.order_number": ["number", "order_id"],
    ].mapValues { $0.map(plain) }

    private static func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }

    private static func text(_ side: FieldSide, _ declared: FieldDeclaration?) -> String {
        var parts: [String] = []
        if side.isLink {
            let names = side.remoteField.split(separator: ":", maxSplits: 1).map { quoted(String($0)) }
            parts = zip(["link", "label"], names).map { "\($0): \($1)" }
        } else {
            parts = ["field: \(quoted(side.remoteField))"]
        }
        if let type = declared?.type { parts.append("type: \(type.rawValue)") }
        if let currency = declared?.currency { parts.append("currency: \(quoted(currency))") }
        if let map = side.map {
            let wildcard = map.wildcard.map { ["\(quoted($0)): \"*\""] } ?? []
            let pairs = map.pairs.map { "\(quoted($0.hub)): \(list($0.remote))" } + wildcard
            parts.append("map: {\(pairs.joined(separator: ", "))}")
        }
        if !side.reads { parts.append("read: false") }
        switch (side.writesOnCreate, side.writesOnUpdate) {
        case (true, true): break
        case (true, false): parts.append("write: create")
        case (false, true): parts.append("write: update")
        case (false, false): parts.append("write: false")
        }
        return parts.count == 1 && !side.isLink ? quoted(side.remoteField) : "{\(parts.joined(separator: ", "))}"
    }

    private static func list(_ values: [String]) -> String {
        values.count == 1 ? quoted(values[0]) : "[\(values.map(quoted).joined(separator: ", "))]"
    }

    /// A text as YAML takes it also inside braces.
    static func quoted(_ text: String) -> String {
        let isPlain =
            text.first?.isLetter ?? false && text.last != " " && !["true", "false", "null"].contains(text)
            && text.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || "0123456789_. -".unicodeScalars.contains($0)) }
        return isPlain ? text : JSON.string(text).text
    }
}
