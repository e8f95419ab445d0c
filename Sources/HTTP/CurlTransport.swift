import Foundation
import HTTPTypes

/// Carries requests over libcurl: one own thread moves all transfers, connections are kept, HTTP/2 carries many calls on one of
/// them, TLS is always verified, gzip and brotli are undone.
///
/// Promises: it follows no redirect, keeps no cookie, and sends a write at most once. Cancelling the calling task aborts the transfer.
public final class CurlTransport: HTTPTransport {
    private let mailbox = CurlMailbox()
    private let settings: CurlSettings

    /// Starts the transfer thread.
    public init(_ settings: CurlSettings = CurlSettings()) {
        self.settings = settings
        let thread = Thread { [mailbox] in CurlLoop.run(mailbox: mailbox, settings: settings) }
        thread.name = "entente.http"
        thread.start()
    }

    deinit { mailbox.stop() }

    /// Ends the thread; calls under way end as `cancelled`, or `interrupted` for a write that may have been seen, and later calls
    /// are `unreachable`.
    public func shutdown() { mailbox.stop() }

    /// Sends one request and waits for the whole answer; any status is an answer, not an error.
    public func send(_ request: Request) async throws(HTTPError) -> Response {
        let url = try WebURL(of: request)
        let result: Result<Response, HTTPError> = await run { id, settle in
            CurlJob(id: id, request: request, url: url, sink: .whole(settle))
        }
        return try result.get()
    }

    /// Sends one request and returns when the answer's head is there; a slow reader holds the sender back.
    ///
    /// Promises: the request's time-out covers the whole body; dropping the body aborts the transfer.
    public func stream(_ request: Request) async throws(HTTPError) -> StreamedResponse {
        let url = try WebURL(of: request)
        let id = mailbox.nextID()
        let lease = Lease(id: id, mailbox: mailbox)
        let buffer = BodyBuffer(capacity: settings.streamBuffer) { [mailbox] in _ = mailbox.post(.flow(id)) }
        let result: Result<HTTPResponse, HTTPError> = await run(id) { id, settle in
            CurlJob(id: id, request: request, url: url, sink: .pieces(settle, buffer))
        }
        let body = BodyStream { () async throws(HTTPError) -> [UInt8]? in try await lease.next(from: buffer) }
        return StreamedResponse(head: try result.get(), body: body)
    }

    private func run<Answer: Sendable>(
        _ given: UInt64? = nil,
        _ job: (UInt64, @escaping @Sendable (Result<Answer, HTTPError>) -> Void) -> CurlJob
    ) async -> Result<Answer, HTTPError> {
        guard !Task.isCancelled else { return .failure(.cancelled) }
        let id = given ?? mailbox.nextID()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiting in
                let job = job(id) { waiting.resume(returning: $0) }
                guard mailbox.post(.start(job)) else {
                    return job.refuse(.unreachable(host: job.url.authority, reason: "the transport is shut down"))
                }
                // A cancellation that came before the start was posted found nothing to cancel.
                if Task.isCancelled { _ = mailbox.post(.cancel(id)) }
            }
        } onCancel: {
            _ = mailbox.post(.cancel(id))
        }
    }

    /// Ends a transfer whose reader has gone.
    private final class Lease: Sendable {
        private let id: UInt64
        private let mailbox: CurlMailbox

        init(id: UInt64, mailbox: CurlMailbox) {
            self.id = id
            self.mailbox = mailbox
        }

        deinit { _ = mailbox.post(.cancel(id)) }

        func next(from buffer: BodyBuffer) async throws(HTTPError) -> [UInt8]? {
            let result: Result<[UInt8]?, HTTPError> = await withTaskCancellationHandler {
                do throws(HTTPError) { return .success(try await buffer.next()) } catch { return .failure(error) }
            } onCancel: {
                _ = mailbox.post(.cancel(id))
            }
            return try result.get()
        }
    }
}
