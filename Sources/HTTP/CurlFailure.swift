import CCurl

/// What libcurl's end of a transfer means for the caller.
struct CurlFailure {
    /// The host the request was for.
    let host: String
    /// True once a connection stood and the request's first byte may have gone out.
    let mayBeSeen: Bool
    /// True when the caller gave up.
    let isCancelled: Bool
    /// True when a second sending of a write was stopped.
    let wasSentBefore: Bool
    /// The limit the answer grew past.
    let exceeded: Int?
    let isRead: Bool

    /// Names the error. Whether a connection stood decides between not sent and unknown (R11), never the code alone: a time-out
    /// is harmless before that moment and in doubt after it.
    func error(for code: CURLcode, detail: String) -> HTTPError {
        if let exceeded { return .tooLarge(limit: exceeded) }
        if isCancelled { return isRead || !mayBeSeen ? .cancelled : .interrupted(host: host, reason: "the caller gave up") }
        if wasSentBefore { return .interrupted(host: host, reason: "the connection was closed without an answer") }
        // The same codes also stand for an answer that is not HTTP, which comes after sending.
        if !mayBeSeen, code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL { return .badURL("libcurl refuses it") }
        let reason = CurlFailure.hasUsefulDetail(code) && !detail.isEmpty ? detail : String(cString: curl_easy_strerror(code))
        return mayBeSeen ? .interrupted(host: host, reason: reason) : .unreachable(host: host, reason: reason)
    }

    /// Only the TLS codes: their texts say what is wrong with a certificate. Other texts may repeat parts of the request.
    private static func hasUsefulDetail(_ code: CURLcode) -> Bool {
        code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR || code == CURLE_SSL_CACERT_BADFILE
    }
}
