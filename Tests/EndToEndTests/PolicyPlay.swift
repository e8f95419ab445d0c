import Foundation
import Model
import Testing

/// All policies played at once: each case on a partner of its own, its field edited on both sides between two syncs.
struct PolicyPlay: Sendable {
    /// What came of one case.
    struct Outcome: Sendable {
        let account: JSON?
        let company: JSON?
        let hub: JSON?
        let lost: [JSON]
        let waits: Bool
    }

    /// By field.
    let outcomes: [String: Outcome]

    /// Plays it against a sandbox of its own.
    static func play() async throws -> PolicyPlay {
        let changes = [(try sampleFields(), PolicyCase.fields), ("conflicts: {share: 5%}", "conflicts: {share: 100%}")]
        return try await Trial.open(records: 200, seed: 3, changes: changes) { trial in
            let pairs = try await settle(trial)
            for (test, pair) in zip(PolicyCase.all, pairs) {
                try await trial.sandbox.edit("salesforce", "Account", pair.crm, [(test.account, test.edit.account)])
            }
            // Far enough apart to be told apart (R7).
            try await trial.sandbox.advance(600)
            for (test, pair) in zip(PolicyCase.all, pairs) {
                try await trial.sandbox.edit("hubspot", "companies", pair.marketing, [(test.company, test.edit.company)])
            }
            try await trial.sync(code: 3)
            let waiting = try await resolve(trial)
            try await trial.sync()
            try await trial.expectInStep()
            return PolicyPlay(outcomes: try await outcomes(trial, pairs, waiting))
        }
    }

    /// The partner's fields in the sample.
    private static func sampleFields() throws -> String {
        let text = try Repository.text("config.yaml")
        let start = try #require(text.range(of: "      name:   {policy"))
        let end = try #require(text.range(of: "  customer:\n"))
        return String(text[start.lowerBound..<end.lowerBound])
    }

    /// First contact, then what the cases hold before.
    private static func settle(_ trial: Trial) async throws -> [LinkedPair] {
        try await trial.meet()
        let pairs = try await trial.pairs("partner", PolicyCase.all.count)
        for (test, pair) in zip(PolicyCase.all, pairs) {
            guard let before = test.before else { continue }
            if test.hub == "tier" {
                try await trial.run("set", "partner", pair.entity, "tier=silver", "--by", Trial.person)
            } else {
                try await trial.sandbox.edit("salesforce", "Account", pair.crm, [(test.account, before.account)])
                try await trial.sandbox.edit("hubspot", "companies", pair.marketing, [(test.company, before.company)])
            }
        }
        try await trial.sync()
        try await trial.expectInStep("before the edits")
        return pairs
    }

    /// What waits for a person, by field; the one under `manual` is decided for marketing (R8).
    private static func resolve(_ trial: Trial) async throws -> Set<String> {
        let open = try await trial.run("conflicts", "--json").rows
        let manual = open.first { $0["field"]?.string == "email" }
        let id = try #require(manual?["id"]?.string, "\(open)")
        let end = try await trial.run("conflicts", "resolve", id, "--take", "marketing", "--by", Trial.person)
        #expect(end.code == 0, "\(end)")
        let reviews = try await trial.run("review", "--json").rows
        return Set((open + reviews).compactMap { $0["field"]?.string ?? $0["reason"]?.string })
    }

    private static func outcomes(_ trial: Trial, _ pairs: [LinkedPair], _ waiting: Set<String>) async throws -> [String: Outcome] {
        let conflicts = try await trial.run("conflicts", "list", "--all", "--json").rows
        var outcomes: [String: Outcome] = [:]
        for (test, pair) in zip(PolicyCase.all, pairs) {
            let losers = conflicts.filter { $0["field"]?.string == test.hub && $0["entity_id"]?.string == pair.entity }
                .flatMap { $0["losers"]?.array ?? [] }.compactMap { $0["value"] }
            outcomes[test.hub] = Outcome(
                account: try await trial.sandbox.record("salesforce", "Account", pair.crm)?["fields"]?[test.account],
                company: try await trial.sandbox.record("hubspot", "companies", pair.marketing)?["properties"]?[test.company],
                hub: try await trial.hub("partner", pair.entity, test.hub), lost: losers.sorted { $0.text < $1.text },
                waits: waiting.contains(test.hub))
        }
        return outcomes
    }
}
