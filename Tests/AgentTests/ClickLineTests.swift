@testable import Agent
import Model
import ProgramRules
import Testing

/// One line of a log at a time: what is a click, what is something else, what cannot be read.
@Suite struct ClickLineTests {
    private let links = LinkPlace(base: "https://go.northwind.example/r/")
    private let code = "0123456789abcdef"

    private func web(_ line: String) -> ClickLine { WebLogLine.read(Array(line.utf8)[...], links: links) }

    private func row(_ json: String) throws -> ClickLine {
        ClickRow(try #require(try JSON(parsing: json).object)).line(links: links)
    }

    private func click(_ line: ClickLine) throws -> ClickSighting {
        guard case .click(let click) = line else {
            Issue.record("\(line)")
            throw Unexpected()
        }
        return click
    }

    private struct Unexpected: Error {}

    @Test func `a combined line of Apache or nginx gives the click with all that stands in it`() throws {
        let click = try click(
            web(
                """
                192.0.2.7 - - [15/Jan/2026:10:30:11 +0100] "GET /r/0123456789ABCDEF?utm_source=x%20y&gclid=a+b HTTP/1.1" 302 154 \
                "https://blog.example/post" "Mozilla/5.0 (X11; \\"Q\\") caf\\xc3\\xa9"
                """))
        #expect(click.code == code)
        #expect(click.at == Timestamp(iso: "2026-01-15T09:30:11Z"))
        #expect(click.address == "192.0.2.7")
        #expect(click.referrer == "https://blog.example/post")
        #expect(click.agent == "Mozilla/5.0 (X11; \"Q\") café")
        #expect(click.parameters == ["utm_source": "x y", "gclid": "a b"])
        #expect(!click.isProbe && click.id == nil && click.visitor == nil)
    }

    @Test func `a log that does not keep the browser's name is no proof of a machine, one that kept nothing is`() throws {
        let head = "go.northwind.example:443 192.0.2.7 - ana [15/Jan/2026:10:30:11 -0800] \"GET /r/\(code) HTTP/2.0\" 302 154"
        let common = try click(web(head))
        #expect(common.agent == WebLogLine.agentNotKept && BotSigns.sign(in: common.agent) == nil)
        #expect(common.address == "192.0.2.7" && common.at == Timestamp(iso: "2026-01-15T18:30:11Z"))
        let bare = try click(web(head + " \"-\" \"-\" 0.003 upstream"))
        #expect(bare.agent == nil && bare.referrer == nil && BotSigns.sign(in: bare.agent) != nil)
        #expect(try click(web(head.replacing("GET", with: "HEAD"))).isProbe)
    }

    @Test(arguments: [
        "GET /favicon.ico HTTP/1.1\" 200", "GET /r/robots.txt HTTP/1.1\" 200", "GET /r/0123456789abcdef HTTP/1.1\" 404",
        "POST /r/0123456789abcdef HTTP/1.1\" 302", "\\x16\\x03\\x01\" 400", "-\" 408", "GET /x/0123456789abcdef HTTP/1.1\" 302",
    ])
    func `a request for something else is no click and no mistake`(request: String) {
        #expect(web("192.0.2.7 - - [15/Jan/2026:10:30:11 +0100] \"\(request) 0 \"-\" \"-\"") == .other)
    }

    @Test(arguments: [
        ("hello", ClickLineFault.notALogLine), ("", .notALogLine), ("192.0.2.7 - [x] \"GET / HTTP/1.1\" 200 1", .notALogLine),
        ("192.0.2.7 - - [15/Jan/2026:10:30:11] \"GET / HTTP/1.1\" 200 1", .time),
        ("192.0.2.7 - - [32/Jan/2026:10:30:11 +0100] \"GET / HTTP/1.1\" 200 1", .time),
        ("192.0.2.7 - - [15/Xan/2026:10:30:11 +0100] \"GET / HTTP/1.1\" 200 1", .time),
        ("192.0.2.7 - - [15/Jan/2026:24:30:11 +0100] \"GET / HTTP/1.1\" 200 1", .time),
        ("192.0.2.7 - - [15/Jan/2026:10:30:11 +0100] \"GET / HTTP/1.1 200 1", .quotes),
        ("192.0.2.7 - - [15/Jan/2026:10:30:11 +0100] \"GET / HTTP/1.1\" two 1", .notALogLine),
        ("192.0.2.7 - - [15/Jan/2026:10:30:11 +0100] \"GET / HTTP/1.1\" 200", .notALogLine),
        ("192.0.2.7 - - [15/Jan/2026:10:30:11 +0100] \"GET /r/0123456789abcdef HTTP/1.1\" 302 1 \"-\" \"Moz", .quotes),
    ])
    func `a line that is no line of a log says what is wrong with it`(line: String, fault: ClickLineFault) {
        #expect(web(line) == .malformed(fault))
    }

    @Test func `no cut, change or added byte of a line brings the reader down, and a cut one is never another's click`() throws {
        let line = Array(
            "192.0.2.7 - - [15/Jan/2026:10:30:11 +0100] \"GET /r/\(code)?a=%41 HTTP/1.1\" 302 154 \"-\" \"Moz \\x22\\\\ 5\"".utf8)
        guard case .click(let whole) = WebLogLine.read(line[...], links: links) else {
            Issue.record("the whole line is no click")
            return
        }
        for end in line.indices {
            if case .click(let click) = WebLogLine.read(line[..<end], links: links) {
                #expect(click.code == whole.code && click.at == whole.at && click.address == whole.address)
            }
        }
        let bits = SeededBits(8)
        var kinds: Set<String> = []
        for _ in 0..<20_000 {
            var broken = line
            for _ in 0...bits.below(3) {
                let place = bits.below(broken.count)
                switch bits.below(3) {
                case 0: broken[place] = UInt8(truncatingIfNeeded: bits.next())
                case 1: broken.remove(at: place)
                default: broken.insert(UInt8(truncatingIfNeeded: bits.next()), at: place)
                }
            }
            switch WebLogLine.read(broken[...], links: links) {
            case .click: kinds.insert("click")
            case .other: kinds.insert("other")
            case .malformed(let fault): kinds.insert(fault.rawValue)
            }
        }
        #expect(kinds.isSuperset(of: ["click", "other", "time", "quotes", "not_a_log_line"]), "\(kinds)")
    }

    @Test func `entente's own JSON, nginx's and Caddy's say the same`() throws {
        let own = try click(
            row(
                """
                {"at":"2026-01-15T09:30:11.500Z","code":"0123456789ABCDEF","address":"192.0.2.7","agent":"Moz","referrer":"https://b.example/",
                 "parameters":{"gclid":"x"}}
                """))
        let nginx = try click(
            row(
                """
                {"msec":"1768469411.500","remote_addr":"192.0.2.7","request":"GET /r/0123456789abcdef?gclid=x HTTP/1.1","status":"302",
                 "http_user_agent":"Moz","http_referer":"https://b.example/"}
                """))
        let caddy = try click(
            row(
                """
                {"level":"info","ts":1768469411.5001,"logger":"http.log.access","request":{"remote_ip":"10.0.0.1","client_ip":"192.0.2.7",
                 "method":"GET","host":"go.northwind.example","uri":"/r/0123456789abcdef?gclid=x",
                 "headers":{"user-agent":["Moz"],"Referer":["https://b.example/"]}},"status":302}
                """))
        #expect(nginx == caddy)
        #expect(own.code == "0123456789ABCDEF" && nginx.code == code && own.at == nginx.at && own.address == caddy.address)
        #expect(own.parameters == caddy.parameters && own.referrer == nginx.referrer && own.agent == caddy.agent)
    }

    @Test(arguments: [
        (#"{"code":"0123456789abcdef","address":"a"}"#, ClickLine.malformed(.time)),
        (#"{"at":"2026-01-15T09:30:11","code":"0123456789abcdef","address":"a"}"#, .malformed(.time)),
        (#"{"at":-5,"code":"0123456789abcdef","address":"a"}"#, .malformed(.time)),
        (#"{"at":1768469411,"address":"a"}"#, .malformed(.link)),
        (#"{"at":1768469411,"code":" ","address":"a"}"#, .malformed(.link)),
        (#"{"at":1768469411,"code":"0123456789abcdef"}"#, .malformed(.visitor)),
        (#"{"at":1768469411,"code":"0123456789abcdef","visitor":"v","id":"a b"}"#, .malformed(.id)),
        (#"{"at":1768469411,"url":"/pricing","visitor":"v"}"#, .other),
        (#"{"at":1768469411,"url":"/r/0123456789abcdef","visitor":"v","method":"DELETE"}"#, .other),
        (#"{"at":1768469411,"url":"/r/0123456789abcdef","visitor":"v","status":500}"#, .other),
    ])
    func `a row without what a click needs says so`(json: String, expected: ClickLine) throws {
        #expect(try row(json) == expected)
    }

    @Test func `what came ahead of a person only looked (K3)`() throws {
        let line =
            #"{"ts":1768469411,"request":{"client_ip":"a","uri":"/r/0123456789abcdef","headers":{"Sec-Purpose":["prefetch;prerender"]}}}"#
        let click = try click(row(line))
        #expect(click.isProbe && click.agent == "", "Caddy keeps every header: a missing name was not sent")
    }

    @Test func `a code stands behind the base's path, in its parameter, or where no base is named at the end of a path`() {
        func found(_ base: String?, _ address: String) -> String? { LinkPlace(base: base).find(in: Array(address.utf8)[...])?.code }
        #expect(found("https://go.example", "/\(code)") == code)
        #expect(found("https://go.example", "https://go.example/\(code)/?x=1#top") == code)
        #expect(found("https://go.example/r", "/\(code)") == nil)
        #expect(found("https://shop.example/?ref=", "/pricing?a=1&ref=0123456789ABCDEF&b=2") == code)
        #expect(LinkPlace(base: "https://shop.example/?ref=").find(in: Array("/p?a=1&ref=\(code)".utf8)[...])?.parameters == ["a": "1"])
        #expect(found("https://shop.example/?ref=", "/pricing?a=1") == nil)
        #expect(found(nil, "/any/where/\(code)?x") == code)
        #expect(found(nil, "/any/where") == nil)
        #expect(LinkPlace(base: "https://go.example/r").address(of: LinkCode(random: 0, 0)) == "https://go.example/r/0000000000000000")
        #expect(LinkPlace(base: "https://s.example/?ref=").address(of: LinkCode(random: 0, 0)) == "https://s.example/?ref=0000000000000000")
    }

    @Test func `K4 parameters are decoded once, the first of a name stands, and there are bounds`() {
        let query = "gclid=a%2Bb&GCLID=c&x=%E2%82%AC&bad=%zz%4&empty=&=none&flag&gclid=second"
        #expect(
            AddressText.parameters(Array(query.utf8)[...])
                == ["gclid": "a+b", "GCLID": "c", "x": "€", "bad": "%zz%4", "empty": "", "flag": ""])
        let many = (0..<100).map { "p\($0)=\(String(repeating: "v", count: 2000))" }.joined(separator: "&")
        let parameters = AddressText.parameters(Array(many.utf8)[...])
        #expect(parameters.count == 32 && parameters.values.allSatisfy { $0.count == 512 })
        #expect(AddressText.withoutQuery("https://a.example/x?token=secret#y") == "https://a.example/x")
    }

    @Test func `times with a zone are read in every form, others not at all`() {
        for text in ["2026-01-15T09:30:11Z", "2026-01-15T10:30:11+01:00", "1768469411", "1768469411.0", "1768469411000"] {
            #expect(ClickTime.read(text) == Timestamp(seconds: 1_768_469_411), "\(text)")
        }
        #expect(ClickTime.read("1768469411.5241024") == Timestamp(milliseconds: 1_768_469_411_524))
        #expect(ClickTime.read("1768469411.5") == Timestamp(milliseconds: 1_768_469_411_500))
        for text in ["", "0", "now", "2026-01-15", "2026-01-15T09:30:11", "1.5e9", "-1", "1768469411.", "1.2.3", "+5", "99999999999999"] {
            #expect(ClickTime.read(text) == nil, "\(text)")
        }
    }
}
