/// E-mail addresses: the local part as typed, the domain in ASCII and lower case. Dots and plus signs are never folded.
enum EmailForm {
    /// The canonical address; nil if the text is not one address.
    static func canonical(_ text: String) -> String? {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let local = text[..<at]
        guard !local.isEmpty, local.utf8.count <= 64, !hasForbidden(local),
            let domain = DomainForm.host(String(text[text.index(after: at)...])), domain.contains(".")
        else { return nil }
        return local + "@" + domain
    }

    private static func hasForbidden(_ local: Substring) -> Bool {
        if local.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return local.utf8.contains(where: forbidden.contains) }
        return local.contains { $0.isWhitespace || ($0.asciiValue.map(forbidden.contains) ?? false) }
    }

    private static let forbidden = Set("<>,;:\"()[]@".utf8)
}
