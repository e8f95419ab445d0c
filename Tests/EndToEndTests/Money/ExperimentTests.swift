import Foundation
import Model
import Testing

/// An experiment by the command line: who is in which arm, and what the arms came to.
@Suite struct ExperimentTests {
    @Test func `a link says its arm when it is minted, and the report has the same one and its clicks`() async throws {
        try await Office.open(terms: "{}") { office in
            try office.configure(
                "payouts: {}",
                """
                payouts: {}
                experiments:
                  - {id: page, subject: landing_page, arms: [plain, film], from: 2026-01-01, to: 2099-12-31}
                  - {id: over, subject: partner, arms: [plain, warm], from: 2025-01-01, to: 2025-02-01}
                """)
            try office.put("partners", [["id": "1", "name": "Ann", "email": "ann@one.example", "status": "approved"]])
            try await office.sync()
            let ann = try await office.partner("Ann")
            let minted = try await office.run("link", "mint", ann, "--json")
            let arms = try #require(minted.json?["arms"]?.array)
            #expect(arms.count == 1 && arms[0]["experiment"] == "page" && arms[0]["subject"] == "landing_page")
            let arm = try #require(arms[0]["arm"]?.string)
            let code = try #require(minted.json?["code"]?.string)
            let words = try await office.run("link", "mint", ann)
            #expect(words.out.contains("experiment page: this landing page is in the arm \(arm)"), "\(words)")
            try office.write(#"{"id":"c1","at":"2026-01-04T10:00:00Z","code":"\#(code)","visitor":"dee"}"#, to: "clicks.jsonl")
            try await office.run("clicks", "import", "clicks.jsonl")
            let report = try await office.run("report", "experiments", "--json")
            let rows = try #require(report.json?["arms"]?.array).filter { $0["experiment"] == "page" }
            #expect(rows.map { $0["arm"]?.string } == ["plain", "film"] && rows[0]["verdict"] == "control", "\(report)")
            #expect(rows.first { $0["arm"]?.string == arm }?["shown"]?.integer == 1, "\(report)")
            #expect(rows[1]["verdict"] == "too_small" && rows[1]["difference"] == .null, "\(report)")
            let csv = try await office.run("report", "experiments", "--csv")
            #expect(csv.out.contains("subjects,page,\(arm),\(code),\(ann),1,0"), "\(csv)")
            let table = try await office.run("report", "experiments")
            #expect(table.out.contains("too_small"), "\(table)")
            try office.configure("key: \"${env:LINK_KEY}\"", "key: \"${env:NO_SUCH_KEY}\"")
            #expect(try await office.run(["report", "experiments"]).code == 78)
        }
    }
}
