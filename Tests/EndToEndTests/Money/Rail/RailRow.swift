import Model
import Testing

/// Who pays.
enum RailProvider: String, Sendable, CaseIterable {
    case stripe
    case paypal

    /// The call that pays, as faults name calls.
    var paying: String { self == .stripe ? "POST /v1/transfers" : "POST /v1/payments/payouts" }
}

/// Who is owed 10.00 each: two whom the provider can pay, or some more whom it cannot.
enum RailCrowd: String, Sendable, CaseIterable {
    case plain
    case mixed

    /// Name and account of each partner.
    func partners(_ provider: RailProvider) -> [(name: String, account: String)] {
        let good = provider == .stripe ? ["acct_ann", "acct_bob"] : ["ann@partner.example", "reversed@partner.example"]
        let bad =
            provider == .stripe ? ["acct_nowhere", "acct_stuck"] : ["cyd@nodot", "locked@partner.example", "nobody@partner.example"]
        return zip(["Ann", "Bob", "Cyd", "Dan", "Eve"], self == .plain ? good : good + bad).map { ($0, $1) }
    }
}

/// A command of the road.
enum RailStep: String, Sendable {
    case plan
    case send
    case settle
}

/// What happens on the way. A number is the exit code that a command must have; nil for any.
enum RailDeed: Sendable {
    /// From here on calls go wrong, in place of what went wrong before: the kind of fault, and which calls that pay (`#1`, or `1` for all).
    case fault(String, String)
    /// As `fault`, in the sandbox's own words.
    case faults(String)
    /// Nothing goes wrong any more.
    case heal
    /// A command runs.
    case run(RailStep, Int?)
    /// A command is killed at a crash point.
    case die(CrashPoint, RailStep)
    /// A command runs, and is killed at a crash point if it gets there.
    case mayDie(CrashPoint, RailStep)
    /// A person approves all drafts.
    case approve
    /// Two processes send at the same time, with these variables; how they may end.
    case both([String: String], [Int])
    /// So many hours pass, for all.
    case pass(Int)
    /// The provider, or the receiver, takes back what one partner was paid.
    case takeBack(String)
    /// The provider denies a whole batch.
    case deny
    /// A person looks at the provider and decides about everything that is unknown.
    case decide(String, Int?)
}

/// One trouble on the road from the plan to the settled payout, and what comes of it once all is well again and `send` and `settle` ran
/// twice more. Whatever a row says, no payout may be sent twice, and books, hub and ledger must agree: see `RailVerdict`.
struct RailRow: Sendable, CustomTestStringConvertible {
    let name: String
    let provider: RailProvider
    let crowd: RailCrowd
    /// Whether two drafts are planned and approved before anything of `when` happens.
    let isPlanned: Bool
    let when: [RailDeed]
    /// How many payouts end in which state; nil where only the law counts.
    let then: [String: Int]?
    /// Whether something waits for a person in the end.
    let waits: Bool

    init(
        _ name: String, _ provider: RailProvider, _ crowd: RailCrowd = .plain, isPlanned: Bool = true, when: [RailDeed],
        then: [String: Int]?, waits: Bool = false
    ) {
        (self.name, self.provider, self.crowd, self.isPlanned) = (name, provider, crowd, isPlanned)
        (self.when, self.then, self.waits) = (when, then, waits)
    }

    var testDescription: String { "\(provider.rawValue): \(name)" }

    /// The row at both providers.
    static func both(_ name: String, isPlanned: Bool = true, when: [RailDeed]) -> [RailRow] {
        RailProvider.allCases.map { RailRow(name, $0, isPlanned: isPlanned, when: when, then: ["paid": 2]) }
    }
}
