import HTTP
import Testing

@Suite struct WebURLTests {
    @Test func `parts are read as they will be sent`() throws {
        let url = try WebURL(parsing: "HTTPS://Host.Example:8443/a/./b?x=%2F&y#frag")
        #expect(url.scheme == "https" && url.host == "host.example" && url.port == 8443)
        #expect(url.path == "/a/./b?x=%2F&y")
        #expect(url.text == "https://host.example:8443/a/./b?x=%2F&y")
        #expect(try WebURL(parsing: "https://[::1]/").authority == "[::1]")
    }

    @Test(arguments: [
        "https://user@h.example/", "https://u:p@h.example/", "ftp://h.example/", "file:///etc/passwd", "h.example/x",
        "https://h.example/a b", "https://h.example/\u{0}", "https://höst.example/", "https://h.example:99999/", "", "javascript:1",
        "https://h.example\\@evil.example/",
    ])
    func `what cannot be used is refused without being repeated`(text: String) {
        let error = #expect(throws: HTTPError.self) { try WebURL(parsing: text) }
        guard case .badURL(let reason) = error else { return }
        #expect(text.isEmpty || !reason.contains(text))
    }

    @Test(arguments: [
        ("/next?p=2", "https://a.example/next?p=2"), ("?p=2", "https://a.example/v1/list?p=2"), ("other", "https://a.example/v1/other"),
        ("../x", "https://a.example/x"), ("https://b.example/y", "https://b.example/y"), ("//b.example/y", "https://b.example/y"),
        ("http://a.example/z", "http://a.example/z"),
    ])
    func `a reference is resolved where it is met`(reference: String, expected: String) throws {
        #expect(try WebURL(parsing: "https://a.example/v1/list?p=1").resolving(reference).text == expected)
    }

    @Test func `the same origin needs scheme, host and port`() throws {
        let url = try WebURL(parsing: "https://a.example/x")
        #expect(try url.hasSameOrigin(as: WebURL(parsing: "https://A.example:443/y")))
        for other in ["http://a.example/x", "https://a.example:444/x", "https://b.example/x"] {
            #expect(try !url.hasSameOrigin(as: WebURL(parsing: other)))
        }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.8.8.8", true), ("localhost", true), ("[::1]", true), ("127.a.example", false), ("10.0.0.1", false),
    ])
    func `this machine is known by its addresses`(host: String, isLoopback: Bool) throws {
        #expect(try WebURL(parsing: "http://\(host)/").isLoopback == isLoopback)
    }

    @Test(arguments: [
        "http://127./", "http://0./", "http://9.:80/", "http://../", "http://1.2.3./", "http://%37/", "http://%92/", "http://%2e/",
    ])
    func `a host that is another one without its last point or its percent signs is refused`(text: String) {
        #expect(throws: HTTPError.self) { try WebURL(parsing: text) }
    }

    @Test func `a last point of a name means the same host`() throws {
        #expect(try WebURL(parsing: "https://API.example.com./x").text == "https://api.example.com/x")
    }
}
