import Foundation

/// What one seed decides about the world before anything happens: who takes part, under which policies, and how much goes wrong. Small
/// worlds with a few strong traits find more than one that has everything a little.
struct Swarm {
    /// The remotes by the names of the sample configurations, with their vendors.
    let vendors: [(remote: String, vendor: String)]
    /// Whether shops, a CRM and two providers of payments take part, and partners are paid; else two or three CRMs.
    let isMarket: Bool
    /// Records at each vendor.
    let records: Int
    /// Rounds in which everything may fail.
    let rounds: Int
    /// How often a round has faults, a crash, and how many edits it has at most. Units: percent, percent, count.
    let (faults, crashes, edits): (Int, Int, Int)
    /// How often somebody acts at a request of the agent. Units: percent.
    let haste: Int
    /// How often config.yaml is edited before a round, the hub's clock jumps, a copy is made or put back, and a second agent comes.
    /// Units: percent.
    let (rewrites, jumps, copies, seconds): (Int, Int, Int, Int)
    /// Whether records are deleted and merged.
    let isDestructive: Bool
    /// Whether values change on their way to a vendor.
    let isLossy: Bool
    /// Whether the brakes of the sample configuration stand.
    let hasBrakes: Bool
    private let seed: UInt64

    private static let market = [
        ("store", "woocommerce"), ("shop", "shopify"), ("crm", "hubspot"), ("card", "stripe"), ("wallet", "paypal"),
    ]

    /// The edition of config.yaml in which everything is mapped and may be written, as it must be in the end.
    static let last = 1_000

    /// What one seed decides, without the traits that are named, so that a seed that fails can be made smaller: `faults`, `crashes`,
    /// `haste`, `deletions`, `losses`, `brakes`, `rewrites`, `jumps`, `copies`, `seconds`, `market`.
    init(_ seed: UInt64, without: Set<String> = []) {
        let chance = Chance(seed, "swarm")
        self.seed = seed
        isMarket = chance.happens(15) && !without.contains("market")
        let three = chance.happens(35)
        let crms = [("crm", "salesforce"), ("marketing", "hubspot")] + (three ? [("sales", "pipedrive")] : [])
        vendors = isMarket ? Self.market : crms
        records = isMarket ? 20 + chance.below(40) : 4 + chance.below(10)
        rounds = 3 + chance.below(isMarket ? 3 : 5)
        func drawn(_ name: String, _ value: Int) -> Int { without.contains(name) ? 0 : value }
        faults = drawn("faults", [0, 30, 60, 90][chance.below(4)])
        crashes = drawn("crashes", [0, 20, 50][chance.below(3)])
        edits = 2 + chance.below(8)
        haste = drawn("haste", [0, 0, 3, 12][chance.below(4)])
        isDestructive = chance.happens(50) && !without.contains("deletions")
        isLossy = chance.happens(20) && !isMarket && !without.contains("losses")
        hasBrakes = chance.happens(20) && !without.contains("brakes")
        rewrites = drawn("rewrites", [0, 0, 30][chance.below(3)])
        jumps = drawn("jumps", [0, 0, 0, 30][chance.below(4)])
        // A copy put back forgets payouts: what is done about that needs a person, and has its own tests.
        copies = isMarket ? 0 : drawn("copies", [0, 0, 0, 30][chance.below(4)])
        seconds = drawn("seconds", [0, 0, 30][chance.below(3)])
    }

    /// The sample configuration that this swarm lives by, from the top of the repository.
    var sample: String { isMarket ? "docs/two-shops.yaml" : vendors.count > 2 ? "docs/three-crms.yaml" : "config.yaml" }

    /// What an edition of config.yaml says otherwise than the sample.
    private struct Edition {
        var policies: ArraySlice<String>
        var deletes: ArraySlice<String>
        var isSegmentMapped = true
        var isReadOnly = false

        init(_ number: Int, _ seed: UInt64, remotes: [String]) {
            let chance = Chance(seed, "edition \(number)")
            let usual = "{prefer: [\(remotes.joined(separator: ", "))]}"
            let choices =
                ["latest", "prefer_nonblank", "{prefer: [\(remotes.reversed().joined(separator: ", "))]}", "manual"]
                + remotes.map { "{owner: \($0)}" }
            policies = (0..<8).map { _ in chance.happens(40) ? chance.pick(choices) ?? usual : usual }[...]
            deletes = (0..<6).map { _ in chance.pick(["unlink", "unlink", "ignore", "carry", "carry"]) ?? "unlink" }[...]
            guard number > 0, number < Swarm.last else { return }
            isSegmentMapped = !chance.happens(30)
            isReadOnly = chance.happens(15)
        }
    }

    /// The sample configuration with an edition's policies in the places where the sample has the usual one.
    func config(from sample: String, edition number: Int) -> String {
        var edition = Edition(number, seed, remotes: vendors.map(\.remote))
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
                let policy = edition.policies.popFirst()
            {
                text.replaceSubrange(usual, with: policy)
            }
            if !isMarket, text.contains("on_delete: unlink"), let rule = edition.deletes.popFirst() {
                // HubSpot's records can be archived alone, the others' deleted alone: `entente check` refuses all else.
                let word = rule != "carry" ? rule : text.contains("marketing:") ? "archive" : "propagate"
                text = text.replacingOccurrences(of: "on_delete: unlink", with: "on_delete: \(word)")
            }
            if text.contains("username: sync@") { text = "      client_secret: ${env:SALESFORCE_CLIENT_SECRET}" }
            if text.contains("salesforce.pem") { continue }
            if text.contains("custom.segment:"), !edition.isSegmentMapped { continue }
            if edition.isReadOnly { text = text.replacingOccurrences(of: "access: read_write", with: "access: read_only") }
            if isMarket { text = Self.generous(text) }
            lines.append(text)
        }
        if isMarket, !hasBrakes { lines.append(Self.wide) }
        return lines.joined(separator: "\n")
    }

    /// Payouts of small sums, without waiting.
    private static func generous(_ line: String) -> String {
        line.replacing("hold: 30d", with: "hold: 0d").replacing("minimum: [25.00 USD]", with: "minimum: [1.00 USD]")
            .replacing("payouts:", with: line.hasPrefix("payouts:") ? "payouts:\n  cool_down: 0d" : "payouts:")
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
