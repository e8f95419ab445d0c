import HTTPTypes
import Sandbox

@testable import Connectors
@testable import HTTP
@testable import Model

/// What stands in the heads of answers: links, pauses, dates, addresses to go on to.
enum WireSubjects {
    static let all = [
        Subject("link-header", make: links, fault: link), Subject("retry-after", make: pauses, fault: pause),
        Subject("url", make: address, fault: url), Subject("redirect", make: address, fault: redirect),
        Subject("response-head", make: head, fault: headed),
    ]

    // MARK: Link

    private static func links(_ random: inout SeededRandom) -> [UInt8] {
        let sample = random.pick([
            "<https://shop.example/orders?page=2>; rel=\"next\", <https://shop.example/orders?page=9>; rel=\"last\"",
            "<https://a.example/?x=1,2;3>;title=\"a, b\";rel=prev,<https://a.example/?x=2>; rel=\"last next\"",
        ])
        return Mutation.changed(Array(sample.utf8), &random, also: ["<", ">", "; rel=next", ", ", "\"next\""])
    }

    private static func link(_ input: [UInt8]) -> String? {
        let text = String(decoding: input, as: UTF8.self)
        guard let found = Filter.link("next", of: text) else { return nil }
        if found.contains("<") || found.contains(">") { return "an address with brackets: \(found)" }
        return text.contains("<" + found + ">") ? nil : "an address that does not stand in the header: \(found)"
    }

    // MARK: Retry-After and dates

    private static func pauses(_ random: inout SeededRandom) -> [UInt8] {
        let sample = random.pick([
            "120", "2.5", "Wed, 21 Oct 2026 07:28:00 GMT", "Wednesday, 21-Oct-26 07:28:00 GMT", "Wed Oct 21 07:28:00 2026", "-5",
            random.pick(Mutation.numbers),
        ])
        return Mutation.changed(Array(sample.utf8), &random, also: ["GMT", " ", ":", "9999", "."])
    }

    private static func pause(_ input: [UInt8]) -> String? {
        let text = String(decoding: input, as: UTF8.self)
        for date in [nil, "Wed, 21 Oct 2015 07:28:00 GMT", text] {
            var head = HTTPResponse(status: .init(code: 429))
            head.headerFields[.retryAfter] = text
            if let date { head.headerFields[.date] = date }
            for now in [nil, Int64(1_790_000_000), Int64(-1), Int64.max / 2_000] {
                guard let wait = Response(head: head).retryAfter(now: now) else { continue }
                if wait < .zero { return "a negative pause" }
                _ = Timestamp(milliseconds: 1_790_000_000_000) + wait
            }
        }
        return nil
    }

    // MARK: Addresses

    private static func address(_ random: inout SeededRandom) -> [UInt8] {
        let sample = random.pick([
            "https://api.example.com/v1/items?after=abc", "/v1/items?page=2", "//evil.example/x", "http://127.0.0.1:8080/x", "../up?x#y",
            "https://user:pass@api.example.com/", "https://api.example.com:443/", "https://api.example.com.evil.example/",
            "file:///etc/passwd",
            "http://169.254.169.254/latest", "https://[::1]:99999/", "https://xn--mnchen-3ya.example/",
            "https://api.example.com\\@evil.example/",
        ])
        return Mutation.changed(
            Array(sample.utf8), &random,
            also: ["@", "\\", "%2f", "evil.example", ":", "//", "https:", ".", "/..", "%00", "?", "#", "[::1]"])
    }

    private static func url(_ input: [UInt8]) -> String? {
        guard let url = try? WebURL(parsing: String(decoding: input, as: UTF8.self)) else { return nil }
        guard let again = try? WebURL(parsing: url.text) else { return "its text cannot be read: \(url.text)" }
        if again != url { return "its text is another address: \(url.text)" }
        if url.text.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) { return "it holds what no request line may hold" }
        return nil
    }

    private static func redirect(_ input: [UInt8]) -> String? {
        guard let hosts = try? HostAllowList(["api.example.com", "*.files.example.com"]),
            let here = try? WebURL(parsing: "https://api.example.com/v1/items?x=1")
        else { return "the list cannot be read" }
        for (code, method) in [(301, HTTPRequest.Method.get), (307, .post), (308, .get), (303, .head)] {
            var head = HTTPResponse(status: .init(code: code))
            head.headerFields[.location] = String(decoding: input, as: UTF8.self)
            let fields: HTTPFields = [.authorization: "Bearer s", .accept: "*/*", .cookie: "c=1"]
            let request = Request(head: here.head(method: method, headerFields: fields), body: [1], isSecret: true, isRead: true)
            guard let next = try? Redirect.next(after: request, answeredBy: head, hosts: hosts) else { continue }
            guard let there = try? WebURL(of: next), there.scheme == "https", hosts.allows(there) else {
                return "it leads to \(next.head.authority ?? "") over \(next.head.scheme ?? "")"
            }
            if there.hasSameOrigin(as: here) { continue }
            if next.head.headerFields[.authorization] != nil || next.head.headerFields[.cookie] != nil { return "credentials go along" }
            if !next.body.isEmpty { return "a secret body goes along" }
        }
        return nil
    }

    // MARK: Heads

    private static func head(_ random: inout SeededRandom) -> [UInt8] {
        let sample = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLink: <https://a.example/>; rel=next\r\nX-A: 1\r\nx-a: 2\r\n\r\n"
        return Mutation.changed(Array(sample.utf8), &random, also: ["\r\n", ":", " ", "HTTP/2 103\r\n\r\n", "\0"])
    }

    private static func headed(_ input: [UInt8]) -> String? {
        var head = ResponseHead()
        for line in input.split(separator: 0x0A, omittingEmptySubsequences: false) {
            guard (Array(line) + [0x0A]).withUnsafeBytes({ head.take($0) }) else { return nil }
        }
        guard let complete = head.complete else { return nil }
        if !(200...999).contains(complete.status.code) { return "the status \(complete.status.code)" }
        for field in complete.headerFields where field.value.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0 }) {
            return "a field with a line's end in it"
        }
        return nil
    }
}
