import CCurl
import HTTPTypes

/// One easy handle of libcurl, set up anew for each transfer and kept for the next. Lives on the transfer thread alone.
final class CurlHandle {
    /// libcurl's own pointer.
    let easy: UnsafeMutableRawPointer
    private let detailBuffer: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var bodyCopy: UnsafeMutableRawPointer?

    init?() {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        detailBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        detailBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(easy)
        release()
        detailBuffer.deallocate()
    }

    /// libcurl's words about the last failure; empty if it said none.
    var detail: String { String(cString: detailBuffer) }

    /// From the request's first byte to the answer's last.
    func elapsed() -> Duration {
        .microseconds(max(0, size(CURLINFO_TOTAL_TIME_T) - size(CURLINFO_PRETRANSFER_TIME_T)))
    }

    /// Frees what the last transfer needed and forgets its settings; the connection stays open for the next.
    func reset() {
        curl_easy_reset(easy)
        release()
    }

    /// Sets the handle up for one request; `context` is what libcurl's callbacks are given.
    func prepare(_ job: CurlJob, settings: CurlSettings, context: UnsafeMutableRawPointer) {
        detailBuffer.pointee = 0
        set(CURLOPT_ERRORBUFFER, pointer: detailBuffer)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        set(CURLOPT_URL, job.url.text)
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_BUFFERSIZE, 128 * 1024)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        // A connection left idle for long is likely closed at the other end, and a write that meets one ends in doubt.
        set(CURLOPT_MAXAGE_CONN, 60)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_PIPEWAIT, 1)
        set(CURLOPT_ACCEPT_ENCODING, CurlHandle.encodings)
        prepareTLS(settings)
        prepareProxy(settings, url: job.url)
        prepareTimes(settings, request: job.request)
        prepareMethod(job.request)
        prepareHeaders(job.request, settings: settings)
        prepareCallbacks(context)
    }

    private func prepareTLS(_ settings: CurlSettings) {
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        guard let file = settings.certificateAuthorities else { return }
        set(CURLOPT_CAINFO, file)
        // Else the system's own directory would still be trusted beside the file.
        set(CURLOPT_CAPATH, nil)
    }

    private func prepareProxy(_ settings: CurlSettings, url: WebURL) {
        switch settings.proxy {
        case .environment: if url.isLoopback { set(CURLOPT_PROXY, "") }
        case .none: set(CURLOPT_PROXY, "")
        case .url(let text):
            set(CURLOPT_PROXY, text)
            set(CURLOPT_NOPROXY, "")
        }
    }

    private func prepareTimes(_ settings: CurlSettings, request: Request) {
        set(CURLOPT_CONNECTTIMEOUT_MS, CurlHandle.milliseconds(settings.connectTimeout))
        set(CURLOPT_TIMEOUT_MS, CurlHandle.milliseconds(request.timeout))
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        set(CURLOPT_LOW_SPEED_TIME, max(1, CurlHandle.milliseconds(settings.stallTimeout) / 1000))
    }

    private func prepareMethod(_ request: Request) {
        let method = request.head.method
        if method == .head {
            set(CURLOPT_NOBODY, 1)
        } else if !request.body.isEmpty || [.post, .put, .patch].contains(method) {
            let copy = UnsafeMutableRawPointer.allocate(byteCount: max(1, request.body.count), alignment: 1)
            request.body.withUnsafeBytes { copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: $0.count) }
            bodyCopy = copy
            set(CURLOPT_POST, 1)
            entente_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
            set(CURLOPT_POSTFIELDS, pointer: copy)
            set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        } else if method != .get {
            set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        }
    }

    private func prepareHeaders(_ request: Request, settings: CurlSettings) {
        let fields = request.head.headerFields
        for field in fields where !CurlHandle.ours.contains(field.name.canonicalName) {
            // An empty value is written with a semicolon in libcurl's lists; with a colon it would mean "leave it out".
            addHeader(field.value.isEmpty ? "\(field.name.rawName);" : "\(field.name.rawName): \(field.value)")
        }
        if fields[.userAgent] == nil { addHeader("User-Agent: \(settings.userAgent)") }
        if fields[.contentType] == nil { addHeader("Content-Type:") }
        addHeader("Expect:")
        set(CURLOPT_HTTPHEADER, pointer: headerList)
    }

    private func prepareCallbacks(_ context: UnsafeMutableRawPointer) {
        entente_curl_on_head(
            easy,
            { bytes, size, count, context in
                guard let context else { return 0 }
                let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
                let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return transfer.takeHead(line) ? line.count : Int(CURL_WRITEFUNC_ERROR)
            }, context)
        entente_curl_on_body(
            easy,
            { bytes, size, count, context in
                guard let context else { return 0 }
                let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
                // As bytes of their own type: raw ones are copied one at a time where the optimizer is off.
                let piece = UnsafeRawBufferPointer(start: bytes, count: size * count).assumingMemoryBound(to: UInt8.self)
                return transfer.takeBody(piece)
            }, context)
        entente_curl_before_request(
            easy,
            { context, _, _, _, _ in
                guard let context else { return CURL_PREREQFUNC_ABORT }
                let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
                return transfer.mayBegin() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            }, context)
    }

    private func release() {
        curl_slist_free_all(headerList)
        headerList = nil
        bodyCopy?.deallocate()
        bodyCopy = nil
    }

    private func addHeader(_ line: String) {
        if let longer = curl_slist_append(headerList, line) { headerList = longer }
    }

    private func set(_ option: CURLoption, _ value: Int) { entente_curl_set_long(easy, option, value) }
    private func set(_ option: CURLoption, _ text: String?) { entente_curl_set_text(easy, option, text) }
    private func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) { entente_curl_set_pointer(easy, option, pointer) }

    private func size(_ info: CURLINFO) -> Int64 {
        var value: curl_off_t = 0
        entente_curl_get_size(easy, info, &value)
        return Int64(value)
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        max(1, Int(clamping: duration.components.seconds) * 1000 + Int(duration.components.attoseconds / 1_000_000_000_000_000))
    }

    /// Fields that libcurl writes itself from the request's shape.
    private static let ours: Set<String> = ["host", "content-length", "transfer-encoding", "accept-encoding", "connection", "expect"]

    private static let encodings = entente_curl_has_brotli() != 0 ? "gzip, br" : "gzip"
}
