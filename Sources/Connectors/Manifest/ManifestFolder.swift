import Model
import YAML

/// A directory whose files are the remote's objects, in the place of HTTP. Source: decisions/0012.
public struct ManifestFolder: Sendable {
    /// The directory; a relative one begins where config.yaml lies.
    public var path: TextTemplate

    static var kind: ValueKind<ManifestFolder> {
        .map { reader in
            reader.required("path", .textTemplate(.config), "the directory, relative to config.yaml").map { ManifestFolder(path: $0) }
        }
    }
}

extension ManifestObject {
    /// An object of a folder: one file.
    static var fileKind: ValueKind<ManifestObject> {
        .map { reader in
            let keys = ["read", "write", "links", "discover", "parent", "deleted_when", "merged_into", "fields_at"]
            reader.refuse(keys, expected: "an object without it, for a file is read and written as a whole")
            let id = reader.required("id", .expr(.element), "the record's id, kept as text")
            let file = reader.required("file", .textTemplate(.config), "in a folder: the file, NAME.csv or NAME.jsonl", inAll: false)
            guard let id, let file else { return nil }
            var object = ManifestObject(
                name: "", id: id, deletedWhen: .always(false), unique: [], fieldsAt: [], nullAs: .value(.null), fields: [:], discover: [],
                reads: [:], hasNoDeleted: true, writes: [:], links: [:], place: reader.node.place)
            object.file = file
            readFileParts(reader, &object)
            return object
        }
    }

    private static func readFileParts(_ reader: MapReader, _ object: inout ManifestObject) {
        let time = ManifestTimePlace.kind(.element)
        object.modified = reader.optional("modified", time, "when it was changed")
        object.created = reader.optional("created", time, "when it was created; also proof against a reused id")
        object.externalKey = reader.optional("external_key", .textTemplate(.template()), "the field that holds the hub's key")
        object.unique = reader.optional("unique", .list(of: .text), "natural keys") ?? []
        object.nullAs = reader.optional("null_as", .nullForm, "the remote's null; false: cannot be cleared") ?? .value(.null)
        for (name, field) in reader.optional("fields", .names(of: ManifestField.kind), "fields of which something must be said") ?? [] {
            var field = field
            field.name = name
            object.fields[name] = field
        }
    }

    /// The kinds of write that it takes.
    public func takes(_ kind: WriteKind) -> Bool {
        guard file != nil else { return !ways(kind).isEmpty }
        return kind == .upsert ? externalKey != nil : kind != .archive
    }

    /// Where fixtures say what a file holds.
    var filePlace: String? { file.map { _ in "objects.\(name).file" } }
}
