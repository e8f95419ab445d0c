/// Web addresses: scheme and host in lower case, no default port, no lone slash at the end. Path, query and fragment stay.
enum URLForm {
    /// The canonical address; nil if the text is none. An address without a scheme stays without one: adding it would be a guess.
    static func canonical(_ text: String) -> String? {
        guard !text.contains(where: \.isWhitespace) else { return nil }
        var scheme = ""
        var rest = text[...]
        if let mark = text.firstRange(of: "://") {
            scheme = text[..<mark.lowerBound].lowercased()
            guard !scheme.isEmpty, scheme.utf8.allSatisfy({ ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2B }) else {
                return nil
            }
            rest = text[mark.upperBound...]
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var tail = String(rest[authority.endIndex...])
        guard let place = place(String(authority), scheme: scheme) else { return nil }
        if tail == "/" { tail = "" }
        return (scheme.isEmpty ? "" : scheme + "://") + place + tail
    }

    /// The address without `http://` or `https://`: remotes add, drop and exchange them as they like.
    static func comparable(_ text: String) -> String {
        var rest = Substring(canonical(text) ?? text)
        // An address that is nothing else stays: it would be compared as no value, and is one.
        while let scheme = ["https://", "http://"].first(where: { rest.hasPrefix($0) && rest.utf8.count > $0.utf8.count }) {
            rest = rest.dropFirst(scheme.count)
        }
        return String(rest)
    }

    /// User, host and port.
    private static func place(_ authority: String, scheme: String) -> String? {
        var user = ""
        var host = authority[...]
        if let at = authority.lastIndex(of: "@") {
            // Without a scheme this is an e-mail address, not a user at a host.
            guard !scheme.isEmpty else { return nil }
            user = String(authority[...at])
            host = authority[authority.index(after: at)...]
        }
        var port = ""
        if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
            let digits = host[host.index(after: colon)...]
            guard digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
            let isDefault = (scheme == "https" && digits == "443") || (["http", ""].contains(scheme) && digits == "80")
            port = digits.isEmpty || isDefault ? "" : ":" + digits
            host = host[..<colon]
        }
        if host.hasPrefix("[") { return host.hasSuffix("]") ? user + host.lowercased() + port : nil }
        guard let name = DomainForm.host(String(host)), name.contains(".") || !scheme.isEmpty else { return nil }
        return user + name + port
    }
}
