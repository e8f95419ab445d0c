/// The text of web addresses. Source: RFC 3986; parameters as HTML forms write them.
enum AddressText {
    /// More parameters than any campaign has: the rest is left out.
    private static let mostParameters = 32
    /// Units: characters of a name and of a value.
    private static let (longestName, longestValue) = (64, 512)

    /// The parameters of a query, decoded; of a name given twice the first stands.
    static func parameters(_ query: ArraySlice<UInt8>) -> [String: String] {
        var parameters: [String: String] = [:]
        for pair in query.split(separator: UInt8(ascii: "&")) where parameters.count < mostParameters {
            let sign = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = cut(decoded(pair[..<sign], plusIsSpace: true), to: longestName)
            guard !name.isEmpty, parameters[name] == nil else { continue }
            parameters[name] = cut(decoded(pair[sign...].dropFirst(), plusIsSpace: true), to: longestValue)
        }
        return parameters
    }

    /// Text with percent signs resolved; one without two digits behind it stands for itself, bytes that are no text are replaced.
    static func decoded(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool = false) -> String {
        guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var place = bytes.startIndex
        while place < bytes.endIndex {
            let byte = bytes[place]
            if byte == UInt8(ascii: "%"), place + 2 < bytes.endIndex, let value = hexadecimal(bytes[place + 1], bytes[place + 2]) {
                text.append(value)
                place += 3
            } else {
                text.append(byte == UInt8(ascii: "+") && plusIsSpace ? UInt8(ascii: " ") : byte)
                place += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The byte of two hexadecimal digits.
    static func hexadecimal(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = digit(high), let low = digit(low) else { return nil }
        return high << 4 | low
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    /// An address without its query and fragment, which may hold what is nobody's business; at most 512 characters.
    static func withoutQuery(_ address: String) -> String {
        let end = address.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? address.endIndex
        return cut(String(address[..<end]), to: longestValue)
    }

    /// A text of at most so many characters; hardly any is so long that they must be counted.
    static func cut(_ text: String, to length: Int) -> String {
        guard text.utf8.count > length else { return text }
        // By scalars: one `Character` may be of any length.
        var (kept, count) = (String.UnicodeScalarView(), 0)
        for scalar in text.unicodeScalars {
            count += UTF8.width(scalar)
            if count > length { break }
            kept.append(scalar)
        }
        return String(kept)
    }
}
