import Model
import Testing

/// What makes a reward: a coupon's shop, a credit's payment provider.
enum RewardMaker: String, Sendable, CaseIterable {
    case coupon = "woocommerce"
    case credit = "stripe"

    /// The call that makes one, as faults name calls.
    var making: String { self == .coupon ? "POST */coupons" : "POST */balance_transactions" }
    /// The call that looks for one.
    var looking: String { making.replacing("POST", with: "GET") }
    /// Its book.
    var book: String { self == .coupon ? "coupons" : "customer_balance_transactions" }
}

/// What happens on the way. A number is the exit code that `rewards give` must have; nil for any.
enum RewardDeed: Sendable {
    /// From here on calls that make rewards go wrong, in place of what went wrong before: the kind of fault, and which calls.
    case fault(String, String)
    /// In one run the calls that make rewards go wrong, from the next on those that look for them too, each in its way.
    case both(String, String)
    /// Nothing goes wrong any more.
    case heal
    /// `rewards give` runs.
    case give(Int?)
    /// It is killed at a crash point if it gets there.
    case die(CrashPoint)
    /// Two processes give at the same time, with these variables; how they may end.
    case two([String: String], [Int])
    /// So many hours pass, for all.
    case pass(Int)
}

/// One trouble on the way of two coupons or two credits, and what comes of it once all is well again and `rewards give` ran twice more.
/// Whatever a row says, the maker's own book never has a reward twice.
struct RewardRow: Sendable, CustomTestStringConvertible {
    let name: String
    let maker: RewardMaker
    let when: [RewardDeed]
    /// How many rewards end in which state.
    let then: [String: Int]

    init(_ name: String, _ maker: RewardMaker, when: [RewardDeed], then: [String: Int] = ["given": 2]) {
        (self.name, self.maker, self.when, self.then) = (name, maker, when, then)
    }

    var testDescription: String { "\(maker): \(name)" }

    private static func both(_ name: String, when: [RewardDeed]) -> [RewardRow] {
        RewardMaker.allCases.map { RewardRow(name, $0, when: when) }
    }

    static let table: [RewardRow] =
        [
            both("nothing goes wrong", when: [.give(0)]),
            both("it is made, and the answer is lost", when: [.fault("response-lost", "1"), .give(5)]),
            both("the request is lost", when: [.fault("request-lost", "1"), .give(5)]),
            both("the answer breaks off", when: [.fault("reset-mid-body", "1"), .give(5)]),
            both("the network delivers the request twice", when: [.fault("duplicate-delivery", "1"), .give(nil)]),
            both("409, then 429, then 503", when: [.fault("http-409", "1"), .give(5), .fault("rate-limited", "1"), .give(5)]),
            both("503, and it is not said whether it is made", when: [.fault("http-503", "1"), .give(5)]),
            both("a page to sign in stands between", when: [.fault("html-login", "1"), .give(nil)]),
            both("no credentials for a whole run", when: [.fault("token-expired", "1"), .give(5)]),
            both("nobody can be asked whether it is there", when: [.both("response-lost", "scope-removed"), .give(5), .give(5)]),
            both("killed before anybody is asked", when: [.die(.rewardNoted)]),
            both("killed after the answer, before it is stored", when: [.die(.rewardAnswered)]),
            both("killed three times over", when: [.die(.rewardAnswered), .die(.rewardNoted), .die(.rewardAnswered)]),
            both("two processes at once: one is told to wait (R34)", when: [.fault("slow", "#1"), .two([:], [0, 75])]),
            both("two processes, and no lease keeps them apart", when: [.fault("slow", "#1"), .two(["ENTENTE_MUTATE": "R34"], [0, 5])]),
        ].flatMap { $0 } + credits

    /// A provider that failed is left alone for the rest of a run: the second credit is asked for in a later one, when all is well.
    private static let credits: [RewardRow] = [
        RewardRow("the key is in use by another request", .credit, when: [.fault("key-in-use", "1"), .give(5)]),
        RewardRow("it acts and answers 500, which the key keeps", .credit, when: [.fault("failed-after-effect", "1"), .give(5), .give(5)]),
        RewardRow(
            "a 500 that the key keeps: unknown for a day, then a person looks (P6)", .credit,
            when: [.fault("http-500", "1"), .give(5), .heal, .pass(12), .give(5), .pass(12), .give(3)], then: ["by hand": 1, "given": 1]),
        RewardRow(
            "nothing arrives for 25 hours: a person looks, and nothing is sent (P6)", .credit,
            when: [.fault("request-lost", "1"), .give(5), .heal, .pass(25), .give(3)], then: ["by hand": 1, "given": 1]),
        RewardRow(
            "it acts, and nobody hears of it for 25 hours: it is found (P5)", .credit,
            when: [.both("response-lost", "scope-removed"), .give(5), .heal, .pass(25), .give(0)]),
    ]
}
