import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

/// What Stripe's stand-in keeps of its customers' balances: a ledger to which one can only add. Source: docs/decisions/0016.
@Suite struct StripeCreditTests {
    private func ready() throws -> (bench: StripeTests.Bench, customer: String) {
        let bench = try StripeTests.Bench()
        return (bench, try #require(bench.call(.post, "customers", "email=a@x.example").body["id"]?.string))
    }

    @Test func `a credit lowers the balance, sets the currency, and acts once for its key`() throws {
        let (bench, customer) = try ready()
        let path = "customers/\(customer)/balance_transactions"
        let form = "amount=-500&currency=usd&description=thanks&metadata[entente_reward]=credit_1"
        let first = bench.call(.post, path, form, key: "k")
        #expect(first.status == 200 && first.body["object"] == "customer_balance_transaction" && first.body["type"] == "adjustment")
        #expect(first.body["amount"] == -500 && first.body["ending_balance"] == -500 && first.body["customer"]?.string == customer)
        #expect(bench.call(.post, path, form, key: "k").body == first.body)
        #expect(bench.code(.post, path, form + "0", key: "k") == "400 idempotency_error")
        bench.now = bench.now + .seconds(1)
        let second = bench.call(.post, path, "amount=200&currency=usd")
        #expect(second.body["ending_balance"] == -300)
        let shown = bench.call(.get, "customers/\(customer)").body
        #expect(shown["balance"] == -300 && shown["currency"] == "usd")
        let listed = bench.call(.get, path + "?limit=1").body
        #expect(listed["data"]?[0]?["id"] == second.body["id"] && listed["has_more"] == true && listed["url"]?.string == "/v1/" + path)
        let next = bench.call(.get, path + "?limit=1&starting_after=\(second.body["id"]?.string ?? "")").body
        #expect(next["data"]?[0]?["metadata"]?["entente_reward"] == "credit_1" && next["has_more"] == false)
    }

    @Test func `each currency adds up for itself, and the customer's own is the balance`() throws {
        let (bench, customer) = try ready()
        let path = "customers/\(customer)/balance_transactions"
        _ = bench.call(.post, path, "amount=-500&currency=usd")
        #expect(bench.call(.post, path, "amount=-700&currency=eur").body["ending_balance"] == -700)
        let shown = bench.call(.get, "customers/\(customer)").body
        #expect(shown["balance"] == -500 && shown["currency"] == "usd")
    }

    @Test func `setting the balance of a customer is an entry too`() throws {
        let (bench, customer) = try ready()
        #expect(bench.call(.post, "customers/\(customer)", "balance=-250").body["balance"] == -250)
        let rows = bench.call(.get, "customers/\(customer)/balance_transactions").body["data"]?.array
        #expect(rows?.map { $0["amount"] } == [-250])
    }

    @Test func `only description and metadata change, nothing is deleted, and what is missing is said`() throws {
        let (bench, customer) = try ready()
        let path = "customers/\(customer)/balance_transactions"
        let made = bench.call(.post, path, "amount=-500&currency=usd").body["id"]?.string ?? ""
        #expect(bench.call(.post, "\(path)/\(made)", "description=why").body["description"] == "why")
        #expect(bench.code(.post, "\(path)/\(made)", "amount=-1") == "400 parameter_unknown")
        #expect(bench.call(.delete, "\(path)/\(made)").status == 404)
        #expect(bench.code(.post, path, "currency=usd") == "400 parameter_missing")
        #expect(bench.code(.post, path, "amount=-5") == "400 parameter_missing")
        #expect(bench.code(.post, path, "amount=x&currency=usd") == "400 parameter_invalid_integer")
        #expect(bench.code(.post, path, "amount=-1001&currency=kwd") == "400 amount_invalid")
        let long = String(repeating: "x", count: 351)
        #expect(bench.code(.post, path, "amount=-5&currency=usd&description=\(long)") == "400 parameter_invalid_string_too_long")
        #expect(bench.code(.post, "customers/cus_0/balance_transactions", "amount=-5&currency=usd") == "404 resource_missing")
        #expect(bench.code(.get, "customers/\(customer)/balance_transactions/cbtxn_0") == "404 resource_missing")
        #expect(bench.call(.get, "customer_balance_transactions").status == 404)
        let other = bench.call(.post, "customers", "email=b@x.example").body["id"]?.string ?? ""
        #expect(bench.code(.get, "customers/\(other)/balance_transactions/\(made)") == "404 resource_missing")
        _ = bench.call(.delete, "customers/\(customer)")
        #expect(bench.code(.post, path, "amount=-5&currency=usd") == "404 resource_missing")
    }
}
