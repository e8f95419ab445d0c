public import HTTPTypes

/// An answer whose body is still arriving.
public struct StreamedResponse: Sendable {
    /// Status and header fields.
    public var head: HTTPResponse
    /// The body's pieces, decompressed, in order.
    public var body: BodyStream

    /// Describes an answer.
    public init(head: HTTPResponse, body: BodyStream) {
        self.head = head
        self.body = body
    }
}

/// The pieces of one body, read once and by one reader; the sender is held back while the reader is slow.
///
/// Promises: dropping it before its end aborts the transfer. A piece is never empty.
public struct BodyStream: AsyncSequence, Sendable {
    /// One piece of the body.
    public typealias Element = [UInt8]
    /// How a body can break off.
    public typealias Failure = HTTPError

    private let take: @Sendable () async throws(HTTPError) -> [UInt8]?

    /// A body whose pieces come from the given function, which answers nil at the end.
    public init(_ take: @escaping @Sendable () async throws(HTTPError) -> [UInt8]?) {
        self.take = take
    }

    /// A body that is already here.
    public init(bytes: [UInt8]) {
        let buffer = BodyBuffer(whole: bytes)
        take = { () async throws(HTTPError) -> [UInt8]? in try await buffer.next() }
    }

    /// The reader's place.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let take: @Sendable () async throws(HTTPError) -> [UInt8]?

        /// The next piece, or nil at the end.
        public mutating func next() async throws(HTTPError) -> [UInt8]? { try await take() }

        /// The next piece, or nil at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? { try await take() }
    }

    /// Starts reading.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(take: take) }

    /// The rest of the body as one array.
    ///
    /// Throws: `tooLarge` past the limit, else what broke the transfer.
    public func collect(upTo limit: Int) async throws(HTTPError) -> [UInt8] {
        var all: [UInt8] = []
        while let piece = try await take() {
            guard all.count + piece.count <= limit else { throw .tooLarge(limit: limit) }
            all.append(contentsOf: piece)
        }
        return all
    }
}
