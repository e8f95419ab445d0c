import Foundation
import Model
import Testing

/// Links and clicks as a person and a script meet them.
@Suite struct ClickTests {
    private let terms = "{}"

    private func ready(_ office: Office) async throws -> String {
        try office.put("partners", [["id": "1", "name": "Ann", "email": "ann@one.example", "status": "approved"]])
        try await office.sync()
        return try await office.link("Ann", coupon: "ann10")
    }

    @Test func `a link is minted, listed, given again for the same, and retired`() async throws {
        try await Office.open(terms: terms) { office in
            let code = try await ready(office)
            #expect(try await office.link("Ann", coupon: "ANN10") == code)
            let words = try await office.run("link", "mint", try await office.partner("Ann"))
            #expect(words.out.hasPrefix("https://go.northwind.example/"), "\(words)")
            let links = try await office.run("link", "list", "--json").rows
            #expect(links.count == 2)
            #expect(links.first { $0["code"]?.string == code }?["coupon"] == "ANN10")
            try await office.run("link", "retire", code, "--by", Office.person)
            let list = try await office.run("link", "list")
            #expect(list.out.contains("retired"), "\(list)")
            #expect(try await office.run(["link", "mint", try await office.partner("Ann"), "--coupon", "ann10"]).code == 1)
            #expect(try await office.run(["link", "mint", try await office.partner("Ann"), "--to", "https://evil.example/"]).code == 1)
            #expect(try await office.run(["link", "mint", try await office.partner("Ann"), "--to", "evil"]).code == 64)
        }
    }

    @Test func `broken lines are counted and listed, the rest goes on, and the same log again changes nothing (K3)`() async throws {
        try await Office.open(terms: terms) { office in
            let code = try await ready(office)
            func line(_ minute: Int, _ address: String, _ request: String, _ agent: String) -> String {
                let time = "15/Jan/2026:10:\(minute < 10 ? "0" : "")\(minute):11 +0000"
                return "\(address) - - [\(time)] \"\(request)\" 302 0 \"-\" \"\(agent)\""
            }
            let lines = [
                line(1, "192.0.2.1", "GET /\(code)?gclid=x HTTP/1.1", "Mozilla/5.0"),
                line(2, "192.0.2.1", "GET /\(code.uppercased()) HTTP/1.1", "Mozilla/5.0"),
                line(3, "192.0.2.2", "GET /\(code) HTTP/1.1", "Googlebot/2.1"),
                line(4, "192.0.2.3", "GET /favicon.ico HTTP/1.1", "Mozilla/5.0"),
                "what is this", line(5, "192.0.2.4", "GET /0000000000000000 HTTP/1.1", "Mozilla/5.0"),
                line(61, "192.0.2.5", "GET / HTTP/1.1", ""),
            ]
            try office.write(lines.joined(separator: "\n"), to: "access.log")
            let first = try await office.run("clicks", "import", "access.log", "--json", code: 5)
            let report = try #require(first.json)
            #expect(report["verdicts"] == ["accepted": 1, "bot": 1, "duplicate": 1, "unknown_link": 1], "\(first)")
            #expect(report["faults"] == [["line": 5, "fault": "not_a_log_line"], ["line": 7, "fault": "time"]], "\(first)")
            #expect(report["other"] == 1 && report["added"] == 4 && report["format"] == "web")
            let words = try await office.run("clicks", "import", "access.log", code: 5)
            #expect(words.out.contains("0 new clicks") && words.out.contains("4 clicks were known"), "\(words)")
            #expect(words.out.contains("line 5: not the parts of a web server's log"), "\(words)")
            let store = try Data(contentsOf: office.folder.appending(path: "hub.db"))
            #expect(store.range(of: Data("192.0.2.".utf8)) == nil, "an address stands in the store")
            let wal = (try? Data(contentsOf: office.folder.appending(path: "hub.db-wal"))) ?? Data()
            #expect(wal.range(of: Data("192.0.2.".utf8)) == nil, "an address stands in the store's log")
        }
    }

    @Test func `an import that dies between two steps is finished by the next, and nothing counts twice`() async throws {
        try await Office.open(terms: terms) { office in
            let code = try await ready(office)
            let lines = (0..<Int64(300)).map {
                #"{"at":"\#(Timestamp(seconds: 1_768_469_400 + $0 * 7).iso)","code":"\#(code)","visitor":"v\#($0 % 40)"}"#
            }
            try office.write(lines.joined(separator: "\n"), to: "clicks.jsonl")
            for point in [CrashPoint.clicksScreened, .clicksStored] {
                let end = try await Program(
                    Repository.binary, ["clicks", "import", "clicks.jsonl"], in: office.folder,
                    environment: ProcessInfo.processInfo.environment.merging(
                        ["ENTENTE_CRASH": "\(point.rawValue)", "LINK_KEY": "0123456789abcdef0123456789abcdef"]) { $1 }
                ).end()
                #expect(end.code == -9, "\(end)")
            }
            let last = try #require(try await office.run("clicks", "import", "clicks.jsonl", "--json").json)
            #expect(last["known"] == 300 && last["added"] == 0, "\(last.text)")
        }
    }

    @Test func `what is no log, or has no key, ends with one error`() async throws {
        try await Office.open(terms: terms) { office in
            try office.write("dear diary\n", to: "diary.txt")
            let none = try await office.run("clicks", "import", "diary.txt", code: 1)
            #expect(none.err.contains("no log of clicks that is known") && none.out.isEmpty, "\(none)")
            #expect(try await office.run(["clicks", "import", "nowhere.log"]).code == 1)
            #expect(try await office.run(["clicks", "import", "diary.txt", "--format", "xml"]).code == 64)
            try office.configure(", key: \"${env:LINK_KEY}\"", "")
            let keyless = try await office.run("clicks", "import", "diary.txt", code: 78)
            #expect(keyless.err.contains("links.key"), "\(keyless)")
        }
    }
}
