/// Record ids: 15 characters that mind their case, and 18 with a checksum of the cases. Source: VENDORS.md 1.9.
enum SalesforceID {
    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let checks = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".utf8)

    /// The id of the record with that number; ids sort as the numbers do.
    static func make(prefix: String, serial: Int) -> String {
        var bytes = Array(prefix.utf8) + Array("RO000".utf8) + [UInt8](repeating: digits[0], count: 7)
        var rest = serial
        for index in (8..<15).reversed() {
            bytes[index] = digits[rest % 62]
            rest /= 62
        }
        return String(decoding: bytes + checksum(bytes), as: UTF8.self)
    }

    /// The form with 18 characters; nil if the text is no id, or its checksum does not fit.
    static func widened(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count == 15 || bytes.count == 18, bytes.allSatisfy({ digits.contains($0) }) else { return nil }
        let whole = bytes.prefix(15) + checksum(Array(bytes.prefix(15)))
        guard bytes.count == 15 || bytes.elementsEqual(whole) else { return nil }
        return String(decoding: whole, as: UTF8.self)
    }

    /// The number of the record in an id with 18 characters that this org made.
    static func serial(_ id: String, prefix: String) -> Int? {
        let bytes = Array(id.utf8)
        guard bytes.count == 18, id.hasPrefix(prefix + "RO000") else { return nil }
        var serial = 0
        for byte in bytes[8..<15] {
            guard let digit = value(byte) else { return nil }
            serial = serial * 62 + digit
        }
        return serial
    }

    private static func value(_ byte: UInt8) -> Int? {
        switch byte {
        case 48...57: Int(byte) - 48
        case 65...90: Int(byte) - 55
        case 97...122: Int(byte) - 61
        default: nil
        }
    }

    private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
        [0, 5, 10].map { start in
            var bits = 0
            for place in 0..<5 where (65...90).contains(bytes[start + place]) { bits |= 1 << place }
            return checks[bits]
        }
    }
}
