import Glibc
import Synchronization

/// A server of bare sockets that answers exactly as a test says, also in ways no real server would. Each connection gets its own
/// thread, so a script may block.
final class RawServer: Sendable {
    let port: Int
    private let listener: Int32
    private let seen = Mutex<[String]>([])
    private let opened = Mutex(0)

    /// Everything that was read as a request, in order.
    var requests: [String] { seen.withLock { $0 } }
    /// How many connections were accepted.
    var connections: Int { opened.withLock { $0 } }
    var authority: String { "127.0.0.1:\(port)" }

    /// Starts listening; `script` runs once for each connection, which is closed after it.
    init(_ script: @escaping @Sendable (RawConnection) -> Void) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let fd = listener
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(fd, raw, length) == 0 && listen(fd, 64) == 0 && getsockname(fd, raw, &length) == 0
            }
        }
        guard bound else { throw Unusable() }
        port = Int(UInt16(bigEndian: address.sin_port))
        // Held strongly: a test often lets go of its server before the answer is there. It listens until the process ends.
        RawServer.thread { [self] in
            while true {
                let client = accept(fd, nil, nil)
                guard client >= 0 else { return }
                opened.withLock { $0 += 1 }
                let connection = RawConnection(client) { request in self.seen.withLock { $0.append(request) } }
                RawServer.thread {
                    script(connection)
                    connection.end()
                }
            }
        }
    }

    struct Unusable: Error {}

    private static func thread(_ work: @escaping @Sendable () -> Void) {
        var id = pthread_t()
        let box = Unmanaged.passRetained(Work(work))
        pthread_create(
            &id, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        pthread_detach(id)
    }

    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}

/// One accepted connection of a `RawServer`.
final class RawConnection: Sendable {
    private let fd: Int32
    private let note: @Sendable (String) -> Void
    private let isOpen = Mutex(true)

    init(_ fd: Int32, note: @escaping @Sendable (String) -> Void) {
        self.fd = fd
        self.note = note
    }

    /// One request, head and body; nil when the other side closed.
    @discardableResult func request() -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard recv(fd, &byte, 1, 0) == 1 else { return nil }
            bytes.append(byte)
        }
        let head = String(decoding: bytes, as: UTF8.self)
        var missing =
            head.lowercased().split(separator: "\r\n").compactMap { line in
                line.hasPrefix("content-length:") ? Int(line.dropFirst(15).filter(\.isNumber)) : nil
            }.first ?? 0
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while missing > 0 {
            let count = recv(fd, &chunk, min(missing, chunk.count), 0)
            guard count > 0 else { return nil }
            bytes.append(contentsOf: chunk[..<count])
            missing -= count
        }
        let text = String(decoding: bytes, as: UTF8.self)
        note(text)
        return text
    }

    /// Writes all of it; false when the other side is gone.
    @discardableResult func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    /// Writes all of it; false when the other side is gone.
    @discardableResult func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// A whole plain answer.
    @discardableResult func answer(_ status: String = "200 OK", headers: [String] = [], body: String = "") -> Bool {
        answer(status, headers: headers, bytes: Array(body.utf8))
    }

    /// A whole plain answer.
    @discardableResult func answer(_ status: String, headers: [String], bytes: [UInt8]) -> Bool {
        let lines = ["HTTP/1.1 \(status)", "Content-Length: \(bytes.count)"] + headers
        return write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + bytes)
    }

    /// Waits until the other side closes; true if it did so without another byte.
    @discardableResult func waitForClose() -> Bool {
        var byte: UInt8 = 0
        return recv(fd, &byte, 1, 0) <= 0
    }

    /// True if the other side closes within so many milliseconds.
    func isClosed(within milliseconds: Int32) -> Bool {
        var wanted = pollfd(fd: fd, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, milliseconds) > 0
    }

    /// Breaks the connection off with a reset.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        end()
    }

    /// Closes the connection.
    func end() {
        isOpen.withLock { open in
            if open { close(fd) }
            open = false
        }
    }
}
