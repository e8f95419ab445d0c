public import Model

/// A test of the fraud screen.
public enum FraudTest: String, CaseIterable, Hashable, Comparable, Sendable {
    /// The partner and the customer look like one person or company.
    case selfReferral = "self_referral"
    /// Clicks that look made, not given.
    case cookieStuffing = "cookie_stuffing"
    /// Clicks that were bought in a search for the brand.
    case trademarkBidding = "trademark_bidding"
    /// Far more leads or sales than the others of the group.
    case velocity
    /// A customer with mail for one use.
    case disposableMail = "disposable_mail"
    /// An order or a new customer for the second time.
    case duplicate
    /// Too few paying customers for a first payout.
    case thinFirstPayout = "thin_first_payout"
    /// A commission above the ceiling of automatic approval.
    case amountCeiling = "amount_ceiling"
    /// The program spends more on a customer than allowed (C5).
    case allowableCost = "allowable_cost"
    /// A person holds or voids it.
    case person

    /// Orders by name.
    public static func < (left: FraudTest, right: FraudTest) -> Bool { left.rawValue < right.rawValue }
}

/// One fact behind a finding.
public struct Evidence: Hashable, Sendable {
    /// What was looked at, such as `email`.
    public let name: String
    /// What was seen.
    public let value: String

    /// Describes a fact.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What a test saw: it holds what it is about until a person decides; it is no verdict.
public struct FraudFinding: Hashable, Sendable {
    /// What a finding holds.
    public enum Subject: Hashable, Sendable {
        /// The commissions of one line.
        case line(String)
        /// Everything of the partner.
        case partner

        /// The subject as text.
        public var text: String {
            switch self {
            case .line(let id): "line \(id)"
            case .partner: "partner"
            }
        }
    }

    /// Which test.
    public let test: FraudTest
    /// Whose commissions it holds.
    public let partner: EntityID
    /// Which of them.
    public let subject: Subject
    /// What was seen.
    public let evidence: [Evidence]

    /// Describes a finding.
    public init(_ test: FraudTest, partner: EntityID, subject: Subject, evidence: [Evidence]) {
        self.test = test
        self.partner = partner
        self.subject = subject
        self.evidence = evidence
    }

    /// The finding's name: what is found again in a later run is the same finding, and a person's decision about it stands.
    public var id: String { "\(test.rawValue) \(partner.text) \(subject.text)" }

    /// True if it holds a commission of that line and partner.
    public func holds(line: String, partner: EntityID) -> Bool {
        guard partner == self.partner else { return false }
        switch subject {
        case .line(let id): return id == line || line.hasPrefix(id + "/")
        case .partner: return true
        }
    }
}
