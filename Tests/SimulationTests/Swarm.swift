import Foundation

/// What one seed decides about the world before anything happens: who takes part, under which policies, and how much goes wrong. Small
/// worlds with a few strong traits find more than one that has everything a little.
struct Swarm {
    /// The remotes by the names of the sample configurations, with their vendors.
    let vendors: [(remote: String, vendor: String)]
    /// Records at each vendor.
    let records: Int
    /// Rounds in which everything may fail.
    let rounds: Int
    /// How often a round has faults, a crash, and how many edits it has at most. Units: percent, percent, count.
    let (faults, crashes, edits): (Int, Int, Int)
    /// Whether records are deleted and merged.
    let isDestructive: Bool
    /// Whether the brakes of the sample configuration stand.
    let hasBrakes: Bool
    private let policies: [String]
    private let deletes: [String]

    init(_ seed: UInt64) {
        let chance = Chance(seed, "swarm")
        let three = chance.happens(35)
        vendors = [("crm", "salesforce"), ("marketing", "hubspot")] + (three ? [("sales", "pipedrive")] : [])
        records = 4 + chance.below(10)
        rounds = 3 + chance.below(5)
        faults = [0, 30, 60, 90][chance.below(4)]
        crashes = [0, 20, 50][chance.below(3)]
        edits = 2 + chance.below(8)
        isDestructive = chance.happens(50)
        hasBrakes = chance.happens(20)
        let names = vendors.map(\.remote)
        let choices =
            ["latest", "prefer_nonblank", "{prefer: [\(names.reversed().joined(separator: ", "))]}", "manual"]
            + names.map { "{owner: \($0)}" }
        let usual = "{prefer: [\(names.joined(separator: ", "))]}"
        policies = (0..<8).map { _ in chance.happens(40) ? chance.pick(choices) ?? usual : usual }
        deletes = (0..<6).map { _ in chance.pick(["unlink", "unlink", "archive", "ignore", "propagate"]) ?? "unlink" }
    }

    /// The sample configuration with this swarm's policies in the places where the sample has the usual one.
    func config(from sample: String) -> String {
        var (policies, deletes) = (policies[...], deletes[...])
        var lines: [String] = []
        var skipsBrakes = false
        for line in sample.split(separator: "\n", omittingEmptySubsequences: false) {
            var text = String(line)
            if text.hasPrefix("brakes:"), !hasBrakes {
                skipsBrakes = true
                lines.append(Self.wide)
            }
            if skipsBrakes {
                if text.hasPrefix("brakes:") || text.hasPrefix("  ") { continue }
                skipsBrakes = false
            }
            // Identity stays with its order, or records would lose what they are matched by; a referral's name is only written.
            if text.contains("name:"), text.contains("crm: "), text.contains("marketing: "),
                let usual = text.firstRange(of: #/\{prefer: \[crm, marketing(, sales)?\]\}/#),
                let policy = policies.popFirst()
            {
                text.replaceSubrange(usual, with: policy)
            }
            if text.contains("on_delete: unlink"), let rule = deletes.popFirst() {
                text = text.replacingOccurrences(of: "on_delete: unlink", with: "on_delete: \(rule)")
            }
            if text.contains("username: sync@") { text = "      client_secret: ${env:SALESFORCE_CLIENT_SECRET}" }
            if text.contains("salesforce.pem") { continue }
            lines.append(text)
        }
        return lines.joined(separator: "\n")
    }

    private static let wide = """
        brakes:
          deletes: {count: 1000, share: 100%}
          creates: {count: 1000, share: 100%}
          updates: {share: 100%}
          same_value: {share: 100%}
          blanks: {share: 100%}
          unknown: {share: 100%}
          conflicts: {share: 100%}
        """
}
