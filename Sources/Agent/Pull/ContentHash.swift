import Model

/// A 64-bit hash of content that is compared only with a former hash of the same thing. Source: FNV-1a.
enum ContentHash {
    /// The hash of bytes.
    static func of(_ bytes: some Sequence<UInt8>) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes {
            hash ^= UInt64(byte)
            hash = hash &* 0x100_0000_01B3
        }
        return Int64(bitPattern: hash)
    }

    /// The hash of text.
    static func of(_ text: String) -> Int64 { of(text.utf8) }

    /// The hash of what a record showed: fields, parent and whether it is gone, never its links or version.
    static func of(_ record: Record) -> Int64 {
        let fields = record.values.filter { !$0.key.hasPrefix("link:") }
        var bytes = fields.stored.bytes
        bytes.append(contentsOf: (record.parent ?? "").utf8)
        bytes.append(record.isDeleted ? 1 : 0)
        return of(bytes)
    }
}
