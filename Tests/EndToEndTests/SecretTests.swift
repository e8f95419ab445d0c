import Foundation
import Testing

/// Secrets stay where they belong, whatever is logged (S10).
@Suite struct SecretTests {
    @Test func `no secret stands in stdout, stderr or the store after a whole run at the highest verbosity`() async throws {
        try await Trial.open(records: 60) { trial in
            var said = ""
            let plan = ["plan", "-o", "first.plan", "-vv"]
            let apply = ["apply", "first.plan", "--approve", "all", "--by", Trial.person, "-vv"]
            let rest = [["sync", "--full", "-vv"], ["reconcile", "--deep", "-vv"], ["status", "-vv"]]
            for arguments in [["check", "-vv"], plan, apply] + rest {
                said += try await trial.start(arguments).end().text
            }
            // The same by client credentials, then with a token that is refused.
            try trial.configure("username: sync@northwind.example", "client_secret: ${env:SALESFORCE_CLIENT_SECRET}")
            try trial.configure("      key: ${file:salesforce.pem}", "      #")
            let other = try await trial.run("sync", "--full", "-vv")
            #expect(other.code == 0, "\(other)")
            let refused = try await trial.run("sync", "-vv", with: ["HUBSPOT_TOKEN": "pat-na1-refused-7f3e"])
            #expect(refused.code == 77, "\(refused)")
            said += other.text + refused.text
            try #require(said.contains("message=request"), "nothing was traced")
            for (name, secret) in try secrets(trial) {
                #expect(!said.contains(secret), "\(name) was said")
                for file in try kept(trial) where file.bytes.range(of: Data(secret.utf8)) != nil {
                    Issue.record("\(name) is in \(file.name)")
                }
            }
        }
    }

    private func secrets(_ trial: Trial) throws -> [(name: String, text: String)] {
        let key = Program.text(trial.folder.appending(path: "salesforce.pem")).split(separator: "\n")
        let body = key.filter { !$0.hasPrefix("-----") }.map(String.init)
        try #require(body.count > 10)
        let secret = try #require(trial.environment["SALESFORCE_CLIENT_SECRET"])
        let token = try #require(trial.environment["HUBSPOT_TOKEN"])
        // An access token of the org begins with its id; an assertion with its header.
        return [
            ("the client secret", secret), ("the token", token), ("the refused token", "pat-na1-refused-7f3e"),
            ("an access token", "00DRO0000000001!"), ("an assertion", "eyJ"),
        ] + body.enumerated().map { ("line \($0 + 1) of the key", $1) }
    }

    /// Every file that the commands left in the folder.
    private func kept(_ trial: Trial) throws -> [(name: String, bytes: Data)] {
        let given = [".env", "salesforce.pem", "config.yaml", "sandbox.pipe"]
        let names = try FileManager.default.subpathsOfDirectory(atPath: trial.folder.path).filter { !given.contains($0) }
        try #require(names.contains("entente.db"))
        return names.compactMap { name in
            (try? Data(contentsOf: trial.folder.appending(path: name))).map { (name, $0) }
        }
    }
}

extension Program.End {
    /// All that was said.
    var text: String { out + err }
}
