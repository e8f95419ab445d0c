import Model
import Testing

/// Rows of the hub as scripts read them.
@Suite struct ShowTests {
    @Test func `a row of a list is what show says of the entity alone, with links, values and provenance`() async throws {
        try await Trial.open(records: 60) { trial in
            try await trial.meet()
            let rows = try await trial.run("show", "customer", "--limit", "1000", "--json").rows
            #expect(rows.count > 20)
            let linked = rows.filter { ($0["links"]?.array?.count ?? 0) > 1 }
            for row in linked.prefix(3) + rows.suffix(1) {
                let alone = try await trial.run("show", "customer", row["id"]?.string ?? "", "--json").json
                #expect(row.text == alone?.text)
            }
            let row = try #require(linked.first)
            #expect(Set(row["links"]?.array?.compactMap { $0["remote"]?.string } ?? []) == ["crm", "marketing"])
            #expect(row["links"]?.array?.allSatisfy { $0["values"]?["email"]?.string != nil && $0["state"] == "live" } ?? false)
            #expect(row["provenance"]?["email"]?["from"]?.string != nil)
            #expect(row["provenance"]?["email"]?["rule"]?.string != nil)
        }
    }
}
