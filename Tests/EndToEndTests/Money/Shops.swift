import Foundation
import Model
import Testing

/// A trial with the configuration of docs/two-shops.yaml, and what its sandbox holds.
struct Shops: Sendable {
    /// A sale that a shop, the CRM and the provider of payments all hold.
    struct Sale: Sendable {
        /// The remote of the shop that took it.
        let shop: String
        let number: String
        let currency: String
        /// The key of the partner whose coupon was used.
        let coupon: Int?
        /// The order's amounts. Units: hundredths.
        let amounts: [String: Int64]
        /// Whether nothing of it went back to the buyer.
        let isWhole: Bool
    }

    /// A deal of the hub.
    struct Seen: Sendable {
        let id: String
        let remotes: [String]
    }

    let trial: Trial

    static func open<T: Sendable>(_ body: (Shops) async throws -> T) async throws -> T {
        try await Trial.open(records: 1500, seed: 7) { trial in
            var trial = trial
            trial.environment["ENTENTE_LINK_KEY"] = "0123456789abcdef0123456789abcdef"
            let connectors = Repository.root.appending(path: "connectors").path
            let text = try Repository.text("docs/two-shops.yaml").replacingOccurrences(
                of: "\nconnectors: connectors\n", with: "\nconnectors: \(connectors)\n")
            // A person has looked at the destinations long ago, and the first month is over.
            let ready = text.replacingOccurrences(of: "\n  minimum: [25.00 USD]", with: "\n  cool_down: 0d\n  minimum: [25.00 USD]")
            try Data(ready.utf8).write(to: trial.folder.appending(path: "config.yaml"))
            return try await body(Shops(trial: trial))
        }
    }

    /// Runs a command to its end, which must be one of these.
    @discardableResult
    func expect(_ codes: [Int], _ arguments: [String], in store: String? = nil) async throws -> Program.End {
        let end = try await trial.start(arguments + (store.map { ["--store", $0] } ?? [])).end()
        #expect(codes.contains(end.code), "\(arguments.joined(separator: " ")): \(end)")
        return end
    }

    @discardableResult
    func expect(_ codes: [Int], _ arguments: String...) async throws -> Program.End { try await expect(codes, arguments) }

    // MARK: What the vendors hold

    /// The sales that all three hold, paid and as the shop tells them.
    func sales() async throws -> [Sale] {
        let charges = try await trial.sandbox.records("stripe", "charges").compactMap { $0["fields"] }
        let charged = Dictionary(charges.compactMap { charge in charge["metadata"]?["order_number"]?.string.map { ($0, charge) } }) { $1 }
        let deals = try await trial.sandbox.records("hubspot", "deals").filter { $0["properties"]?["dealstage"] == "closedwon" }
        let common = Set(charged.keys).intersection(deals.compactMap { $0["properties"]?["order_number"]?.string })
        var sales: [Sale] = []
        for (shop, vendor) in [("store", "woocommerce"), ("shop", "shopify")] {
            for fields in try await trial.sandbox.records(vendor, "orders").compactMap({ $0["fields"] }) where fields["test"] != true {
                guard let number = fields["number"]?.string, common.contains(number), let charge = charged[number] else { continue }
                let code = fields["coupon_lines"]?[0]?["code"] ?? fields["discountCodes"]?[0]
                sales.append(
                    Sale(
                        shop: shop, number: number, currency: fields["currency"]?.string ?? "",
                        coupon: code?.string.flatMap { Int($0.dropFirst("partner".count)) }, amounts: Self.amounts(fields),
                        isWhole: charge["amount_refunded"] == 0 && charge["disputed"] == false))
            }
        }
        try #require(sales.count > 16 && Set(sales.map(\.shop)).count == 2)
        return sales
    }

    /// The amounts of an order as WooCommerce or Shopify keeps them, by WooCommerce's names.
    private static func amounts(_ fields: JSON) -> [String: Int64] {
        let names = [("total", "total"), ("total_tax", "tax"), ("shipping_total", "shipping")]
        let all = names.compactMap { theirs, other in
            (fields[theirs]?.string.flatMap(hundredths) ?? fields[other]?.integer).map { (theirs, $0) }
        }
        return Dictionary(all) { first, _ in first }
    }

    /// What a provider paid, by receiver; nobody is paid twice.
    func movements(_ vendor: String) async throws -> [String: Money] {
        let rows = (try await trial.sandbox.control(vendor, "state")["movements"]?.array ?? []).filter { $0["kind"] == "paid" }
        let all = rows.compactMap { row -> (String, Money)? in
            guard let receiver = row["receiver"]?.string, let minor = row["amount"]?.integer,
                let currency = row["currency"]?.string.flatMap(Currency.init)
            else { return nil }
            return (receiver, Money(minor: minor, currency: currency))
        }
        #expect(all.count == rows.count && Set(all.map(\.0)).count == all.count, "\(rows)")
        return Dictionary(all) { first, _ in first }
    }

    /// Of these partners those whose account at Stripe can be paid.
    func ready(_ keys: some Sequence<Int>) async throws -> [Int] {
        let accounts = try await trial.sandbox.records("stripe", "accounts").filter { $0["fields"]?["payouts_enabled"] == true }
        let ids = Set(accounts.compactMap { $0["id"]?.string })
        return keys.filter { ids.contains(Self.account(of: $0)) }.sorted()
    }

    /// The account of a partner at Stripe.
    static func account(of key: Int) -> String { "acct_1P" + String(repeating: "0", count: 8 - String(key).count) + String(key) }

    static func hundredths(_ text: String) -> Int64? { Int64(text.replacingOccurrences(of: ".", with: "")) }

    /// A tenth, rounded half-even, but no more than the terms let one deal cost; as text.
    static func tenth(of hundredths: Int64) -> String {
        let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 10)
        let cents = min(500_000, whole + (rest > 5 || (rest == 5 && whole % 2 == 1) ? 1 : 0))
        let digits = String(repeating: "0", count: max(0, 3 - String(cents).count)) + String(cents)
        return digits.dropLast(2) + "." + digits.suffix(2)
    }

    // MARK: What the hub holds

    /// The deals by order number, each with the remotes that tell of it.
    func deals(in store: String? = nil) async throws -> [String: [Seen]] {
        let rows = try await expect([0], ["show", "deal", "--limit", "10000", "--json"], in: store).rows
        let all = rows.compactMap { row -> (String, Seen)? in
            guard let number = row["fields"]?["order_number"]?.string, let id = row["id"]?.string else { return nil }
            let live = (row["links"]?.array ?? []).filter { $0["state"]?.string == "live" }
            return (number, Seen(id: id, remotes: live.compactMap { $0["remote"]?.string }.sorted()))
        }
        return Dictionary(all.map { ($0.0, [$0.1]) }) { $0 + $1 }
    }

    /// What the commissions of each order amount to.
    func commissions(_ deals: [String: [Seen]], in store: String? = nil) async throws -> [String: [String]] {
        let numbers = Dictionary(deals.flatMap { number, all in all.map { ($0.id, number) } }) { first, _ in first }
        let rows = try await expect([0], ["commissions", "--json"], in: store).rows
        let all = rows.compactMap { row in
            row["deal"]?.string.flatMap { numbers[$0] }.map { ($0, [row["amount"]?["amount"]?.string ?? ""]) }
        }
        return Dictionary(all) { ($0 + $1).sorted() }
    }

    /// What stands approved of each partner's commissions, in dollars.
    func approved() async throws -> [String: Money] {
        let rows = try await expect([0], "commissions", "--json").rows.filter { $0["state"] == "approved" }
        let all = rows.compactMap { row -> (String, Money)? in
            guard let partner = row["partner"]?.string, let amount = row["amount"]?["minor"]?.integer, let dollars = Currency("USD"),
                row["amount"]?["currency"] == "USD"
            else { return nil }
            return (partner, Money(minor: amount, currency: dollars))
        }
        return Dictionary(all) { Money(minor: $0.minor + $1.minor, currency: $0.currency) }
    }

    // MARK: What people do

    /// Approves the partners whose coupons were used, and gives each coupon to its partner; their ids by their keys.
    func engage(_ sales: [Sale]) async throws -> [Int: String] {
        let rows = try await expect([0], "show", "partner", "--limit", "1000", "--json").rows
        let pairs = rows.compactMap { row -> (Int, String)? in
            guard let domain = row["fields"]?["domain"]?.string, domain.hasPrefix("company"), let id = row["id"]?.string else { return nil }
            return Int(domain.dropFirst("company".count).prefix { $0.isNumber }).map { ($0, id) }
        }
        let known = Dictionary(pairs) { first, _ in first }
        let used = Set(sales.filter { $0.currency == "USD" }.compactMap(\.coupon))
        let partners = known.filter { used.contains($0.key) }
        try #require(partners.count >= 2, "\(used) of \(known.keys.sorted())")
        for (key, id) in partners.sorted(by: { $0.key < $1.key }) {
            try await expect([0], "set", "partner", id, "status=approved", "--by", Trial.person)
            try await expect([0], "link", "mint", id, "--coupon", "partner\(key)")
        }
        return partners
    }

    /// Lets go of the commissions that are held for being large.
    func release() async throws {
        for row in try await expect([0], "commissions", "--json").rows where row["findings"] == ["amount_ceiling"] {
            let id = row["id"]?.string ?? ""
            try await expect([0], "commissions", "approve", id, "--why", "a known customer", "--by", Trial.person)
        }
    }

    /// Says where a partner's money goes, and stands for it.
    func direct(_ partner: String, to account: String, by method: String) async throws {
        try await expect([0], "set", "partner", partner, "payout_method=\(method)", "payout_account=\(account)", "--by", Trial.person)
        try await expect([0], "payouts", "destinations", "--approve", partner, "--by", "ben@northwind.example")
    }

    /// Pays what is owed, signed by two, and settles it once PayPal has carried it out.
    func pay() async throws {
        try await expect([3], "payouts", "plan", "--json")
        try await expect([0, 3], "payouts", "approve", "--all", "--by", Trial.person)
        try await expect([0], "payouts", "approve", "--all", "--by", "ben@northwind.example")
        try await expect([0], "payouts", "send", "--json")
        try await trial.sandbox.advance(60)
        try await expect([0], "payouts", "settle", "--json")
        let rows = try await expect([0], "payouts", "list", "--json").rows
        #expect(rows.map { $0["state"] } == ["paid", "paid"], "\(rows)")
    }

    /// A copy of the hub as it stands, for a run of its own.
    func copyOfStore(_ place: Int) throws -> String {
        let copy = "case\(place).db"
        for ending in ["", "-wal", "-shm"] {
            let from = trial.folder.appending(path: "entente.db" + ending)
            guard FileManager.default.fileExists(atPath: from.path) else { continue }
            try FileManager.default.copyItem(at: from, to: trial.folder.appending(path: copy + ending))
        }
        return copy
    }
}
