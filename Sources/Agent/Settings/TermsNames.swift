import Model
import YAML

/// Names in terms.
enum TermsNames {
    /// A name of a rule, a reward or a milestone: it stands in the ledger, so it is short and plain.
    static var id: ValueKind<String> {
        .scalar("1 to 64 small letters, digits, - or _") { text, _ in isID(text) ? text : nil }
    }

    static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95 }
    }

    /// The states of a referral.
    static var leadStates: [String] { options("state", .referral) }

    private static func options(_ field: String, _ kind: EntityKind) -> [String] {
        guard case .enumeration(let options) = EntitySchema.field(field, of: kind)?.type else { return [] }
        return options
    }
}
