import CIDN2

/// Host names: lower case, ASCII (IDNA 2008 through libidn2), without `www.`.
enum DomainForm {
    /// The host that a text names, be it a bare name or a web address; nil if there is none.
    static func canonical(_ text: String) -> String? {
        var rest = text[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let colon = rest.lastIndex(of: ":"), rest[rest.index(after: colon)...].allSatisfy(\.isNumber) { rest = rest[..<colon] }
        guard var name = host(String(rest)) else { return nil }
        while name.hasPrefix("www."), name.dropFirst(4).contains(".") { name.removeFirst(4) }
        return name
    }

    /// A host name in ASCII and lower case, without the dot at its end; nil if it cannot be one.
    static func host(_ text: String) -> String? {
        let name = text.hasSuffix(".") ? String(text.dropLast()) : text
        guard !name.isEmpty, name.utf8.count <= 1000, let ascii = ascii(name.lowercased()), ascii.utf8.count <= 253 else { return nil }
        let labels = ascii.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy(isLabel) ? ascii : nil
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let bytes = label.utf8
        let hyphen = UInt8(ascii: "-")
        guard (1...63).contains(bytes.count), bytes.first != hyphen, bytes.last != hyphen else { return false }
        return bytes.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x7A) || $0 == hyphen || $0 == UInt8(ascii: "_") }
    }

    private static func ascii(_ name: String) -> String? {
        if name.utf8.allSatisfy({ $0 < 0x80 }) { return name }
        var output: UnsafeMutablePointer<CChar>?
        let flags = Int32(IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue)
        guard idn2_to_ascii_8z(name, &output, flags) == Int32(IDN2_OK.rawValue), let output else { return nil }
        defer { idn2_free(output) }
        return String(cString: output).lowercased()
    }
}
