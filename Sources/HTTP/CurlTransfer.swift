import CCurl
import HTTPTypes

/// One transfer under way. Lives on the transfer thread alone; libcurl's callbacks reach it through their context pointer.
final class CurlTransfer {
    let job: CurlJob
    private var head = ResponseHead()
    private var body: [UInt8] = []
    private var received = 0
    private var isOverLimit = false
    private var isHeadDelivered = false
    private var connections = 0
    private var isSecondSending: Bool { connections > 1 && !job.request.isRead }
    /// True once the caller gave up.
    var isCancelled = false

    init(job: CurlJob) { self.job = job }

    /// Takes one header line; false ends the transfer.
    func takeHead(_ line: UnsafeRawBufferPointer) -> Bool {
        guard head.take(line) else { return false }
        if case .pieces(let answer, _) = job.sink, !isHeadDelivered, let head = head.complete {
            isHeadDelivered = true
            answer(.success(head))
        }
        return true
    }

    /// Takes a piece of the decompressed body: all of it, nothing because the reader is slow, or the end of the transfer.
    func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        // Counted after decompression, so that a small answer cannot unpack into all of memory.
        guard received + bytes.count <= job.request.maximumResponseBytes else {
            isOverLimit = true
            return 0
        }
        switch job.sink {
        case .whole:
            if body.isEmpty { body.reserveCapacity(expectedSize()) }
            body.append(contentsOf: bytes)
        case .pieces(_, let buffer):
            guard buffer.append({ Array(bytes) }) else { return Int(CURL_WRITEFUNC_PAUSE) }
        }
        received += bytes.count
        return bytes.count
    }

    /// A connection stands and the request is about to go out. False stops libcurl from sending a write a second time by itself,
    /// as it does when a kept connection turns out closed: the remote may have done it already (R11).
    func mayBegin() -> Bool {
        connections += 1
        return !isSecondSending
    }

    /// Hands over what came of the transfer; `detail` is what libcurl says of a failure.
    func finish(_ code: CURLcode, elapsed: Duration, detail: String) {
        if code == CURLE_OK, !isCancelled, let head = head.complete {
            let answered = CurlTransfer.undone(head)
            switch job.sink {
            case .whole(let answer): answer(.success(Response(head: answered, body: body, elapsed: elapsed)))
            case .pieces(_, let buffer): buffer.finish(nil)
            }
            return
        }
        let failure = CurlFailure(
            host: job.url.authority, mayBeSeen: connections > 0, isCancelled: isCancelled, wasSentBefore: isSecondSending,
            exceeded: isOverLimit ? job.request.maximumResponseBytes : nil, isRead: job.request.isRead)
        let error = failure.error(for: code == CURLE_OK ? CURLE_WEIRD_SERVER_REPLY : code, detail: detail)
        switch job.sink {
        case .whole(let answer): answer(.failure(error))
        case .pieces(let answer, let buffer):
            buffer.finish(error)
            if !isHeadDelivered { answer(.failure(error)) }
            isHeadDelivered = true
        }
    }

    private func expectedSize() -> Int {
        guard let head = head.complete, let length = head.headerFields[.contentLength].flatMap({ Int($0) }), length > 0 else { return 0 }
        return min(length, job.request.maximumResponseBytes, 8 << 20)
    }

    /// The body is handed over unpacked, so the fields that describe it packed would be false.
    private static func undone(_ head: HTTPResponse) -> HTTPResponse {
        guard head.headerFields[.contentEncoding] != nil else { return head }
        var plain = head
        plain.headerFields[.contentEncoding] = nil
        plain.headerFields[.contentLength] = nil
        return plain
    }
}
