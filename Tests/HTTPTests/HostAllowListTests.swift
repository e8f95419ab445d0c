import HTTP
import Testing

@Suite struct HostAllowListTests {
    private func allows(_ patterns: [String], _ url: String) throws -> Bool {
        try HostAllowList(patterns).allows(WebURL(parsing: url))
    }

    @Test(arguments: [
        ("https://api.hubapi.com/crm", true), ("https://API.HubAPI.com/crm", true), ("https://api.hubapi.com./crm", true),
        ("https://api.hubapi.com:443/", true), ("https://api.hubapi.com:444/", false), ("https://evil.com/api.hubapi.com", false),
        ("https://xapi.hubapi.com/", false), ("https://api.hubapi.com.evil.com/", false), ("http://api.hubapi.com/", false),
    ])
    func `a host stands for itself over https at its own port`(url: String, isAllowed: Bool) throws {
        #expect(try allows(["api.hubapi.com"], url) == isAllowed)
    }

    @Test(arguments: [
        ("https://eu1.my.salesforce.com/", true), ("https://login.salesforce.com/x", true), ("https://salesforce.com/", false),
        ("https://.salesforce.com/", false), ("https://evilsalesforce.com/", false), ("https://salesforce.com.evil.net/", false),
    ])
    func `a star stands for one label or more`(url: String, isAllowed: Bool) throws {
        #expect((try? allows(["*.salesforce.com"], url)) ?? false == isAllowed)
    }

    @Test func `plain http is for this machine alone and at the port given`() throws {
        #expect(try allows(["127.0.0.1:8900"], "http://127.0.0.1:8900/x"))
        #expect(try allows(["[::1]:8900"], "http://[::1]:8900/x"))
        #expect(try !allows(["127.0.0.1:8900"], "http://127.0.0.1:8901/x"))
        #expect(try !allows(["192.168.0.9:80"], "http://192.168.0.9/x"))
        #expect(try !allows(["127.evil.com"], "http://127.evil.com/x"))
    }

    @Test(arguments: ["*", "*.com", "a.*.com", "https://a.com", "a.com/x", "u@a.com", "", "*.", "a b", "a.com:0", "a.com#"])
    func `a pattern that says too much or nothing is refused`(pattern: String) {
        #expect(throws: HTTPError.self) { try HostAllowList([pattern]) }
    }

    @Test func `the refusal names the host and not the rest`() throws {
        let list = try HostAllowList(["a.example"])
        #expect(throws: HTTPError.hostRefused(host: "b.example:8")) { try list.check(WebURL(parsing: "https://b.example:8/p?token=1")) }
    }
}
