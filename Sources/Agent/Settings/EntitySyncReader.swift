import Model
import Reconciliation
import YAML

/// Reads one entry of `sync`: what is kept in step of a kind of entity.
struct EntitySyncReader {
    /// The configured remotes in the order of the file.
    let remotes: [String]
    /// The remotes that stamp records they did not make unless a side says otherwise.
    let stamping: Set<String>

    /// Reads all of `sync`.
    var all: ValueKind<[EntitySync]> {
        ValueKind("a map of kinds of entity", form: .names(.map)) { node, place, session in
            if session.isSurvey {
                _ = kind(.partner).read(node, place.name("KIND"), session)
                return []
            }
            guard let entries = node.entries, !entries.isEmpty else {
                session.report(node, place, expected: "at least one of \(Self.kinds.joined(separator: ", "))")
                return nil
            }
            var syncs: [EntitySync] = []
            for entry in entries {
                guard let entity = EntityKind(rawValue: entry.key) else {
                    session.report(.unknownName(entry.key, at: entry.place, path: place.path, allowed: Self.kinds))
                    continue
                }
                if let sync = kind(entity).read(entry.value, place.name(entry.key), session) { syncs.append(sync) }
            }
            return syncs.sorted { $0.kind < $1.kind }
        }
    }

    private static let kinds = EntityKind.allCases.map(\.rawValue)

    private func kind(_ entity: EntityKind) -> ValueKind<EntitySync> {
        .map { reader in
            let sides = reader.required("remotes", sidesKind(entity), "the remotes that hold this kind, by name")
            let named = sides?.map(\.remote) ?? []
            let fields = reader.required("fields", fieldsKind(entity, sides: named), "the fields kept in step, by the hub's name")
            let match = reader.value(
                "match", .list(of: .text, least: 1), default: ["external_key"], text: "[external_key]",
                "the keys asked in turn for a record without a link: external_key or mapped fields; exact, never by similarity (R25)")
            guard var sides, let fields else { return nil }
            checkMatch(reader, match, reader.node("fields")?.entries?.map(\.key) ?? [])
            checkRequired(reader, entity, fields.map(\.rule.name))
            for field in fields {
                for (remote, declaration) in field.declared {
                    guard let index = sides.firstIndex(where: { $0.remote == remote }), let side = field.rule.sides[remote] else {
                        continue
                    }
                    sides[index].declared[side.remoteField] = declaration
                }
            }
            return EntitySync(
                kind: entity, match: match, sides: Dictionary(uniqueKeysWithValues: sides.map { ($0.remote, $0) }),
                rules: fields.map(\.rule))
        }
    }

    private func sidesKind(_ entity: EntityKind) -> ValueKind<[EntitySide]> {
        ValueKind("a map, each with object", form: .names(.map)) { node, place, session in
            if session.isSurvey {
                _ = side("REMOTE").read(node, place.name("REMOTE"), session)
                return []
            }
            guard let entries = node.entries, !entries.isEmpty else {
                session.report(node, place, expected: "at least one of \(remotes.joined(separator: ", "))")
                return nil
            }
            return entries.compactMap { entry in
                guard remotes.contains(entry.key) else {
                    session.report(.unknownName(entry.key, at: entry.place, path: place.path, allowed: remotes))
                    return nil
                }
                return side(entry.key).read(entry.value, place.name(entry.key), session)
            }
        }
    }

    private func side(_ remote: String) -> ValueKind<EntitySide> {
        .map { reader in
            let object = reader.required("object", .text, "the object's name in the remote's manifest")
            let condition = reader.optional(
                "where", .names(of: .oneOrMore(of: .text)), "only records whose fields have one of these values take part")
            let creates = reader.value("create", .bool, default: false, "entities without a record here get one")
            let onDelete = reader.value(
                "on_delete", ValueKind<DeletePolicy>.word(), default: .unlink, text: "unlink",
                "what a deletion elsewhere does to the record here (R21)")
            let stamps = reader.value(
                "stamp", .bool, default: stamping.contains(remote), text: "the remote's stamp",
                "linked records that entente did not make get the external key too")
            guard let object else { return nil }
            return EntitySide(
                remote: remote, object: object, condition: Dictionary((condition ?? []).map { ($0.name, $0.value) }) { first, _ in first },
                creates: creates, onDelete: onDelete, stamps: stamps)
        }
    }

    private func fieldsKind(_ entity: EntityKind, sides: [String]) -> ValueKind<[FieldRuleReader.Reading]> {
        ValueKind("a map of fields, each with policy", form: .names(.map)) { node, place, session in
            let reader = FieldRuleReader(entity: entity, sides: sides, others: remotes.filter { !sides.contains($0) })
            if session.isSurvey {
                let entry = YAMLEntry(key: "FIELD", place: node.place, value: node)
                _ = reader.read(entry, at: place.name("FIELD"), in: session)
                return []
            }
            guard let entries = node.entries, !entries.isEmpty else {
                session.report(node, place, expected: "at least one field")
                return nil
            }
            return entries.compactMap { reader.read($0, at: place.name($0.key), in: session) }
        }
    }

    private func checkMatch(_ reader: MapReader, _ match: [String], _ fields: [String]) {
        let allowed = ["external_key"] + fields
        for (index, element) in (reader.node("match")?.elements ?? []).enumerated() {
            let path = reader.place.key("match").index(index).path
            guard let name = element.text else { continue }
            if !allowed.contains(name) {
                reader.session.report(.unknownName(name, at: element.place, path: path, allowed: allowed))
            } else if match.count(where: { $0 == name }) > 1, match.firstIndex(of: name) != index {
                reader.session.report(Diagnostic(element.place, path: path, found: "\"\(name)\" twice", expected: "each key once"))
            }
        }
    }

    private func checkRequired(_ reader: MapReader, _ entity: EntityKind, _ fields: [String]) {
        guard let node = reader.node("fields") else { return }
        for field in EntitySchema.fields(of: entity) where field.isRequired && !fields.contains(field.name) {
            // A field that is there but wrong has been reported already.
            guard node[field.name] == nil else { continue }
            reader.session.report(
                Diagnostic(
                    node.place, path: reader.place.key("fields").path, found: "no \(field.name)",
                    expected: "\(field.name): a \(entity.rawValue) is nothing without it"))
        }
    }
}
