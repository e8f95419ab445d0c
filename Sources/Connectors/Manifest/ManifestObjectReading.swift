import Model
import YAML

extension ManifestObject {
    static var kind: ValueKind<ManifestObject> {
        .map { reader in
            let id = reader.required("id", .expr(.element), "the record's id, kept as text")
            let reads = reader.optional("read", .reads, "the ways to read; an object without it is only written")
            var object = ManifestObject(
                name: "", id: id ?? .nothing(at: reader.node.place), deletedWhen: .always(false), unique: [], fieldsAt: [],
                nullAs: .value(.null), fields: [:], discover: [], reads: reads?.ways ?? [:],
                hasNoDeleted: reads?.hasNoDeleted ?? false, writes: [:], links: [:], place: reader.node.place)
            readPlaces(reader, &object)
            readParts(reader, &object)
            return id == nil ? nil : object
        }
    }

    private static func readPlaces(_ reader: MapReader, _ object: inout ManifestObject) {
        let time = ManifestTimePlace.kind(.element)
        object.idForm = reader.optional("id_form", .word(), "sf18 widens 15 letters to 18")
        object.modified = reader.optional("modified", time, "when it was changed")
        object.created = reader.optional("created", time, "when it was created; also proof against a reused id")
        object.version = reader.optional("version", .expr(.element), "opaque; default modified")
        object.deletedWhen = reader.value(
            "deleted_when", .match(.element), default: .always(false), text: "false", "when a record is a tombstone")
        object.mergedInto = reader.optional("merged_into", .expr(.element), "the id of the winner, in a tombstone")
        object.mergedFrom = reader.optional("merged_from", .expr(.element), "the ids that a record took over by merges, one or a list")
        object.externalKey = reader.optional("external_key", .textTemplate(.template()), "the field that holds the hub's key")
        object.unique = reader.optional("unique", .list(of: .text), "natural keys") ?? []
        object.parent = reader.optional("parent", .text, "the object under whose records these live")
        object.eventNames = reader.optional("event_name", .oneOrMoreTexts, "its names in webhook events; default its own")
    }

    private static func readParts(_ reader: MapReader, _ object: inout ManifestObject) {
        object.fieldsAt = reader.optional("fields_at", .oneOrMore(of: FieldsPlace.kind), "where unlisted fields lie") ?? []
        object.nullAs = reader.optional("null_as", .nullForm, "the remote's null; false: cannot be cleared") ?? .value(.null)
        for (name, field) in reader.optional("fields", .names(of: ManifestField.kind), "fields of which something must be said") ?? [] {
            var field = field
            field.name = name
            object.fields[name] = field
        }
        object.discover = reader.optional("discover", .oneOrMore(of: ManifestDiscovery.kind), "how the remote's own schema is read") ?? []
        object.writes = reader.optional("write", .writes, "the ways to write") ?? [:]
        for (name, link) in reader.optional("links", .names(of: ManifestLink.kind), "links to other objects") ?? [] {
            var link = link
            link.name = name
            object.links[name] = link
        }
    }
}

extension ManifestObject.FieldsPlace {
    static var kind: ValueKind<ManifestObject.FieldsPlace> {
        .map { reader in
            let when = reader.optional("when", .match(ExprRoots(["name"])), "which names")
            return reader.required("at", .recordPath, "the place to which a name is added")
                .map { ManifestObject.FieldsPlace(when: when, at: $0) }
        }
    }
}

extension ValueKind where Value == [String] {
    static var oneOrMoreTexts: ValueKind {
        ValueKind("a text, or a list of texts") { node, place, session in
            if node.elements != nil { return ValueKind<[String]>.list(of: .text).read(node, place, session) }
            return ValueKind<String>.text.read(node, place, session).map { [$0] }
        }
    }
}

/// The reads of an object.
struct ManifestReads {
    var ways: [ManifestReadKind: [ManifestReadWay]] = [:]
    var hasNoDeleted = false
}

extension ValueKind where Value == ManifestReads {
    static var reads: ValueKind {
        .map { reader in
            var reads = ManifestReads()
            for kind in ManifestReadKind.allCases {
                let ways = ValueKind<[ManifestReadWay]>.oneOrMore(of: ManifestReadWay.kind(kind))
                switch kind {
                case .deleted:
                    if reader.node("deleted")?.text == "none" {
                        reads.hasNoDeleted = true
                    } else {
                        let orNone = ways.named("a way, ways, or none", form: .choice([.words(["none"]), ways.form]))
                        reads.ways[kind] = reader.required(kind.rawValue, orNone, kind.meaning)
                    }
                case .full, .byIDs: reads.ways[kind] = reader.required(kind.rawValue, ways, kind.meaning)
                default: reads.ways[kind] = reader.optional(kind.rawValue, ways, kind.meaning)
                }
            }
            return reads
        }
    }
}

extension ValueKind where Value == [WriteKind: [ManifestWriteWay]] {
    static var writes: ValueKind {
        .map { reader in
            var writes: [WriteKind: [ManifestWriteWay]] = [:]
            for kind in WriteKind.allCases {
                writes[kind] = reader.optional(
                    kind.rawValue, .oneOrMore(of: ManifestWriteWay.kind), "the ways to \(kind.rawValue)")
            }
            return writes
        }
    }
}
