/// Salesforce's ids: 15 characters whose case matters, or the same with a checksum of three. Source: VENDORS.md 1.9.
enum WideID {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".utf8)

    /// Widens an id of 15 characters to 18; leaves any other text alone.
    static func widen(_ id: String) -> String {
        let bytes = Array(id.utf8)
        guard bytes.count == 15, bytes.allSatisfy({ isAlphanumeric($0) }) else { return id }
        let checksum = stride(from: 0, to: 15, by: 5).map { start in
            var bits = 0
            for place in 0..<5 where (0x41...0x5A).contains(bytes[start + place]) { bits |= 1 << place }
            return alphabet[bits]
        }
        return id + String(decoding: checksum, as: UTF8.self)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
