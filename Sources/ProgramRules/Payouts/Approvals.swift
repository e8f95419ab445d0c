public import Model

/// One person's approval of one frozen intent (P10).
public struct PayoutApproval: Hashable, Sendable {
    /// Who.
    public let by: String
    /// When.
    public let at: Timestamp
    /// The hash of the intent that was approved: an approval of anything else counts for nothing (R36).
    public let hash: String

    /// Describes an approval.
    public init(by: String, at: Timestamp, hash: String) {
        self.by = by
        self.at = at
        self.hash = hash
    }
}

/// How many persons have approved an intent, and how many must.
public enum PayoutApprovals {
    /// How many persons must approve: two over the limit of the currency that is paid or owed, else one (P10).
    public static func needed(_ intent: PayoutIntent, _ terms: PayoutTerms) -> Int {
        let isOver = [intent.amount, intent.owed].contains { amount in
            terms.fourEyesAbove[amount.currency].map { amount.minor > $0.minor } ?? false
        }
        return isOver ? 2 : 1
    }

    /// The persons who approved exactly this intent, each once: the same name in another case, with other space or with characters that
    /// nobody sees is the same person.
    public static func persons(_ intent: PayoutIntent, _ approvals: some Sequence<PayoutApproval>) -> Set<String> {
        let hash = intent.hash
        return Set(approvals.filter { $0.hash == hash }.compactMap { person($0.by) })
    }

    /// The one spelling under which a person counts; nil for a blank name.
    public static func person(_ name: String) -> String? {
        let seen = name.unicodeScalars.filter { scalar in
            let isHidden = scalar.properties.isDefaultIgnorableCodePoint || [.control, .format].contains(scalar.properties.generalCategory)
            return scalar.properties.isWhitespace || !isHidden
        }
        let words = String(String.UnicodeScalarView(seen)).split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : words.joined(separator: " ").lowercased()
    }

    /// How many persons must still approve; 0 if the intent may go.
    public static func missing(_ intent: PayoutIntent, _ approvals: some Sequence<PayoutApproval>, _ terms: PayoutTerms) -> Int {
        max(0, needed(intent, terms) - persons(intent, approvals).count)
    }
}
