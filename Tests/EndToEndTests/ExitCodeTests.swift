import Foundation
import Model
import Testing

/// What a script is told, by exit code.
@Suite(.serialized) struct ExitCodeTests {
    @Test func `64 for what cannot be asked, with the way to ask it`() async throws {
        try await Trial.open(records: 10) { trial in
            let options = [["sync", "--nope"], ["apply", "x.plan", "--approve", "all"], ["frobnicate"]]
            for arguments in options + [["sync", "nobody"], ["show", "weather"]] {
                let end = try await trial.start(arguments).end()
                #expect(end.code == 64, "\(arguments): \(end)")
                #expect(!end.err.isEmpty)
            }
        }
    }

    @Test func `78 for a broken configuration, with file, line and column`() async throws {
        try await Trial.open(records: 10) { trial in
            try trial.configure("policy: latest", "policy: lastest")
            let end = try await trial.run("plan")
            #expect(end.code == 78, "\(end)")
            #expect(end.err.contains(#/config\.yaml:\d+:\d+: .*lastest.*latest/#), "\(end)")
            let missing = try await trial.run("plan", "--config", "nowhere.yaml")
            #expect(missing.code == 78, "\(missing)")
        }
    }

    @Test func `77 for refused credentials, which names the remote`() async throws {
        try await Trial.open(records: 10) { trial in
            for command in ["check", "sync", "plan"] {
                let end = try await trial.run(command, with: ["HUBSPOT_TOKEN": "pat-na1-wrong"])
                #expect(end.code == 77, "\(command): \(end)")
                #expect((end.out + end.err).contains("marketing"), "\(end)")
            }
        }
    }

    @Test func `2 for a plan with differences, 0 once they are carried out`() async throws {
        try await Trial.open(records: 60) { trial in
            try await trial.meet()
            let pair = try #require(try await trial.pairs("customer", 1).first)
            try await trial.sandbox.edit("salesforce", "Contact", pair.crm, [("FirstName", "Ada")])
            try await trial.sandbox.advance(120)
            let plan = try await trial.run("plan", "--json")
            #expect(plan.code == 2, "\(plan)")
            let operation = plan.json?["operations"]?.array?.first { $0["remote"] == "marketing" }
            #expect(operation?["fields"]?["first_name"]?["new"] == "Ada", "\(plan)")
            #expect(try await trial.run("reconcile").code == 2)
            try await trial.sync()
            #expect(try await trial.run("plan").code == 0)
        }
    }

    @Test func `4 for a brake: nothing is written, and the saved plan carries it out once approved (R33)`() async throws {
        let old = "marketing: {object: contact, create: true, on_delete: unlink}"
        let new = old.replacingOccurrences(of: "unlink", with: "archive")
        try await Trial.open(records: 200, changes: [(old, new)]) { trial in
            try await trial.meet()
            for pair in try await trial.pairs("customer", 15) {
                try await trial.sandbox.edit("salesforce", "Contact", pair.crm, action: "delete")
            }
            let before = try await trial.sandbox.records("hubspot", "contacts").count
            let report = try await trial.sync(code: 4)
            let plan = try #require(report["plan"]?.string, "\(report.text)")
            #expect(report["brakes"]?.array?.isEmpty == false)
            #expect(try await trial.sandbox.records("hubspot", "contacts").count == before)
            let apply = try await trial.run("apply", plan, "--approve", "all", "--by", Trial.person, "--json")
            #expect([0, 3].contains(apply.code), "\(apply)")
            #expect(apply.json?["brakes"] == [], "\(apply)")
            #expect(try await trial.run("plan").code == 0)
        }
    }

    @Test func `75 while another run works, 143 once that one was told to end, and the next run finds its way (R34)`() async throws {
        try await Trial.open(records: 60) { trial in
            try await trial.meet()
            let pair = try #require(try await trial.pairs("customer", 1).first)
            try await trial.sandbox.edit("salesforce", "Contact", pair.crm, [("FirstName", "Ada")])
            try await trial.sandbox.advance(120)
            let calls = try await trial.sandbox.calls("salesforce")
            try await trial.sandbox.faults("slow@salesforce=1.0")
            let first = try trial.start(["sync"])
            // Its first call shows that it holds the lease.
            while try await trial.sandbox.calls("salesforce") == calls, first.isRunning {}
            let second = try await trial.run("sync")
            #expect(second.code == 75, "\(second)")
            first.signal(SIGTERM)
            let end = await first.end()
            #expect(end.code == 143, "\(end)")
            try await trial.sandbox.faults("")
            try await trial.sync()
            try await trial.expectInStep()
        }
    }
}
