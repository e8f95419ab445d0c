import Model
import Reconciliation
import YAML

/// Reads a field's `policy` (R6).
struct PolicyReader {
    /// The remotes that may be named: those that map the field, or all where that is not known yet.
    let remotes: [String]

    private static let words: [(name: String, policy: MergePolicy)] = [
        ("prefer_nonblank", .preferNonblank), ("latest", .latest), ("max", .max), ("min", .min), ("set_union", .setUnion),
        ("append_only", .appendOnly), ("immutable", .immutable), ("manual", .manual),
    ]
    private static let names = ["owner", "prefer"] + words.map(\.name)

    var kind: ValueKind<MergePolicy> {
        ValueKind("one of " + Self.names.joined(separator: ", "), form: .choice([.words(Self.words.map(\.name)), .map])) {
            node, place, session in
            if node.entries != nil || session.isSurvey { return map.read(node, place, session) }
            guard let text = node.text else {
                session.report(node, place, expected: "one of " + Self.names.joined(separator: ", "))
                return nil
            }
            if let word = Self.words.first(where: { $0.name == text }) { return word.policy }
            if text == "owner" || text == "prefer" {
                let form = text == "owner" ? "{owner: REMOTE} or {owner: hub}" : "{prefer: [REMOTE, ...]}"
                session.report(node, place, expected: form)
            } else {
                session.report(.unknownName(text, at: node.place, path: place.path, allowed: Self.names))
            }
            return nil
        }
    }

    private var map: ValueKind<MergePolicy> {
        .map { reader in
            reader.atMostOne(of: ["owner", "prefer"])
            for word in Self.words where reader.has(word.name) {
                reader.refuse([word.name], expected: "the word alone: policy: \(word.name)")
                return nil
            }
            let owner = reader.optional("owner", side, "who decides: a remote, or hub")
            let prefer = reader.optional("prefer", .list(of: side, least: 1), "who wins, in this order; the hub last unless named")
            let others =
                reader.has("prefer")
                ? nil : reader.optional("others", ValueKind<Others>.word(), "with owner: revert or ignore changes of others")
            if let prefer {
                if let twice = prefer.first(where: { name in prefer.count { $0 == name } > 1 }) {
                    reader.session.report(reader.node, reader.place, expected: "\(twice) only once")
                }
                return .prefer(prefer)
            }
            if !reader.has("owner"), !reader.has("prefer"), reader.node.entries?.allSatisfy({ $0.key == "others" }) ?? true {
                reader.session.report(reader.node, reader.place, expected: "owner or prefer")
            }
            return owner.map { .owner($0, othersIgnored: others == .ignore) }
        }
    }

    private enum Others: String, CaseIterable {
        case revert, ignore
    }

    private var side: ValueKind<String> {
        let allowed = remotes + ["hub"]
        return ValueKind("one of " + allowed.joined(separator: ", "), form: .scalar) { node, place, session in
            guard let text = node.text else {
                session.report(node, place, expected: "one of " + allowed.joined(separator: ", "))
                return nil
            }
            if allowed.contains(text) { return text }
            session.report(.unknownName(text, at: node.place, path: place.path, allowed: allowed))
            return nil
        }
    }

    /// What a policy asks of a field's type; nil if they fit.
    static func mismatch(_ policy: MergePolicy, _ type: FieldType) -> String? {
        switch policy {
        case .max, .min:
            switch type {
            case .integer, .decimal, .percent, .money, .date, .timestamp: nil
            default: "a field of type integer, decimal, percent, money, date or timestamp"
            }
        case .setUnion: type == .set ? nil : "a field of type set"
        case .appendOnly: type == .set || type == .text ? nil : "a field of type text or set"
        case .owner, .prefer, .preferNonblank, .latest, .immutable, .manual: nil
        }
    }
}
