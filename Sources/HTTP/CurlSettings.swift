/// How libcurl is to behave for one transport.
public struct CurlSettings: Sendable, Equatable {
    /// Which proxy to go through.
    public enum Proxy: Sendable, Equatable {
        /// What `http_proxy`, `https_proxy` and `no_proxy` say; this machine is always reached directly.
        case environment
        /// None.
        case none
        /// The one at this URL, for every host.
        case url(String)
    }

    /// The longest wait for a connection, TLS included.
    public var connectTimeout: Duration
    /// A transfer that moves nothing for so long is broken off.
    public var stallTimeout: Duration
    /// How many connections are opened to one host at most; with HTTP/2 each carries many calls.
    public var connectionsPerHost: Int
    /// A PEM file of certificate authorities, in the place of the system's.
    public var certificateAuthorities: String?
    /// Which proxy to go through.
    public var proxy: Proxy
    /// The User-Agent of requests that name none.
    public var userAgent: String
    /// How many bytes of a streamed body wait for a slow reader before the sender is held back.
    public var streamBuffer: Int

    /// Describes the behaviour.
    public init(
        connectTimeout: Duration = .seconds(10), stallTimeout: Duration = .seconds(120), connectionsPerHost: Int = 8,
        certificateAuthorities: String? = nil, proxy: Proxy = .environment, userAgent: String = "entente",
        streamBuffer: Int = 1 << 20
    ) {
        self.connectTimeout = connectTimeout
        self.stallTimeout = stallTimeout
        self.connectionsPerHost = connectionsPerHost
        self.certificateAuthorities = certificateAuthorities
        self.proxy = proxy
        self.userAgent = userAgent
        self.streamBuffer = streamBuffer
    }

    /// The usual behaviour with the certificate authorities that `CURL_CA_BUNDLE` or else `SSL_CERT_FILE` names.
    public static func from(environment: [String: String]) -> CurlSettings {
        let named = ["CURL_CA_BUNDLE", "SSL_CERT_FILE"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return CurlSettings(certificateAuthorities: named)
    }
}
