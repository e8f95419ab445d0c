import Foundation
import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

/// What Stripe's stand-in does when a call and its key part company, and what it was filled with.
@Suite struct StripeKeyTests {
    typealias Bench = StripeTests.Bench

    private static let form = "amount=1230&currency=usd&destination=acct_1&transfer_group=g"

    @Test func `a call that acted and answered 500 keeps that answer for its key, and the money has left`() throws {
        let bench = try Bench()
        #expect(bench.call(.post, "transfers", Self.form, key: "k", fault: .failedAfterEffect).status == 500)
        #expect(bench.paid == 1)
        #expect(bench.call(.post, "transfers", Self.form, key: "k").status == 500)
        #expect(bench.paid == 1)
        #expect(bench.call(.get, "transfers?transfer_group=g").body["data"]?.array?.count == 1)
    }

    @Test func `a key whose request is under way is refused with 409, which nothing keeps`() throws {
        let bench = try Bench()
        #expect(bench.call(.post, "transfers", Self.form, key: "k", fault: .slow).status == 200)
        #expect(bench.code(.post, "transfers", Self.form, key: "k") == "409 idempotency_key_in_use")
        bench.now = bench.now + .seconds(2)
        #expect(bench.code(.post, "transfers", Self.form, key: "k") == "200 -")
        #expect(bench.paid == 1)
        #expect(bench.call(.post, "transfers", Self.form, key: "l", fault: .keyInUse).status == 409)
        #expect(bench.paid == 1)
        #expect(bench.call(.post, "transfers", Self.form, key: "l").status == 200)
        #expect(bench.paid == 2)
    }

    @Test func `an account without the capability of transfers cannot be paid`() throws {
        let bench = try Bench()
        let fields = JSONObject([("id", "acct_2"), ("payouts_enabled", false)])
        _ = try bench.platform.edit(PersonEdit(.create, object: "accounts", fields: fields), at: bench.now)
        let form = Self.form.replacing("acct_1", with: "acct_2")
        #expect(bench.code(.post, "transfers", form, key: "k") == "400 insufficient_capabilities_for_transfer")
        #expect(bench.call(.get, "accounts/acct_2").body["requirements"]?["currently_due"]?.array?.isEmpty == false)
        _ = try bench.platform.edit(
            PersonEdit(.update, object: "accounts", id: "acct_2", fields: JSONObject([("capabilities", ["transfers": "active"])])),
            at: bench.now)
        // The key keeps the refusal: Stripe had begun to act.
        #expect(bench.code(.post, "transfers", form, key: "k") == "400 insufficient_capabilities_for_transfer")
        #expect(bench.call(.post, "transfers", form, key: "l").status == 200)
    }

    @Test func `a program brings refunds, disputes, subscriptions with promotion codes, and accounts that cannot be paid`() throws {
        let now = Timestamp(seconds: 1_780_000_000)
        var generator = ProgramGenerator(seed: 1, records: 6000, now: now)
        let program = generator.make()
        let objects = Stripe(program, at: now).state()["objects"]
        func rows(_ kind: String) -> [JSON] { objects?[kind]?.array?.compactMap { $0["fields"] } ?? [] }
        func words(_ kind: String, _ name: String) -> Set<String> { Set(rows(kind).compactMap { $0[name]?.string }) }
        let charges = Dictionary(rows("charges").map { ($0["id"]?.string ?? "", $0) }) { first, _ in first }
        let refunds = rows("refunds")
        #expect(refunds.count > 5)
        for refund in refunds {
            let charge = try #require(refund["charge"]?.string.flatMap { charges[$0] })
            #expect(charge["amount_refunded"]?.integer == refund["amount"]?.integer)
        }
        #expect(refunds.contains { charges[$0["charge"]?.string ?? ""]?["refunded"] == true })
        #expect(words("disputes", "status").isSuperset(of: ["needs_response", "won", "lost"]), "\(words("disputes", "status"))")
        #expect(words("subscriptions", "status") == ["active", "canceled"])
        let codes = words("promotion_codes", "id")
        let used = rows("subscriptions").compactMap { $0["discounts"]?[0]?["promotion_code"]?.string }
        #expect(!used.isEmpty && codes.isSuperset(of: used))
        let ready = rows("accounts").filter { $0["payouts_enabled"] == true }.count
        #expect(ready > 10 && rows("accounts").count > ready)
    }
}
