import Foundation
import Model
import Testing

/// The hub copied, put back, taken out and filled again, by the commands.
@Suite struct BackupTests {
    @Test func `a hub that was put back reads before it writes, and all sides are in step again`() async throws {
        try await Trial.open(records: 60) { trial in
            try await trial.meet()
            let backup = try await trial.run("backup", "monday.db", "--json")
            #expect(backup.code == 0, "\(backup)")
            #expect(backup.json?["entities"]?["customer"]?.integer ?? 0 > 10)
            #expect(try await trial.run("backup", "monday.db").code == 1, "a backup replaces nothing")
            let pair = try #require(try await trial.pairs("customer", 1).first)
            try await trial.sandbox.edit("salesforce", "Contact", pair.crm, [("FirstName", "Ada")])
            try await trial.sync()
            #expect(try await trial.hub("customer", pair.entity, "first_name") == "Ada")

            let restore = try await trial.run("restore", "monday.db", "--json")
            #expect(restore.code == 0, "\(restore)")
            let before = try #require(restore.json?["before"]?.string, "\(restore)")
            #expect(FileManager.default.fileExists(atPath: trial.folder.appending(path: before).path) || before.hasPrefix("/"))
            #expect(try await trial.hub("customer", pair.entity, "first_name") != "Ada")
            let calls = try await trial.sandbox.log("hubspot").count
            _ = try await trial.sync(code: nil)
            let writes = try await trial.sandbox.log("hubspot", after: calls).filter { $0["method"] == "PATCH" || $0["method"] == "PUT" }
            #expect(writes.isEmpty, "\(writes)")
            try await trial.sync(code: nil)
            #expect(try await trial.hub("customer", pair.entity, "first_name") == "Ada")
            try await trial.expectInStep()
        }
    }

    @Test func `what is taken out fills another hub with the same rows`() async throws {
        try await Trial.open(records: 40) { trial in
            try await trial.meet()
            let export = try await trial.run("export", "everything", "--json")
            #expect(export.code == 0, "\(export)")
            let rows = try #require(export.json?["rows"])
            #expect(rows["customer"]?.integer ?? 0 > 10)
            #expect(try await trial.run("export", "everything").code == 1)
            let back = try await trial.run("import", "everything", "--store", "copy.db", "--json")
            #expect(back.code == 0, "\(back)")
            #expect(back.json?["rows"]?.text == rows.text)
            let (one, other) = (
                try await trial.run("show", "customer", "--limit", "1000", "--json"),
                try await trial.run("show", "customer", "--limit", "1000", "--json", "--store", "copy.db")
            )
            #expect(!one.rows.isEmpty && one.out == other.out)
            #expect(try await trial.run("import", "everything").code == 1, "the hub is not empty")
        }
    }

    @Test func `two entities are made one by a person, and two again (R24)`() async throws {
        try await Trial.open(records: 60) { trial in
            try await trial.meet()
            let all = try await trial.run("show", "customer", "--limit", "1000", "--json").rows
            func side(_ remote: String) -> String? {
                all.first { $0["links"]?.array?.count == 1 && $0["links"]?.array?.first?["remote"]?.string == remote }?["id"]?.string
            }
            let ids = all.compactMap { $0["id"]?.string }
            let (kept, merged) = (side("crm") ?? ids[0], side("marketing") ?? ids[1])
            let merge = try await trial.run("review", "merge", kept, merged, "--by", Trial.person)
            #expect(merge.code == 0, "\(merge)")
            #expect(try await trial.run("show", "customer", "--limit", "1000", "--json").rows.count == all.count - 1)
            let split = try await trial.run("review", "split", kept, "--by", Trial.person)
            #expect(split.code == 0, "\(split)")
            #expect(try await trial.run("show", "customer", "--limit", "1000", "--json").rows.count == all.count)
            #expect(try await trial.run("review", "split", kept, "--by", Trial.person).code == 1)
        }
    }
}
