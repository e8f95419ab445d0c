import HTTPTypes

/// One request on its way to the transfer thread, with the place its answer goes.
struct CurlJob: Sendable {
    /// Where an answer goes.
    enum Sink: Sendable {
        /// The whole answer at once.
        case whole(@Sendable (Result<Response, HTTPError>) -> Void)
        /// The head, once, and the body's pieces as they come.
        case pieces(@Sendable (Result<HTTPResponse, HTTPError>) -> Void, BodyBuffer)
    }

    let id: UInt64
    let request: Request
    let url: WebURL
    let sink: Sink

    /// Ends a job that never became a transfer.
    func refuse(_ error: HTTPError) {
        switch sink {
        case .whole(let answer): answer(.failure(error))
        case .pieces(let answer, let body):
            body.finish(error)
            answer(.failure(error))
        }
    }
}
