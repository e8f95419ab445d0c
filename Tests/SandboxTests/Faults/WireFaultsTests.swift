import Foundation
import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct WireFaultsTests {
    @Test func `a duplicate delivery makes two records, and the second answer arrives`() throws {
        let bench = try FaultBench(records: 0)
        try bench.faults("duplicate-delivery@salesforce=#1")
        let made = bench.salesforce("POST", "sobjects/Account", ["Name": "Twice"])
        let found = bench.query("SELECT Id FROM Account WHERE Name = 'Twice' ORDER BY Id").json["records"]?.array ?? []
        #expect(found.count == 2)
        #expect(found.last?["Id"] == made.json["id"])
    }

    @Test func `an error in a 200, a redirect and gateways' pages have no effect`() throws {
        let cases: [(String, Int, String?)] = [
            ("error-in-200", 200, "application/json;charset=UTF-8"), ("foreign-redirect", 302, nil),
            ("http-408", 408, "text/html;charset=UTF-8"), ("http-409", 409, "application/json;charset=UTF-8"),
            ("http-412", 412, "application/json;charset=UTF-8"), ("http-423", 423, "application/json;charset=UTF-8"),
            ("http-502", 502, "text/html;charset=UTF-8"), ("http-504", 504, "text/html;charset=UTF-8"),
        ]
        for (kind, status, type) in cases {
            let bench = try FaultBench(records: 0)
            try bench.faults("\(kind)=1")
            let answer = bench.hubspot("POST", "companies", ["properties": ["name": "None"]])
            #expect(answer.status == status)
            #expect(answer.fields[.contentType] == type)
            #expect(bench.setup.hubspot?.state()["companies"] == [])
        }
    }

    @Test func `an error in a 200 has the vendor's own shape`() throws {
        let bench = try FaultBench(records: 0)
        try bench.faults("error-in-200=1")
        #expect(bench.salesforce("GET", "limits").json[0]?["errorCode"] == "INTERNAL_ERROR")
        #expect(bench.hubspot("GET", "contacts").json["status"] == "error")
    }

    @Test func `a gzip bomb is small, and unpacks to what its head promises`() throws {
        let bench = try FaultBench(records: 0)
        try bench.faults("gzip-bomb=1")
        let answer = bench.hubspot("GET", "contacts")
        #expect(answer.fields[.contentEncoding] == "gzip")
        #expect(answer.body.count < 2_000_000)
        let folder = FileManager.default.temporaryDirectory.appending(path: "bomb-\(UUID().uuidString)")
        try Data(answer.body).write(to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        // The checksum at its end is wrong, so gzip says so after having written everything.
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/bin/sh")
        gzip.arguments = ["-c", "gzip -dc < '\(folder.path)' 2>/dev/null | head -c 1000000000 | wc -c"]
        let pipe = Pipe()
        gzip.standardOutput = pipe
        try gzip.run()
        let said = try pipe.fileHandleForReading.readToEnd() ?? Data()
        gzip.waitUntilExit()
        let count = Int(String(decoding: said, as: UTF8.self).filter(\.isNumber)) ?? 0
        #expect((268_000_000...268_435_456).contains(count))
    }

    @Test func `a body drips, and a caller in a hurry goes without`() async throws {
        let bench = try FaultBench(records: 0)
        try bench.faults("slow-drip=1")
        #expect(bench.hubspot("GET", "contacts").outcome == "4 pieces every 0.5 seconds")
        let port = try #require(bench.port("hubspot"))
        var head = HTTPRequest(method: .get, scheme: "https", authority: "api.hubapi.com", path: "/crm/v3/objects/contacts")
        head.headerFields[.authorization] = "Bearer \(HubSpotSettings().token)"
        var request = Request(head: head, isRead: true)
        let transport = SandboxTransport([("api.hubapi.com", port)])
        #expect(try await transport.send(request).head.status.code == 200)
        request.timeout = .seconds(1)
        await #expect(throws: HTTPError.self) { try await transport.send(request) }
    }

    @Test func `Retry-After comes as seconds, as ten years, and as a date`() throws {
        let bench = try FaultBench(records: 0)
        try bench.faults("retry-after=#1 retry-after-absurd=#2 retry-after-date=#3 rate-limited=#4")
        let answers = (0..<4).map { _ in bench.hubspot("GET", "contacts") }
        #expect(answers.map(\.status) == [429, 429, 429, 429])
        let name = try #require(HTTPField.Name("Retry-After"))
        #expect(answers.map { $0.fields[name] } == ["7", "315360000", "Thu, 28 May 2026 20:26:47 GMT", nil])
    }

    @Test func `the vendor's clock is ahead or behind, in its head and in its stamps`() throws {
        let bench = try FaultBench(records: 0)
        try bench.faults("clock-ahead=#2 clock-behind=#3")
        let stamps = (1...3).map { number in
            let made = bench.hubspot("POST", "companies", ["properties": ["name": .string("C\(number)")]])
            return "\(made.json["createdAt"]?.string ?? "") \(made.fields[.date] ?? "")"
        }
        #expect(
            stamps == [
                "2026-05-28T20:26:40.000Z Thu, 28 May 2026 20:26:40 GMT", "2026-05-28T20:31:40.000Z Thu, 28 May 2026 20:31:40 GMT",
                "2026-05-28T20:21:40.000Z Thu, 28 May 2026 20:21:40 GMT",
            ])
    }
}
