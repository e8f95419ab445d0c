import YAML

/// How many operations or ids one request carries. Source: CONNECTORS.md 2.8, X18, X19.
public struct ManifestBatch: Sendable, Hashable {
    /// The most.
    public var max: Int
    /// The most bytes of a body.
    public var bytes: Int?
    /// True if all must carry the same field names.
    public var hasSameFields: Bool
    /// True if one failure fails all.
    public var isAtomic: Bool

    static var kind: ValueKind<ManifestBatch> {
        .map { reader in
            let most = reader.required("max", .count, "the most operations or ids in one request")
            let bytes = reader.optional("bytes", .size, "the most bytes of a body")
            let same = reader.value("same_fields", .bool, default: false, "true if all must carry the same field names")
            let atomic = reader.value("atomic", .bool, default: false, "true if one failure fails all")
            return most.map { ManifestBatch(max: $0, bytes: bytes, hasSameFields: same, isAtomic: atomic) }
        }
    }
}
