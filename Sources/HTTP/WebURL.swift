import CCurl
public import HTTPTypes

/// An absolute http or https URL in its parts, read by the same parser that later sends to it, so that a check and a call
/// can never disagree about the host.
///
/// Promises: scheme and host are lower case; the host is ASCII; there is never a user, a password or a fragment.
public struct WebURL: Sendable, Equatable {
    /// `http` or `https`.
    public let scheme: String
    /// Name or address without port; an IPv6 address has no brackets.
    public let host: String
    /// The port, also when it is the scheme's own.
    public let port: Int
    /// Path with query, as it goes on the wire; starts with `/`.
    public let path: String

    /// Reads one absolute URL.
    ///
    /// Throws: `badURL` with the reason; the text itself is not repeated, since it may hold a secret.
    public init(parsing text: String) throws(HTTPError) {
        self = try WebURL(base: nil, text: text)
    }

    /// Where the request goes.
    ///
    /// Throws: `badURL` if a part is missing or cannot be used.
    public init(of request: Request) throws(HTTPError) {
        guard let scheme = request.head.scheme, let authority = request.head.authority, let path = request.head.path else {
            throw .badURL("scheme, authority or path is missing")
        }
        guard path.utf8.first == UInt8(ascii: "/") else { throw .badURL("the path does not start with /") }
        self = try WebURL(base: nil, text: "\(scheme)://\(authority)\(path)")
    }

    /// The place a reference points to when it is met here: absolute, or relative by RFC 3986.
    ///
    /// Throws: `badURL` if the result is not a usable http or https URL.
    public func resolving(_ reference: String) throws(HTTPError) -> WebURL {
        try WebURL(base: text, text: reference)
    }

    /// The whole URL.
    public var text: String { "\(scheme)://\(authority)\(path)" }

    /// Host and port as a request names them: an IPv6 address in brackets, the scheme's own port left out.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == WebURL.ownPort(of: scheme) ? name : "\(name):\(port)"
    }

    /// True when both have the same scheme, host and port, so that credentials for one may be shown to the other.
    public func hasSameOrigin(as other: WebURL) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// True when the host is this machine.
    public var isLoopback: Bool {
        host == "localhost" || host == "::1" || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
    }

    /// The head of a request that goes here.
    public func head(method: HTTPRequest.Method, headerFields: HTTPFields = [:]) -> HTTPRequest {
        HTTPRequest(method: method, scheme: scheme, authority: authority, path: path, headerFields: headerFields)
    }

    static func ownPort(of scheme: String) -> Int { scheme == "https" ? 443 : 80 }

    private init(base: String?, text: String) throws(HTTPError) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .badURL("it holds spaces, control characters or letters outside ASCII")
        }
        guard let handle = curl_url() else { throw .badURL("libcurl has no memory") }
        defer { curl_url_cleanup(handle) }
        // An absolute URL keeps its path as written, since a signature may cover it; a relative one must have its dots resolved.
        if let base { try WebURL.set(handle, base, flags: UInt32(CURLU_PATH_AS_IS)) }
        try WebURL.set(handle, text, flags: base == nil ? UInt32(CURLU_PATH_AS_IS) : 0)
        guard WebURL.part(handle, CURLUPART_USER) == nil, WebURL.part(handle, CURLUPART_PASSWORD) == nil else {
            throw .badURL("a user or password stands in it")
        }
        guard let scheme = WebURL.part(handle, CURLUPART_SCHEME)?.lowercased(), ["http", "https"].contains(scheme) else {
            throw .badURL("the scheme is not http or https")
        }
        guard let host = WebURL.part(handle, CURLUPART_HOST)?.lowercased(), let port = WebURL.part(handle, CURLUPART_PORT, asDefault: true),
            let number = Int(port), (1...65535).contains(number)
        else { throw .badURL("the host or port is missing") }
        var name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let isRewritten = name.hasSuffix(".") || text.utf8.contains(UInt8(ascii: "%"))
        if name.hasSuffix(".") { name.removeLast() }
        guard !name.isEmpty, !name.hasSuffix("."), name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "%") }) else {
            throw .badURL("the host cannot be used")
        }
        // Of `127.` or `%37` a host is left that means another one: what was checked would not be what is called.
        guard !isRewritten || WebURL.isItself(scheme, name) else { throw .badURL("the host cannot be used") }
        self.scheme = scheme
        self.host = name
        self.port = number
        let query = WebURL.part(handle, CURLUPART_QUERY).map { "?" + $0 } ?? ""
        path = (WebURL.part(handle, CURLUPART_PATH) ?? "/") + query
    }

    /// True for a host that is read as itself.
    private static func isItself(_ scheme: String, _ name: String) -> Bool {
        guard let handle = curl_url() else { return false }
        defer { curl_url_cleanup(handle) }
        let host = name.contains(":") ? "[\(name)]" : name
        guard (try? set(handle, "\(scheme)://\(host)/", flags: 0)) != nil else { return false }
        return part(handle, CURLUPART_HOST)?.lowercased() == host
    }

    private static func set(_ handle: OpaquePointer, _ text: String, flags: UInt32) throws(HTTPError) {
        let code = curl_url_set(handle, CURLUPART_URL, text, flags)
        guard code == CURLUE_OK else { throw .badURL(curl_url_strerror(code).map { String(cString: $0) } ?? "unusable") }
    }

    private static func part(_ handle: OpaquePointer, _ what: CURLUPart, asDefault: Bool = false) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, what, &value, asDefault ? UInt32(CURLU_DEFAULT_PORT) : 0) == CURLUE_OK, let value else { return nil }
        defer { curl_free(value) }
        return String(cString: value)
    }
}
