import Sandbox
import Testing

@Suite struct FaultsTests {
    @Test func `an entry names kind, vendor, method, path and occasion`() throws {
        let rules = try FaultRule.parse("response-lost@salesforce:POST /services/data/*/sobjects/*=#2, slow=0.25 http-503@hubspot=1")
        #expect(
            rules.map(\.text) == [
                "response-lost@salesforce:POST /services/data/*/sobjects/*=#2", "slow=0.250000", "http-503@hubspot=1.000000",
            ])
        #expect(rules[0].kind == .responseLost)
        #expect(rules[0].occasion == .call(2))
    }

    @Test(arguments: ["slow", "slow=", "slow=2", "slow=#0", "slow=-1", "slow=0.1234567", "slow@=1", "slow:GET=1", "slow:GET x=1"])
    func `an entry that cannot be read is refused`(entry: String) {
        #expect(throws: SandboxError.self) { try FaultRule.parse(entry) }
    }

    @Test func `an unknown kind is refused with the nearest that exists`() {
        #expect(throws: SandboxError.unknownFault(name: "respons-lost", nearest: "response-lost")) {
            try FaultRule.parse("respons-lost=1")
        }
    }

    @Test func `the n-th matching call is struck and no other`() throws {
        let faults = try Faults("request-lost@salesforce:GET /a/*=#2")
        let struck = ["/a/1", "/b", "/a/2", "/a/3"].map { faults.strike(vendor: "salesforce", method: "GET", path: $0) }
        #expect(struck == [nil, nil, .requestLost, nil])
        #expect(faults.strike(vendor: "hubspot", method: "GET", path: "/a/1") == nil)
    }

    @Test func `the same seed strikes the same calls and another seed others`() throws {
        func pattern(_ seed: UInt64) throws -> [Bool] {
            let faults = try Faults("slow=0.5", seed: seed)
            return (0..<64).map { _ in faults.strike(vendor: "x", method: "GET", path: "/") != nil }
        }
        let first = try pattern(7)
        #expect(try pattern(7) == first)
        #expect(try pattern(8) != first)
        #expect((16...48).contains(first.filter { $0 }.count))
    }
}
