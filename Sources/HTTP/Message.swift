public import HTTPTypes

/// One request as it goes to a remote: head, whole body, and the bounds within which an answer is worth having.
public struct Request: Sendable, Equatable {
    /// Method, scheme, authority, path with query, and header fields.
    public var head: HTTPRequest
    /// The body's bytes; empty for none.
    public var body: [UInt8]
    /// How long the whole exchange may take.
    public var timeout: Duration
    /// The most bytes of a decompressed body that are accepted before the exchange fails.
    public var maximumResponseBytes: Int
    /// True when the query and the body hold a secret and must never be traced.
    public var isSecret: Bool
    /// True when sending it again has no second effect, so that a transport may retry it by itself.
    public var isRead: Bool

    /// Describes a request.
    public init(
        head: HTTPRequest, body: [UInt8] = [], timeout: Duration = .seconds(30),
        maximumResponseBytes: Int = 64 * 1024 * 1024, isSecret: Bool = false, isRead: Bool
    ) {
        self.head = head
        self.body = body
        self.timeout = timeout
        self.maximumResponseBytes = maximumResponseBytes
        self.isSecret = isSecret
        self.isRead = isRead
    }
}

/// One whole answer of a remote.
public struct Response: Sendable, Equatable {
    /// Status and header fields.
    public var head: HTTPResponse
    /// The body's bytes, decompressed.
    public var body: [UInt8]
    /// How long the exchange took, from the request's first byte to the answer's last.
    public var elapsed: Duration

    /// Describes an answer.
    public init(head: HTTPResponse, body: [UInt8] = [], elapsed: Duration = .zero) {
        self.head = head
        self.body = body
        self.elapsed = elapsed
    }
}
