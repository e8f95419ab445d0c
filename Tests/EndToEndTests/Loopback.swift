import Foundation
import Glibc

/// One call to a port of this machine over a socket of its own: nothing is kept, shared or retried.
enum Loopback {
    enum Trouble: Error {
        case refused(port: UInt16)
        case noAnswer(String)
    }

    /// Calls, and waits for the whole answer: its status and its body.
    static func call(_ port: UInt16, _ method: String, _ path: String, _ body: [UInt8]) async throws -> (status: Int, body: [UInt8]) {
        let head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: \(body.count)\r\n\r\n"
        let request = Array(head.utf8) + body
        let answer = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try exchange(port, request) }) }
        }
        guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)),
            let status = String(decoding: answer[..<end.lowerBound], as: UTF8.self).split(separator: " ").dropFirst().first.flatMap({
                Int($0)
            })
        else { throw Trouble.noAnswer(path) }
        return (status, Array(answer[end.upperBound...]))
    }

    private static func exchange(_ port: UInt16, _ request: [UInt8]) throws -> [UInt8] {
        let line = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(line) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(line, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
        guard isConnected else { throw Trouble.refused(port: port) }
        var rest = request[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(line, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw Trouble.refused(port: port) }
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(line, &piece, piece.count, 0)
            guard count > 0 else { return answer }
            answer += piece[..<count]
        }
    }
}
