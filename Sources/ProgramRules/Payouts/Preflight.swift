public import Model

/// The check right before the first request (P9): what was frozen must still be true.
public struct Preflight: Sendable {
    /// The claimed rows as the ledger has them now, by number (P2: never carried along).
    public var entries: [Int64: ClaimableEntry]
    /// The partner's status now.
    public var status: PartnerStatus?
    /// The partner's destination now.
    public var destination: DestinationRecord?
    /// Who approved.
    public var approvals: [PayoutApproval]
    /// The settings.
    public var terms: PayoutTerms

    /// Describes what is true now.
    public init(
        entries: [Int64: ClaimableEntry], status: PartnerStatus?, destination: DestinationRecord?, approvals: [PayoutApproval],
        terms: PayoutTerms
    ) {
        self.entries = entries
        self.status = status
        self.destination = destination
        self.approvals = approvals
        self.terms = terms
    }

    /// Everything that speaks against sending an intent; empty if it may go.
    public func findings(_ intent: PayoutIntent, at now: Timestamp) -> [PreflightFinding] {
        var found: [PreflightFinding] = []
        var sum: Int128 = 0
        for claim in intent.claims {
            guard let entry = entries[claim.entry], entry.partner == intent.partner, entry.owed.currency == intent.owed.currency else {
                found.append(.claimUnknown(entry: claim.entry))
                continue
            }
            sum += Int128(entry.owed.minor)
            // What was booked since the intent was frozen makes a part of a correction; what only takes back may go all the same.
            let isClawback = entry.isCorrection && (entry.owed.minor < 0 || entry.openOwed == 0)
            if !isClawback, entry.state != .approved, entry.state != .claimed { found.append(.claimNotApproved(entry: claim.entry)) }
        }
        let isConverted = intent.exchange.map { $0.convert(intent.owed) == intent.amount } ?? true
        if sum != Int128(intent.owed.minor) || !isConverted { found.append(.sumDiffers(claimed: sum, intent: intent.owed.minor)) }
        if intent.amount.minor <= 0 { found.append(.nothingToPay) }
        if status?.allows(.payout) != true { found.append(.partnerNotPayable) }
        if destination?.destination != intent.destination {
            found.append(.destinationChanged)
        } else if let finding = destination?.finding(at: now, coolDownDays: terms.coolDownDays) {
            found.append(finding)
        }
        if !Receiver.isPlausible(intent.destination) { found.append(.badReceiver) }
        let missing = PayoutApprovals.missing(intent, approvals, terms)
        if missing > 0 { found.append(.approvalsMissing(missing)) }
        return found
    }
}

/// What a provider takes for a receiver (P8): one bad receiver must not sink a batch.
public enum Receiver {
    /// True if the account has the form that the provider asks for; providers not known here take anything.
    public static func isPlausible(_ destination: Destination) -> Bool {
        switch destination.provider {
        case "paypal":
            // Source: PayPal Payouts, `receiver` of at most 127 characters; an e-mail address here.
            let parts = destination.account.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, destination.account.utf8.count <= 127, !parts[0].isEmpty, parts[1].contains(".") else { return false }
            let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
            return !destination.account.contains(where: \.isWhitespace) && !labels.contains(where: \.isEmpty)
        case "stripe": return destination.account.hasPrefix("acct_") && destination.account.utf8.count > 5
        default: return true
        }
    }
}
