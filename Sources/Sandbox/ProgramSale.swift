public import Model
import Synchronization

/// A deal as the shop that took the order and the provider that charged the card know it. All of it follows from the deal, so that whoever
/// holds the same deal tells the same: order number, buyer, currency and total are those of the deal.
/// Units: all amounts are minor units of `currency`.
public struct ProgramSale: Sendable, Equatable {
    /// A shop that takes orders. Every sale is made in one of them.
    public enum Shop: String, Sendable {
        /// The shop behind Shopify's stand-in.
        case shopify
        /// The shop behind WooCommerce's stand-in.
        case woocommerce
    }

    /// What became of the order.
    public enum State: Sendable {
        /// Placed and not paid.
        case pending
        /// Paid, and perhaps refunded in part or whole.
        case paid
        /// Called off before it was paid.
        case cancelled
    }

    /// One line of the order.
    public struct Line: Sendable, Equatable {
        /// What was bought.
        public var title: String
        /// Its key in the shop's catalogue.
        public var sku: String
        /// How many.
        public var quantity: Int64
        /// What they cost before the discount, without tax.
        public var subtotal: Int64
        /// What they cost after the discount, without tax.
        public var total: Int64
        /// The tax on them.
        public var tax: Int64
    }

    /// The deal's key.
    public let key: Int
    /// The only vendor that holds the deal; nil when all do.
    public let holder: String?
    /// The shop that took the order.
    public let shop: Shop
    /// The order's number, unique among sales.
    public let orderNumber: String
    /// The key of the person who buys; nil for a guest.
    public let customer: Int?
    /// The buyer's address.
    public let email: String
    /// The buyer's given name.
    public let firstName: String?
    /// The buyer's family name.
    public let lastName: String
    /// The key of the partner it is owed to.
    public let partner: Int?
    /// The coupon that was used, which is the partner's.
    public let coupon: String?
    /// The click that the shop noted in the order.
    public let click: String?
    /// The currency.
    public let currency: Currency
    /// What the buyer pays: the deal's amount.
    public let total: Int64
    /// The shipping within the total.
    public let shipping: Int64
    /// The tax within the total.
    public let tax: Int64
    /// What the coupon took off before tax.
    public let discount: Int64
    /// The lines.
    public let lines: [Line]
    /// What was given back; 0 for nothing.
    public let refunded: Int64
    /// What became of the order.
    public let state: State
    /// Whether it is no sale but a trial of the shop's own people.
    public let isTest: Bool
    /// When the order was placed.
    public let placed: Timestamp
    /// When the order last changed: the refund, where there is one.
    public let changed: Timestamp

    /// The sales of a program: every deal whose amount is known.
    public static func all(of program: ProgramData) -> [ProgramSale] {
        let people = Dictionary(program.people.map { ($0.key, $0) }) { first, _ in first }
        return program.deals.compactMap { deal in ProgramSale(deal, buyer: deal.customer.flatMap { people[$0] }) }
    }

    /// The coupon of the partner of that key.
    public static func coupon(of partner: Int) -> String { "PARTNER\(partner)" }

    private init?(_ deal: ProgramData.Deal, buyer: ProgramData.Person?) {
        guard let currency = Currency(deal.currency), let amount = deal.amount.flatMap({ ExactDecimal($0) }),
            let total = Money(rounding: amount, currency: currency)?.minor
        else { return nil }
        var random = SeededRandom(seed: UInt64(bitPattern: deal.created.milliseconds), stream: deal.orderNumber)
        (key, holder, orderNumber, partner, self.currency, self.total) =
            (deal.key, deal.holder, deal.orderNumber, deal.partner, currency, total)
        shop = deal.holder.flatMap { Shop(rawValue: $0) } ?? (deal.key % 2 == 0 ? .shopify : .woocommerce)
        customer = buyer?.email == nil ? nil : buyer?.key
        email = buyer?.email ?? "guest\(deal.key)@mail.example"
        (firstName, lastName) = (buyer?.firstName, buyer?.lastName ?? "Guest")
        coupon = deal.partner != nil && random.chance(perMille: 400) ? deal.partner.map { Self.coupon(of: $0) } : nil
        click = deal.partner != nil && random.chance(perMille: 400) ? Self.click(at: deal.created, &random) : nil
        let rate = random.pick([0, 0, 700, 1900], else: 0)
        shipping = random.chance(perMille: 300) ? min(total / 20, 990) : 0
        let goods = total - shipping
        tax = (goods * Int64(rate) + Int64(10_000 + rate) / 2) / Int64(10_000 + rate)
        discount = coupon == nil ? 0 : (goods - tax) / 9
        lines = Self.lines(net: goods - tax, discount: discount, tax: tax, &random)
        state = deal.stage == .won ? .paid : deal.stage == .lost ? .cancelled : .pending
        let draw = random.below(1000)
        refunded = state != .paid || draw >= 150 ? 0 : draw < 50 ? total : total / 3
        isTest = random.chance(perMille: 15)
        (placed, changed) = (deal.created, deal.modified)
    }

    private static func lines(net: Int64, discount: Int64, tax: Int64, _ random: inout SeededRandom) -> [Line] {
        let places = [random.below(ProgramWords.products.count), random.below(ProgramWords.products.count)]
        let isSplit = random.chance(perMille: 400)
        let shares: [(net: Int64, discount: Int64, tax: Int64)] =
            isSplit
            ? [(net * 6 / 10, discount * 6 / 10, tax * 6 / 10), (net - net * 6 / 10, discount - discount * 6 / 10, tax - tax * 6 / 10)]
            : [(net, discount, tax)]
        return shares.enumerated().map { place, share in
            Line(
                title: ProgramWords.products[places[place]], sku: "SKU-\(places[place] + 1)",
                quantity: share.net % 2 == 0 && share.discount % 2 == 0 ? 2 : 1, subtotal: share.net + share.discount, total: share.net,
                tax: share.tax)
        }
    }

    private static func click(at placed: Timestamp, _ random: inout SeededRandom) -> String {
        let before = placed - .seconds(Int64(600 + random.below(20 * 86_400)))
        return Identifier.make(prefix: "click_", at: before, randomness: DrawnBits(SeededRandom(seed: random.next())))
    }
}

/// A seeded sequence, for those who draw from a source that everybody shares.
private final class DrawnBits: Randomness {
    private let random: Mutex<SeededRandom>

    init(_ random: SeededRandom) { self.random = Mutex(random) }

    func next() -> UInt64 { random.withLock { $0.next() } }
}
