import Model
import Testing

/// A worked example of docs/MONEY.md that is told by books alone: what is written in, and what each partner's commissions are then.
struct Worked: Sendable, CustomTestStringConvertible {
    /// The example's number.
    let id: String
    /// What it shows.
    let says: String
    /// What a program must say of its terms.
    let terms: String
    var currency = "USD"
    var zone = "UTC"
    /// The partners in the order in which their links were clicked, or whose coupon stands on the sales.
    var partners = ["Ann"]
    /// When the visitor clicked each partner's link; empty where coupons speak.
    var clicks: [String] = []
    /// The sales.
    let sales: [Sale]
    /// Refunds of the first sale, each with its time.
    var refunds: [(at: String, amount: String)] = []
    /// The entries of each partner's commissions in their order.
    let entries: [String: [String]]
    /// What they add up to.
    let sums: [String: String]
    /// The exit code of `earn`.
    var code = 0

    /// A sale of one customer.
    struct Sale: Sendable {
        let amount: String
        let opened: String
        var currency: String?
        var paid: String?
    }

    var testDescription: String { "\(id): \(says)" }

    private static let coupon = "{model: last_click, window: 30d}"

    private static func tiers(_ marginal: Bool) -> String {
        """

        attribution: \(coupon)
        commissions:
          - id: standard
            for: sale
            of: gross
            hold: 0d
            tiers: {per: month, marginal: \(marginal), steps: [{above: 0, pay: 10%}, {above: 5, pay: 15%}]}
        """
    }

    private static func simple(_ pay: String = "10%", model: String = "last_click") -> String {
        """

        attribution: {model: \(model), window: 30d}
        commissions: [{id: standard, for: sale, pay: \(pay), of: gross, hold: 0d}]
        """
    }

    private static func march(_ count: Int) -> [Sale] { (1...count).map { Sale(amount: "100.00", opened: "2026-03-0\($0)T12:00:00Z") } }

    private static let fourClicks = ["2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z", "2026-01-03T10:00:00Z", "2026-01-04T10:00:00Z"]

    /// The table.
    static let all: [Worked] = [
        Worked(
            id: "W1", says: "10 % for the first five sales of a month, 15 % beyond, each sale at its own step", terms: tiers(true),
            sales: march(7), entries: ["Ann": ["10.00", "10.00", "10.00", "10.00", "10.00", "15.00", "15.00"]], sums: ["Ann": "80.00"]),
        Worked(
            id: "W2", says: "the same at the reached step: the first five are adjusted", terms: tiers(false), sales: march(7),
            entries: [
                "Ann": ["10.00", "5.00", "10.00", "5.00", "10.00", "5.00", "10.00", "5.00", "10.00", "5.00", "15.00", "15.00"]
            ], sums: ["Ann": "105.00"]),
        Worked(
            id: "W3", says: "the program's zone decides the month: the sixth sale counts in March, the seventh in April",
            terms: tiers(true),
            zone: "America/New_York",
            sales: march(5) + [
                Sale(amount: "100.00", opened: "2026-04-01T03:30:00Z"), Sale(amount: "100.00", opened: "2026-04-01T04:00:00Z"),
            ],
            entries: ["Ann": ["10.00", "10.00", "10.00", "10.00", "10.00", "15.00", "10.00"]], sums: ["Ann": "75.00"]),
        Worked(
            id: "W4", says: "10.00 over three partners: the earliest touch gets the odd cent", terms: simple(model: "linear"),
            partners: ["Ann", "Bob", "Cy"], clicks: Array(fourClicks.prefix(3)),
            sales: [Sale(amount: "100.00", opened: "2026-01-05T10:00:00Z")],
            entries: ["Ann": ["3.34"], "Bob": ["3.33"], "Cy": ["3.33"]], sums: ["Ann": "3.34", "Bob": "3.33", "Cy": "3.33"]),
        Worked(
            id: "W5", says: "by position: 40, 10, 10, 40", terms: simple(model: "position"), partners: ["Ann", "Bob", "Cy", "Di"],
            clicks: fourClicks, sales: [Sale(amount: "100.00", opened: "2026-01-05T10:00:00Z")],
            entries: ["Ann": ["4.00"], "Bob": ["1.00"], "Cy": ["1.00"], "Di": ["4.00"]],
            sums: ["Ann": "4.00", "Bob": "1.00", "Cy": "1.00", "Di": "4.00"]),
        Worked(
            id: "W6", says: "refunds take back in proportion, and never more than the whole", terms: simple(),
            sales: [Sale(amount: "120.00", opened: "2026-01-05T10:00:00Z")],
            refunds: [("2026-01-06T10:00:00Z", "30.00"), ("2026-01-07T10:00:00Z", "90.00"), ("2026-01-08T10:00:00Z", "1.00")],
            entries: ["Ann": ["12.00", "-3.00", "-9.00"]], sums: ["Ann": "0.00"], code: 3),
        Worked(
            id: "W8", says: "rounding is half-even at the currency's own unit: yen", terms: simple("12.5%"), currency: "JPY",
            sales: [Sale(amount: "999", opened: "2026-01-05T10:00:00Z")], entries: ["Ann": ["125"]], sums: ["Ann": "125"]),
        Worked(
            id: "W8", says: "rounding is half-even at the currency's own unit: dinars of Kuwait", terms: simple(), currency: "KWD",
            sales: [Sale(amount: "10.005", opened: "2026-01-05T10:00:00Z")], entries: ["Ann": ["1.000"]], sums: ["Ann": "1.000"]),
        Worked(
            id: "W9", says: "the window includes its last instant", terms: simple(), clicks: ["2026-01-01T10:00:00Z"],
            sales: [Sale(amount: "100.00", opened: "2026-01-31T10:00:00Z")], entries: ["Ann": ["10.00"]], sums: ["Ann": "10.00"]),
        Worked(
            id: "W9", says: "and ends a second later", terms: simple(), clicks: ["2026-01-01T10:00:00Z"],
            sales: [Sale(amount: "100.00", opened: "2026-01-31T10:00:01Z")], entries: [:], sums: [:]),
        Worked(
            id: "W13", says: "a sale in a currency without a rate waits, and no total contains it", terms: simple(),
            sales: [Sale(amount: "100.00", opened: "2026-01-05T10:00:00Z", currency: "EUR")], entries: [:], sums: [:], code: 3),
    ]
}
