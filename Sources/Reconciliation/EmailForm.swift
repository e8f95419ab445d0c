/// E-mail addresses: the local part as typed, the domain in ASCII and lower case. Dots and plus signs are never folded.
enum EmailForm {
    /// The canonical address; nil if the text is not one address.
    static func canonical(_ text: String) -> String? {
        guard let at = text.lastIndex(of: "@") else { return nil }
        let local = text[..<at]
        guard !local.isEmpty, local.utf8.count <= 64, !local.contains(where: { $0.isWhitespace || "<>,;:\"()[]@".contains($0) }),
            let domain = DomainForm.host(String(text[text.index(after: at)...])), domain.contains(".")
        else { return nil }
        return local + "@" + domain
    }
}
