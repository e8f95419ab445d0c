public import Model

/// Where a partner's money goes.
public struct Destination: Hashable, Sendable {
    /// The provider, such as `paypal`, `stripe` or `manual`.
    public let provider: String
    /// The account there: an address for mail, an account's id, a reference of a bank.
    public let account: String

    /// Describes a destination; nil if either part is blank.
    public init?(provider: String, account: String) {
        let account = PlainText.trimmed(account)
        guard !PlainText.isBlank(provider), !account.isEmpty else { return nil }
        self.provider = provider
        self.account = account
    }
}

/// What a partner's destination is, and since when somebody stands for it (P10).
public struct DestinationRecord: Hashable, Sendable {
    /// The destination.
    public var destination: Destination
    /// Who approved it; nil while nobody has.
    public var approvedBy: String?
    /// When it was approved: the cool-down begins.
    public var approvedAt: Timestamp?

    /// Describes a record.
    public init(_ destination: Destination, approvedBy: String? = nil, approvedAt: Timestamp? = nil) {
        self.destination = destination
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
    }

    /// Why nothing may be sent there at an instant; nil if something may.
    func finding(at now: Timestamp, coolDownDays: Int) -> PreflightFinding? {
        guard let approvedAt, let approvedBy, !PlainText.isBlank(approvedBy) else { return .destinationNotApproved }
        let from = approvedAt + .seconds(Int64(coolDownDays) * 86_400)
        return now < from ? .coolDown(until: from) : nil
    }
}

/// Why an intent is not sent (P9). Each is checked again right before the first request.
public enum PreflightFinding: Hashable, Sendable {
    /// A claimed entry's commission is not approved any more.
    case claimNotApproved(entry: Int64)
    /// A claimed entry is not in the ledger, or belongs to somebody else.
    case claimUnknown(entry: Int64)
    /// The claimed entries sum to something else (P2).
    case sumDiffers(claimed: Int128, intent: Int64)
    /// The amount is not above zero.
    case nothingToPay
    /// The partner's status does not allow a payout.
    case partnerNotPayable
    /// The partner has no destination any more, or another than the intent's.
    case destinationChanged
    /// Nobody has approved the destination.
    case destinationNotApproved
    /// The destination is new: nothing goes there before that instant.
    case coolDown(until: Timestamp)
    /// So many persons must still approve (P10).
    case approvalsMissing(Int)
    /// The provider would not take such a receiver.
    case badReceiver
}
