import CCurl

/// The transfer thread's work: takes orders, lets libcurl move bytes, hands answers over. Everything in it stays on that thread.
final class CurlLoop {
    private static let spareHandles = 16
    private let multi: UnsafeMutableRawPointer
    private let mailbox: CurlMailbox
    private let settings: CurlSettings
    private var active: [UnsafeMutableRawPointer: (transfer: CurlTransfer, handle: CurlHandle)] = [:]
    private var spare: [CurlHandle] = []

    /// Runs until the mailbox is stopped; what is under way then ends as given up.
    static func run(mailbox: CurlMailbox, settings: CurlSettings) {
        guard CurlLoop.isStarted, let multi = curl_multi_init() else {
            for case .start(let job) in mailbox.leave() {
                job.refuse(.unreachable(host: job.url.authority, reason: "libcurl could not start"))
            }
            return
        }
        let loop = CurlLoop(multi: multi, mailbox: mailbox, settings: settings)
        mailbox.attend(multi)
        loop.work()
    }

    /// libcurl wants its start to happen once for the whole process.
    private static let isStarted = entente_curl_start() == CURLE_OK

    private init(multi: UnsafeMutableRawPointer, mailbox: CurlMailbox, settings: CurlSettings) {
        self.multi = multi
        self.mailbox = mailbox
        self.settings = settings
        entente_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        entente_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, settings.connectionsPerHost)
        entente_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, max(16, settings.connectionsPerHost * 4))
    }

    private func work() {
        while true {
            let (orders, isStopped) = mailbox.take()
            for order in orders { obey(order) }
            if isStopped { break }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            handOver()
            curl_multi_poll(multi, nil, 0, 10_000, nil)
        }
        close()
    }

    private func obey(_ order: CurlOrder) {
        switch order {
        case .start(let job): start(job)
        case .cancel(let id):
            guard let easy = find(id) else { return }
            active[easy]?.transfer.isCancelled = true
            end(easy, CURLE_ABORTED_BY_CALLBACK)
        case .flow(let id):
            guard let easy = find(id) else { return }
            entente_curl_resume(easy)
        }
    }

    private func start(_ job: CurlJob) {
        guard let handle = spare.popLast() ?? CurlHandle() else {
            job.refuse(.unreachable(host: job.url.authority, reason: "libcurl has no memory"))
            return
        }
        let transfer = CurlTransfer(job: job)
        handle.prepare(job, settings: settings, context: Unmanaged.passUnretained(transfer).toOpaque())
        active[handle.easy] = (transfer, handle)
        let code = curl_multi_add_handle(multi, handle.easy)
        if code != CURLM_OK { end(handle.easy, CURLE_FAILED_INIT) }
    }

    private func handOver() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            let (kind, easy, result) = (message.pointee.msg, message.pointee.easy_handle, message.pointee.data.result)
            if kind == CURLMSG_DONE, let easy { end(easy, result) }
        }
    }

    private func end(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
        guard let (transfer, handle) = active.removeValue(forKey: easy) else { return }
        curl_multi_remove_handle(multi, easy)
        transfer.finish(code, elapsed: handle.elapsed(), detail: handle.detail)
        handle.reset()
        if spare.count < CurlLoop.spareHandles { spare.append(handle) }
    }

    private func find(_ id: UInt64) -> UnsafeMutableRawPointer? {
        active.first { $0.value.transfer.job.id == id }?.key
    }

    private func close() {
        for (easy, entry) in active {
            entry.transfer.isCancelled = true
            end(easy, CURLE_ABORTED_BY_CALLBACK)
        }
        for case .start(let job) in mailbox.leave() { job.refuse(.cancelled) }
        spare = []
        curl_multi_cleanup(multi)
    }
}
