/// The hosts one remote may be reached at; every call is held against it, also one whose URL came from an answer.
///
/// A pattern is a host, `host:port`, or a host whose first label is `*`, which stands for one label or more. Without a port
/// only the scheme's own port is meant. Plain http is allowed for this machine alone.
public struct HostAllowList: Sendable, Equatable {
    private struct Pattern: Sendable, Equatable {
        let host: String
        let port: Int?
        let isSuffix: Bool
    }

    private let patterns: [Pattern]

    /// Reads the patterns.
    ///
    /// Throws: `badURL` with the pattern when one has a scheme, a path, a star elsewhere than as the first label, or fewer
    /// than two labels after the star.
    public init(_ patterns: [String]) throws(HTTPError) {
        var read: [Pattern] = []
        for pattern in patterns { read.append(try HostAllowList.read(pattern)) }
        self.patterns = read
    }

    /// True when a call there is allowed.
    public func allows(_ url: WebURL) -> Bool {
        guard url.scheme == "https" || url.isLoopback else { return false }
        return patterns.contains { pattern in
            guard url.port == pattern.port ?? WebURL.ownPort(of: url.scheme) else { return false }
            guard pattern.isSuffix else { return url.host == pattern.host }
            return url.host.hasSuffix("." + pattern.host) && url.host.utf8.count > pattern.host.utf8.count + 1
        }
    }

    /// Passes a URL that is allowed.
    ///
    /// Throws: `hostRefused` for any other.
    public func check(_ url: WebURL) throws(HTTPError) {
        guard allows(url) else { throw .hostRefused(host: url.authority) }
    }

    private static func read(_ pattern: String) throws(HTTPError) -> Pattern {
        let isSuffix = pattern.hasPrefix("*.")
        let rest = isSuffix ? String(pattern.dropFirst(2)) : pattern
        // The URL parser decides what a host is here too; a dot-only path proves that nothing but host and port was written.
        guard !rest.contains(where: { "*/?#@".contains($0) }), let url = try? WebURL(parsing: "https://\(rest)/") else {
            throw .badURL(pattern)
        }
        let hasPort = rest.hasPrefix("[") ? rest.contains("]:") : rest.contains(":")
        guard !isSuffix || url.host.split(separator: ".").count >= 2 else { throw .badURL(pattern) }
        return Pattern(host: url.host, port: hasPort ? url.port : nil, isSuffix: isSuffix)
    }
}
