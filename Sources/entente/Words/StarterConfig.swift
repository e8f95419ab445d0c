import Agent
import Connectors
import Model
import Reconciliation

/// A commented configuration for chosen connectors: what the sample maps for them, else what their manifests' names suggest.
struct StarterConfig {
    /// A remote to be.
    struct Remote {
        let name: String
        let manifest: Manifest
    }

    private let remotes: [Remote]
    private let sample: Settings?

    init(_ remotes: [Remote]) {
        self.remotes = remotes
        sample = Settings.read(Array(SampleConfig.text.utf8), file: "config.yaml").settings
    }

    /// The variables that the text asks for.
    var variables: [String] { remotes.flatMap { remote in remote.manifest.config.filter(Self.isNeeded).map { variable(remote, $0) } } }

    /// The text of config.yaml.
    var text: String { (head + remoteLines + syncLines + tail).joined(separator: "\n") + "\n" }

    private var head: [String] {
        [
            "# One program, one hub. Every key is explained in docs/CONFIG.md; `entente check` says what is wrong here, with line and column.",
            "version: 1",
            "program:",
            "  name: My Program",
            "  currency: USD",
            "  time_zone: UTC                         # whose days and months count, such as America/New_York",
            "  # country: US                          # assumed for phones of records without a country",
            "  instance: main                         # stands before every external key; two hubs on one CRM need two names",
            "connectors: connectors                   # folder of manifests, relative to this file; then beside the binary",
            "store: entente.db                        # the hub, created 0600",
            "log: {level: notice, format: text}",
            "",
        ]
    }

    private var remoteLines: [String] {
        ["remotes:"]
            + remotes.flatMap { remote -> [String] in
                var lines = ["  \(remote.name):", "    connector: \(StarterSide.quoted(remote.manifest.connector))"]
                let needed = remote.manifest.config.filter(Self.isNeeded)
                if !needed.isEmpty { lines.append("    with:") }
                for entry in needed {
                    let about = entry.about.map { "  # \($0)" } ?? ""
                    lines.append("      \(entry.name): \(value(remote, entry))\(about)")
                }
                let others = remote.manifest.config.filter { !Self.isNeeded($0) }
                if !others.isEmpty { lines.append("    # with, where needed:") }
                for entry in others {
                    let standard = entry.defaultText.map { StarterSide.quoted($0) } ?? value(remote, entry)
                    lines.append("    #   \(entry.name): \(standard)\(entry.about.map { "  # \($0)" } ?? "")")
                }
                return lines + [
                    "    access: read_write                   # read_only: no write is ever planned for it", "    every: 15m", "",
                ]
            }
    }

    private var syncLines: [String] {
        let kinds = EntityKind.allCases.compactMap { kind in sides(of: kind).map { (kind, $0) } }
        guard !kinds.isEmpty else {
            return ["# These connectors hold nothing to keep in step; docs/CONFIG.md says what `sync` takes.", ""]
        }
        let left = EntityKind.allCases.filter { kind in !kinds.contains { $0.0 == kind } }.map(\.rawValue)
        let remark = left.isEmpty ? [] : ["  # Not mapped here: \(left.joined(separator: ", ")). docs/CONFIG.md lists their fields."]
        return ["# `entente check` names the fields that a remote does not have: take those lines out, or create them there.", "sync:"]
            + kinds.flatMap { kind, sides in lines(kind, sides) } + remark + [""]
    }

    private var tail: [String] {
        [
            "# When a run stops itself before its first write, per remote and object. The defaults; of count and share the larger holds.",
            "brakes:",
            "  deletes: {count: 10, share: 1%}",
            "  creates: {count: 50, share: 10%}",
            "  updates: {share: 30%}", "",
        ] + moneyLines
    }

    /// What is earned and paid, in the fewest words that work: nothing is earned before `earn`, nothing is paid before `payouts send`.
    private var moneyLines: [String] {
        [
            "# Tracking links and clicks; take the marks away to use them. The key is made once: openssl rand -hex 32.",
            "# links:",
            "#   base: https://go.example.com          # a link's address begins so; its code stands behind",
            "#   target: https://www.example.com/      # where a link leads that names no target of its own",
            "#   key: ${env:ENTENTE_LINK_KEY}          # with another key every visitor is a stranger",
            "",
            "# What is earned, played by `entente earn`; docs/MONEY.md says what each number means.",
            "terms:",
            "  attribution: {model: last_click, window: 30d}",
            "  commissions:                           # in this order: the first that applies pays",
            "    - {id: standard, for: sale, pay: 10%, of: net, hold: 30d}",
            "  fraud: {auto_approval_ceiling: 250 USD}",
            "",
            "# How partners are paid, by the method in their payout_method: `entente payouts plan`, an approval, `entente payouts send`.",
            "payouts:",
            "  minimum: [50 USD]                      # a smaller balance is carried over",
            "  cut_off: month_end                     # the last day that counts",
            "  two_above: [1000 USD]                  # a payout above it needs two persons",
            "  cool_down: 7d                          # how long a new or changed account waits after its approval",
        ] + payers.map { "  \($0.method): \($0.remote)" } + [
            "  # manual: payouts                      # folder for the files that a bank is given"
        ]
    }

    /// The remotes that pay, each by the method that bears its connector's name.
    private var payers: [(method: String, remote: String)] {
        ["paypal", "stripe"].compactMap { method in
            remotes.first { $0.manifest.connector == method && $0.manifest.payouts != nil }.map { (method, $0.name) }
        }
    }

    /// The remotes that hold a kind; nil unless together they have all that the kind cannot do without.
    private func sides(of kind: EntityKind) -> [(name: String, side: StarterSide)]? {
        let found = remotes.compactMap { remote -> (name: String, side: StarterSide)? in
            let known = sample?.remotes.first { $0.connector == remote.manifest.connector }?.name
            if let known { return sample?.sync(kind).flatMap { StarterSide(sample: $0, remote: known) }.map { (remote.name, $0) } }
            return StarterSide(kind: kind, manifest: remote.manifest).map { (remote.name, $0) }
        }
        let fields = Set(found.flatMap(\.side.fields.keys))
        let isWhole = EntitySchema.fields(of: kind).allSatisfy { !$0.isRequired || fields.contains($0.name) }
        return found.isEmpty || !isWhole ? nil : found
    }

    private func lines(_ kind: EntityKind, _ sides: [(name: String, side: StarterSide)]) -> [String] {
        let rules = sample?.sync(kind)?.rules ?? []
        let standard = EntitySchema.fields(of: kind).map(\.name)
        let names = rules.map(\.name) + standard.filter { name in !rules.contains { $0.name == name } }
        let mapped = names.filter { name in sides.contains { $0.side.fields[name] != nil } }
        let keys = ["external_key"] + ["domain", "email", "order_number"].filter { mapped.contains($0) && Self.isKey($0, of: kind) }
        var lines = ["  \(kind.rawValue):", "    match: [\(keys.joined(separator: ", "))]", "    remotes:"]
        lines += sides.map {
            "      \($0.name): {\((["object: \(StarterSide.quoted($0.side.object))"] + $0.side.rest).joined(separator: ", "))}"
        }
        lines.append("    fields:")
        for name in mapped {
            let having = sides.compactMap { side in side.side.fields[name].map { (side.name, $0) } }
            let rule = rules.first { $0.name == name }
            var parts = [("policy", policy(rule?.policy, having.map(\.0)))] + having
            if let rule, name.hasPrefix("custom.") { parts.insert(("type", rule.type.name), at: 0) }
            if rule?.isStrict ?? false { parts.insert(("guard", "strict"), at: 1) }
            let short = "      \(name): {\(parts.map { "\($0): \($1)" }.joined(separator: ", "))}"
            lines += short.count <= 120 ? [short] : ["      \(name):"] + parts.map { "        \($0): \($1)" }
        }
        return lines
    }

    /// The sample's policy in the words of these remotes.
    private func policy(_ policy: MergePolicy?, _ names: [String]) -> String {
        switch policy {
        case .owner("hub", _)?: return "{owner: hub}"
        case .owner(let owner, _)?:
            let connector = sample?.remote(owner)?.connector
            return
                "{owner: \(names.first { name in remotes.contains { $0.name == name && $0.manifest.connector == connector } } ?? names[0])}"
        case .prefer?, nil: return "{prefer: [\(names.joined(separator: ", "))]}"
        case let other?: return other.name
        }
    }

    private static func isKey(_ field: String, of kind: EntityKind) -> Bool { kind != .deal || field == "order_number" }

    private static func isNeeded(_ entry: ManifestConfigEntry) -> Bool { !entry.isOptional && entry.defaultText == nil }

    private func variable(_ remote: Remote, _ entry: ManifestConfigEntry) -> String {
        "\(remote.name)_\(entry.name)".uppercased().replacing("-", with: "_")
    }

    private func value(_ remote: Remote, _ entry: ManifestConfigEntry) -> String {
        entry.kind == .pem ? "${file:\(remote.name).pem}" : "${env:\(variable(remote, entry))}"
    }
}
